#include "vision/video/frame_cache.h"

#include "common/error.h"
#include "common/random.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace atelier::vision {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kFormat = "atelier frames 1\n";  // another number where the way of reading frames changes
constexpr std::uint64_t kLeftFree = std::uint64_t{1} << 30;
constexpr const char* kEnding = ".frames";

std::string hex(std::uint64_t number) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
    return text.data();
}

// What stands before an entry's bytes: two keys of one hash are told apart.
std::string headOf(const std::string& identity, const std::string& what) {
    return std::string(kFormat) + identity + '\n' + what + '\n';
}

fs::path folderOfUser() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return fs::path(value ? value : "");
    };
    if (const fs::path cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "atelier" / "frames";
    const fs::path home = variable("HOME");
    return home.is_absolute() ? home / ".cache" / "atelier" / "frames" : fs::path();
}

}  // namespace

FrameCache::FrameCache(fs::path folder, std::uint64_t limit) : folder_(std::move(folder)), limit_(limit) {}

FrameCache& FrameCache::ofUser() {
    static FrameCache cache(folderOfUser());
    return cache;
}

std::string FrameCache::identityOf(const fs::path& video) {
    constexpr off_t kEnd = 64 << 10;
    std::error_code code;
    const fs::path path = fs::canonical(video, code);
    if (code) return {};
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return {};
    struct stat facts{};
    std::string ends;
    if (::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)) {
        std::vector<char> buffer(kEnd);
        for (const off_t from : {off_t{0}, std::max<off_t>(0, facts.st_size - kEnd)})
            if (const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), from); count > 0)
                ends.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ::close(fd);
    if (ends.empty()) return {};
    const std::string content = std::to_string(facts.st_size) + ' ' + std::to_string(facts.st_mtim.tv_sec) + ' ' +
                                std::to_string(facts.st_mtim.tv_nsec) + ' ' + ends;
    return hex(stableHash(path.string())) + '-' + hex(stableHash(content));
}

fs::path FrameCache::entryOf(const std::string& identity, const std::string& what) const {
    return folder_ / (identity + '-' + hex(stableHash(what)) + kEnding);
}

std::optional<FrameCache::Entry> FrameCache::find(const std::string& identity, const std::string& what) {
    if (folder_.empty() || identity.empty()) return {};
    const fs::path path = entryOf(identity, what);
    try {
        if (pathExists(path)) {
            const auto file = std::make_shared<const MappedFile>(path);
            const std::string head = headOf(identity, what);
            const auto bytes = file->bytes();
            if (bytes.size() >= head.size() &&
                std::equal(head.begin(), head.end(), reinterpret_cast<const char*>(bytes.data()))) {
                ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used just now
                ++found_;
                return Entry{file, bytes.subspan(head.size())};
            }
        }
    } catch (const Error&) {
        // As if it were not there: another program may just have removed it.
    }
    ++missed_;
    return {};
}

void FrameCache::keep(const std::string& identity, const std::string& what, std::uint64_t bytes,
                      const std::function<void(int fd)>& write) {
    if (folder_.empty() || identity.empty() || bytes > limit_ / 4) return;
    std::error_code code;
    fs::create_directories(folder_, code);
    if (code || freeBytes(folder_) < bytes + kLeftFree) return;
    try {
        const fs::path path = entryOf(identity, what);
        writeFileAtomically(path, [&](int fd) {
            const std::string head = headOf(identity, what);
            writeAll(fd, head.data(), head.size(), path);
            write(fd);
        });
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Failure) throw;
        return;  // it is read again each time
    }
    tidy(identity);
}

void FrameCache::tidy(const std::string& identity) {
    struct File {
        fs::path path;
        fs::file_time_type used;
        std::uint64_t bytes;
    };
    AtomicFolder::sweepUnpublished(folder_);
    const std::string place = identity.substr(0, identity.find('-') + 1);
    std::vector<File> files;
    std::uint64_t all = 0;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder_, code)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(kEnding)) continue;
        std::error_code gone;
        if (name.starts_with(place) && !name.starts_with(identity)) {
            fs::remove(entry.path(), gone);  // of what the file was before
            continue;
        }
        const std::uint64_t bytes = entry.file_size(gone);
        if (gone) continue;
        const auto used = entry.last_write_time(gone);
        if (gone) continue;
        files.push_back({entry.path(), used, bytes});
        all += bytes;
    }
    if (all <= limit_) return;
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.used < b.used; });
    for (const File& file : files) {
        if (all <= limit_ / 4 * 3) break;
        fs::remove(file.path, code);
        all -= file.bytes;
    }
}

}  // namespace atelier::vision
