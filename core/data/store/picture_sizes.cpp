#include "data/store/picture_sizes.h"

#include "common/error.h"
#include "vision/image.h"

#include <mutex>
#include <string>
#include <sys/stat.h>
#include <unordered_map>

namespace atelier::data::store {
namespace {

struct Known {
    std::int64_t modified = 0, bytes = 0;
    std::optional<PictureSize> size;
};

std::optional<PictureSize> readSize(const std::filesystem::path& file) {
    try {
        const vision::ImageInfo info = vision::probeImage(file);
        return PictureSize{info.width, info.height};
    } catch (const Error&) {
        return {};
    }
}

}  // namespace

std::optional<PictureSize> pictureSize(const std::filesystem::path& file) {
    static std::mutex mutex;
    static std::unordered_map<std::string, Known> all;
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) return {};
    const std::int64_t modified = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
    {
        const std::lock_guard lock(mutex);
        const auto known = all.find(file.string());
        if (known != all.end() && known->second.modified == modified && known->second.bytes == status.st_size)
            return known->second.size;
    }
    const auto size = readSize(file);
    const std::lock_guard lock(mutex);
    all[file.string()] = {modified, status.st_size, size};
    return size;
}

}  // namespace atelier::data::store
