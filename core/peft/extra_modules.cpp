#include "peft/extra_modules.h"

#include "common/error.h"
#include "models/untied_head.h"
#include "peft/saved_places.h"
#include "peft/targets.h"

#include <torch/torch.h>

#include <algorithm>
#include <optional>

namespace atelier::peft {
namespace {

constexpr const char *kTying = "ensure_weight_tying", *kModules = "modules_to_save";

bool isBelow(const std::string& name, const std::vector<std::string>& modules) {
    return std::any_of(modules.begin(), modules.end(),
                       [&](const std::string& module) { return name.starts_with(module + "."); });
}

class WithModules : public Adapter {
public:
    WithModules(models::Model& model, std::unique_ptr<Adapter> adapter, const SavedModules& modules)
        : adapter_(std::move(adapter)), modules_(modules.trained), parameters_(adapter_->parameters()) {
        if (modules.untied) untied_.emplace(model);
        const std::string embeddings = models::embeddingsName(model) + ".weight";
        if (!model.head && isBelow(embeddings, modules_)) {
            tied_ = model.decoder->embedTokens->weight;
            tiedHead_ = kNamePrefix + models::headName(model) + ".weight";
        }
        for (const auto& item : model.named_parameters()) {
            const bool trained = isBelow(item.key(), modules_);
            if (!trained && std::ranges::find(modules.carried, item.key()) == modules.carried.end()) continue;
            torch::Tensor leaf = item.value();
            const auto value = modules.values.find(item.key());
            const auto& start = value == modules.values.end() ? leaf.data() : value->second;
            replaced_.push_back({kNamePrefix + item.key(), leaf, leaf.data(),
                                 start.to(leaf.device(), torch::kFloat32, false, /*copy=*/true)});
            leaf.set_data(replaced_.back().own);
            if (trained) parameters_.push_back({replaced_.back().name, leaf});
        }
    }
    ~WithModules() override {
        setEnabled(false);
        for (auto& one : replaced_)
            one.leaf.set_requires_grad(false);
    }

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    std::vector<Parameter> saved() const override {
        auto all = adapter_->saved();
        for (const auto& one : replaced_) {
            all.push_back({one.name, enabled_ ? one.leaf.data() : one.own});
            // PEFT looks for both names.
            if (one.leaf.is_same(tied_)) all.push_back({tiedHead_, all.back().tensor});
        }
        return all;
    }
    Json config() const override {
        Json config = adapter_->config();
        if (!modules_.empty()) config[kModules] = modules_;
        if (tied_.defined()) config[kTying] = true;
        return config;
    }
    void setEnabled(bool enabled) override {
        adapter_->setEnabled(enabled);
        if (enabled == enabled_) return;
        for (auto& one : replaced_) {
            // What was trained may rest in another precision by now.
            if (enabled_) one.own = one.leaf.data();
            one.leaf.set_data(enabled ? one.own : one.base);
        }
        enabled_ = enabled;
    }
    void merge() override {
        adapter_->merge();
        for (auto& one : replaced_) {
            one.base = (enabled_ ? one.leaf.data() : one.own).to(one.base.scalar_type());
            one.leaf.set_data(one.base);
        }
        if (untied_) untied_->keep();
        enabled_ = false;
    }
    void setWeight(double weight) override { adapter_->setWeight(weight); }
    void train(bool on) override { adapter_->train(on); }
    void checkSteps(std::int64_t totalSteps) const override { adapter_->checkSteps(totalSteps); }
    torch::Tensor auxiliaryLoss() override { return adapter_->auxiliaryLoss(); }
    void afterStep(const StepInfo& step) override { adapter_->afterStep(step); }
    bool actsAfterStep() const override { return adapter_->actsAfterStep(); }
    Tensors state() const override { return adapter_->state(); }
    void restore(const Tensors& state, const std::string& where) override { adapter_->restore(state, where); }

private:
    struct Replaced {
        std::string name;
        torch::Tensor leaf, base, own;
    };

    std::optional<models::UntiedHead> untied_;
    std::unique_ptr<Adapter> adapter_;
    std::vector<std::string> modules_;
    std::vector<Parameter> parameters_;
    std::vector<Replaced> replaced_;
    torch::Tensor tied_;  // undefined: not tied, or not trained
    std::string tiedHead_;
    bool enabled_ = true;
};

// Takes tensors for parameters of the model out of a saved adapter.
class Taker {
public:
    Taker(const models::Model& model, SavedAdapter& saved)
        : model_(model), saved_(saved), parameters_(model.named_parameters()) {}

    // Whether it is there; its shape is looked at.
    bool take(const std::string& parameter, Tensors& values) {
        const std::string name = kNamePrefix + parameter;
        const auto tensor = saved_.tensors.find(name);
        if (tensor == saved_.tensors.end()) return false;
        const auto shape = parameters_[parameter].sizes().vec();
        throwIfOtherVocabulary(parameter, tensor->second, shape);
        shapes_.expect(name, tensor->second, shape);
        values[parameter] = tensor->second;
        saved_.tensors.erase(tensor);
        return true;
    }
    void takeModule(const std::string& parameter, Tensors& values) {
        if (!take(parameter, values)) missing_.push_back(kNamePrefix + parameter);
    }
    void finish() const {
        if (!missing_.empty())
            throw Error("missing tensors of modules_to_save: " + listed(missing_), saved_.where,
                        "the file is incomplete: save it again");
        shapes_.throwIfWrong(saved_.where);
    }

private:
    void throwIfOtherVocabulary(const std::string& parameter, const torch::Tensor& value,
                                const std::vector<std::int64_t>& shape) const {
        const auto& matrix = parameters_[parameter];
        const bool tokens =
            matrix.is_same(model_.decoder->embedTokens->weight) || (model_.head && matrix.is_same(model_.head->weight));
        if (!tokens || value.dim() != 2 || value.size(1) != shape[1] || value.size(0) == shape[0]) return;
        const std::string theirs = std::to_string(value.size(0)), own = std::to_string(shape[0]);
        throw Error("the adapter's vocabulary is " + std::string(value.size(0) > shape[0] ? "larger" : "smaller") +
                        " than the model's: " + theirs + " tokens instead of " + own,
                    saved_.where + " (" + kNamePrefix + parameter + ")",
                    "open it with a model that has as many: where it was made, resize_token_embeddings(" + theirs +
                        ") and save model and tokenizer, or merge it there");
    }

    const models::Model& model_;
    SavedAdapter& saved_;
    torch::OrderedDict<std::string, torch::Tensor> parameters_;
    ShapeCheck shapes_;
    std::vector<std::string> missing_;
};

std::vector<std::string> namesIn(const SavedAdapter& saved, const std::string& where) {
    const auto found = saved.config.find(kModules);
    if (found == saved.config.end() || found->is_null() || found->empty()) return {};
    if (!found->is_array()) throw Error("\"modules_to_save\" must be a list of names", where);
    std::vector<std::string> names;
    for (const auto& item : *found) {
        if (!item.is_string()) throw Error("\"modules_to_save\" must hold texts only", where);
        names.push_back(item.get<std::string>());
    }
    return names;
}

std::vector<std::string> modulesOf(const models::Model& model, const SavedAdapter& saved,
                                   const std::vector<std::string>& names, const std::string& where) {
    std::vector<std::string> modules;
    for (const auto& asWritten : names) {
        const std::string newest = saved.moduleName(asWritten);
        const auto before = modules.size();
        // PEFT compares ends of names without a dot before them.
        for (const auto& module : model.named_modules())
            if (!module.key().empty() && (module.key().ends_with(asWritten) || module.key().ends_with(newest)))
                modules.push_back(module.key());
        if (modules.size() == before)
            throw Error("the model has no module \"" + asWritten + "\"", where, "the adapter belongs to another model");
    }
    std::sort(modules.begin(), modules.end());
    modules.erase(std::unique(modules.begin(), modules.end()), modules.end());
    std::erase_if(modules, [&, all = modules](const std::string& name) { return isBelow(name, all); });
    return modules;
}

std::string lastOf(const std::string& path) {
    return path.substr(path.rfind('.') + 1);
}

// One matrix is both: of two tensors for it, each must say the same.
void takeTiedHead(SavedAdapter& saved, const std::string& head, const std::string& embeddings) {
    const auto tensor = saved.tensors.find(head);
    if (tensor == saved.tensors.end()) return;
    const auto [other, alone] = saved.tensors.emplace(embeddings, tensor->second);
    if (!alone && !tensor->second.equal(other->second))
        throw Error("tensor \"" + head + "\" differs from the token embeddings that it is tied to", saved.where,
                    "the adapter belongs to a model whose head is not tied");
    saved.tensors.erase(tensor);
}

}  // namespace

SavedModules takeModules(models::Model& model, SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    const std::string embeddings = models::embeddingsName(model) + ".weight",
                      head = models::headName(model) + ".weight";
    const auto names = namesIn(saved, where);
    const auto tying = saved.config.find(kTying);
    // Where PEFT does not see that the two are tied, it trains one of them and saves no second tensor.
    const bool tied = !model.head,
               kept = tying != saved.config.end() && *tying == Json(true) && saved.tensors.contains(kNamePrefix + head);

    SavedModules modules;
    // PEFT saves a copy of each module that it names, also of one of two that are tied.
    std::optional<models::UntiedHead> untied;
    if (tied && !kept && !names.empty()) {
        untied.emplace(model);
        modules.trained = modulesOf(model, saved, names, where);
        modules.untied = isBelow(embeddings, modules.trained) || isBelow(head, modules.trained);
        if (!modules.untied) untied.reset();
    } else {
        auto others = names;
        if (tied)
            std::erase_if(others, [&](const std::string& name) { return models::headName(model).ends_with(name); });
        modules.trained = modulesOf(model, saved, others, where);
    }

    if (!model.head) takeTiedHead(saved, kNamePrefix + head, kNamePrefix + embeddings);
    Taker taker(model, saved);
    for (const auto& item : model.named_parameters())
        if (isBelow(item.key(), modules.trained)) taker.takeModule(item.key(), modules.values);
    for (const std::string& own : {embeddings, head})
        if (model.named_parameters().contains(own) && !modules.values.contains(own) && taker.take(own, modules.values))
            modules.carried.push_back(own);
    taker.finish();
    saved.config[kModules] = nullptr;
    saved.config.erase(kTying);
    return modules;
}

std::unique_ptr<Adapter> withModules(models::Model& model, std::unique_ptr<Adapter> adapter,
                                     const std::vector<std::string>& modules) {
    return withModules(model, std::move(adapter), SavedModules{modules, {}, {}});
}

std::unique_ptr<Adapter> withModules(models::Model& model, std::unique_ptr<Adapter> adapter,
                                     const SavedModules& saved) {
    return std::make_unique<WithModules>(model, std::move(adapter), saved);
}

}  // namespace atelier::peft
