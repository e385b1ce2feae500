#include "commands/commands.h"
#include "common/caught_error.h"
#include "common/file.h"
#include "common/log.h"
#include "engine/jobs.h"
#include "evaluation/comparison.h"
#include "output.h"
#include "protocol/wire.h"
#include "runs/sweeps.h"

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
class Speaker {
public:
    Speaker() : fd_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) {
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
class Listener {
public:
    /// False at the end of the input, or when `end` becomes readable.
    bool next(std::string& text, int end = -1) {
        for (;;) {
            if (const auto found = unread_.find('\n'); found != std::string::npos) {
                text = unread_.substr(0, found);
                unread_.erase(0, found + 1);
                return true;
            }
            if (unread_.size() > kLongestRequest) throw Error("a line without end", "standard input");
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

private:
    std::string unread_;
};

// Hears what is asked while the job runs. The end of the input is the end of who asks: the job stops and saves, unless
// it was told to go on alone.
class Asked {
public:
    Asked(Listener& listener, protocol::Control& control, Speaker& speaker) {
        if (::pipe2(end_, O_CLOEXEC) != 0) throw Error::failure("cannot make a pipe");
        thread_ = std::thread([this, &listener, &control, &speaker] {
            try {
                std::string text;
                for (int number = 2; listener.next(text, end_[0]); ++number)
                    heed(text, "standard input:" + std::to_string(number), control, speaker);
            } catch (...) {
                speaker.say(protocol::Event(protocol::Message{protocol::Message::Level::Error, caughtError().what()}));
            }
            if (!over_ && !control.leaveRequested()) control.stop();
        });
    }
    ~Asked() {
        over_ = true;
        ::close(end_[1]);
        thread_.join();
        ::close(end_[0]);
    }
    Asked(const Asked&) = delete;
    Asked& operator=(const Asked&) = delete;

private:
    // A line that cannot be read is told and passed over: it must not cost a training.
    static void heed(const std::string& text, const std::string& where, protocol::Control& control, Speaker& speaker) {
        try {
            protocol::pass(protocol::askFromJson(protocol::objectFromLine(text, where), where), control);
        } catch (const Error& error) {
            speaker.say(protocol::Event(protocol::Message{protocol::Message::Level::Error, error.what()}));
        }
    }

    int end_[2] = {-1, -1};
    std::atomic<bool> over_{false};
    std::thread thread_;
};

struct Perform {
    protocol::Control& control;
    const protocol::EventSink& events;

    Json operator()(const protocol::TrainRequest& r) const {
        return protocol::toJson(engine::train(r, control, events));
    }
    Json operator()(const protocol::CompareRequest& r) const {
        return evaluation::toJson(engine::compare(r, control.stopToken(), events));
    }
    Json operator()(const protocol::EvaluateRequest& r) const {
        return evaluation::toJson(engine::evaluate(r, control.stopToken(), events));
    }
    Json operator()(const protocol::GenerateRequest& r) const {
        return protocol::toJson(engine::generate(r, control.stopToken(), events));
    }
    Json operator()(const protocol::FindRateRequest& r) const {
        return protocol::toJson(engine::findRate(r, control.stopToken(), events));
    }
    Json operator()(const protocol::ModelInfoRequest& r) const { return protocol::toJson(engine::modelInfo(r.model)); }
    Json operator()(const protocol::EstimateRequest& r) const {
        return protocol::toJson(engine::estimate(r, control.stopToken(), events));
    }
    Json operator()(const protocol::PreflightRequest& r) const {
        return protocol::toJson(engine::preflight(r, control.stopToken(), events));
    }
    Json operator()(const protocol::TrainableRequest& r) const {
        return protocol::toJson(engine::describeTrainable(r));
    }
    Json operator()(const protocol::SweepRequest& r) const {
        return protocol::toJson(engine::sweep(r, control, events));
    }
};

// Whatever happens is said on the wire; the exit code is only for those who look at the process.
void work(Session& session) {
    Speaker speaker;
    const protocol::EventSink events = [&](const protocol::Event& event) { speaker.say(event); };
    log::setSink([&](log::Level level, const std::string& text) {
        using Level = protocol::Message::Level;
        events(protocol::Message{level == log::Level::Info      ? Level::Info
                                 : level == log::Level::Warning ? Level::Warning
                                                                : Level::Error,
                                 text});
    });
    try {
        Listener listener;
        std::string text;
        if (!listener.next(text)) throw Error("no request", "standard input");
        const std::string where = "standard input:1";
        const auto request = protocol::requestFromJson(protocol::objectFromLine(text, where), where);
        auto& control = session.interrupts.control();
        const Asked asked(listener, control, speaker);
        speaker.finish({{"result", std::visit(Perform{control, events}, request)}});
    } catch (...) {
        const Error error = caughtError();
        speaker.finish({{"error", protocol::toJson(error)}});
        log::setSink({});
        throw error;
    }
    log::setSink({});
}

}  // namespace

void addWorker(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("worker", "For programs: one job, asked for and told in lines of JSON");
    command->group("");  // not in the list that people read
    command->footer(
        "Standard input: one line with the request, e.g. {\"job\":\"model_info\",\"model\":DIR}; jobs: train, "
        "compare,\n"
        "evaluate, generate, model_info, find_rate, trainable, sweep, estimate, preflight. Then, while it runs, "
        "{\"control\":\"pause\"}, "
        "\"resume\", \"save\", "
        "\"evaluate\",\n"
        "\"answer\", \"end_epoch\", \"stop\", \"leave\", or {\"control\":\"learning_rate\",\"factor\":0.5} (or a "
        "\"value\").\n"
        "The end of the input stops the job, with a checkpoint where one is trained, but not after \"leave\".\n"
        "Standard output: lines with \"event\", at last one with \"result\" or \"error\".");
    command->callback([&session] { session.action = [&session] { work(session); }; });
}

}  // namespace atelier::cli
