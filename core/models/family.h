#pragma once

#include "common/json.h"
#include "common/registry.h"
#include "models/model.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::models {

/// What a family (an architecture) gives so that its model folders load: registered under config.json's "model_type".
struct Family {
    /// The model with undefined values in its parameters. Throws Error (where = config.json's path) for what it cannot
    /// build.
    std::function<std::shared_ptr<Model>(const Json& config, const std::string& where)> build;
    /// Any generation of names, as in a file -> the name of our module's parameter.
    std::function<std::string(const std::string& name)> moduleName;
    /// Our name -> the name that files on the hub have, so that every tool loads what we write.
    std::function<std::string(const std::string& name)> fileName;
    /// Beginnings of names, as in a file, of tensors that this architecture does not use, such as heads for a kind of
    /// decoding. The loader reports them and goes on.
    std::vector<std::string> unused = {};
    /// How its models were taught to write places on a picture: one of data::boxUnitNames().
    std::string boxes = "normalized";
    /// Files on the hub hold the matrices of stacked linear layers (nn::StackedWeights) as [layers, in, out].
    bool stacksTransposed = false;
};

/// The family of a config. Throws Error that says what is known and what is nearest for one that is not there.
const Family& familyOf(const std::string& modelType, const std::string& where);

/// Family::boxes of a model folder; "normalized" where its family is unknown.
std::string boxNotation(const std::filesystem::path& folder);

/// A required object of a config. Throws Error when it is missing.
const Json& sectionOf(const Json& config, const char* key, const std::string& where);
/// "tie_word_embeddings" of the config or, where older files have it, of its text part; `otherwise` where neither says.
bool tiesEmbeddings(const Json& config, const std::string& where, bool otherwise = false);
/// The text part of a config: nested in "text_config", or the config itself as older files have it.
const Json& textConfig(const Json& config);

bool replacePrefix(std::string& name, const std::string& prefix, const std::string& with);

}  // namespace atelier::models
