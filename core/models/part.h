#pragma once

#include "common/tokens.h"

#include <optional>
#include <string>
#include <vector>

namespace atelier::models {

/// What a part of a model does.
enum class Role {
    Encoder,   ///< media -> features
    Bridge,    ///< features -> what the language model takes
    Language,  ///< tokens and features -> the next token
};

/// A named part of a model. Freezing, learning rates, memory, PEFT targets, forms and words read the list of parts.
struct Part {
    std::string name;  ///< "vision_tower", "projector", "qformer", "language_model", ...
    Role role = Role::Language;
    std::vector<std::string> modules;       ///< its modules' names, e.g. "model.visual"; of several parts that match a
                                            ///< name, the longest counts
    std::optional<Modality> modality = {};  ///< the only kind of medium that it sees; nothing: all of the model
};

/// "vision_tower" -> "vision tower", as people read it.
std::string partTitle(const std::string& name);

}  // namespace atelier::models
