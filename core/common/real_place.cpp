#include "common/real_place.h"

namespace atelier {
namespace fs = std::filesystem;
namespace {

bool isInside(const fs::path& file, const fs::path& folder) {
    const fs::path inside = file.lexically_relative(folder);
    return !inside.empty() && *inside.begin() != "..";
}

// CACHE/models--OWNER--NAME of ".../snapshots/COMMIT" or a folder below it; empty where it is none.
fs::path cachedRepository(const fs::path& folder) {
    for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
        if (at.parent_path().filename() != "snapshots") continue;
        const fs::path repository = at.parent_path().parent_path();
        const std::string name = repository.filename().string();
        return name.starts_with("models--") || name.starts_with("datasets--") ? repository : fs::path();
    }
    return {};
}

}  // namespace

fs::path realPlace(const fs::path& file, std::error_code& code) {
    const fs::path real = fs::canonical(file, code);
    std::error_code ignored;
    if (code || !fs::is_symlink(fs::symlink_status(file, ignored))) return real;
    const fs::path parent = fs::canonical(file.has_parent_path() ? file.parent_path() : ".", code);
    const fs::path repository = code ? fs::path() : cachedRepository(parent);
    // Python may keep one copy for several repositories, in the cache's own blobs.
    const bool content = !repository.empty() && fs::is_regular_file(real, ignored) &&
                         (isInside(real, repository / "blobs") || isInside(real, repository.parent_path() / "blobs"));
    return content ? parent / file.filename() : real;
}

}  // namespace atelier
