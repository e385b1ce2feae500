// A folder of images without any text: samples to label.
#include "data/formats/image_folder.h"

namespace atelier::data {
namespace {

// Less sure than any format that finds texts beside the images.
int detect(const std::filesystem::path& path) {
    return holdsImage(path, [](const auto&) { return true; }) ? 5 : 0;
}

void read(const std::filesystem::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readImageFolder("images", path, options, sink, report, [](const auto&, const auto&, Sample&) {});
}

const Formats::Entry entry{"images", {"Folder of images without texts, to be labelled", detect, read}};

}  // namespace
}  // namespace atelier::data
