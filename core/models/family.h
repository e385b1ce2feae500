#pragma once

#include "common/json.h"
#include "common/registry.h"
#include "models/vision_language_model.h"

#include <functional>
#include <memory>
#include <string>

namespace atelier::models {

/// What a family (an architecture) gives so that its model folders load: registered under config.json's "model_type".
struct Family {
    /// The model with undefined values in its parameters. Throws Error (where = config.json's path) for what it cannot
    /// build.
    std::function<std::shared_ptr<VisionLanguageModel>(const Json& config, const std::string& where)> build;
    /// Any generation of names, as in a file -> the name of our module's parameter.
    std::function<std::string(const std::string& name)> moduleName;
    /// Our name -> the name that files on the hub have, so that every tool loads what we write.
    std::function<std::string(const std::string& name)> fileName;
};

/// The text part of a config: nested in "text_config", or the config itself as older files have it.
const Json& textConfig(const Json& config);
/// Llama-like decoder options from a text config.
nn::DecoderOptions decoderOptions(const Json& text, const std::string& where);

bool replacePrefix(std::string& name, const std::string& prefix, const std::string& with);

}  // namespace atelier::models
