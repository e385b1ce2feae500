#include "training/checkpointer.h"

#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "settings/option.h"

#include <torch/torch.h>

#include <set>

namespace atelier::training {
namespace {

std::string megabytes(std::uint64_t bytes) {
    return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

}  // namespace

bool Checkpointer::has(std::int64_t step) const {
    return pathExists(folder(step));
}

void Checkpointer::checkDisk() const {
    if (!communicator_.writes()) return;
    std::uint64_t trained = 0, kept = 0;
    for (const auto& parameter : model_.parameters)
        trained += parameter.tensor.nbytes();
    for (const auto& component : components_)
        for (const auto& [_, tensor] : component->tensors())
            kept += tensor.nbytes();
    const std::uint64_t checkpoint =
        trained * (model_.wholeWeights ? 1 : 2) + optimizer_.stateBytes() + kept + 1'000'000;
    // A new one is written before an old one goes.
    const std::uint64_t needed = 2 * checkpoint, free = freeBytes(run_.path());
    if (free < needed)
        throw Error::failure("not enough room for checkpoints: two of " + megabytes(checkpoint) + " are needed, " +
                                 megabytes(free) + " are free",
                             run_.path().string(), "free some space, or choose another project folder");
}

void Checkpointer::save(std::int64_t step, Json progress, const Json& trainerState, std::optional<std::int64_t> keep) {
    if (communicator_.writes()) {
        const std::string what = "cannot save the checkpoint of step " + std::to_string(step) + ": ";
        try {
            AtomicFolder target(folder(step));
            write(target.path(), progress, trainerState);
            target.publish();
        } catch (const Error& e) {
            throw Error(
                what + e.message(), e.where(),
                "earlier checkpoints are kept; " + (e.hint().empty() ? "" : e.hint() + "; ") + "then resume the run",
                e.kind());
        } catch (const std::filesystem::filesystem_error& e) {
            throw Error::failure(what + e.code().message(), folder(step).string(),
                                 "earlier checkpoints are kept; mend the disk, then resume the run");
        }
        std::optional<std::int64_t> held;
        for (const auto& component : components_)
            if (const auto kept = component->keptStep()) held = kept;
        if (keep) run_.removeOldCheckpoints(*keep, held);
    }
    communicator_.barrier();
}

void Checkpointer::write(const std::filesystem::path& folder, const Json& progress, const Json& trainerState) const {
    const CheckpointFiles files(folder, model_.wholeWeights);
    std::map<std::string, torch::Tensor> parameters;
    for (const auto& parameter : model_.parameters)
        parameters[parameter.name] = parameter.tensor;
    writeTensors(files.parameters, parameters);
    if (model_.saveAdapter) {
        const ShownWeights shown(components_);
        model_.saveAdapter(folder / "adapter");
    }
    writeTensors(files.optimizer, optimizer_.state());
    Json states = Json::object();
    for (const auto& component : components_) {
        if (const auto tensors = component->tensors(); !tensors.empty())
            writeTensors(tensorsOf(folder, component->name()), tensors);
        if (const Json state = component->state(); !state.is_null()) states[component->name()] = state;
    }
    writeTensors(files.generators, generatorStates());
    Json all = progress;
    all["components"] = std::move(states);
    all["options"] = identity_.options;
    all["data"] = identity_.data;
    writeFileAtomically(files.progress, all.dump(2) + "\n");
    writeFileAtomically(files.trainerState, trainerState.dump(2) + "\n");
}

namespace {

// Of the options of a run, those that say how long it is.
bool isLength(const std::string& key) {
    return key == "num_train_epochs" || key == "max_steps";
}

}  // namespace

std::optional<Checkpointer::Found> Checkpointer::find(std::int64_t totalSteps) const {
    if (communicator_.writes()) run_.sweep();
    communicator_.barrier();
    const auto steps = run_.checkpointSteps();
    if (steps.empty()) return std::nullopt;
    Found found{steps.back(), folder(steps.back()), {}, {}, {}};
    const CheckpointFiles files(found.folder, model_.wholeWeights);
    const auto [options, data] = readCheckpoint(found.folder, [&] {
        found.progress = readJson(files.progress);
        found.trainerState = readJson(files.trainerState);
        return std::pair(found.progress.at("options").get<std::map<std::string, std::string>>(),
                         jsonAt<std::string>(found.progress, "data", files.progress.string()));
    });
    found.longer = checkIdentity({options, data}, found, totalSteps);
    return found;
}

std::string Checkpointer::checkIdentity(Identity before, const Found& found, std::int64_t totalSteps) const {
    std::string differs, longer;
    auto& saved = before.options;
    // An option that came after the checkpoint was as its default is.
    for (const auto& [key, _] : identity_.options)
        if (const auto* option = settings::findOption(key)) saved.emplace(key, settings::toText(option->defaultValue));
    const auto valueIn = [](const std::map<std::string, std::string>& map, const std::string& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::string("not there") : found->second;
    };
    std::map<std::string, std::string> keys = saved;
    keys.insert(identity_.options.begin(), identity_.options.end());
    for (const auto& [key, _] : keys) {
        const std::string was = valueIn(saved, key), now = valueIn(identity_.options, key);
        if (was == now) continue;
        std::string& where = isLength(key) ? longer : differs;
        where += (where.empty() ? "" : "; ") + key + " was " + was + " and is " + now;
    }
    if (before.data != identity_.data)
        differs += (differs.empty() ? "" : "; ") + std::string("the training samples are not the same");
    if (!differs.empty())
        throw Error("the checkpoint does not belong to this recipe: " + differs, found.folder.string(),
                    "resume with what it was started with, or start a new run; num_train_epochs and max_steps alone "
                    "may be changed, to make a run longer");
    if (!longer.empty() && totalSteps <= found.step)
        throw Error("the run has made " + std::to_string(found.step) + " steps, and the recipe asks for " +
                        std::to_string(totalSteps) + ": " + longer,
                    found.folder.string(), "ask for more than it has made");
    return longer;
}

std::vector<std::string> Checkpointer::restore(const Found& found) {
    return readCheckpoint(found.folder, [&] { return restoreAll(found); });
}

std::vector<std::string> Checkpointer::restoreAll(const Found& found) {
    const CheckpointFiles files(found.folder, model_.wholeWeights);
    std::set<std::string> unknown;
    if (const auto states = found.progress.find("components"); states != found.progress.end())
        for (const auto& [name, _] : states->items())
            unknown.insert(name);
    for (const auto& component : components_) {
        const std::string name = component->name();
        unknown.erase(name);
        if (!component->state().is_null())
            if (const Json* state = stateIn(found.progress, name)) component->restore(*state, files.progress.string());
        if (const auto file = tensorsOf(found.folder, name); !component->tensors().empty() || pathExists(file))
            component->restoreTensors(readTensors(file), file.string());
    }
    restoreParameters(files.parameters, model_.parameters);
    optimizer_.restore(readTensors(files.optimizer), files.optimizer.string());
    if (communicator_.writes())
        restoreGenerators(readTensors(files.generators));
    else  // their states are not saved: their own numbers go on at this step
        torch::manual_seed(
            Random({static_cast<std::uint64_t>(found.step), static_cast<std::uint64_t>(communicator_.rank())})());
    return {unknown.begin(), unknown.end()};
}

void Checkpointer::restoreWeights(std::int64_t step) {
    const CheckpointFiles files(folder(step), model_.wholeWeights);
    restoreParameters(files.parameters, model_.parameters);
    for (const auto& component : components_)
        if (const auto file = tensorsOf(folder(step), component->name()); component->tensorsAreWeights())
            component->restoreTensors(readTensors(file), file.string());
}

void Checkpointer::startFrom(const std::filesystem::path& folder, bool withOptimizer) {
    const CheckpointFiles files(folder, model_.wholeWeights);
    restoreParameters(files.parameters, model_.parameters);
    if (withOptimizer) optimizer_.restore(readTensors(files.optimizer), files.optimizer.string());
}

}  // namespace atelier::training
