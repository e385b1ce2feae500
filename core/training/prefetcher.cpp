#include "training/prefetcher.h"

#include "common/error.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace atelier::training {
namespace {

struct Slot {
    std::int64_t sample = 0, epoch = 0;
    bool done = false, taken = false;
    std::shared_ptr<const Example> encoded;  // null: left out
};

}  // namespace

struct Prefetcher::State {
    Encode encode;
    Name name;
    Options options;

    mutable std::mutex mutex;
    std::condition_variable work, ready;
    std::deque<std::shared_ptr<Slot>> slots;  // in order; the front is handed out next
    bool stopping = false;
    std::optional<Error> error;
    Report report;
    std::vector<std::string> skipReasons;
    std::vector<std::thread> threads;

    std::shared_ptr<Slot> firstOpen() const {
        const std::size_t window = std::min(slots.size(), static_cast<std::size_t>(options.ahead));
        for (std::size_t i = 0; i < window; ++i)
            if (!slots[i]->taken) return slots[i];
        return nullptr;
    }

    void fail(const std::shared_ptr<Slot>& slot, const Error& cause) {
        const std::string id = name(slot->sample);
        if (options.skipBad && cause.kind() == Error::Kind::User) {
            auto& skipped = report.skipped;
            if (!skipped.insert(slot->sample).second) return;
            skipReasons.push_back("sample " + id + ": " + cause.what());
            if (std::ssize(skipped) > options.mostBad && !error)
                error = Error(std::to_string(skipped.size()) + (skipped.size() == 1 ? " sample" : " samples") +
                                  " cannot be used, more than max_bad_samples allows; the last: " + cause.message(),
                              "sample " + id + (cause.where().empty() ? "" : ": " + cause.where()),
                              "mend or remove them (`atelier data check` lists all), or raise max_bad_samples");
        } else if (!error) {
            const bool named = cause.where().find(id) != std::string::npos;
            error = Error(cause.message(),
                          named ? cause.where() : "sample " + id + (cause.where().empty() ? "" : ": " + cause.where()),
                          cause.hint().empty()
                              ? "mend or remove the sample, or leave such samples out: skip_bad_samples: true"
                              : cause.hint(),
                          cause.kind());
        }
    }

    void note(const Slot& slot) {
        bool cut = false;
        std::int64_t learned = 0;
        for (const auto& sequence : slot.encoded->sequences) {
            cut = cut || sequence.cutTargets > 0;
            learned += targetTokens(sequence);
        }
        if (!cut) return;
        report.cut.insert(slot.sample);
        if (learned == 0) report.nothing.insert(slot.sample);
    }

    void run() {
        std::unique_lock lock(mutex);
        for (;;) {
            std::shared_ptr<Slot> slot;
            work.wait(lock, [&] { return stopping || (slot = firstOpen()); });
            if (stopping) return;
            slot->taken = true;
            lock.unlock();
            std::shared_ptr<Example> encoded;
            std::optional<Error> cause;
            try {
                encoded = std::make_shared<Example>(encode(slot->sample, slot->epoch));
                encoded->number = slot->sample;
            } catch (const Error& e) {
                cause = e;
            } catch (const std::bad_alloc&) {
                cause = Error::failure("not enough memory");
            } catch (const std::exception& e) {
                cause = Error::failure(e.what());
            }
            lock.lock();
            slot->encoded = std::move(encoded);
            slot->done = true;
            if (cause)
                fail(slot, *cause);
            else
                note(*slot);
            ready.notify_all();
        }
    }
};

Prefetcher::Prefetcher(Encode encode, Name name, const Options& options) : state_(std::make_shared<State>()) {
    state_->encode = std::move(encode);
    state_->name = std::move(name);
    state_->options = options;
    for (std::int64_t i = 0; i < std::max<std::int64_t>(1, options.workers); ++i)
        state_->threads.emplace_back([state = state_] { state->run(); });
}

Prefetcher::~Prefetcher() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->work.notify_all();
    for (auto& thread : state_->threads)
        if (thread.joinable()) thread.join();
}

void Prefetcher::request(const std::vector<std::int64_t>& samples, std::int64_t epoch) {
    {
        const std::lock_guard lock(state_->mutex);
        for (const std::int64_t sample : samples) {
            state_->slots.push_back(std::make_shared<Slot>());
            state_->slots.back()->sample = sample;
            state_->slots.back()->epoch = epoch;
        }
    }
    state_->work.notify_all();
}

std::vector<std::shared_ptr<const Example>> Prefetcher::next(std::int64_t count) {
    std::vector<std::shared_ptr<const Example>> taken;
    std::unique_lock lock(state_->mutex);
    for (std::int64_t i = 0; i < count; ++i) {
        if (state_->slots.empty()) throw std::logic_error("Prefetcher: more taken than requested");
        const auto slot = state_->slots.front();
        const bool inTime =
            state_->ready.wait_for(lock, state_->options.patience, [&] { return state_->error || slot->done; });
        if (!inTime) {
            // A thread that hangs in the kernel cannot be ended; it is left behind with the state it holds.
            for (auto& thread : state_->threads)
                thread.detach();
            throw Error::failure(
                "a sample took longer than " + std::to_string(state_->options.patience.count()) + " s to read",
                "sample " + state_->name(slot->sample), "is its drive still there?");
        }
        if (state_->error) throw Error(*state_->error);
        if (slot->encoded) taken.push_back(slot->encoded);
        state_->slots.pop_front();
        state_->work.notify_all();
    }
    return taken;
}

void Prefetcher::Report::add(const Report& other) {
    skipped.insert(other.skipped.begin(), other.skipped.end());
    cut.insert(other.cut.begin(), other.cut.end());
    nothing.insert(other.nothing.begin(), other.nothing.end());
}

Prefetcher::Report Prefetcher::report() const {
    const std::lock_guard lock(state_->mutex);
    return state_->report;
}

std::int64_t Prefetcher::skipped() const {
    const std::lock_guard lock(state_->mutex);
    return std::ssize(state_->report.skipped);
}

std::vector<std::string> Prefetcher::takeSkipReasons() {
    const std::lock_guard lock(state_->mutex);
    return std::exchange(state_->skipReasons, {});
}

}  // namespace atelier::training
