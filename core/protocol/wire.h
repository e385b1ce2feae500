#pragma once

#include "common/error.h"
#include "common/json.h"
#include "protocol/control.h"
#include "protocol/jobs.h"
#include "protocol/preflight.h"
#include "protocol/trainable_tree.h"

#include <string>
#include <string_view>
#include <variant>

/// What goes between a window and the process that runs its job: one JSON object a line. core/protocol/README.md has
/// the whole conversation. Reading is strict: what is missing, unknown or of another type is an Error naming `where`
/// and the key.
namespace atelier::protocol {

struct ModelInfoRequest {
    std::filesystem::path model;
};
using Request = std::variant<TrainRequest, CompareRequest, EvaluateRequest, GenerateRequest, ModelInfoRequest,
                             FindRateRequest, TrainableRequest, SweepRequest, EstimateRequest, PreflightRequest>;

/// {"job": "train", "recipe": YAML, ...}. Throws Error for a text or a path that is no UTF-8.
Json toJson(const Request& request);
Request requestFromJson(const Json& json, const std::string& where);

/// {"event": "progress", ...}. Numbers that are not finite go as null, and come back as NaN.
Json toJson(const Event& event);
Event eventFromJson(const Json& json, const std::string& where);

/// {"step", "sample", "prompt", "reference", "answer"}: also a line of RUN/sample_answers.jsonl.
Json toJson(const SampleAnswer& answer);
SampleAnswer sampleAnswerFromJson(const Json& json, const std::string& where);

/// {"folder", "steps", "train_loss", "eval_loss"}
Json toJson(const TrainResult& result);
TrainResult trainResultFromJson(const Json& json, const std::string& where);

/// {"points": [{"lr", "loss", "smoothed_loss"}], "steepest", "tenth_of_lowest", "diverged"}
Json toJson(const FindRateResult& result);
FindRateResult findRateResultFromJson(const Json& json, const std::string& where);

/// {"text", "tokens", "seconds", "tokens_per_second"}
Json toJson(const GenerateResult& result);
GenerateResult generateResultFromJson(const Json& json, const std::string& where);

Json toJson(const ModelInfo& info);
ModelInfo modelInfoFromJson(const Json& json, const std::string& where);

/// {"device", "memory": [{"name", "bytes"}], "peak", ..., "fit": "fits", "tight" or "too_large", ...}
Json toJson(const Estimate& estimate);
Estimate estimateFromJson(const Json& json, const std::string& where);

/// {"health", "template", "parts", "first_batch": [{"sample", "tokens": [{"id", "text", "kind", "learnt"}]}],
/// "estimate"}
Json toJson(const Preflight& preflight);
Preflight preflightFromJson(const Json& json, const std::string& where);

/// {"kind": "user", "failure" or "interrupted", "what", "where", "hint"}
Json toJson(const Error& error);
Error errorFromJson(const Json& json, const std::string& where);

/// "idle", "running", "paused", "stopping", "done", "stopped", "failed"
const char* stateName(State state);
State stateFromName(const std::string& name, const std::string& where);

/// What is asked of a job while it runs: {"control": "stop"}, "pause", "resume", "leave"; "save", "evaluate", "answer",
/// "end_epoch"; {"control": "learning_rate", "factor": 0.5} or "value".
enum class Turn {
    Stop,
    Pause,
    Resume,
    Leave,  ///< a training goes on without who started it
};
using Ask = std::variant<Turn, Wish, RateChange>;
Json toJson(const Ask& ask);
Ask askFromJson(const Json& json, const std::string& where);
/// Does what is asked.
void pass(const Ask& ask, Control& control);

/// One line with its end; bytes that are no UTF-8 become U+FFFD.
std::string line(const Json& json);
/// The object on a line. Throws Error naming `where`.
Json objectFromLine(std::string_view text, const std::string& where);

}  // namespace atelier::protocol
