#include "data/formats/image_folder.h"

#include "common/error.h"
#include "vision/image_kinds.h"

namespace atelier::data {
namespace fs = std::filesystem;

bool holdsImage(const fs::path& folder, const std::function<bool(const fs::path&)>& accept) {
    return !firstBelow(folder, [&](const fs::path& file) { return isImageFile(file) && accept(file); }).empty();
}

void readImageFolder(const char* format, const fs::path& path, const ReadOptions& options, const Sink& sink,
                     ImportReport& report,
                     const std::function<void(const fs::path&, const MediaPaths&, Sample&)>& fill) {
    if (!fs::is_directory(path)) throw Error("is no folder", path.string(), "give the folder of the images");
    const MediaPaths paths(options, path);
    const fs::path folder = fs::canonical(path);
    sink.dataset({folder.filename().string(), format, path, paths.root()});
    SampleIds ids(folder.filename().string());
    std::int64_t index = 0;
    for (const fs::path& image : imagesBelow(folder)) {
        const std::string where = image.lexically_relative(folder).string();
        try {
            if (const std::string why = vision::whyUnreadable(image); !why.empty()) throw Error(why);
            Sample sample;
            sample.media.push_back({Media::Kind::Image, paths.resolve(image.string()), {}});
            fill(image, paths, sample);
            if (options.folderNames == FolderNames::Tags)
                for (const fs::path& folderName : fs::path(where).parent_path())
                    sample.tags.push_back(folderName.string());
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

}  // namespace atelier::data
