#include "hub/local.h"

#include "common/error.h"
#include "common/file.h"
#include "hub/access.h"
#include "hub/cache.h"

namespace atelier::hub {
namespace fs = std::filesystem;

fs::path localFolder(const fs::path& path, Kind kind) {
    const std::string text = path.string();
    if (text.empty() || path.is_absolute() || pathExists(path)) return path;
    Repository repository{kind, text.substr(0, text.find('@'))};
    if (!isRepositoryId(repository.id)) return path;
    repository = parseRepository(text, kind, "");
    const fs::path cache = cacheFromEnvironment();
    if (const auto snapshot = CachedRepository(cache, repository).snapshot()) return *snapshot;
    if (repository.id.find('/') == std::string::npos) return path;
    throw Error("neither a folder here nor a " + word(kind) + " in the cache " + cache.string(), text,
                "\"" + command(kind) + " " + repository.name() + "\" downloads it from the hub");
}

std::string plainName(const fs::path& name) {
    const std::string text = name.string(), id = text.substr(0, text.find('@'));
    return id.substr(id.rfind('/') + 1);
}

}  // namespace atelier::hub
