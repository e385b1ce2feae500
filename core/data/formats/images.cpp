// A folder of images without any text: samples to label.
#include "common/error.h"
#include "data/formats/rows.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

// Less sure than any format that finds texts beside the images.
int detect(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return 0;
    int looked = 0;
    for (fs::recursive_directory_iterator file(path, fs::directory_options::skip_permission_denied, ignored), end;
         file != end; file.increment(ignored)) {
        if (isImageFile(file->path())) return 5;
        if (++looked > 2000) break;
    }
    return 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    if (!fs::is_directory(path)) throw Error("is no folder", path.string(), "give the folder of the images");
    const MediaPaths paths(options.mediaRoot.empty() ? path : options.mediaRoot);
    const fs::path folder = fs::canonical(path);
    sink.dataset({folder.filename().string(), "images", path, paths.root()});
    SampleIds ids(folder.filename().string());
    std::int64_t index = 0;
    for (const fs::path& image : imagesBelow(folder)) {
        const std::string where = image.lexically_relative(folder).string();
        try {
            Sample sample;
            sample.media.push_back({Media::Kind::Image, paths.resolve(image.string()), {}});
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

const Formats::Entry entry{"images", {"Folder of images without texts, to be labelled", detect, read, {}}};

}  // namespace
}  // namespace atelier::data
