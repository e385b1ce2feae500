#include "peft/extra_modules.h"

#include "common/error.h"
#include "peft/saved_places.h"
#include "peft/targets.h"

#include <torch/torch.h>

#include <algorithm>
#include <set>

namespace atelier::peft {
namespace {

bool isBelow(const std::string& name, const std::vector<std::string>& modules) {
    return std::any_of(modules.begin(), modules.end(),
                       [&](const std::string& module) { return name.starts_with(module + "."); });
}

class WithModules : public Adapter {
public:
    WithModules(models::Model& model, std::unique_ptr<Adapter> adapter, std::vector<std::string> modules)
        : adapter_(std::move(adapter)), modules_(std::move(modules)), parameters_(adapter_->parameters()) {
        for (const auto& item : model.named_parameters()) {
            if (!isBelow(item.key(), modules_)) continue;
            torch::Tensor leaf = item.value();
            swapped_.push_back({leaf, leaf.data(), leaf.data().to(torch::kFloat32, false, /*copy=*/true)});
            leaf.set_data(swapped_.back().trained);
            parameters_.push_back({kNamePrefix + item.key(), leaf});
        }
    }
    ~WithModules() override {
        setEnabled(false);
        for (auto& swapped : swapped_)
            swapped.leaf.set_requires_grad(false);
    }

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    std::vector<Parameter> saved() const override {
        auto all = adapter_->saved();
        for (std::size_t i = 0; i < swapped_.size(); ++i) {
            const auto& swapped = swapped_[i];
            const auto& name = parameters_[parameters_.size() - swapped_.size() + i].name;
            all.push_back({name, enabled_ ? swapped.leaf.data() : swapped.trained});
        }
        return all;
    }
    Json config() const override {
        Json config = adapter_->config();
        config["modules_to_save"] = modules_;
        return config;
    }
    void setEnabled(bool enabled) override {
        adapter_->setEnabled(enabled);
        if (enabled == enabled_) return;
        for (auto& swapped : swapped_) {
            // What was trained may rest in another precision by now.
            if (enabled_) swapped.trained = swapped.leaf.data();
            swapped.leaf.set_data(enabled ? swapped.trained : swapped.base);
        }
        enabled_ = enabled;
    }
    void merge() override {
        adapter_->merge();
        for (auto& swapped : swapped_) {
            swapped.base = (enabled_ ? swapped.leaf.data() : swapped.trained).to(swapped.base.scalar_type());
            swapped.leaf.set_data(swapped.base);
        }
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
    struct Swapped {
        torch::Tensor leaf, base, trained;
    };

    std::unique_ptr<Adapter> adapter_;
    std::vector<std::string> modules_;
    std::vector<Parameter> parameters_;
    std::vector<Swapped> swapped_;
    bool enabled_ = true;
};

}  // namespace

std::unique_ptr<Adapter> withModules(models::Model& model, std::unique_ptr<Adapter> adapter,
                                     const std::vector<std::string>& modules, const std::string& where) {
    for (const auto& item : model.named_parameters())
        if (!model.head && item.value().is_same(model.decoder->embedTokens->weight) && isBelow(item.key(), modules))
            throw Error(
                "the token embeddings are the head's weights too in this model and cannot be trained beside an "
                "adapter",
                where, "leave them out, or train with finetuning_type full or freeze");
    return std::make_unique<WithModules>(model, std::move(adapter), modules);
}

std::vector<std::string> takeModules(const models::Model& model, SavedAdapter& saved, Tensors& values) {
    const std::string where = saved.where + "/adapter_config.json";
    const auto found = saved.config.find("modules_to_save");
    if (found == saved.config.end() || found->is_null() || found->empty()) return {};
    if (!found->is_array()) throw Error("\"modules_to_save\" must be a list of names", where);
    std::vector<std::string> modules;
    for (const auto& item : *found) {
        if (!item.is_string()) throw Error("\"modules_to_save\" must hold texts only", where);
        const std::string asWritten = item.get<std::string>(), newest = saved.moduleName(asWritten);
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

    ShapeCheck shapes;
    std::vector<std::string> missing;
    for (const auto& item : model.named_parameters()) {
        if (!isBelow(item.key(), modules)) continue;
        const std::string name = kNamePrefix + item.key();
        const auto tensor = saved.tensors.find(name);
        if (tensor == saved.tensors.end()) {
            missing.push_back(name);
            continue;
        }
        shapes.expect(name, tensor->second, item.value().sizes().vec());
        values[item.key()] = tensor->second;
        saved.tensors.erase(tensor);
    }
    if (!missing.empty())
        throw Error("missing tensors of modules_to_save: " + listed(missing), saved.where,
                    "the file is incomplete: save it again");
    shapes.throwIfWrong(saved.where);
    saved.config["modules_to_save"] = nullptr;
    return modules;
}

}  // namespace atelier::peft
