// A folder of images, each with a .txt file of the same name that holds its caption.
#include "common/error.h"
#include "data/formats/image_folder.h"
#include "data/formats/loose.h"

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

std::string trim(std::string text) {
    text.erase(text.find_last_not_of(kBlank) + 1);
    text.erase(0, text.find_first_not_of(kBlank));
    return text;
}

std::string readCaption(const fs::path& image, const MediaPaths& paths, ImportReport& report) {
    if (!fs::exists(captionOf(image))) throw Error("no caption file beside it");
    std::string caption = trim(readLooseText(paths.resolve(captionOf(image).string()), report, kLongestCaption));
    if (caption.find(kImageMark) != std::string::npos) throw Error("the caption holds an <image> mark");
    return caption;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readImageFolder("captions", path, options, sink, report,
                    [&](const fs::path& image, const MediaPaths& paths, Sample& sample) {
                        sample.turns = {{Turn::Role::User, kImageMark + options.prompt},
                                        {Turn::Role::Assistant, readCaption(image, paths, report)}};
                        report.readFile(captionOf(image));
                    });
}

std::string write(const SampleStream& samples, Output& output) {
    for (const Sample& sample : samples) {
        const fs::path image = output.copyInto("", sample.media.front());
        output.put(captionOf(image).string(), sample.turns.back().text + "\n");
    }
    return {};
}

// Blanks around a caption are not read, and a mark is refused.
bool fitCaption(Sample& sample, const Lost& lost) {
    std::string& caption = sample.turns.back().text;
    const std::string trimmed = trim(caption);
    if (trimmed != caption) lost("blanks around answers");
    caption = trimmed;
    if (caption.find(kImageMark) == std::string::npos) return true;
    lost("samples with an <image> mark in the answer");
    return false;
}

constexpr Holds kHolds{.text = Holds::Text::Answer};
const Formats::Entry entry{"captions",
                           {.title = "Folder of images with .txt captions beside them (as .tar: WebDataset)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .copies = true, .write = write, .fit = fitCaption}}};

}  // namespace
}  // namespace atelier::data
