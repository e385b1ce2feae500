#pragma once

#include "settings/schema.h"
#include "training/objectives/options.h"
#include "training/optimization_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atelier::training {

/// Which model is trained and how it sees images and videos.
struct ModelOptions {
    std::string model;
    std::optional<std::string> adapter;
    std::int64_t imageMinPixels = 1024, imageMaxPixels = 589824;
    double videoFps = 0;  ///< these four: 0 for the model's own rule
    std::int64_t videoMaxFrames = 0, videoMinPixels = 0, videoMaxPixels = 0;
    std::string device = "auto";
    std::int64_t threads = 0;

    static const settings::Schema<ModelOptions>& schema();
};

/// How it is trained. Defaults are LLaMA-Factory's.
struct TrainOptions {
    std::int64_t batchSize = 8, accumulation = 1;
    double learningRate = 5e-5, epochs = 3;
    std::int64_t maxSteps = -1;
    std::string schedule = "linear";
    std::int64_t warmupSteps = 0;
    double warmupRatio = 0;
    std::string optimizer = "adamw_torch_fused";
    double weightDecay = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    double maxGradNorm = 1;
    std::int64_t seed = 42;
    bool bf16 = false, pureBf16 = false, fp16 = false;
    bool disableGradientCheckpointing = true;
    std::optional<std::int64_t> maxTokensPerBatch;
    bool groupByLength = false;
    bool trainOnPrompt = false, maskHistory = false;
    bool disableShuffling = false;
    bool skipBadSamples = true;
    double mostBadSamples = 0.1;  ///< of a dataset: a share
    std::int64_t workers = 0;
    std::optional<double> curriculumLoss;
    std::int64_t curriculumStart = 1;

    std::int64_t loggingSteps = 500, saveSteps = 500;
    std::optional<std::int64_t> saveTotalLimit;
    bool overwriteRun = false;
    std::string evalStrategy = "no";
    std::optional<std::int64_t> evalSteps;
    std::int64_t evalBatchSize = 8;
    std::int64_t sampleAnswers = 0;
    std::string sampleAnswersTag = "pinned";
    bool predictWithGenerate = false;
    bool loadBest = false;
    std::string bestMetric = "eval_loss";
    std::optional<bool> greaterIsBetter;
    std::optional<std::int64_t> earlyStoppingSteps;
    double earlyStoppingThreshold = 0;
    std::vector<std::string> reportTo;

    OptimizationOptions optimization;  ///< these two are groups of their own
    ObjectiveOptions objective;

    static const settings::Schema<TrainOptions>& schema();
    /// All groups of them. Throws Error for a value that cannot be.
    static TrainOptions read(const settings::Recipe& recipe);

    std::int64_t samplesPerStep() const { return batchSize * accumulation; }
    /// What is computed in: "fp32", "bf16" or "fp16". Throws Error when more than one is asked for.
    std::string precision() const;
};

}  // namespace atelier::training
