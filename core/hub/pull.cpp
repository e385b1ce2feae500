#include "hub/pull.h"

#include "common/caught_error.h"
#include "common/error.h"
#include "common/file.h"
#include "hub/cache.h"
#include "hub/client.h"
#include "hub/transfer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace atelier::hub {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kTick = std::chrono::milliseconds(200);
constexpr auto kSpeedWindow = std::chrono::seconds(10);

std::string sizeText(std::uint64_t bytes) {
    char text[40];
    if (bytes < 1'000'000)
        std::snprintf(text, sizeof text, "%.1f kB", static_cast<double>(bytes) / 1e3);
    else if (bytes < 1'000'000'000)
        std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
    else
        std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
    return text;
}

// Bytes a second over the last seconds.
class Speed {
public:
    double at(std::int64_t bytes) {
        const auto now = Clock::now();
        marks_.emplace_back(now, bytes);
        while (marks_.size() > 2 && now - marks_.front().first > kSpeedWindow)
            marks_.pop_front();
        const double seconds = std::chrono::duration<double>(now - marks_.front().first).count();
        const auto grown = bytes - marks_.front().second;
        return seconds > 0 && grown > 0 ? static_cast<double>(grown) / seconds : 0;
    }

private:
    std::deque<std::pair<Clock::time_point, std::int64_t>> marks_;
};

// The files of a pull, downloaded by several threads while the one that asked looks on.
class Downloads {
public:
    Downloads(const Repository& repository, const Access& access, const std::string& commit,
              std::vector<RemoteFile> files, const PullListener& listener)
        : repository_(repository), access_(access), commit_(commit), files_(std::move(files)), listener_(listener) {
        for (const auto& file : files_)
            total_ += static_cast<std::int64_t>(file.size);
    }

    /// Returns the bytes that came through the network.
    std::uint64_t run(int parallel) {
        {
            const std::stop_callback passOn(listener_.stop, [this] { stop_.request_stop(); });
            std::vector<std::jthread> workers;
            const auto count = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(parallel, 1)), 1,
                                                       std::max<std::size_t>(files_.size(), 1));
            {
                const std::lock_guard lock(mutex_);
                working_ = count;
            }
            for (std::size_t i = 0; i < count; ++i)
                workers.emplace_back([this] { work(); });
            try {
                lookOn();
            } catch (...) {  // of who looks on
                stop_.request_stop();
                throw;
            }
        }
        tellNotes();
        if (listener_.stop.stop_requested())
            throw Error::interrupted("stopped: " + sizeText(static_cast<std::uint64_t>(best_)) + " of " +
                                         sizeText(static_cast<std::uint64_t>(total_)) + " are there",
                                     repository_.name(), "pull it again to go on from here");
        if (failure_) throw Error(*failure_);
        tellProgress();
        return static_cast<std::uint64_t>(counts_.received);
    }

private:
    void work() {
        try {
            Transfer transfer(
                access_, repository_, commit_, [this](const std::string& text) { addNote(text); }, counts_);
            while (const RemoteFile* file = next()) {
                transfer.fetch(*file, stop_.get_token());
                ++done_;
            }
        } catch (...) {
            const Error error = caughtError();
            const std::lock_guard lock(mutex_);
            if (!failure_ && !stop_.stop_requested()) failure_ = error;
            stop_.request_stop();
        }
        const std::lock_guard lock(mutex_);
        --working_;
        changed_.notify_all();
    }
    const RemoteFile* next() {
        const auto index = next_++;
        return index < files_.size() && !stop_.stop_requested() ? &files_[index] : nullptr;
    }
    void addNote(const std::string& text) {
        const std::lock_guard lock(mutex_);
        notes_.push_back(text);
        changed_.notify_all();
    }

    void lookOn() {
        std::unique_lock lock(mutex_);
        while (working_ > 0) {
            changed_.wait_for(lock, kTick);
            lock.unlock();
            tellNotes();
            if (!stop_.stop_requested()) tellProgress();
            lock.lock();
        }
    }
    void tellNotes() {
        std::vector<std::string> notes;
        {
            const std::lock_guard lock(mutex_);
            notes.swap(notes_);
        }
        if (listener_.note)
            for (const auto& text : notes)
                listener_.note(text);
    }
    void tellProgress() {
        best_ = counts_.there;
        if (!listener_.progress) return;
        PullProgress progress{best_, total_, done_, std::ssize(files_)};
        progress.bytesPerSecond = speed_.at(counts_.received);
        if (progress.bytesPerSecond > 0)
            progress.secondsLeft = static_cast<double>(total_ - best_) / progress.bytesPerSecond;
        listener_.progress(progress);
    }

    const Repository& repository_;
    const Access& access_;
    const std::string& commit_;
    const std::vector<RemoteFile> files_;
    const PullListener& listener_;
    std::int64_t total_ = 0, best_ = 0;
    Speed speed_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<std::int64_t> done_ = 0;
    TransferCounts counts_;
    std::stop_source stop_;
    std::mutex mutex_;  // of what follows
    std::condition_variable changed_;
    std::size_t working_ = 0;
    std::vector<std::string> notes_;
    std::optional<Error> failure_;
};

PullResult fromCache(const Repository& repository, const Access& access) {
    const auto snapshot = CachedRepository(access.cache, repository).snapshot();
    if (!snapshot)
        throw Error("is not in the cache " + access.cache.string() + ", and the hub may not be asked",
                    repository.name(), "unset HF_HUB_OFFLINE");
    PullResult result;
    result.commit = snapshot->filename().string();
    result.folder = *snapshot;
    result.offline = true;
    std::error_code code;
    for (const auto& entry : fs::recursive_directory_iterator(*snapshot, code))
        if (entry.is_regular_file(code)) {
            ++result.files;
            result.bytes += entry.file_size(code);
        }
    return result;
}

void checkSpace(const CachedRepository& cached, const Repository& repository, std::uint64_t missing) {
    const std::uint64_t free = freeBytes(cached.folder());
    if (missing > free)
        throw Error::failure("needs " + sizeText(missing) + " more, and " + sizeText(free) + " are free in " +
                                 cached.folder().parent_path().string(),
                             repository.name(), "free some space, or let HF_HUB_CACHE name a folder elsewhere");
}

}  // namespace

PullResult pull(const Repository& repository, const Access& access, const PullOptions& options,
                const PullListener& listener) {
    if (access.offline) return fromCache(repository, access);
    Requests requests(access);
    PullResult result;
    result.commit = commitOf(requests, repository, listener.note, listener.stop);
    auto choice = chooseFiles(
        repository.kind, filesOf(requests, repository, result.commit, listener.note, listener.stop), options.patterns);
    result.leftOut = std::move(choice.leftOut);
    if (choice.files.empty())
        throw Error("has no file that is wanted", repository.name(),
                    options.patterns.include.empty() ? "--include '*' takes all of it"
                                                     : "look at the patterns of --include and --exclude");

    const CachedRepository cached(access.cache, repository);
    result.folder = cached.snapshot(result.commit);
    result.files = choice.files.size();
    std::uint64_t missing = 0;
    std::set<std::string> hashes;
    std::vector<RemoteFile> each;  // files of the same content are one blob
    for (const auto& file : choice.files) {
        result.bytes += file.size;
        if (!hashes.insert(file.hash()).second) continue;
        each.push_back(file);
        missing += file.size - bytesThere(cached, file);
    }
    checkSpace(cached, repository, missing);
    cached.prepare();
    // The largest first: what is left at the end is short then.
    std::ranges::sort(each, std::greater(), [](const RemoteFile& file) { return std::pair(file.size, file.path); });
    result.received = Downloads(repository, access, result.commit, std::move(each), listener).run(options.parallel);
    for (const auto& file : choice.files)
        cached.link(result.commit, file.path, file.hash());
    cached.writeCommit(result.commit);
    return result;
}

}  // namespace atelier::hub
