#pragma once

#include "common/json.h"
#include "settings/recipe.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the engine can be asked for, and what it answers.
namespace atelier::protocol {

struct TrainRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";  ///< of its file, for messages
    std::filesystem::path project;
    std::string run;      ///< empty: a name from recipe and date
    bool resume = false;  ///< go on from the run's last whole checkpoint
    std::string from;     ///< start from the result of another run, "RUN", or from its "RUN@checkpoint-N"; empty: not
    bool withOptimizer = false;  ///< with `from`: takes the optimizer's state too, of that checkpoint or the last one
};
struct TrainResult {
    std::filesystem::path folder;  ///< PROJECT/runs/NAME
    std::int64_t steps = 0;
    double trainLoss = 0;
    std::optional<double> evalLoss;
};

/// A search of the learning rate (Smith, 2017, arXiv 1506.01186): the recipe's training with a rate that rises from
/// step to step, until the loss diverges. Leaves nothing behind.
struct FindRateRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";  ///< of its file, for messages
    std::filesystem::path project;
    std::int64_t steps = 100;
    double lowest = 1e-7, highest = 1;
};
struct FindRateResult {
    struct Point {
        double rate = 0, loss = 0, smoothed = 0;  ///< loss before the step that has this rate
    };
    std::vector<Point> points;
    std::optional<double> steepest;       ///< where the smoothed loss falls fastest: the suggestion
    std::optional<double> tenthOfLowest;  ///< a tenth of the rate of the lowest smoothed loss: an upper bound
    bool diverged = false;                ///< ended before the highest rate
};

struct SweepRequest {
    std::filesystem::path file, project;  ///< a sweep's file (sweep_file.h)
    bool resume = false;                  ///< go on with what was started under this name
};

struct CompareRequest {
    std::filesystem::path project;
    std::string run = "last";     ///< name in PROJECT/runs; "last": the newest that has a result
    std::int64_t maxSamples = 0;  ///< evenly over the test samples; 0: as the recipe's max_test_samples says
};

struct EvaluateRequest {
    std::filesystem::path project;
    std::string run = "last";
    std::string split = "test";        ///< "train", "validation" or "test" of the run's recipe
    std::string contestant = "tuned";  ///< or "vanilla"
    std::int64_t maxSamples = 0;       ///< evenly over the split; 0: as the recipe's max_test_samples says
};

struct GenerateRequest {
    std::filesystem::path model, adapter;  ///< adapter empty: the base model
    std::string prompt, system;
    std::vector<std::filesystem::path> images;
    std::string dtype = "fp32", device = "auto";  ///< fp32, bf16, fp16; auto, cpu, cuda
    std::int64_t maxNewTokens = 128;
    bool sample = false;
    double temperature = 1, topP = 1, repetitionPenalty = 1;
    std::int64_t topK = 0;
    std::uint64_t seed = 0;
};
struct GenerateResult {
    std::string text;
    std::vector<std::int64_t> tokens;
    double seconds = 0, tokensPerSecond = 0;
};

/// Writes input_ids [1, tokens], pixel_values, image_grid_thw [images, 3] and logits [1, tokens, vocabulary] (fp32) of
/// one user turn as safetensors; with `inputs`, takes those tensors instead: input_ids [rows, tokens], where
/// attention_mask is 0 there is padding, left or right: its logits are zeros.
struct LogitsRequest {
    std::filesystem::path model, adapter, inputs, out;
    std::string prompt, dtype = "fp32", device = "auto";
    std::vector<std::filesystem::path> images;
};

/// What a model folder holds. Problems (a tokenizer or a template that cannot be used, tensors that do not fit) are
/// listed, not thrown; a folder that is none throws.
struct ModelInfo {
    struct Part {
        std::string name;  ///< "vision tower", "projector", "language model"
        std::uint64_t parameters = 0;
    };
    std::string family;
    std::vector<Part> parts;
    std::uint64_t parameters = 0, tensors = 0;         ///< of the files: 0 without weights
    std::map<std::string, std::uint64_t> bytesByType;  ///< "BF16" -> bytes
    std::int64_t tokens = 0, vocabulary = 0;           ///< of the tokenizer; rows of the embedding
    bool tiedEmbeddings = false;
    std::string example;  ///< a short conversation through the chat template
    std::string device;   ///< what "auto" takes on this computer: "cpu" or "cuda"
    std::vector<std::string> problems;
};

/// What an adapter folder holds.
struct AdapterInfo {
    std::string method, baseModel;  ///< peft_type and base_model_name_or_path of its config
    std::uint64_t parameters = 0, tensors = 0, bytes = 0;
    std::vector<std::string> modules;  ///< names of what is adapted: "q_proj", ...
    Json config;
};

}  // namespace atelier::protocol
