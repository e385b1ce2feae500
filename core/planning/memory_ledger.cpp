#include "planning/memory_ledger.h"

#include "common/scope_name.h"

#include <c10/core/Allocator.h>

#include <utility>

namespace atelier::planning {

struct MemoryLedger::State {
    std::uint64_t held = 0, peak = 0;
    std::map<std::string, std::uint64_t> byScope, atPeak;

    void add(const std::string& scope, std::uint64_t bytes) {
        held += bytes;
        byScope[scope] += bytes;
        if (held > peak) {
            peak = held;
            atPeak = byScope;
        }
    }
    void remove(const std::string& scope, std::uint64_t bytes) {
        held -= bytes;
        byScope[scope] -= bytes;
    }
};

namespace {

using State = MemoryLedger::State;

std::shared_ptr<State>& current() {
    thread_local std::shared_ptr<State> state;
    return state;
}

struct Record {
    std::shared_ptr<State> state;
    std::string scope;
    std::uint64_t bytes;
};

void release(void* context) {
    const std::unique_ptr<Record> record(static_cast<Record*>(context));
    if (record) record->state->remove(record->scope, record->bytes);
}

void nothing(void*) {}

// In place of torch's allocator of the meta device, which gives no memory either.
class CountingAllocator : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t bytes) override {
        const c10::Device meta(c10::DeviceType::Meta);
        const auto& state = current();
        if (!state || bytes == 0) return {nullptr, nullptr, &nothing, meta};
        state->add(ScopeName::current(), bytes);
        return {nullptr, new Record{state, ScopeName::current(), bytes}, &release, meta};
    }
    c10::DeleterFnPtr raw_deleter() const override { return nullptr; }
    void copy_data(void*, const void*, std::size_t) const override {}
};

void install() {
    constexpr std::uint8_t kAboveTorch = 10;
    static CountingAllocator allocator;
    static const bool done = (c10::SetAllocator(c10::DeviceType::Meta, &allocator, kAboveTorch), true);
    (void)done;
}

}  // namespace

MemoryLedger::MemoryLedger() : state_(std::make_shared<State>()) {
    install();
    before_ = std::exchange(current(), state_);
}

MemoryLedger::~MemoryLedger() {
    current() = before_;
}

std::uint64_t MemoryLedger::held() const {
    return state_->held;
}

std::uint64_t MemoryLedger::peak() const {
    return state_->peak;
}

const std::map<std::string, std::uint64_t>& MemoryLedger::atPeak() const {
    return state_->atPeak;
}

void MemoryLedger::restart() {
    state_->peak = state_->held;
    state_->atPeak = state_->byScope;
}

}  // namespace atelier::planning
