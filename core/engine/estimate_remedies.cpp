#include "engine/estimate.h"

#include <algorithm>

namespace atelier::engine {
namespace {

using Settings = std::vector<std::string>;

std::string assignment(const char* key, std::int64_t value) {
    return std::string(key) + "=" + std::to_string(value);
}

bool offers(const char* key, const std::string& choice) {
    const auto* option = settings::findOption(key);
    return option && std::find(option->choices.begin(), option->choices.end(), choice) != option->choices.end();
}

std::vector<Settings> candidates(const PlannedModel& planned) {
    const auto& train = planned.options.train;
    const auto& finetuning = planned.options.finetuning;
    std::vector<Settings> all;
    const auto smaller = [&](std::int64_t batch) {
        all.push_back({assignment("per_device_train_batch_size", batch),
                       assignment("gradient_accumulation_steps", train.accumulation * train.batchSize / batch)});
    };
    if (const auto limit = train.maxTokensPerBatch) {
        all.push_back({assignment("max_tokens_per_batch", std::max<std::int64_t>(1, *limit / 2)),
                       assignment("gradient_accumulation_steps", train.accumulation * 2)});
    } else {
        if (train.batchSize > 1) smaller(1);
        if (train.batchSize > 3) smaller(train.batchSize / 2);
    }
    if (train.disableGradientCheckpointing) all.push_back({"disable_gradient_checkpointing=false"});
    if (train.precision() == "fp32") all.push_back({"bf16=true"});
    if (planned.options.wholeWeights())
        all.push_back({"finetuning_type=lora"});
    else if (!planned.options.quantization.bits && peft::methodInfo(finetuning.type).quantizedBase)
        all.push_back({"quantization_bit=4"});
    if (offers("optim", "adamw_8bit") && train.optimizer.find("8bit") == std::string::npos)
        all.push_back({"optim=adamw_8bit"});
    if (!finetuning.freezeVisionTower && !finetuning.freezeLanguageModel) all.push_back({"freeze_vision_tower=true"});
    return all;
}

}  // namespace

void addRemedies(const PlannedModel& planned, const EstimateInput& input, protocol::Estimate& estimate) {
    constexpr double kWorthwhile = 0.98;  // of the peak
    const auto consider = [&](const Settings& settings, std::uint64_t peak) {
        if (static_cast<double>(peak) < kWorthwhile * static_cast<double>(estimate.peak))
            estimate.remedies.push_back({settings, peak});
    };
    for (const auto& settings : candidates(planned)) {
        auto changed = planned.recipe;
        for (const auto& one : settings)
            changed.set(one);
        consider(settings, estimateMemory(PlannedModel(changed), input).peak);
    }
    std::int64_t largest = 0;
    for (const auto& size : input.train)
        largest = std::max(largest, size.largestPicture);
    if (largest > 1) {
        auto smaller = input;
        smaller.train = input.measure(largest / 2);
        consider({assignment("image_max_pixels", largest / 2)}, estimateMemory(planned, smaller).peak);
    }
    std::sort(estimate.remedies.begin(), estimate.remedies.end(),
              [](const auto& a, const auto& b) { return a.peak < b.peak; });
}

}  // namespace atelier::engine
