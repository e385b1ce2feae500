#include "common/error.h"
#include "peft/base_weights.h"
#include "peft/method.h"
#include "peft/options.h"
#include "peft/selection.h"
#include "peft/targets.h"

// Full fine-tuning: every weight of the parts that are not frozen.
namespace atelier::peft {
namespace {

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = FinetuningOptions::schema().read(recipe);
    Selection selection(model, options, recipe);
    std::vector<std::string> names;
    for (const auto& item : model.named_parameters()) {
        const auto& part = model.partOf(item.key());
        if (!isFrozen(part, options) && selection.allows(item.key(), part)) names.push_back(item.key());
    }
    selection.throwIfUnused();
    if (names.empty())
        throw Error("nothing is left to train: every part or parameter is frozen",
                    recipe.location("freeze_language_model"), "unfreeze a part, or more of its layers and parameters");
    return std::make_unique<BaseWeights>(model, names);
}

const Registry<Method>::Entry entry{"full", {create, {}}};

}  // namespace
}  // namespace atelier::peft
