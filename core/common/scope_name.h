#pragma once

#include <string>
#include <utility>

namespace atelier {

/// Names what this thread is at, e.g. a part of a model, for whoever accounts for memory or time. Scopes nest.
class ScopeName {
public:
    explicit ScopeName(std::string name) : before_(std::exchange(slot(), std::move(name))) {}
    ~ScopeName() { slot() = std::move(before_); }
    ScopeName(const ScopeName&) = delete;
    ScopeName& operator=(const ScopeName&) = delete;

    static const std::string& current() { return slot(); }

private:
    static std::string& slot();
    std::string before_;
};

}  // namespace atelier
