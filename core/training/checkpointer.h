#pragma once

#include "runs/run_folder.h"
#include "training/checkpoint.h"
#include "training/communicator.h"
#include "training/component.h"
#include "training/model_under_training.h"

#include <map>
#include <optional>

namespace atelier::training {

/// What makes a checkpoint belong to a run.
struct Identity {
    std::map<std::string, std::string> options;  ///< key -> value, of every option that changes what is learned
    std::string data;                            ///< hash of the samples
};

/// Saves what a run needs to go on, and brings it back. Rank 0 alone writes.
class Checkpointer {
public:
    /// The references must outlive it.
    Checkpointer(runs::RunFolder run, Identity identity, const ModelUnderTraining& model, Optimizer& optimizer,
                 const Components& components, Communicator& communicator)
        : run_(std::move(run)),
          identity_(std::move(identity)),
          model_(model),
          optimizer_(optimizer),
          components_(components),
          communicator_(communicator) {}

    const runs::RunFolder& run() const { return run_; }
    std::filesystem::path folder(std::int64_t step) const { return run_.checkpoint(step); }
    bool has(std::int64_t step) const;
    /// Throws Error (Failure) where there is no room for two checkpoints.
    void checkDisk() const;
    /// `progress`: the trainer's own state; `trainerState`: trainer_state.json. The checkpoint appears whole or not at
    /// all; throws Error (Failure). Older ones but the newest `keep` and those of kept steps go.
    void save(std::int64_t step, Json progress, const Json& trainerState, std::optional<std::int64_t> keep);

    struct Found {
        std::int64_t step = 0;
        std::filesystem::path folder;
        Json progress, trainerState;
        std::string longer;  ///< how the recipe makes the run longer than it was meant to be; empty: it does not
    };
    /// The newest whole checkpoint; nothing without one. `totalSteps`: of the recipe, which may be more than the run
    /// was started with. Throws Error naming what differs when it belongs to another recipe or other data.
    std::optional<Found> find(std::int64_t totalSteps) const;
    /// Everything of it but the trainer's own state. Returns the names of states that no component takes.
    std::vector<std::string> restore(const Found& found);
    /// The trained values of a step, as its evaluation saw them.
    void restoreWeights(std::int64_t step);
    /// The trained values of another run's checkpoint, with its optimizer's state where that is wished. Throws Error
    /// naming the tensor when something else was trained there.
    void startFrom(const std::filesystem::path& folder, bool withOptimizer);

private:
    std::string checkIdentity(Identity before, const Found& found, std::int64_t totalSteps) const;
    std::vector<std::string> restoreAll(const Found& found);
    void write(const std::filesystem::path& folder, const Json& progress, const Json& trainerState) const;

    runs::RunFolder run_;
    Identity identity_;
    const ModelUnderTraining& model_;
    Optimizer& optimizer_;
    const Components& components_;
    Communicator& communicator_;
};

}  // namespace atelier::training
