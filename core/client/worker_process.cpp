#include "client/worker_process.h"

#include "common/descriptor.h"
#include "protocol/line.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace atelier::client {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLastWords = 64 << 10;           // of standard error
constexpr std::size_t kLongestLine = 1024u << 20;      // a comparison of very many samples is one line
constexpr auto kTimeToEnd = std::chrono::seconds(20);  // once it has said its result
constexpr auto kTimeToStop = std::chrono::seconds(3);  // for a job that has nothing to save
constexpr int kLookMilliseconds = 500;                 // whether it is gone while something else holds its pipes

[[noreturn]] void cannotStart(const std::string& what, int code) {
    throw Error::failure(what + ": " + std::strerror(code), "the job's process");
}

struct Pair {
    Descriptor ours, theirs;
};

Pair outputPipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) cannotStart("cannot make a pipe", errno);
    Pair pair{Descriptor(ends[0]), Descriptor(ends[1])};
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    pair.theirs.raise();
    return pair;
}

// A socket, not a pipe: writing to one whose reader is gone can do without SIGPIPE, which would end the window.
Pair inputSocket() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) cannotStart("cannot make a socket", errno);
    Pair pair{Descriptor(ends[0]), Descriptor(ends[1])};
    pair.theirs.raise();
    return pair;
}

fs::path programPath(const WorkerOptions& options) {
    if (!options.program.empty()) return options.program;
    if (const char* named = std::getenv("ATELIER_WORKER"); named && *named) return named;
    std::error_code code;
    const fs::path self = fs::read_symlink("/proc/self/exe", code);
    return self.parent_path() / "atelier";
}

// The child: started, spoken to, listened to, and always reaped.
class Process {
public:
    explicit Process(const fs::path& program) {
        Pair in = inputSocket(), out = outputPipe(), err = outputPipe();
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attributes;
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        posix_spawn_file_actions_adddup2(&actions, in.theirs.get(), STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out.theirs.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, err.theirs.get(), STDERR_FILENO);
        // A session of its own: Ctrl-C in the window's terminal, or that terminal's end, reaches it as the end of its
        // input, which saves.
        sigset_t none, standard;
        sigemptyset(&none);
        sigemptyset(&standard);
        for (const int one : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD})
            sigaddset(&standard, one);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &standard);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
        std::string path = program.string(), command = "worker";
        char* const arguments[] = {path.data(), command.data(), nullptr};
        const int failed = ::posix_spawn(&pid_, path.c_str(), &actions, &attributes, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        if (failed != 0) {
            pid_ = -1;
            throw Error::failure(std::string("cannot start the job's process: ") + std::strerror(failed), path,
                                 "is Atelier installed whole? ATELIER_WORKER names another program");
        }
        in_ = std::move(in.ours);
        out_ = std::move(out.ours);
        err_ = std::move(err.ours);
    }
    ~Process() {
        if (pid_ < 0 || ended()) return;
        kill();
        reap(0);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    Descriptor& in() { return in_; }
    Descriptor& out() { return out_; }
    Descriptor& err() { return err_; }

    void kill() {
        if (!ended_) ::kill(pid_, SIGKILL);
    }
    /// It lives on alone.
    void release() { pid_ = -1; }
    bool ended() { return ended_ || reap(WNOHANG); }
    int status() const { return status_; }  ///< as waitpid gives it, once ended()

private:
    bool reap(int flags) {
        int got = 0;
        do
            got = ::waitpid(pid_, &status_, flags);
        while (got < 0 && errno == EINTR);
        // Somebody else may have waited for it (SIGCHLD ignored by this program): gone all the same.
        ended_ = got != 0;
        return ended_;
    }

    pid_t pid_ = -1;
    int status_ = 0;
    bool ended_ = false;
    Descriptor in_, out_, err_;
};

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

// One conversation with a worker.
class Conversation {
public:
    Conversation(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events,
                 const WorkerOptions& options)
        : control_(control),
          events_(events),
          timeToStop_(timeToStop(request.onStop())),
          wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
          pending_(protocol::line(toJson(request))),
          process_(programPath(options)) {
        if (!wake_.open()) cannotStart("cannot make an event descriptor", errno);
        control_.setWatcher([fd = wake_.get()] {
            const std::uint64_t one = 1;
            [[maybe_unused]] const auto ignored = ::write(fd, &one, sizeof one);
        });
    }
    ~Conversation() { control_.setWatcher({}); }

    Json run() {
        while (!outcome_ && process_.out().open()) {
            passOn();
            if (left_ && pending_.empty()) {
                process_.release();
                throw Error::interrupted("goes on in a process of its own");
            }
            if (!wait()) break;
        }
        process_.in().close();
        waitForEnd();
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
        if (ready < 0 && errno != EINTR) cannotStart("cannot listen", errno);
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
        if (readSome(process_.err(), lastWords_) && lastWords_.size() > kLastWords)
            lastWords_.erase(0, lastWords_.size() - kLastWords);
    }

    void readOutput() {
        if (!readSome(process_.out(), unread_)) return;
        std::size_t begin = 0;
        for (std::size_t end = unread_.find('\n', searched_); end != std::string::npos && !outcome_;
             end = unread_.find('\n', begin)) {
            heard(std::string_view(unread_).substr(begin, end - begin));
            begin = end + 1;
        }
        unread_.erase(0, begin);
        searched_ = unread_.size();
        if (unread_.size() > kLongestLine) throw Error::failure("a line without end", where());
    }

    std::string where() const { return "the job's process, line " + std::to_string(lines_ + 1); }

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
        ++lines_;
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
        const std::size_t end = lastWords_.find_last_not_of(" \r\n");
        if (end != std::string::npos && events_)
            events_(protocol::Message{protocol::Message::Level::Error,
                                      "last words of the job's process:\n" + lastWords_.substr(0, end + 1)});
        return Error::failure(what, {}, hint);
    }

    protocol::Control& control_;
    const protocol::EventSink& events_;
    const std::optional<Clock::duration> timeToStop_;
    Descriptor wake_;
    std::string pending_;  // to be sent
    Process process_;
    std::string unread_, lastWords_;
    std::size_t searched_ = 0, lines_ = 0;
    bool paused_ = false, left_ = false;
    std::optional<Clock::time_point> stopped_;  // when it was asked to
    std::optional<Json> outcome_;
};

}  // namespace

Json runInWorker(const protocol::Request& request, protocol::Control& control, const protocol::EventSink& events,
                 const WorkerOptions& options) {
    // Before the engine is loaded: a job that is not wanted any more need not start.
    if (control.stopRequested()) throw Error::interrupted("stopped before it began");
    return Conversation(request, control, events, options).run();
}

Work engineWork(protocol::Request request, WorkerOptions options) {
    return [request = std::move(request), options = std::move(options)](protocol::Control& control,
                                                                        const protocol::EventSink& events) {
        return runInWorker(request, control, events, options);
    };
}

}  // namespace atelier::client
