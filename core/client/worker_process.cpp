#include "client/worker_process.h"

#include "client/worker_child.h"
#include "protocol/line.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace atelier::client {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLastWords = 64 << 10;           // of standard error
constexpr std::size_t kLongestLine = 1024u << 20;      // a comparison of very many samples is one line
constexpr auto kTimeToEnd = std::chrono::seconds(20);  // once it has said its result
constexpr auto kTimeToStop = std::chrono::seconds(3);  // for a job that has nothing to save
constexpr int kLookMilliseconds = 500;                 // whether it is gone while something else holds its pipes

fs::path programPath(const WorkerOptions& options) {
    if (!options.program.empty()) return options.program;
    if (const char* named = std::getenv("ATELIER_WORKER"); named && *named) return named;
    std::error_code code;
    const fs::path self = fs::read_symlink("/proc/self/exe", code);
    return self.parent_path() / "atelier";
}

// How long a job may go on once it was asked to stop: loading a large model listens to nobody.
std::optional<Clock::duration> timeToStop(protocol::OnStop onStop) {
    switch (onStop) {
        case protocol::OnStop::Saves:
            return {};
        case protocol::OnStop::Ends:
            return kTimeToStop;
        case protocol::OnStop::EndsAtOnce:
            return Clock::duration::zero();
    }
    throw std::logic_error("a way to stop");
}

// One job asked of a worker.
class Conversation {
public:
    Conversation(WorkerChild& process, const protocol::Request& request, protocol::Control& control,
                 const protocol::EventSink& events)
        : process_(process),
          control_(control),
          events_(events),
          timeToStop_(timeToStop(request.onStop())),
          wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
          pending_(protocol::line(toJson(request))) {
        if (!wake_.open())
            throw Error::failure(std::string("cannot make an event descriptor: ") + std::strerror(errno),
                                 "the job's process");
        process_.lastWords.clear();
        control_.setWatcher([fd = wake_.get()] {
            const std::uint64_t one = 1;
            [[maybe_unused]] const auto ignored = ::write(fd, &one, sizeof one);
        });
    }
    ~Conversation() { control_.setWatcher({}); }

    /// Whether the process stays for another job.
    enum class Then { Ends, Stays };
    Json run(Then then) {
        while (!outcome_ && process_.out().open()) {
            passOn();
            if (left_ && pending_.empty()) {
                process_.release();
                throw Error::interrupted("goes on in a process of its own");
            }
            if (!wait()) break;
        }
        if (!outcome_ || then == Then::Ends) {
            process_.in().close();
            waitForEnd();
        }
        if (outcome_) return finish();
        if (control_.killRequested() || givenUp()) throw Error::interrupted("ended at once, nothing saved");
        throw endedWithout();
    }

private:
    // What was asked since the last time.
    void passOn() {
        const auto say = [this](const protocol::ControlMessage& message) {
            pending_ += protocol::line(toJson(message));
        };
        if (const bool now = control_.pauseRequested(); now != paused_) {
            paused_ = now;
            say(now ? protocol::Transition::Pause : protocol::Transition::Resume);
        }
        for (const auto& [command, _] : valueNames(protocol::Command{}))
            if (control_.take(command)) say(command);
        for (const protocol::RateChange& change : control_.takeRateChanges())
            say(change);
        if (control_.stopRequested() && !stopped_) {
            stopped_ = Clock::now();
            say(protocol::Transition::Stop);
        }
        if (control_.leaveRequested() && !left_) {
            left_ = true;
            say(protocol::Transition::Leave);
        }
        if (control_.killRequested() || givenUp()) process_.kill();
    }

    bool givenUp() const { return timeToStop_ && stopped_ && Clock::now() - *stopped_ >= *timeToStop_; }

    // False when the process is gone and all it said is read.
    bool wait() {
        std::array<pollfd, 4> polls{{{process_.out().get(), POLLIN, 0},
                                     {process_.err().get(), POLLIN, 0},
                                     {wake_.get(), POLLIN, 0},
                                     {pending_.empty() ? -1 : process_.in().get(), POLLOUT, 0}}};
        const int ready = ::poll(polls.data(), polls.size(), kLookMilliseconds);
        if (ready < 0 && errno != EINTR)
            throw Error::failure(std::string("cannot listen: ") + std::strerror(errno), "the job's process");
        const bool gone = ready == 0 && process_.ended();
        std::uint64_t count = 0;
        [[maybe_unused]] const auto ignored = ::read(wake_.get(), &count, sizeof count);
        if (polls[3].revents) send();
        readErrors();
        readOutput();
        return !gone;
    }

    void send() {
        const auto sent = ::send(process_.in().get(), pending_.data(), pending_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0)
            pending_.erase(0, static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR)
            process_.in().close(), pending_.clear();  // it is gone; what it said last tells why
    }

    // Some of what there is; closes at the end of the stream.
    static bool readSome(Descriptor& from, std::string& into) {
        if (!from.open()) return false;
        char block[65536];
        const auto got = ::read(from.get(), block, sizeof block);
        if (got > 0) into.append(block, static_cast<std::size_t>(got));
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) from.close();
        return got > 0;
    }

    // One block a round, however much there is: what is asked of the job must not wait for a talkative one.
    void readErrors() {
        auto& words = process_.lastWords;
        if (readSome(process_.err(), words) && words.size() > kLastWords) words.erase(0, words.size() - kLastWords);
    }

    void readOutput() {
        if (!readSome(process_.out(), process_.unread)) return;
        std::size_t begin = 0;
        for (std::size_t end = process_.unread.find('\n', searched_); end != std::string::npos && !outcome_;
             end = process_.unread.find('\n', begin)) {
            heard(std::string_view(process_.unread).substr(begin, end - begin));
            begin = end + 1;
        }
        process_.unread.erase(0, begin);
        searched_ = process_.unread.size();
        if (process_.unread.size() > kLongestLine) throw Error::failure("a line without end", where());
    }

    std::string where() const { return "the job's process, line " + std::to_string(process_.lines + 1); }

    void heard(std::string_view text) {
        try {
            const Json json = protocol::objectFromLine(text, where());
            if (json.contains("event")) {
                if (events_) events_(protocol::eventFromJson(json, where()));
            } else if (json.contains("result") || json.contains("error")) {
                outcome_ = json;
            } else {
                throw Error("neither an event nor a result", where());
            }
        } catch (const Error& error) {
            throw Error::failure("the job's process does not speak as expected: " + error.message(), error.where(),
                                 "is it of the same version?");
        }
        ++process_.lines;
    }

    // It has said its last or closed its output, and is given time to go.
    void waitForEnd() {
        const auto deadline = Clock::now() + kTimeToEnd;
        while (!process_.ended()) {
            if (control_.killRequested() || Clock::now() > deadline) process_.kill();
            pollfd one{process_.err().get(), POLLIN, 0};
            ::poll(&one, 1, 10);
            readErrors();
        }
        for (std::size_t block = 0; block < kLastWords / 4096 && process_.err().open(); ++block)
            readErrors();
    }

    Json finish() const {
        if (outcome_->contains("error")) throw protocol::errorFromJson((*outcome_)["error"], where());
        return (*outcome_)["result"];
    }

    Error endedWithout() const {
        const int status = process_.status();
        std::string what, hint;
        if (WIFSIGNALED(status)) {
            const int number = WTERMSIG(status);
            const char* name = ::sigabbrev_np(number);
            what = "the job's process was ended by signal " + std::to_string(number) +
                   (name ? " (SIG" + std::string(name) + ")" : "");
            hint = number == SIGKILL ? "the system may have run out of memory: take a smaller batch or smaller images"
                                     : "this is a fault of Atelier's own or of a driver, please report it";
        } else {
            what = "the job's process ended with code " + std::to_string(WEXITSTATUS(status)) + " and no result";
        }
        const std::size_t end = process_.lastWords.find_last_not_of(" \r\n");
        if (end != std::string::npos && events_)
            events_(protocol::Message{protocol::Message::Level::Error,
                                      "last words of the job's process:\n" + process_.lastWords.substr(0, end + 1)});
        return Error::failure(what, {}, hint);
    }

    WorkerChild& process_;
    protocol::Control& control_;
    const protocol::EventSink& events_;
    const std::optional<Clock::duration> timeToStop_;
    Descriptor wake_;
    std::string pending_;       // to be sent
    std::size_t searched_ = 0;  // of what is unread
    bool paused_ = false, left_ = false;
    std::optional<Clock::time_point> stopped_;  // when it was asked to
    std::optional<Json> outcome_;
};

}  // namespace

Json runInWorker(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events,
                 const WorkerOptions& options) {
    // Before the engine is loaded: a job that is not wanted any more need not start.
    if (control.stopRequested()) throw Error::interrupted("stopped before it began");
    WorkerChild process(programPath(options));
    return Conversation(process, request, control, events).run(Conversation::Then::Ends);
}

Work engineWork(protocol::Request request, WorkerOptions options) {
    return [request = std::move(request), options = std::move(options)](protocol::Control& control,
                                                                        const protocol::EventSink& events) {
        return runInWorker(request, control, events, options);
    };
}

ResidentWorker::ResidentWorker(WorkerOptions options, std::chrono::milliseconds idle)
    : options_(std::move(options)), idle_(idle), watcher_([this](std::stop_token stop) { watch(stop); }) {}

ResidentWorker::~ResidentWorker() = default;

Json ResidentWorker::run(const protocol::Request& request, protocol::Control& control,
                         const protocol::EventSink& events) {
    std::unique_lock lock(mutex_);
    if (control.stopRequested()) throw Error::interrupted("stopped before it began");
    for (;;) {
        if (process_ && process_->ended()) process_.reset();
        const bool fresh = !process_;
        if (fresh) process_ = std::make_unique<WorkerChild>(programPath(options_));
        const auto said = process_->lines;
        // What it said last belongs to this job; a job's own error leaves it alive.
        const auto used = [&] {
            if (process_->ended()) process_.reset();
            lastUse_ = Clock::now();
            changed_.notify_all();
        };
        try {
            Json result = Conversation(*process_, request, control, events).run(Conversation::Then::Stays);
            used();
            return result;
        } catch (const Error&) {
            // It was about to end by itself when it was asked.
            const bool missed = !fresh && process_->ended() && WIFEXITED(process_->status()) &&
                                WEXITSTATUS(process_->status()) == 0 && process_->lines == said;
            used();
            if (!missed || control.stopRequested()) throw;
        } catch (...) {
            used();
            throw;
        }
    }
}

void ResidentWorker::release() {
    if (std::unique_lock lock(mutex_, std::try_to_lock); lock.owns_lock()) process_.reset();
}

void ResidentWorker::watch(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        const auto never = [] { return false; };
        if (!process_)
            changed_.wait(lock, stop, [&] { return process_ != nullptr; });
        else if (Clock::now() - lastUse_ >= idle_)
            process_.reset();
        else
            changed_.wait_until(lock, stop, lastUse_ + idle_, never);
    }
}

Work ResidentWorker::work(std::shared_ptr<ResidentWorker> worker, protocol::Request request) {
    return [worker = std::move(worker), request = std::move(request)](protocol::Control& control,
                                                                      const protocol::EventSink& events) {
        return worker->run(request, control, events);
    };
}

}  // namespace atelier::client
