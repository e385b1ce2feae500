#include "data/augmentation/write_augmented.h"

#include "common/error.h"
#include "common/file.h"
#include "data/split.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

// The pictures go into `folder`, which will lie at `target`.
void writePictures(Augmented& copy, const std::string& prefix, const fs::path& folder, const fs::path& target) {
    for (std::size_t i = 0; i < copy.images.size(); ++i) {
        if (copy.sample.media[i].kind != Media::Kind::Image) continue;
        const std::string name = prefix + "-" + std::to_string(i) + ".png";
        writeFileAtomically(folder / name, vision::encodePng(copy.images[i]));
        copy.sample.media[i].path = target / name;
    }
}

}  // namespace

AugmentReport writeAugmented(Project& project, const std::string& dataset, const std::string& name,
                             const Augmenter& augmenter, std::int64_t copies, const Watch& watch) {
    if (project.hasDataset(name))
        throw Error("there is a dataset \"" + name + "\" already", project.folder().string(), "take another name");
    const Dataset origin = project.dataset(dataset);
    fs::create_directories(project.images());
    const fs::path target = project.newImageFolder(name);
    AtomicFolder folder(target);
    AugmentReport report;
    std::vector<Sample> samples;
    std::int64_t index = 0;
    project.forEachSample(dataset, [&](Sample&& sample) {
        watch.at(index++, origin.samples);
        if (sample.split == "validation" || sample.split == "test") {
            ++report.heldOut;
            return true;
        }
        for (std::int64_t number = 1; number <= copies; ++number) {
            Augmented copy = augmenter.augment(sample, number, augmenter.opener());
            writePictures(copy, std::to_string(index) + "-" + std::to_string(number), folder.path(), target);
            copy.sample.id = sample.id + "~" + std::to_string(number);
            copy.sample.group = groupAcrossDatasets(dataset, sample);
            copy.sample.origin = dataset + ": " + sample.id;
            copy.sample.tags.emplace_back(kAugmentedTag);
            report.droppedRegions += copy.droppedRegions;
            if (!copy.straight.empty()) {
                ++report.straight;
                report.straightReason = sample.id + ": " + copy.straight;
            }
            samples.push_back(std::move(copy.sample));
        }
        return true;
    });
    report.written = std::ssize(samples);
    if (samples.empty()) throw Error("there is nothing to augment", dataset, "all of it may be held out");
    folder.publish();
    try {
        project.addDataset({name, "augmented", origin.info.source, target, origin.info.classes}, samples);
    } catch (const Error&) {
        std::error_code ignored;
        fs::remove_all(target, ignored);
        throw;
    }
    return report;
}

}  // namespace atelier::data
