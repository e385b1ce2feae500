#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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

/// What a running job says. All are values: they may cross threads.
struct PhaseChanged {
    std::string phase;
};  ///< "loading", "preprocessing", "training", "evaluating", "answering", "saving", ...
struct Progress {
    std::int64_t done = 0, total = 0;
    double secondsLeft = -1;
};  ///< of the current phase; -1: unknown
struct Metrics {
    std::int64_t step = 0;
    std::map<std::string, double> values;
};  ///< "loss", "lr", "grad_norm", "eval_loss", "tokens_per_second", ...
struct Message {
    enum class Level { Info, Warning, Error } level = Level::Info;
    std::string text;
    std::string code = {};                       ///< stays the same in every version and language; empty: none
    std::map<std::string, double> figures = {};  ///< with a code: what the text names, to be worded anew
};
struct SampleAnswer {
    std::string sampleId, prompt, reference, answer;
    std::int64_t step = 0;
};
/// Text that an answer has grown by.
struct AnswerPart {
    std::string text;
};
struct CheckpointSaved {
    std::int64_t step = 0;
    std::string path;
};
struct StateChanged {
    State state = State::Idle;
    std::string reason;
};

using Event =
    std::variant<PhaseChanged, Progress, Metrics, Message, SampleAnswer, AnswerPart, CheckpointSaved, StateChanged>;

/// Called on the job's thread; must not block for long and must not throw.
using EventSink = std::function<void(const Event&)>;

}  // namespace atelier::protocol
