#pragma once

#include "common/json.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atelier::models {

/// A model that a person describes by its parts, as a YAML file says it (README.md has every key):
///
///     preset: llava-1.5                 # what follows replaces what it says
///     encoder:
///       model: clip-vit-large-patch14-336
///     bridge:
///       kind: mlp
///     language_model:
///       model: vicuna-7b-v1.5
///
/// No torch here: a window reads and changes one, and the job assemble_model builds it.
struct Assembly {
    struct Encoder {
        std::string model;                     ///< a model folder, or OWNER/NAME in the hub's cache
        std::optional<std::int64_t> layer;     ///< hidden state behind it; nothing: the tower's last
        bool all = false;                      ///< with the class token
        bool normed = false;                   ///< through the norm behind the last layer
        Json imageProcessor = Json::object();  ///< settings over those of the folder
    };
    struct Bridge {
        Json options;         ///< with "kind", without what stands below
        std::string weights;  ///< a file of weights or a model folder; empty: random
    };
    struct Stage {
        std::string name;
        std::vector<std::string> trained;  ///< names of parts; "projector" is the last bridge
        std::string method = "full";
        Json settings = Json::object();  ///< further keys of a recipe
    };

    std::string where;             ///< the file, for messages
    std::filesystem::path folder;  ///< paths are relative to it
    Encoder encoder;
    std::vector<Bridge> bridges;
    std::string languageModel;
    std::string chatTemplate;  ///< Jinja, with imageToken and videoToken where media stand
    std::string endOfTurn;     ///< empty: the tokenizer's end of text
    std::string imageToken = "<image>", videoToken = "<video>";
    std::int64_t frames = 0;          ///< of a video; 0: it takes none
    std::vector<std::string> tokens;  ///< further tokens of their own, e.g. "<vid_start>"
    std::vector<Stage> stages;
};

/// Reads a description. `source` names it in messages, and what it says of files is relative to its folder. Throws
/// Error for bad YAML, unknown keys (the nearest), values of a wrong type, what is missing, an unknown bridge, preset
/// or template, and a chat template that has no place for media.
Assembly readAssembly(const std::string& yaml, const std::string& source);

/// A published system, as a description without model folders.
struct AssemblyPreset {
    std::string title, help;
    std::string yaml;  ///< with comments: what `preset: NAME` stands for
};
/// In Registry<AssemblyPreset>. Throws Error with the nearest and all names.
const AssemblyPreset& assemblyPreset(const std::string& name, const std::string& where);

/// The recipe of the stages, as YAML without a model and a dataset; empty where there are none. `parts`: the names of
/// the bridges' parts, first to last. Throws Error for a stage that trains an unknown part, or what no recipe has.
std::string stagesRecipe(const Assembly& assembly, const std::vector<std::string>& bridges);

}  // namespace atelier::models
