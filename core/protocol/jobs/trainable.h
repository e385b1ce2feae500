#pragma once

#include "protocol/job.h"

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

        static constexpr auto fields() {
            return std::tuple(field("trainable", &Count::trainable), field("all", &Count::all));
        }
    };
    struct Module {
        std::string name;  ///< within the group: "self_attn.q_proj"
        Count count;
        bool operator==(const Module&) const = default;

        static constexpr auto fields() { return std::tuple(field("name", &Module::name), inlined(&Module::count)); }
    };
    /// Modules outside of layers, or layers in a row that are alike.
    struct Group {
        std::string name;                    ///< "model.language_model.layers", or "model.language_model"
        std::int64_t first = -1, last = -1;  ///< layers; -1: none
        Count count;                         ///< of all its layers
        std::vector<Module> modules;         ///< of one layer
        bool operator==(const Group&) const = default;

        static constexpr auto fields() {
            return std::tuple(field("name", &Group::name), inlined(&Group::count), field("first", &Group::first),
                              field("last", &Group::last), field("modules", &Group::modules));
        }
    };
    struct Part {
        std::string name;  ///< "vision tower", "projector", "language model"
        Count count;
        std::vector<Group> groups;

        static constexpr auto fields() {
            return std::tuple(field("name", &Part::name), inlined(&Part::count), field("groups", &Part::groups));
        }
    };

    Count count;              ///< of a recipe with stages that of the last one
    std::vector<Part> parts;  ///< of a recipe with stages those of each, "STAGE: vision tower"
    std::string summary;      ///< one line, as a training says it

    static constexpr auto fields() {
        return std::tuple(inlined(&TrainableTree::count), field("summary", &TrainableTree::summary),
                          field("parts", &TrainableTree::parts));
    }
};

/// From the configuration of the recipe's model: no weights are read, so it takes no longer for a large model. Throws
/// Error for what a training would refuse too.
struct TrainableRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";

    using Result = TrainableTree;
    static constexpr const char* kName = "trainable";
    static constexpr OnStop kOnStop = OnStop::EndsAtOnce;
    static constexpr auto fields() {
        return std::tuple(recipeFields(&TrainableRequest::recipe, &TrainableRequest::recipeName));
    }
};

}  // namespace atelier::protocol
