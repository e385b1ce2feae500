#include "common/error.h"
#include "peft/ia3/options.h"
#include "peft/linear_adapter.h"
#include "peft/method.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>

// (IA)³ (Liu et al., 2022): outputs of keys and values, and inputs of the feed-forward's last layer, times a learned
// vector that starts at 1. Names and config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char* kVector = "ia3_l";

class Ia3Linear : public LinearUpdate {
public:
    Ia3Linear(torch::Tensor l, bool onInput) : vector_(std::move(l)), scalesInput_(onInput) {}

    torch::Tensor forward(nn::LinearImpl&, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext&) override {
        auto l = vector_.flatten().to(x.scalar_type());
        if (weight != 1) l = 1 + (l - 1) * weight;
        return scalesInput_ ? below(x * l) : below(x) * l;
    }
    std::vector<Parameter> parameters() const override { return {{kVector, vector_}}; }
    void mergeInto(nn::LinearImpl& layer) const override {
        torch::NoGradGuard noGrad;
        const auto l = 1 + (vector_.to(torch::kFloat32) - 1) * weight;  // [out, 1] scales rows, [1, in] columns
        layer.matrix().assign(layer.matrix().dense(torch::kFloat32) * l);
        if (!scalesInput_ && layer.bias.defined()) layer.bias.copy_(layer.bias.to(torch::kFloat32) * l.flatten());
    }

private:
    torch::Tensor vector_;  // fp32 [out, 1], or [1, in] on the input
    bool scalesInput_;
};

void add(LinearAdapter& ia3, const LinearPlace& place, const torch::Tensor& vector, bool onInput) {
    ia3.add(place, std::make_shared<Ia3Linear>(vector.to(place.module->matrix().device()), onInput));
}

Json configOf(const std::vector<std::string>& names, const std::vector<std::string>& feedforward,
              const models::Model& model) {
    Json config = configHead("IA3");
    const Json targets = targetModules(names, model);
    config["target_modules"] = targets;
    config["exclude_modules"] = nullptr;
    // PEFT wants them among the targets word for word, and takes a name's end without its dot for a match.
    Json inner = Json::array();
    for (const auto& target : targets) {
        const auto text = target.get<std::string>();
        if (std::any_of(feedforward.begin(), feedforward.end(), [&](const auto& name) { return isNamed(name, text); }))
            inner.push_back(target);
    }
    config["feedforward_modules"] = std::move(inner);
    config["fan_in_fan_out"] = false;
    config["modules_to_save"] = nullptr;
    config["init_ia3_weights"] = true;
    return config;
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = Ia3Options::schema().read(recipe);
    Targets targets(options.target, recipe.location("ia3_target"));
    NamePatterns inner(options.feedforward, recipe.location("ia3_feedforward"));
    const auto places = selectTargets(model, targets, recipe);
    std::vector<std::string> names, feedforward;
    for (const auto& place : places) {
        names.push_back(place.name);
        if (inner.matches(place.name)) feedforward.push_back(place.name);
    }
    // The default may name what a recipe's own targets leave out.
    if (const auto unused = inner.unused(); recipe.find("ia3_feedforward") && !unused.empty())
        throw Error("no layer that ia3_target selects matches \"" + unused.front() + "\"",
                    recipe.location("ia3_feedforward"), "feed-forward layers must be among the targets");
    auto ia3 = std::make_unique<LinearAdapter>(configOf(names, feedforward, model));
    for (const auto& place : places) {
        const auto& o = place.module->options;
        const bool onInput = inner.matches(place.name);
        add(*ia3, place, onInput ? torch::ones({1, o.in}) : torch::ones({o.out, 1}), onInput);
    }
    return ia3;
}

// PEFT compares ends of names without a dot before them.
class SavedFeedforward {
public:
    SavedFeedforward(const SavedAdapter& saved, const std::string& where) : olderName_(saved.olderName) {
        const auto found = saved.config.find("feedforward_modules");
        if (found == saved.config.end() || found->is_null()) throw Error("\"feedforward_modules\" is missing", where);
        if (found->is_string()) {
            pattern_ = std::make_unique<NameExpression>(found->get<std::string>(), where + ": feedforward_modules");
            return;
        }
        if (!found->is_array()) throw Error("\"feedforward_modules\" must be a list of names or one text", where);
        for (const auto& item : *found) {
            if (!item.is_string()) throw Error("\"feedforward_modules\" must hold texts only", where);
            ends_.push_back(item.get<std::string>());
            ends_.push_back(saved.moduleName(ends_.back()));
        }
    }
    bool has(const std::string& name) const {
        if (pattern_) return pattern_->matchesWhole(name) || pattern_->matchesWhole(olderName_(name));
        return std::any_of(ends_.begin(), ends_.end(), [&](const auto& end) { return name.ends_with(end); });
    }

private:
    std::unique_ptr<NameExpression> pattern_;
    std::vector<std::string> ends_;
    std::function<std::string(const std::string&)> olderName_;
};

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    refuseUnless(saved, "modules_to_save");
    refuseUnless(saved, "fan_in_fan_out");
    const SavedFeedforward inner(saved, where);
    const auto found = placeTensors(model, saved, {kVector});
    ShapeCheck shapes;
    std::vector<std::string> names, feedforward;
    for (const auto& [place, tensors] : found) {
        names.push_back(place.name);
        if (inner.has(place.name)) feedforward.push_back(place.name);
        const auto& o = place.module->options;
        shapes.expect(kNamePrefix + place.name + "." + kVector, tensors.at(kVector),
                      inner.has(place.name) ? std::vector<std::int64_t>{1, o.in} : std::vector<std::int64_t>{o.out, 1});
    }
    shapes.throwIfWrong(saved.where);
    auto ia3 = std::make_unique<LinearAdapter>(configOf(names, feedforward, model));
    for (const auto& [place, tensors] : found)
        add(*ia3, place, tensors.at(kVector), inner.has(place.name));
    return ia3;
}

const Registry<Method>::Entry entry{"ia3", {create, load}};

}  // namespace
}  // namespace atelier::peft
