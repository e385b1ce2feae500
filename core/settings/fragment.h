#pragma once

#include "common/registry.h"
#include "settings/recipe.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace atelier::settings {

/// What one family, one method or one kind of hardware sets in a preset. Declared beside the code that it belongs to,
/// in a file without torch:
///
///     const Registry<settings::Fragment>::Entry entry{"method-lora",
///                                                     {.kind = settings::Fragment::Kind::Method,
///                                                      .key = "lora",
///                                                      .title = "LoRA",
///                                                      .help = "Best for most tasks.",
///                                                      .settings = {{"finetuning_type", "lora"}}}};
struct Fragment {
    enum class Kind { Common, Family, Method, Hardware };  ///< a later kind overrides an earlier one
    /// Keys and their values, as a recipe's YAML writes them.
    using Settings = std::vector<std::pair<std::string, std::string>>;
    /// Settings for presets that also hold the named fragment. They override what every fragment sets by itself.
    struct Correction {
        Kind kind;
        std::string key;
        Settings settings;
    };

    Kind kind = Kind::Common;
    std::string key;    ///< unique in its kind; a family's is its model_type
    std::string title;  ///< English, as is help; the window translates both
    std::string help;   ///< one or two sentences: "Best for ..."
    /// Methods: what a line about a recipe says of it, {KEY} being an option's value: "LoRA of rank {lora_rank}".
    /// Empty: the title.
    std::string inWords = {};
    int order = 100;  ///< place in lists, the lowest first; then by title
    Settings settings = {};
    std::vector<Correction> corrections = {};
    std::vector<std::string> ignoredKeys = {};  ///< without effect here: left out of a preset, whoever sets them
    std::int64_t gpuMemory = 0;  ///< GB (1e9 bytes). Hardware: what it has at least; others: what they need
};
const char* kindName(Fragment::Kind kind);  ///< "common", "family", "method", "hardware"

/// All that are registered of a kind, in their order.
std::vector<const Fragment*> fragments(Fragment::Kind kind);
/// Throws Error for an unknown key: the nearest one and all that are known.
const Fragment& findFragment(Fragment::Kind kind, const std::string& key);

/// Keys of three fragments.
struct PresetChoice {
    std::string family, method, hardware;

    bool operator==(const PresetChoice&) const = default;
};

/// A method or a family that needs more GPU memory than the hardware has is not offered on it.
bool isOffered(const PresetChoice& choice);
/// Every choice that is offered, by family, method and hardware.
std::vector<PresetChoice> offeredPresets();

struct ComposedPreset {
    std::string title;  ///< "Qwen2-VL · LoRA · CPU only"
    std::string yaml;   ///< its comments: the title, what it is best for, and which fragment sets what
    Recipe recipe;      ///< of `yaml`; without a model and a dataset
};

/// Settings are applied in the order common, family, method, hardware, then the corrections in the same order; the last
/// one counts. Throws Error for an unknown key and for a choice that is not offered; std::logic_error for a fragment
/// whose settings are no valid recipe.
ComposedPreset composePreset(const PresetChoice& choice);

/// The hardware fragment for a computer whose GPU has so many bytes of memory; 0: it has no GPU.
const Fragment& hardwareFor(std::int64_t gpuBytes);

}  // namespace atelier::settings
