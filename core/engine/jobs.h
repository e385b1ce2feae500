#pragma once

#include "protocol/control.h"
#include "protocol/event.h"
#include "protocol/jobs.h"
#include "protocol/preflight.h"
#include "protocol/sweep_state.h"
#include "protocol/trainable_tree.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace atelier::evaluation {
struct Comparison;  // evaluation/comparison.h
}

/// What the engine can be asked for. Every function blocks, reports to `events` on the calling thread, stops soon after
/// that is asked for (Error of kind Interrupted, state saved) and throws Error. Holds no torch.
namespace atelier::engine {

/// A recipe with `stages` or cross_validation_folds becomes a run made of runs (run_parts.h): done ones stay when it
/// goes on. Between two steps it pauses, goes on and saves as `control` asks; StateChanged tells of it.
protocol::TrainResult train(const protocol::TrainRequest& request, protocol::Control& control,
                            const protocol::EventSink& events);

/// Each step is told as Metrics: "lr", "loss", "smoothed_loss".
protocol::FindRateResult findRate(const protocol::FindRateRequest& request, std::stop_token stop,
                                  const protocol::EventSink& events);

/// Trains the sweep's trials, each an ordinary run, and keeps what they gave in PROJECT/sweeps/NAME. Every trial is
/// checked before the first one starts; one that fails is told and counted.
protocol::SweepState sweep(const protocol::SweepRequest& request, protocol::Control& control,
                           const protocol::EventSink& events);

/// "vanilla" (the base model) against "tuned" (the run's result) on the test samples of the run's recipe. Kept as
/// RUN/comparison.json.
evaluation::Comparison compare(const protocol::CompareRequest& request, std::stop_token stop,
                               const protocol::EventSink& events);

/// The same of one contestant on one split.
evaluation::Comparison evaluate(const protocol::EvaluateRequest& request, std::stop_token stop,
                                const protocol::EventSink& events);

protocol::GenerateResult generate(const protocol::GenerateRequest& request, std::stop_token stop,
                                  const protocol::EventSink& events);

void logits(const protocol::LogitsRequest& request);

/// Merges an adapter into its base model and writes a whole model folder.
void mergeAdapter(const std::filesystem::path& model, const std::filesystem::path& adapter,
                  const std::filesystem::path& out, const std::string& dtype);

/// The same model with its weights in another dtype ("fp32", "bf16", "fp16"), as one whole folder.
void convertModel(const std::filesystem::path& model, const std::filesystem::path& out, const std::string& dtype);

/// A model folder with random weights from one that has config and tokenizer only: where training from nothing starts.
void createModel(const std::filesystem::path& source, const std::filesystem::path& out, std::uint64_t seed);

protocol::ModelInfo modelInfo(const std::filesystem::path& model);

protocol::AdapterInfo adapterInfo(const std::filesystem::path& adapter);

/// Memory and time of the training that a recipe asks for, from the model's configuration, the samples' real lengths
/// and a few timed products on this machine. Throws Error as train() would before it loads the model.
protocol::Estimate estimate(const protocol::EstimateRequest& request, std::stop_token stop,
                            const protocol::EventSink& events);

/// A look at all that a training will do, in seconds: the data's health, whether the chat template trains the answers,
/// what is frozen, the first batch token by token, and the estimate.
protocol::Preflight preflight(const protocol::PreflightRequest& request, std::stop_token stop,
                              const protocol::EventSink& events);

/// From the configuration of the recipe's model: no weights are read, so it takes no longer for a large model. Throws
/// Error for what a training would refuse too.
protocol::TrainableTree describeTrainable(const protocol::TrainableRequest& request);

}  // namespace atelier::engine
