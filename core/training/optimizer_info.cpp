#include "training/optimizer_info.h"

#include <algorithm>
#include <utility>

namespace atelier::training {
namespace {

const OptimizerInfo& infoOf(const std::string& name) {
    return Registry<OptimizerInfo>::instance().at(name, "optim");
}

std::string added(const std::string& text, const std::string& sentence) {
    return text.empty() ? sentence : text + " " + sentence;
}

}  // namespace

std::vector<std::string> optimizerNames() {
    std::vector<std::pair<int, std::string>> ordered;
    for (const auto& [name, info] : Registry<OptimizerInfo>::instance().all())
        ordered.emplace_back(info.order, name);
    std::sort(ordered.begin(), ordered.end());
    std::vector<std::string> names;
    for (auto& [_, name] : ordered)
        names.push_back(std::move(name));
    return names;
}

std::string optimizerNotes() {
    std::string text;
    for (const auto& name : optimizerNames())
        if (const auto& note = infoOf(name).note; !note.empty()) text = added(text, note);
    return text;
}

std::string optimizerArgumentNames() {
    std::string text;
    for (const auto& name : optimizerNames())
        if (const auto& known = infoOf(name).arguments; !known.empty()) text = added(text, name + ": " + known + ".");
    return text;
}

}  // namespace atelier::training
