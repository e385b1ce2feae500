#pragma once

#include "protocol/fields.h"

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::protocol {

/// Who answers in a comparison: a model, as it is or with adapters. Without folders it is one of runContestants(),
/// whose folders follow from the run.
struct Contestant {
    std::string name;                                  ///< tells it from the others
    std::string title = {};                            ///< what people read; empty: the name
    std::filesystem::path model = {};                  ///< empty: the base model of the run
    std::vector<std::filesystem::path> adapters = {};  ///< on the model, in this order

    const std::string& shown() const { return title.empty() ? name : title; }
    bool operator==(const Contestant&) const = default;

    static constexpr auto fields() {
        return std::tuple(field("name", &Contestant::name), optionalField("title", &Contestant::title),
                          optionalField("model", &Contestant::model), optionalField("adapters", &Contestant::adapters));
    }
};

inline constexpr const char *kVanilla = "vanilla", *kTuned = "tuned";
/// Those that every run has, and which a comparison asks when it names none: kVanilla, the model that its training
/// began with, and kTuned, its result. With titles, without folders.
const std::vector<Contestant>& runContestants();
/// Null for any other name.
const Contestant* runContestant(const std::string& name);

/// Throws Error (where) for an empty list, an empty name, a name or an adapter that comes twice, and a baseline that is
/// none of them (empty: the first is it).
void checkContestants(const std::vector<Contestant>& contestants, const std::string& baseline,
                      const std::string& where);

}  // namespace atelier::protocol
