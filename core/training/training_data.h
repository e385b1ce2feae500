#pragma once

#include "protocol/event.h"
#include "training/prefetcher.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace atelier::training {

/// Samples by number. `encode` must be callable from several threads.
struct Dataset {
    std::int64_t size = 0;
    Prefetcher::Encode encode;
    Prefetcher::Name name;
};

/// What a model is trained and evaluated on.
struct TrainingData {
    Dataset train, validation;
    bool varies = false;  ///< each epoch shows the training samples in another way
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
