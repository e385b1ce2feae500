#pragma once

#include "common/json.h"
#include "settings/recipe.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::protocol {

/// What a recipe trains in its model, down to the modules. Counts are numbers of parameters; `all` is of the base model
/// and of what the method adds.
struct TrainableTree {
    struct Count {
        std::uint64_t trainable = 0, all = 0;
        bool operator==(const Count&) const = default;
    };
    struct Module {
        std::string name;  ///< within the group: "self_attn.q_proj"
        Count count;
        bool operator==(const Module&) const = default;
    };
    /// Modules outside of layers, or layers in a row that are alike.
    struct Group {
        std::string name;                    ///< "model.language_model.layers", or "model.language_model"
        std::int64_t first = -1, last = -1;  ///< layers; -1: none
        Count count;                         ///< of all its layers
        std::vector<Module> modules;         ///< of one layer
        bool operator==(const Group&) const = default;
    };
    struct Part {
        std::string name;  ///< "vision tower", "projector", "language model"
        Count count;
        std::vector<Group> groups;
    };

    Count count;              ///< of a recipe with stages that of the last one
    std::vector<Part> parts;  ///< of a recipe with stages those of each, "STAGE: vision tower"
    std::string summary;      ///< one line, as a training says it
};

struct TrainableRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";
};

/// {"trainable", "all", "summary", "parts": [{"name", "trainable", "all", "groups": [{"name", "first", "last",
/// "trainable", "all", "modules": [{"name", "trainable", "all"}]}]}]}
Json toJson(const TrainableTree& tree);
TrainableTree trainableTreeFromJson(const Json& json, const std::string& where);

}  // namespace atelier::protocol
