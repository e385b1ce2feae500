#include "hub/cache.h"

#include "common/error.h"
#include "common/file.h"

#include <system_error>
#include <unistd.h>

namespace atelier::hub {
namespace fs = std::filesystem;
namespace {

// Backup programs leave a folder with this file out (https://bford.info/cachedir).
constexpr const char* kCacheTag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Models and datasets of the Hugging Face hub, which can be downloaded again.\n";

std::string folderName(const Repository& repository) {
    std::string name = plural(repository.kind) + "--" + repository.id;
    if (const auto slash = name.find('/'); slash != name.npos) name.replace(slash, 1, "--");
    return name;
}

void makeFolder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        throw Error::failure("cannot create: " + code.message(), folder.string(),
                             "HF_HUB_CACHE or HF_HOME names another folder");
}

}  // namespace

CachedRepository::CachedRepository(const fs::path& cache, const Repository& repository)
    : cache_(cache),
      folder_(cache / folderName(repository)),
      locks_(cache / ".locks" / folderName(repository)),
      revision_(repository.revision) {}

std::optional<std::string> CachedRepository::commit() const {
    if (isCommit(revision_)) return revision_;
    const fs::path ref = folder_ / "refs" / revision_;
    std::error_code code;
    if (!fs::is_regular_file(ref, code)) return std::nullopt;
    std::string commit = readFile(ref, 4096);
    commit.erase(commit.find_last_not_of(" \t\r\n") + 1);
    if (!isCommit(commit)) throw Error("holds no commit", ref.string(), "pull the repository again");
    return commit;
}

std::optional<fs::path> CachedRepository::snapshot() const {
    const auto known = commit();
    if (!known) return std::nullopt;
    const fs::path there = snapshot(*known);
    std::error_code code;
    return fs::is_directory(there, code) ? std::optional(there) : std::nullopt;
}

void CachedRepository::prepare() const {
    for (const fs::path& folder : {folder_ / "blobs", folder_ / "refs", folder_ / "snapshots", locks_})
        makeFolder(folder);
    if (const fs::path tag = cache_ / "CACHEDIR.TAG"; !pathExists(tag)) writeFileAtomically(tag, kCacheTag);
}

void CachedRepository::link(const std::string& commit, const std::string& file, const std::string& hash) const {
    const fs::path place = snapshot(commit) / file;
    makeFolder(place.parent_path());
    const fs::path target = blob(hash).lexically_relative(place.parent_path());
    std::error_code code;
    if (fs::read_symlink(place, code) == target) return;
    // Made beside it and renamed, so that the name never leads nowhere.
    const fs::path fresh = place.string() + ".tmp-" + std::to_string(::getpid());
    fs::remove(fresh, code);
    fs::create_symlink(target, fresh, code);
    if (code) {  // a file system without links
        code.clear();
        fs::copy_file(blob(hash), fresh, code);
    }
    if (!code) fs::rename(fresh, place, code);
    if (code) throw Error::failure("cannot link: " + code.message(), place.string());
}

void CachedRepository::writeCommit(const std::string& commit) const {
    if (isCommit(revision_)) return;
    const fs::path ref = folder_ / "refs" / revision_;
    makeFolder(ref.parent_path());
    writeFileAtomically(ref, commit);
}

}  // namespace atelier::hub
