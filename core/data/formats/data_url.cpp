#include "data/formats/data_url.h"

#include "common/base64.h"
#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "vision/image_kinds.h"

#include <string_view>

namespace atelier::data {
namespace {

constexpr std::size_t kLargest = std::size_t(64) << 20;

std::filesystem::path putByContent(std::string_view bytes, const std::string& ending,
                                   const std::filesystem::path& folder) {
    const std::string name = std::to_string(stableHash(bytes)) + "-" + std::to_string(bytes.size()) + ending;
    if (!pathExists(folder / name))
        writeNewFile(folder / name, [&](int fd) { writeAll(fd, bytes.data(), bytes.size(), folder / name); });
    return folder / name;
}

}  // namespace

std::filesystem::path unpackImage(std::string_view bytes, const std::filesystem::path& folder) {
    if (bytes.size() > kLargest) throw Error("an image of more than 64 MiB");
    const vision::ImageKind* kind = vision::imageKindOf(bytes);
    if (!kind || !kind->readable)
        throw Error(kind ? std::string("an image of the kind ") + kind->title + ", which is not supported"
                         : std::string("bytes that are no image of a known type"),
                    {}, "known: " + vision::readableKinds());
    return putByContent(bytes, kind->endings.front(), folder);
}

std::filesystem::path unpackDataUrl(const std::string& url, const std::filesystem::path& folder) {
    const auto comma = url.find(',');
    const std::string head = url.substr(5, comma == std::string::npos ? comma : comma - 5);
    if (comma == std::string::npos || !head.ends_with(";base64"))
        throw Error("a data: URL that is not base64", {}, "expected data:image/png;base64,...");
    if (url.size() - comma > kLargest / 3 * 4) throw Error("a data: URL of more than 64 MiB");
    // What it says of its type may be wrong; the bytes are not.
    return unpackImage(decodeBase64(std::string_view(url).substr(comma + 1)), folder);
}

}  // namespace atelier::data
