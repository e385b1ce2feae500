#pragma once

#include "models/model.h"
#include "peft/adapter.h"
#include "protocol/event.h"
#include "training/optimizer.h"
#include "training/prefetcher.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace atelier::training {

/// What is trained.
struct Subject {
    std::shared_ptr<models::Model> model;
    torch::Device device = torch::kCPU;
    std::vector<Trained> parameters;        ///< leaves that require a gradient, on `device`, with their rates
    peft::Adapter* adapter = nullptr;       ///< of the method: its losses, hooks and state; null: none
    bool wholeWeights = false;              ///< full and freeze: checkpoints hold weights, no adapter
    std::function<void(bool)> setTraining;  ///< dropout on or off
    /// Writes what other programs load (PEFT's adapter folder) into a checkpoint; empty for whole weights.
    std::function<void(const std::filesystem::path& folder)> saveAdapter;
};

/// What it learns from. `encode` must be callable from several threads.
struct Feed {
    struct Part {
        std::int64_t size = 0;
        Prefetcher::Encode encode;
        Prefetcher::Name name;
    };
    Part train, validation;
    /// Answers of the model as it is to the first `count` of the samples that can be asked, their `step` left out;
    /// throws Error (Interrupted) when stopped. Empty: none can be asked.
    std::function<std::vector<protocol::SampleAnswer>(std::int64_t count, std::stop_token stop)> answers;
    std::int64_t askable = 0;  ///< samples that can be asked: of validation, or of the test without one
    /// The same of all samples that somebody wants to watch. Empty: nobody has pinned any.
    std::function<std::vector<protocol::SampleAnswer>(std::stop_token stop)> pinnedAnswers;
    std::vector<std::string> metrics;         ///< what predict_with_generate judges answers by
    std::vector<std::int64_t> answerLengths;  ///< of the training samples, in characters
    std::vector<std::int64_t> tokens;         ///< of the training samples, where batches are made by them
};

}  // namespace atelier::training
