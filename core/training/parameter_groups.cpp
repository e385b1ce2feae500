#include "training/parameter_groups.h"

#include "common/error.h"
#include "common/json.h"
#include "models/places.h"
#include "peft/trainable.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace atelier::training {
namespace {

bool isIn(const std::string& name, const std::string& module) {
    return name.starts_with(module + ".");
}

/// How many layers of its own part lie above a parameter.
class Depths {
public:
    explicit Depths(models::Model& model) {
        for (const auto& place : models::findPlaces(model).blocks)
            blocks_[place.part->name].push_back(place.name);
        // What a part registers before its first block feeds it: embeddings.
        std::set<std::string> reached;
        for (const auto& item : model.named_parameters()) {
            const std::string& part = model.partOf(item.key()).name;
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

    std::int64_t above(const std::string& name, const std::string& part) const {
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
    std::map<std::string, std::vector<std::string>> blocks_;  // in the order in which they compute
    std::map<std::string, std::set<std::string>> below_;      // parameters and modules
};

/// Rates of the model's parts.
class PartRates {
public:
    PartRates(const models::Model& model, const TrainOptions& options) : options_(options) {
        const std::string where = "part_learning_rates";
        const Json own = parseJson(options.optimization.partRates, where);
        if (!own.is_object()) throw Error("must be a mapping of parts to rates", where);
        std::string known;
        for (const auto& part : model.parts())
            known += (known.empty() ? "" : ", ") + part.name;
        for (const auto& [name, value] : own.items()) {
            const bool there = std::any_of(model.parts().begin(), model.parts().end(),
                                           [&, &key = name](const auto& part) { return part.name == key; });
            if (!there) throw Error("the model has no part \"" + name + "\"", where, "its parts: " + known);
            if (!value.is_number() || !(value.get<double>() > 0))
                throw Error("a rate must be above 0", where + ": " + name);
            own_[name] = value.get<double>();
        }
    }
    double of(const models::Part& part) const {
        if (const auto found = own_.find(part.name); found != own_.end()) return found->second;
        const auto& wanted = options_.optimization;
        const auto& rate = part.role == models::Role::Encoder  ? wanted.towerRate
                           : part.role == models::Role::Bridge ? wanted.projectorRate
                                                               : wanted.languageModelRate;
        return rate.value_or(options_.learningRate);
    }

private:
    const TrainOptions& options_;
    std::map<std::string, double> own_;
};

}  // namespace

std::vector<Trained> withRates(const std::vector<peft::Parameter>& parameters, models::Model& model,
                               const TrainOptions& options) {
    const PartRates rates(model, options);
    const Depths depths(model);
    std::vector<Trained> all;
    for (const auto& parameter : parameters) {
        const auto& part = peft::partOf(model, parameter);
        Trained one{parameter.name, parameter.tensor, part.name, 1};
        if (!parameter.group.empty()) one.group = parameter.rate ? parameter.group : part.name + "_" + parameter.group;
        double rate = parameter.rate.value_or(rates.of(part)) * parameter.rateFactor;
        rate *= std::pow(options.optimization.layerDecay, depths.above(peft::moduleNameOf(parameter), part.name));
        one.rateFactor = rate / options.learningRate;
        all.push_back(std::move(one));
    }
    return all;
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
