// A folder of images, each with a .txt file of the same name that holds its caption.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestCaption = 1 << 20;
constexpr const char* kBlank = " \t\r\n";

fs::path captionOf(fs::path image) {
    return image.replace_extension(".txt");
}

int detect(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return 0;
    int looked = 0;
    for (fs::recursive_directory_iterator file(path, fs::directory_options::skip_permission_denied, ignored), end;
         file != end; file.increment(ignored)) {
        if (isImageFile(file->path()) && fs::is_regular_file(captionOf(file->path()), ignored)) return 50;
        if (++looked > 2000) break;
    }
    return 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    if (!fs::is_directory(path))
        throw Error("is no folder", path.string(), "caption files need the folder of their images");
    const MediaPaths paths(options.mediaRoot.empty() ? path : options.mediaRoot);
    const fs::path folder = fs::canonical(path);
    sink.dataset({folder.filename().string(), "captions", path, paths.root()});
    SampleIds ids(folder.filename().string());
    std::int64_t index = 0;
    for (const fs::path& image : imagesBelow(folder)) {
        const std::string where = image.lexically_relative(folder).string();
        try {
            Sample sample;
            sample.media.push_back({Media::Kind::Image, paths.resolve(image.string()), {}});
            if (!fs::exists(captionOf(image))) throw Error("no caption file beside it");
            std::string caption = readFile(paths.resolve(captionOf(image).string()), kLongestCaption);
            if (caption.starts_with("\xEF\xBB\xBF")) caption.erase(0, 3);
            caption.erase(caption.find_last_not_of(kBlank) + 1);
            caption.erase(0, caption.find_first_not_of(kBlank));
            if (caption.find(kImageMark) != std::string::npos) throw Error("the caption holds an <image> mark");
            sample.turns = {{Turn::Role::User, kImageMark + options.prompt},
                            {Turn::Role::Assistant, std::move(caption)}};
            sample.origin = where;
            sample.id = ids.next(fs::path(where).replace_extension().string(), index);
            sink.sample(std::move(sample));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(where, error.what());
        }
        ++index;
    }
}

const Formats::Entry entry{"captions", {"Folder of images with .txt captions beside them", detect, read, {}}};

}  // namespace
}  // namespace atelier::data
