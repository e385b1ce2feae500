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
/// Llama-like decoder options from a text config. A config leaves out what equals its class's default, so the family
/// says what that is; a size that is 0 in `defaults` must be there.
nn::DecoderOptions decoderOptions(const Json& text, const std::string& where, const nn::DecoderOptions& defaults = {});
/// Throws Error for a count of layers below 1 or above any model's: a broken config would be built for hours.
void checkLayers(std::int64_t layers, const std::string& where);
/// "tie_word_embeddings" of the config or, where older files have it, of its text part.
bool tiesEmbeddings(const Json& config, const std::string& where);

bool replacePrefix(std::string& name, const std::string& prefix, const std::string& with);

}  // namespace atelier::models
