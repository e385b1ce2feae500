#pragma once

#include "models/model.h"
#include "peft/trainable.h"

#include <cstdint>
#include <map>

namespace atelier::planning {

/// Sizes of a mean batch.
struct BatchSizes {
    std::int64_t samples = 0, tokens = 0, targets = 0;
    std::int64_t mediaTokens = 0;                   ///< rows that bridges see
    std::map<Modality, std::int64_t> patches = {};  ///< rows that encoders see of each kind of medium

    /// Of the kinds of media that a part sees.
    std::int64_t patchesFor(const models::Part& part) const;
};

struct PassTimes {
    double training = 0;    ///< seconds of a batch: forward and backward
    double evaluation = 0;  ///< forward alone
};

/// Times one block of each kind with all that the method adds to it, on a part of the batch, and the loss; sums up over
/// the model. `model` was built on `device` and has no values: blocks that are timed get some, and memory for them.
PassTimes timeBatch(models::Model& model, const peft::Trainable& trainable, const BatchSizes& batch,
                    torch::Device device);

}  // namespace atelier::planning
