// A folder of images without any text: samples to label.
#include "common/error.h"
#include "data/formats/image_folder.h"

namespace atelier::data {
namespace {

// Less sure than any format that finds texts beside the images.
int detect(const std::filesystem::path& path) {
    return holdsImage(path, [](const auto&) { return true; }) ? 5 : 0;
}

void read(const std::filesystem::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readImageFolder("images", path, options, sink, report, [&](const auto& image, const auto&, Sample& sample) {
        if (options.folderNames != FolderNames::Answers) return;
        const auto folder = image.parent_path();
        if (folder == std::filesystem::canonical(path)) throw Error("lies in no folder that names its class");
        sample.turns = {{Turn::Role::User, kImageMark + options.prompt},
                        {Turn::Role::Assistant, folder.filename().string()}};
    });
}

const Formats::Entry entry{"images", {"Folder of images without texts, to be labelled", detect, read}};

}  // namespace
}  // namespace atelier::data
