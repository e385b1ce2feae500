#include "data/video/add_frames.h"

#include "common/error.h"
#include "data/new_files.h"
#include "data/split.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "data/store/sample_rows.h"
#include "data/video/frame_samples.h"

namespace atelier::data {
namespace fs = std::filesystem;

std::string frameTarget(const Project& project, const std::string& dataset) {
    const bool ours = store::liesInside(overview(project, dataset).root, project.folder());
    return ours ? dataset : dataset + "_frames";
}

AddedFrames addFrames(Project& project, const std::string& dataset, const Sample& sample, std::size_t media,
                      const std::vector<double>& times, FrameUse use, const Watch& watch) {
    AddedFrames added{frameTarget(project, dataset), {}, {}};
    const bool here = added.dataset == dataset;
    const bool fresh = !project.hasDataset(added.dataset);
    if (fresh) project.createDataset(added.dataset);
    try {
        const fs::path root = overview(project, added.dataset).root;
        if (!store::liesInside(root, project.folder()))
            throw Error("the folder of the dataset \"" + added.dataset + "\" is not the project's", root.string(),
                        "rename that dataset");
        fs::create_directories(root);
        NewFiles files(root);
        std::vector<std::vector<StoredFrame>> frames(sample.media.size());
        const fs::path& video = sample.media.at(media).path;
        const auto take = [&](vision::VideoFrame&& frame) {
            const std::string jpeg = vision::encodeJpeg(frame.image, kFrameQuality);
            frames[media].push_back({files.put(frameName(video, frame.begin), jpeg), frame.begin});
        };
        vision::readFrames(video, times, take, watch);
        if (frames[media].empty()) throw Error("no frame was picked", video.string());
        watch.at(std::ssize(times), std::ssize(times));

        const bool each = use == FrameUse::Samples;
        Edit edit;
        edit.description = std::to_string(frames[media].size()) + " frames of " + video.filename().string();
        edit.words = {"frames_added"};
        for (Sample& made : frameSamples(sample, frames, each)) {
            made.group = here ? groupOf(sample) : groupAcrossDatasets(dataset, sample);
            if (here && !each) {
                made.origin = sample.origin;
                edit.changes.push_back({sample, made});
            } else {
                const std::string base = made.id;
                for (int number = 2; rowOf(project, added.dataset, made.id); ++number)
                    made.id = base + "-" + std::to_string(number);
                edit.changes.push_back({{}, made});
            }
            added.ids.push_back(made.id);
        }
        added.edit = applyEdit(project, added.dataset, edit);
        files.keep();
    } catch (...) {
        if (fresh) project.removeDataset(added.dataset);
        throw;
    }
    return added;
}

}  // namespace atelier::data
