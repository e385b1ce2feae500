// A folder of images, each with a .txt file of the same name that holds its caption.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/image_folder.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestCaption = 1 << 20;
constexpr const char* kBlank = " \t\r\n";

fs::path captionOf(fs::path image) {
    return image.replace_extension(".txt");
}

int detect(const fs::path& path) {
    const auto captioned = [](const fs::path& image) {
        std::error_code ignored;
        return fs::is_regular_file(captionOf(image), ignored);
    };
    return holdsImage(path, captioned) ? 50 : 0;
}

std::string readCaption(const fs::path& image, const MediaPaths& paths) {
    if (!fs::exists(captionOf(image))) throw Error("no caption file beside it");
    std::string caption = readFile(paths.resolve(captionOf(image).string()), kLongestCaption);
    if (caption.starts_with("\xEF\xBB\xBF")) caption.erase(0, 3);
    caption.erase(caption.find_last_not_of(kBlank) + 1);
    caption.erase(0, caption.find_first_not_of(kBlank));
    if (caption.find(kImageMark) != std::string::npos) throw Error("the caption holds an <image> mark");
    return caption;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readImageFolder("captions", path, options, sink, report,
                    [&](const fs::path& image, const MediaPaths& paths, Sample& sample) {
                        sample.turns = {{Turn::Role::User, kImageMark + options.prompt},
                                        {Turn::Role::Assistant, readCaption(image, paths)}};
                    });
}

const Formats::Entry entry{"captions", {"Folder of images with .txt captions beside them", detect, read}};

}  // namespace
}  // namespace atelier::data
