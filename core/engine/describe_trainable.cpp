#include "engine/describe_trainable.h"

#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/model_setup.h"
#include "models/model_folder.h"
#include "peft/selection.h"
#include "peft/trainable.h"
#include "settings/stages.h"
#include "training/options.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace atelier::engine {
namespace {

using Count = protocol::TrainableTree::Count;

// Puts parameters into parts, layers and modules, in the order in which they come.
class TreeBuilder {
public:
    explicit TreeBuilder(models::Model& model) : model_(model), layers_(peft::layerModules(model)) {
        for (const auto& module : model.named_modules())
            if (!module.key().empty()) modules_.insert(module.key());
    }

    void add(const std::string& parameter, std::uint64_t size, bool trained) {
        const std::string module = moduleOf(parameter);
        auto& groups = parts_[indexOf(model_.partOf(parameter))];
        const auto [name, layer] = groupOf(module);
        auto group = std::find_if(
            groups.begin(), groups.end(),
            [&, n = name, l = layer](const protocol::TrainableTree::Group& g) { return g.name == n && g.first == l; });
        if (group == groups.end()) {
            groups.push_back({name, layer, layer, {}, {}});
            group = std::prev(groups.end());
        }
        const std::string inner = innerName(module, parameter, *group);
        auto found = std::find_if(group->modules.begin(), group->modules.end(),
                                  [&](const protocol::TrainableTree::Module& m) { return m.name == inner; });
        if (found == group->modules.end()) {
            group->modules.push_back({inner, {}});
            found = std::prev(group->modules.end());
        }
        for (Count* count : {&found->count, &group->count}) {
            count->all += size;
            if (trained) count->trainable += size;
        }
    }

    // Tensors of no module, such as prompts, belong to the language model.
    std::string placeOf(const peft::Parameter& parameter) const {
        const auto& part = peft::partOf(model_, parameter);
        const auto name = peft::moduleNameOf(parameter);
        const bool inside = std::any_of(part.modules.begin(), part.modules.end(),
                                        [&](const auto& module) { return name.starts_with(module + "."); });
        return inside ? name : part.modules.front() + "." + name;
    }

    protocol::TrainableTree take() {
        protocol::TrainableTree tree;
        for (auto& [part, groups] : parts_) {
            protocol::TrainableTree::Part one{models::partTitle(model_.parts()[part].name), {}, {}};
            for (auto& group : groups) {
                one.count.trainable += group.count.trainable;
                one.count.all += group.count.all;
                if (!folds(one.groups, group)) one.groups.push_back(std::move(group));
            }
            tree.count.trainable += one.count.trainable;
            tree.count.all += one.count.all;
            tree.parts.push_back(std::move(one));
        }
        return tree;
    }

private:
    std::size_t indexOf(const models::Part& part) const {
        return static_cast<std::size_t>(&part - model_.parts().data());
    }
    // The longest beginning that is a module of the model; what a method adds of its own is one itself.
    std::string moduleOf(const std::string& parameter) const {
        for (auto end = parameter.rfind('.'); end != std::string::npos && end > 0; end = parameter.rfind('.', end - 1))
            if (modules_.contains(parameter.substr(0, end))) return parameter.substr(0, end);
        return parameter;
    }
    std::pair<std::string, std::int64_t> groupOf(const std::string& module) const {
        for (auto end = module.size(); end != std::string::npos && end > 0; end = module.rfind('.', end - 1))
            if (const auto layer = layers_.find(module.substr(0, end)); layer != layers_.end())
                return {layer->first.substr(0, layer->first.rfind('.')), layer->second};
        return {"", -1};
    }
    // Parameters of a layer itself stand there by their own names.
    static std::string innerName(const std::string& module, const std::string& parameter,
                                 const protocol::TrainableTree::Group& group) {
        if (group.first < 0) return module;
        const auto begin = group.name.size() + std::to_string(group.first).size() + 2;
        return (module.size() < begin ? parameter : module).substr(begin);
    }
    // A layer that is as the one before it joins it.
    static bool folds(std::vector<protocol::TrainableTree::Group>& groups,
                      const protocol::TrainableTree::Group& group) {
        if (groups.empty() || group.first < 0) return false;
        auto& last = groups.back();
        if (last.name != group.name || last.last + 1 != group.first || last.modules != group.modules) return false;
        last.last = group.last;
        last.count.trainable += group.count.trainable;
        last.count.all += group.count.all;
        return true;
    }

    models::Model& model_;
    std::map<std::string, std::int64_t> layers_;
    std::set<std::string> modules_;
    std::map<std::size_t, std::vector<protocol::TrainableTree::Group>> parts_;  // by their place in the model
};

protocol::TrainableTree treeOf(const settings::Recipe& recipe) {
    const RecipeOptions options(recipe);
    const auto folder = models::openModelFolder(options.model.model);
    const auto sized = setUpModel(recipe, options, folder, torch::kCPU, Values::Sizes);
    const auto& [model, trainable] = sized;

    std::set<const at::TensorImpl*> trained;
    for (const auto& parameter : trainable.parameters())
        trained.insert(parameter.tensor.unsafeGetTensorImpl());
    TreeBuilder builder(*model);
    std::set<const at::TensorImpl*> own;
    for (const auto& item : model->named_parameters()) {
        const auto* tensor = item.value().unsafeGetTensorImpl();
        own.insert(tensor);
        builder.add(item.key(), static_cast<std::uint64_t>(item.value().numel()), trained.contains(tensor));
    }
    for (const auto& item : model->named_modules())
        if (const auto* linear = dynamic_cast<const nn::LinearImpl*>(item.value().get());
            linear && !linear->weight.defined())
            builder.add(item.key() + ".weight", static_cast<std::uint64_t>(linear->matrix().numel()), false);
    for (const auto& parameter : trainable.parameters())
        if (!own.contains(parameter.tensor.unsafeGetTensorImpl()))
            builder.add(builder.placeOf(parameter), static_cast<std::uint64_t>(parameter.tensor.numel()), true);
    auto tree = builder.take();
    tree.summary = trainable.summary;
    return tree;
}

}  // namespace

protocol::TrainableTree describeTrainable(const protocol::TrainableRequest& request) {
    return guarded([&] {
        const auto stages = settings::stagesOf(request.recipe);
        if (stages.empty()) return treeOf(request.recipe);
        protocol::TrainableTree all;
        for (const auto& stage : stages) {
            auto one = treeOf(stage.recipe);
            for (auto& part : one.parts) {
                part.name = stage.name + ": " + part.name;
                all.parts.push_back(std::move(part));
            }
            all.count = one.count;
            all.summary += (all.summary.empty() ? "" : "; ") + stage.name + ": " + one.summary;
        }
        return all;
    });
}

namespace {
const Handler<protocol::TrainableRequest> handler{describeTrainable};
}

}  // namespace atelier::engine
