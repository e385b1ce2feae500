#include "common/error.h"
#include "peft/adapter.h"
#include "peft/attachment.h"
#include "peft/ia3/options.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>

// (IA)³ (Liu et al., 2022): outputs of keys and values, and inputs of the feed-forward's last layer, times a learnt
// vector that starts at 1. Names and config: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char* kVector = "ia3_l";

struct Ia3Linear : nn::LinearAdapter {
    Ia3Linear(torch::Tensor l, bool onInput) : vector(std::move(l)), scalesInput(onInput) {}

    torch::Tensor forward(const nn::LinearImpl& base, const torch::Tensor& x) override {
        const auto l = vector.flatten().to(x.scalar_type());
        return scalesInput ? base.base(x * l) : base.base(x) * l;
    }
    void mergeInto(nn::LinearImpl& base) const {
        torch::NoGradGuard noGrad;
        const auto l = vector.to(torch::kFloat32);  // [out, 1] scales rows, [1, in] columns
        base.weight.copy_(base.weight.to(torch::kFloat32) * l);
        if (!scalesInput && base.bias.defined()) base.bias.copy_(base.bias.to(torch::kFloat32) * l.flatten());
    }

    torch::Tensor vector;  ///< fp32 [out, 1], or [1, in] on the input
    bool scalesInput;
};

class Ia3 : public Adapter {
public:
    explicit Ia3(Json config) : config_(std::move(config)) {}

    void add(const LinearPlace& place, const torch::Tensor& vector, bool onInput) {
        auto linear = place.module;
        auto layer = std::make_shared<Ia3Linear>(vector.to(linear->weight.device()), onInput);
        attachments_.emplace_back(linear.ptr(), linear->adapter, layer, place.name);
        parameters_.push_back({kNamePrefix + place.name + "." + kVector, layer->vector});
        layers_.push_back({linear, layer});
    }

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    Json config() const override { return config_; }
    void setEnabled(bool enabled) override {
        for (auto& attachment : attachments_)
            attachment.set(enabled);
    }
    void merge() override {
        for (auto& [linear, layer] : layers_)
            layer->mergeInto(*linear);
        setEnabled(false);
    }
    void train(bool) override {}

private:
    Json config_;
    std::vector<Attachment<nn::LinearAdapter>> attachments_;
    std::vector<std::pair<nn::Linear, std::shared_ptr<Ia3Linear>>> layers_;
    std::vector<Parameter> parameters_;
};

Json configOf(const std::vector<std::string>& names, const std::vector<std::string>& feedforward,
              const models::VisionLanguageModel& model) {
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

std::unique_ptr<Adapter> create(models::VisionLanguageModel& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = Ia3Options::schema().read(recipe);
    const Targets targets(options.target, whereOf(recipe, "ia3_target"));
    const Targets inner(options.feedforward, whereOf(recipe, "ia3_feedforward"));
    const auto places = selectTargets(model, targets, recipe);
    std::vector<std::string> names, feedforward;
    for (const auto& place : places) {
        names.push_back(place.name);
        if (inner.matches(place.name)) feedforward.push_back(place.name);
    }
    auto ia3 = std::make_unique<Ia3>(configOf(names, feedforward, model));
    for (const auto& place : places) {
        const auto& o = place.module->options;
        const bool onInput = inner.matches(place.name);
        ia3->add(place, onInput ? torch::ones({1, o.in}) : torch::ones({o.out, 1}), onInput);
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
            pattern_ = std::make_unique<NamePattern>(found->get<std::string>(), where + ": feedforward_modules");
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
    std::unique_ptr<NamePattern> pattern_;
    std::vector<std::string> ends_;
    std::function<std::string(const std::string&)> olderName_;
};

std::unique_ptr<Adapter> load(models::VisionLanguageModel& model, const SavedAdapter& saved) {
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
    auto ia3 = std::make_unique<Ia3>(configOf(names, feedforward, model));
    for (const auto& [place, tensors] : found)
        ia3->add(place, tensors.at(kVector), inner.has(place.name));
    return ia3;
}

const Registry<Method>::Entry entry{"ia3", {"IA3", create, load}};

}  // namespace
}  // namespace atelier::peft
