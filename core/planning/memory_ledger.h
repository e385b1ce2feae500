#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace atelier::planning {

/// Counts what tensors on the meta device would take: they have sizes and no memory, so a real model can be run on them
/// in no time. Counts tensors that this thread makes while the ledger lives, under the name of the scope in which each
/// was made (common/scope_name.h), until they are freed.
class MemoryLedger {
public:
    MemoryLedger();
    ~MemoryLedger();
    MemoryLedger(const MemoryLedger&) = delete;
    MemoryLedger& operator=(const MemoryLedger&) = delete;

    /// Bytes that are held now.
    std::uint64_t held() const;
    /// The most that was held at once, and by which scopes at that moment.
    std::uint64_t peak() const;
    const std::map<std::string, std::uint64_t>& atPeak() const;
    /// Forgets the peak: it begins with what is held now.
    void restart();

    struct State;

private:
    std::shared_ptr<State> state_;
    std::shared_ptr<State> before_;
};

}  // namespace atelier::planning
