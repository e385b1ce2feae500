#include "training/objectives/objective_info.h"

#include <algorithm>

namespace atelier::training {
namespace {

std::vector<std::string> inOrder() {
    std::vector<std::pair<int, std::string>> ordered;
    for (const auto& [name, info] : Registry<ObjectiveInfo>::instance().all())
        ordered.emplace_back(info.order, name);
    std::sort(ordered.begin(), ordered.end());
    std::vector<std::string> names;
    for (auto& [_, name] : ordered)
        names.push_back(std::move(name));
    return names;
}

}  // namespace

const ObjectiveInfo& objectiveInfo(const std::string& name) {
    return Registry<ObjectiveInfo>::instance().at(name, "objective");
}

std::vector<std::string> objectivesOf(const std::string& stage) {
    auto names = inOrder();
    std::erase_if(names, [&](const std::string& name) { return objectiveInfo(name).stage != stage; });
    return names;
}

std::vector<std::string> stageNames() {
    std::vector<std::string> stages;
    for (const auto& name : inOrder())
        if (const auto& stage = objectiveInfo(name).stage;
            std::find(stages.begin(), stages.end(), stage) == stages.end())
            stages.push_back(stage);
    return stages;
}

const std::vector<std::string>& pairMetrics() {
    static const std::vector<std::string> names{"rewards/chosen",     "rewards/rejected", "rewards/margins",
                                                "rewards/accuracies", "logps/chosen",     "logps/rejected"};
    return names;
}

}  // namespace atelier::training
