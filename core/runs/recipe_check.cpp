#include "runs/recipe_check.h"

#include "common/error.h"
#include "common/file.h"
#include "hub/local.h"
#include "runs/recipe_paths.h"
#include "settings/suggestion.h"

#include <algorithm>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

using settings::CheckedKey;

void refuse(settings::RecipeCheck& check, const std::string& key, const std::string& note) {
    for (CheckedKey& row : check.keys)
        if (settings::findOption(row.key) == settings::findOption(key)) {
            row.state = CheckedKey::State::Wrong;
            row.note = note;
        }
}

void checkDatasets(settings::RecipeCheck& check, const data::Project& project) {
    std::vector<std::string> names;
    for (const auto& dataset : project.datasets())
        names.push_back(dataset.info.name);
    for (const char* key : {"dataset", "eval_dataset"}) {
        const auto* entry = check.recipe.find(key);
        const auto* wanted = entry ? std::get_if<std::vector<std::string>>(&entry->value) : nullptr;
        if (!wanted) continue;
        for (const std::string& name : *wanted) {
            if (std::find(names.begin(), names.end(), name) != names.end()) continue;
            const std::string meant = settings::nearest(name, names);
            refuse(check, key,
                   "the project has no dataset \"" + name + "\"" +
                       (meant.empty() ? "" : "; did you mean \"" + meant + "\"?"));
        }
    }
}

void checkFolders(settings::RecipeCheck& check) {
    constexpr const char* kModel = "model_name_or_path";
    for (const char* key : {kModel, "adapter_name_or_path"}) {
        const auto* entry = check.recipe.find(key);
        const auto* path = entry ? std::get_if<std::string>(&entry->value) : nullptr;
        if (!path) continue;
        std::error_code code;
        try {
            const bool model = std::string_view(key) == kModel;
            if (!fs::is_directory(model ? hub::modelFolder(*path) : fs::path(*path), code))
                refuse(check, key, "there is no such folder");
        } catch (const Error& error) {
            refuse(check, key, error.message() + " (" + error.hint() + ")");
        }
    }
}

}  // namespace

settings::RecipeCheck checkRecipeFile(const fs::path& file, const data::Project* project,
                                      const std::vector<std::string>& assignments) {
    constexpr std::size_t kMaxBytes = std::size_t(1) << 20;
    auto check = settings::checkRecipe(readFile(file, kMaxBytes), file.string(), assignments);
    resolvePaths(check.recipe, file);
    if (project) {
        checkDatasets(check, *project);
        checkFolders(check);
    }
    return check;
}

}  // namespace atelier::runs
