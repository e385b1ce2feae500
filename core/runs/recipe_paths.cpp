#include "runs/recipe_paths.h"

#include "common/file.h"
#include "settings/overrides.h"

#include <string>
#include <system_error>
#include <variant>

namespace atelier::runs {
namespace fs = std::filesystem;

void resolvePaths(settings::Recipe& recipe, const fs::path& recipeFile) {
    for (const char* key : {"model_name_or_path", "adapter_name_or_path"}) {
        const auto* entry = recipe.find(key);
        const auto* text = entry ? std::get_if<std::string>(&entry->value) : nullptr;
        if (!text || text->empty() || fs::path(*text).is_absolute()) continue;
        for (const fs::path& base : {recipeFile.parent_path(), fs::path()}) {
            std::error_code code;
            const fs::path found = fs::canonical(base / *text, code);
            if (code) continue;
            const std::string where = entry->where;
            recipe.set(key, found.string(), where);
            break;
        }
    }
}

settings::Recipe loadRecipe(const fs::path& file, const std::vector<std::string>& assignments) {
    constexpr std::size_t kMaxBytes = std::size_t(1) << 20;
    auto recipe = settings::parseBeside(readFile(file, kMaxBytes), file.string(), assignments);
    resolvePaths(recipe, file);
    for (const auto& assignment : assignments)
        recipe.set(assignment);
    resolvePaths(recipe, fs::path());
    return recipe;
}

}  // namespace atelier::runs
