#pragma once

#include "protocol/fields.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>

namespace atelier::protocol {

enum class State {
    Idle,  ///< waiting for its turn
    Running,
    Paused,    ///< on request, in memory; goes on with resume()
    Stopping,  ///< asked to stop, still at it
    Done,
    Stopped,  ///< ended on request, what it had is saved; also a waiting job that was cancelled
    Failed,
};
constexpr auto valueNames(State) {
    return ValueNames<State, 7>{{{State::Idle, "idle"},
                                 {State::Running, "running"},
                                 {State::Paused, "paused"},
                                 {State::Stopping, "stopping"},
                                 {State::Done, "done"},
                                 {State::Stopped, "stopped"},
                                 {State::Failed, "failed"}}};
}

/// What a running job says. All are values: they may cross threads.
struct PhaseChanged {
    /// A key that is the same in every language: "loading", "preprocessing", "training", "evaluating", "answering",
    /// "scoring", "saving", ...
    std::string phase;
    std::string contestant = {};  ///< name of the contestant of a comparison it is about; empty: none
    std::string title = {};       ///< of the contestant, as people read it

    static constexpr const char* kName = "phase";
    static constexpr auto fields() {
        return std::tuple(field("phase", &PhaseChanged::phase), optionalField("contestant", &PhaseChanged::contestant),
                          optionalField("title", &PhaseChanged::title));
    }
};

/// Of the current phase.
struct Progress {
    std::int64_t done = 0, total = 0;
    double secondsLeft = -1;  ///< -1: unknown

    static constexpr const char* kName = "progress";
    static constexpr auto fields() {
        return std::tuple(field("done", &Progress::done), field("total", &Progress::total),
                          field("seconds_left", &Progress::secondsLeft));
    }
};

struct Metrics {
    std::int64_t step = 0;
    std::map<std::string, double> values;  ///< "loss", "lr", "grad_norm", "eval_loss", "tokens_per_second", ...

    static constexpr const char* kName = "metrics";
    static constexpr auto fields() {
        return std::tuple(field("step", &Metrics::step), field("values", &Metrics::values));
    }
};

struct Message {
    enum class Level { Info, Warning, Error } level = Level::Info;
    std::string text;
    std::string code = {};                       ///< stays the same in every version and language; empty: none
    std::map<std::string, double> figures = {};  ///< with a code: what the text names, to be worded again

    static constexpr const char* kName = "message";
    static constexpr auto fields() {
        return std::tuple(field("level", &Message::level), field("text", &Message::text),
                          optionalField("code", &Message::code), optionalField("figures", &Message::figures));
    }
};
constexpr auto valueNames(Message::Level) {
    return ValueNames<Message::Level, 3>{
        {{Message::Level::Info, "info"}, {Message::Level::Warning, "warning"}, {Message::Level::Error, "error"}}};
}

/// Also a line of RUN/sample_answers.jsonl.
struct SampleAnswer {
    std::string sampleId, prompt, reference, answer;
    std::int64_t step = 0;

    static constexpr const char* kName = "sample_answer";
    static constexpr auto fields() {
        return std::tuple(field("step", &SampleAnswer::step), field("sample", &SampleAnswer::sampleId),
                          field("prompt", &SampleAnswer::prompt), field("reference", &SampleAnswer::reference),
                          field("answer", &SampleAnswer::answer));
    }
};

/// Text that an answer has grown by.
struct AnswerPart {
    std::string text;

    static constexpr const char* kName = "answer_part";
    static constexpr auto fields() { return std::tuple(field("text", &AnswerPart::text)); }
};

struct CheckpointSaved {
    std::int64_t step = 0;
    std::string path;

    static constexpr const char* kName = "checkpoint";
    static constexpr auto fields() {
        return std::tuple(field("step", &CheckpointSaved::step), field("path", &CheckpointSaved::path));
    }
};

struct StateChanged {
    State state = State::Idle;
    std::string reason;

    static constexpr const char* kName = "state";
    static constexpr auto fields() {
        return std::tuple(field("state", &StateChanged::state), field("reason", &StateChanged::reason));
    }
};

using Event =
    std::variant<PhaseChanged, Progress, Metrics, Message, SampleAnswer, AnswerPart, CheckpointSaved, StateChanged>;

/// Called on the job's thread; must not block for long and must not throw.
using EventSink = std::function<void(const Event&)>;

/// {"event": "progress", "done": 3, ...}
Json toJson(const Event& event);
Event eventFromJson(const Json& json, const std::string& where);

}  // namespace atelier::protocol
