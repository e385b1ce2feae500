#include "client/in_process.h"
#include "commands/commands.h"
#include "common/caught_error.h"
#include "common/file.h"
#include "common/log.h"
#include "output.h"
#include "protocol/job.h"
#include "protocol/line.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace atelier::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestRequest = 64u << 20;

// What is said goes where standard output led; standard output itself becomes standard error, so that nothing a library
// prints gets between the lines. When the reader is gone the rest is dropped and the job goes on to its end.
class Output {
public:
    Output() : fd_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) {
        if (fd_ < 0) throw Error::failure("cannot use standard output");
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
    }

    // Progress at most 20 times a second; parts of an answer are gathered for as long.
    void say(const protocol::Event& event) {
        std::lock_guard lock(mutex_);
        const auto now = Clock::now();
        if (const auto* part = std::get_if<protocol::AnswerPart>(&event)) {
            answer_.text += part->text;
            if (now - lastPart_ < kPause) return;
            lastPart_ = now;
            return flush();
        }
        if (const auto* progress = std::get_if<protocol::Progress>(&event)) {
            if (progress->done != progress->total && now - lastProgress_ < kPause) return;
            lastProgress_ = now;
        } else {
            flush();
        }
        if (std::holds_alternative<protocol::PhaseChanged>(event)) lastProgress_ = {};  // each phase shows its first
        send(protocol::toJson(event));
    }

    void finish(const Json& last) {
        std::lock_guard lock(mutex_);
        flush();
        send(last);
    }

private:
    static constexpr auto kPause = std::chrono::milliseconds(50);

    void flush() {
        if (!answer_.text.empty()) send(protocol::toJson(protocol::Event(std::exchange(answer_, {}))));
    }

    void send(const Json& json) {
        const std::string text = protocol::line(json);
        for (std::size_t begin = 0; begin < text.size() && !readerGone_;) {
            const auto written = ::write(fd_, text.data() + begin, text.size() - begin);
            if (written >= 0)
                begin += static_cast<std::size_t>(written);
            else if (errno != EINTR && errno != EAGAIN)
                readerGone_ = true;
        }
    }

    int fd_;
    std::mutex mutex_;
    bool readerGone_ = false;
    protocol::AnswerPart answer_;
    Clock::time_point lastProgress_{}, lastPart_{};
};

// Lines of standard input.
class Input {
public:
    /// False at the end of the input, or when `end` becomes readable. Throws Error for a line that is too long; the
    /// next call goes on behind it.
    bool next(std::string& text, int end = -1) {
        for (std::size_t seen = 0;;) {
            if (const auto found = unread_.find('\n', seen); found != std::string::npos) {
                text = unread_.substr(0, found);
                unread_.erase(0, found + 1);
                ++line_;
                seen = 0;
                if (!std::exchange(tooLong_, false)) return true;
                continue;
            }
            seen = unread_.size();
            if (tooLong_) {
                unread_.clear();
                seen = 0;
            } else if (seen > kLongestRequest) {
                tooLong_ = true;
                throw Error("a line of more than " + std::to_string(kLongestRequest >> 20) + " MB",
                            "standard input:" + std::to_string(line_ + 1), "end each request with a line break");
            }
            pollfd polls[2] = {{STDIN_FILENO, POLLIN, 0}, {end, POLLIN, 0}};
            if (::poll(polls, 2, -1) < 0 && errno != EINTR) return false;
            if (polls[1].revents) return false;
            if (!polls[0].revents) continue;
            char block[65536];
            const auto got = ::read(STDIN_FILENO, block, sizeof block);
            if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) return false;
            if (got > 0) unread_.append(block, static_cast<std::size_t>(got));
        }
    }

    /// Whether the input ended in a line without a line break.
    bool endedInALine() const { return !unread_.empty(); }
    /// Of the last line, for messages.
    std::string where() const { return "standard input:" + std::to_string(line_); }

private:
    std::string unread_;
    int line_ = 0;
    bool tooLong_ = false;  ///< the rest of the line is thrown away
};

// Reads what is asked while the job runs. At the end of the input the job stops and saves, unless it was told to go on
// alone.
class ControlReader {
public:
    ControlReader(Input& input, protocol::Control& control, Output& output) {
        if (::pipe2(end_, O_CLOEXEC) != 0) throw Error::failure("cannot make a pipe");
        thread_ = std::thread([this, &input, &control, &output] {
            try {
                while (applyNext(input, control, output)) {
                }
            } catch (...) {
                output.say(protocol::Event(protocol::Message{protocol::Message::Level::Error, caughtError().what()}));
            }
            if (!over_ && !control.leaveRequested()) control.stop();
        });
    }
    ~ControlReader() {
        over_ = true;
        ::close(end_[1]);
        thread_.join();
        ::close(end_[0]);
    }
    ControlReader(const ControlReader&) = delete;
    ControlReader& operator=(const ControlReader&) = delete;

private:
    // A line that cannot be read is reported and skipped: it must not cost a training.
    bool applyNext(Input& input, protocol::Control& control, Output& output) const {
        try {
            std::string text;
            if (!input.next(text, end_[0])) return false;
            const std::string where = input.where();
            protocol::apply(protocol::controlFromJson(protocol::objectFromLine(text, where), where), control);
        } catch (const Error& error) {
            output.say(protocol::Event(protocol::Message{protocol::Message::Level::Error, error.what()}));
        }
        return true;
    }

    int end_[2] = {-1, -1};
    std::atomic<bool> over_{false};
    std::thread thread_;
};

// One job: whatever happens is said on the wire. The error that ended it, if one did.
std::optional<Error> runJob(const std::string& text, Input& input, Output& output, protocol::Control& control) {
    try {
        const std::string where = input.where();
        const auto request = protocol::requestFromJson(protocol::objectFromLine(text, where), where);
        Json result;
        {
            const ControlReader controls(input, control, output);
            result = client::runInProcess(request, control, [&](const protocol::Event& event) { output.say(event); });
        }
        output.finish({{"result", std::move(result)}});
        return std::nullopt;
    } catch (...) {
        Error error = caughtError();
        output.finish({{"error", protocol::toJson(error)}});
        return error;
    }
}

// A control that came when its job had ended already.
bool isLateControl(const std::string& text) {
    try {
        return parseJson(text, "").contains("control");
    } catch (const Error&) {
        return false;
    }
}

// Jobs one after the other, until the input ends. The exit code is the last one's, for those who look at the process.
void runWorker(Session& session) {
    Output output;
    log::setSink([&](log::Level level, const std::string& text) {
        using Level = protocol::Message::Level;
        output.say(protocol::Message{level == log::Level::Info      ? Level::Info
                                     : level == log::Level::Warning ? Level::Warning
                                                                    : Level::Error,
                                     text});
    });
    Input input;
    std::optional<Error> failed;
    try {
        std::string text;
        bool any = false;
        while (input.next(text)) {
            if (any && isLateControl(text)) continue;
            any = true;
            failed = runJob(text, input, output, session.interrupts.nextControl());
            if (session.interrupts.endJob()) {  // a signal also ends a worker whose job was complete already
                if (!failed) failed = Error::interrupted("stopped");
                break;
            }
        }
        if (!any && input.endedInALine())
            throw Error("the last line has no line break at its end", "standard input", "end each request with one");
        if (!any) throw Error("no request", "standard input");
    } catch (...) {
        failed = caughtError();
        output.finish({{"error", protocol::toJson(*failed)}});
    }
    log::setSink({});
    if (failed) throw *failed;
}

std::string jobNames() {
    std::string names;
    for (const auto& [name, _] : Registry<protocol::JobType>::instance().all())
        names += (names.empty() ? "" : ", ") + name;
    return names;
}

}  // namespace

void addWorker(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand(
        "worker", "For programs: jobs one after the other; requests and reports are lines of JSON");
    command->group("");  // not in the list that people read
    command->footer(
        "Standard input: a line with the request, e.g. {\"job\":\"model_info\",\"model\":DIR}; jobs: " + jobNames() +
        ".\nThen, while it runs, {\"control\":\"pause\"}, \"resume\", \"save\", \"evaluate\", \"answer\", "
        "\"end_epoch\",\n"
        "\"stop\", \"leave\", or {\"control\":\"learning_rate\",\"factor\":0.5} (or a \"value\").\n"
        "The end of the input stops the job, with a checkpoint where one is trained, but not after \"leave\".\n"
        "Standard output: lines with \"event\", at last one with \"result\" or \"error\". The next request may follow\n"
        "then; models that answer stay loaded between two.");
    command->callback([&session] { session.action = [&session] { runWorker(session); }; });
}

}  // namespace atelier::cli
