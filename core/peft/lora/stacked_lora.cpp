#include "peft/lora/stacked_lora.h"

#include "common/error.h"

#include <torch/torch.h>

#include <algorithm>
#include <set>

namespace atelier::peft {
namespace {

constexpr const char *kA = ".lora_A.weight", *kB = ".lora_B.weight";

}  // namespace

std::map<std::string, std::string> wrapperNames(const std::vector<models::TensorStack>& stacks) {
    std::map<std::string, std::string> names, next;  // next: of each owner
    for (auto stack = stacks.rbegin(); stack != stacks.rend(); ++stack) {
        auto& name = next.try_emplace(stack->owner, kNamePrefix + stack->owner).first->second;
        names[stack->name] = name;
        name += ".base_layer";
    }
    return names;
}

std::vector<Parameter> joined(const std::vector<Parameter>& parameters,
                              const std::vector<models::TensorStack>& stacks) {
    std::map<std::string, const Parameter*> byName;
    for (const auto& parameter : parameters)
        byName[parameter.name] = &parameter;
    std::set<std::string> done;
    std::vector<Parameter> result;
    const auto names = wrapperNames(stacks);
    for (const auto& stack : stacks) {
        std::vector<torch::Tensor> a, b;
        for (const auto& layer : stack.layers)
            for (const auto& [end, all] : {std::pair{kA, &a}, std::pair{kB, &b}}) {
                const auto name = kNamePrefix + layer + end;
                all->push_back(byName.at(name)->tensor.detach());
                done.insert(name);
            }
        result.push_back({names.at(stack.name) + kA, torch::cat(a)});
        result.push_back({names.at(stack.name) + kB, torch::stack(b, -1).flatten(1)});
    }
    for (const auto& parameter : parameters)
        if (!done.contains(parameter.name)) result.push_back(parameter);
    return result;
}

void divide(Tensors& tensors, const std::vector<models::TensorStack>& stacks, const std::string& where) {
    const auto names = wrapperNames(stacks);
    for (const auto& stack : stacks) {
        const auto take = [&](const char* end) {
            const auto found = tensors.find(names.at(stack.name) + end);
            if (found == tensors.end())
                throw Error("missing tensor: " + names.at(stack.name) + end, where,
                            "the file is incomplete: save it again");
            auto values = found->second;
            tensors.erase(found);
            return values;
        };
        const auto a = take(kA), b = take(kB);
        const auto layers = std::ssize(stack.layers);
        const bool fits =
            a.dim() == 2 && b.dim() == 2 && a.size(0) > 0 && a.size(0) % layers == 0 && b.size(1) == a.size(0);
        if (!fits)
            throw Error("the tensors of " + stack.name + " have another shape than " + std::to_string(layers) +
                            " experts of one rank",
                        where, "the adapter belongs to another model");
        const auto own = a.reshape({layers, -1, a.size(1)}), others = b.reshape({b.size(0), -1, layers});
        for (std::int64_t i = 0; i < layers; ++i) {
            const std::string name = kNamePrefix + stack.layers[static_cast<std::size_t>(i)];
            tensors[name + kA] = own[i].clone();
            tensors[name + kB] = others.select(2, i).contiguous();
        }
    }
}

}  // namespace atelier::peft
