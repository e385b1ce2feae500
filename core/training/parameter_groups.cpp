#include "training/parameter_groups.h"

#include "models/places.h"
#include "peft/adapter.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace atelier::training {
namespace {

using models::Part;

const char* nameOf(Part part) {
    return part == Part::VisionTower ? "vision_tower" : part == Part::Projector ? "projector" : "language_model";
}

bool isIn(const std::string& name, const std::string& module) {
    return name.starts_with(module + ".");
}

std::string moduleNameOf(const std::string& parameter) {
    const std::string prefix = peft::kNamePrefix;
    return parameter.starts_with(prefix) ? parameter.substr(prefix.size()) : parameter;
}

/// How many layers of its own part lie above a parameter.
class Depths {
public:
    explicit Depths(models::VisionLanguageModel& model) {
        for (const auto& output : models::findPlaces(model).blockOutputs) {
            const std::string block = output.name.substr(0, output.name.rfind('.'));
            auto& blocks = blocks_[output.part];
            if (std::find(blocks.begin(), blocks.end(), block) == blocks.end()) blocks.push_back(block);
        }
        // What a part registers before its first block feeds it: embeddings.
        std::set<Part> reached;
        for (const auto& item : model.named_parameters()) {
            const Part part = model.partOf(item.key());
            const auto blocks = blocks_.find(part);
            if (blocks == blocks_.end() || reached.contains(part)) continue;
            if (isIn(item.key(), blocks->second.front())) {
                reached.insert(part);
                continue;
            }
            below_[part].insert(item.key());
            const std::string module = item.key().substr(0, item.key().rfind('.'));
            if (!isIn(blocks->second.front(), module)) below_[part].insert(module);
        }
    }

    std::int64_t above(const std::string& name, Part part) const {
        const auto found = blocks_.find(part);
        if (found == blocks_.end()) return 0;
        const auto& blocks = found->second;
        const auto block = std::find_if(blocks.begin(), blocks.end(), [&](const auto& one) { return isIn(name, one); });
        if (block != blocks.end()) return blocks.end() - block - 1;
        const auto below = below_.find(part);
        if (below == below_.end()) return 0;
        const bool feeds = std::any_of(below->second.begin(), below->second.end(),
                                       [&](const auto& one) { return name == one || isIn(name, one); });
        return feeds ? static_cast<std::int64_t>(blocks.size()) : 0;
    }

private:
    std::map<Part, std::vector<std::string>> blocks_;  // in the order in which they compute
    std::map<Part, std::set<std::string>> below_;      // parameters and modules
};

}  // namespace

void assignRates(std::vector<Trained>& parameters, models::VisionLanguageModel& model, const TrainOptions& options) {
    const auto& wanted = options.optimization;
    const std::map<Part, double> rates{{Part::VisionTower, wanted.towerRate.value_or(options.learningRate)},
                                       {Part::Projector, wanted.projectorRate.value_or(options.learningRate)},
                                       {Part::LanguageModel, wanted.languageModelRate.value_or(options.learningRate)}};
    const Depths depths(model);
    for (auto& parameter : parameters) {
        const std::string name = moduleNameOf(parameter.name);
        const Part part = model.partOf(name);
        parameter.group = nameOf(part);
        double rate = rates.at(part);
        if (wanted.loraPlusRatio && name.find("lora_embedding_B") != name.npos) {
            parameter.group = "lora_embedding";
            rate = wanted.loraPlusEmbedding;
        } else if (wanted.loraPlusRatio && (name.find("lora_B") != name.npos || parameter.tensor.dim() == 1)) {
            parameter.group += "_lora_b";
            rate *= *wanted.loraPlusRatio;
        }
        rate *= std::pow(wanted.layerDecay, depths.above(name, part));
        parameter.rateFactor = rate / options.learningRate;
    }
}

std::vector<std::pair<std::string, double>> rateGroups(const std::vector<Trained>& parameters) {
    std::vector<std::pair<std::string, double>> groups;
    for (const auto& parameter : parameters) {
        const auto found =
            std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.first == parameter.group; });
        if (found == groups.end())
            groups.emplace_back(parameter.group, parameter.rateFactor);
        else
            found->second = std::max(found->second, parameter.rateFactor);
    }
    const bool alike =
        std::all_of(parameters.begin(), parameters.end(), [](const auto& one) { return one.rateFactor == 1; });
    return alike ? decltype(groups){} : groups;
}

}  // namespace atelier::training
