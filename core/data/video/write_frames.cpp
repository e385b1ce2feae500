#include "data/video/write_frames.h"

#include "common/error.h"
#include "common/file.h"
#include "data/new_files.h"
#include "data/split.h"
#include "data/video/frame_samples.h"

#include <cmath>
#include <map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

// Frames of videos in a folder that will lie elsewhere, none written twice.
class FrameFiles {
public:
    FrameFiles(const fs::path& folder, const fs::path& target) : files_(folder), target_(target) {}

    std::vector<StoredFrame> write(const Media& video, const vision::FramePick& pick, const Watch& watch) {
        const Watch quiet{watch.stop, {}};
        std::vector<StoredFrame> frames;
        const auto times = vision::pickTimes(video.path, pick, video.range, quiet);
        const auto take = [&](vision::VideoFrame&& frame) {
            const auto key = std::pair(video.path.string(), std::llround(frame.begin * 1000));
            auto known = written_.find(key);
            if (known == written_.end()) {
                const fs::path file =
                    files_.put(frameName(video.path, frame.begin), vision::encodeJpeg(frame.image, kFrameQuality));
                known = written_.emplace(key, target_ / file.filename()).first;
            }
            frames.push_back({known->second, frame.begin});
        };
        vision::readFrames(video.path, times, take, quiet);
        return frames;
    }
    std::int64_t count() const { return std::ssize(written_); }
    void keep() { files_.keep(); }

private:
    NewFiles files_;
    fs::path target_;
    std::map<std::pair<std::string, long long>, fs::path> written_;
};

}  // namespace

FramesReport writeFrames(Project& project, const std::string& dataset, const std::string& name,
                         const vision::FramePick& pick, FrameUse use, const Watch& watch) {
    vision::requireValid(pick);
    if (project.hasDataset(name))
        throw Error("there is a dataset \"" + name + "\" already", project.folder().string(), "take another name");
    const Dataset origin = project.dataset(dataset);
    fs::create_directories(project.images());
    const fs::path target = project.newImageFolder(name);
    AtomicFolder folder(target);
    FrameFiles files(folder.path(), target);
    FramesReport report;
    std::vector<Sample> samples;
    std::int64_t index = 0;
    project.forEachSample(dataset, [&](Sample&& sample) {
        watch.at(index++, origin.samples);
        std::vector<std::vector<StoredFrame>> frames(sample.media.size());
        bool video = false;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            if (sample.media[i].kind != Media::Kind::Video) continue;
            video = true;
            try {
                frames[i] = files.write(sample.media[i], pick, watch);
                if (frames[i].empty()) throw Error("no frame lies inside its part of the video");
            } catch (const Error& error) {
                if (error.kind() != Error::Kind::User) throw;
                report.skipped.push_back({printable(sample.id), printable(error.what())});
                return true;
            }
        }
        if (!video) {
            ++report.withoutVideo;
            return true;
        }
        sample.group = groupAcrossDatasets(dataset, sample);
        const std::string from = dataset + ": " + sample.id;
        for (Sample& made : frameSamples(sample, frames, use == FrameUse::Samples)) {
            made.origin = from + ", " + made.origin;
            samples.push_back(std::move(made));
        }
        return true;
    });
    if (samples.empty())
        throw Error("no sample of the dataset gave a frame", dataset,
                    report.skipped.empty() ? "it has no videos" : report.skipped.front().reason);
    report.samples = std::ssize(samples);
    report.frames = files.count();
    files.keep();
    folder.publish();
    try {
        project.addDataset({name, "frames", origin.info.source, target, origin.info.classes}, samples);
    } catch (const Error&) {
        std::error_code ignored;
        fs::remove_all(target, ignored);
        throw;
    }
    return report;
}

}  // namespace atelier::data
