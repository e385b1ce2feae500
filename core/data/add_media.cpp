#include "data/add_media.h"

#include "common/error.h"
#include "data/formats/rows.h"
#include "data/new_files.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "data/store/sample_rows.h"
#include "data/video/cues.h"
#include "vision/image.h"

#include <algorithm>
#include <array>

namespace atelier::data {
namespace fs = std::filesystem;

bool takesMedia(const Project& project, const std::string& dataset, const std::vector<fs::path>& files) {
    const fs::path root = overview(project, dataset).root;
    return store::liesInside(root, project.folder()) ||
           std::all_of(files.begin(), files.end(), [&](const fs::path& file) {
               std::error_code code;
               const fs::path place = fs::canonical(file, code);
               return !code && store::liesInside(place, root);
           });
}

namespace {

// New samples of files for one dataset, and the edit that adds them.
class Adding {
public:
    Adding(Project& project, const std::string& dataset)
        : project_(project),
          dataset_(dataset),
          target_(project.dataset(dataset)),
          ours_(store::liesInside(target_.info.root, project.folder())),
          paths_(rootOf()),
          copies_(paths_.root()),
          ids_(dataset),
          index_(target_.samples) {}

    void add(const fs::path& file, const std::vector<Cue>& cues, const std::string& prompt) {
        std::error_code code;
        fs::path place = fs::canonical(file, code);
        if (code) throw Error("file not found", file.string());
        const bool video = isVideoFile(place);
        if (!video) vision::probeImage(place);
        if (!store::liesInside(place, paths_.root())) {
            if (!ours_)
                throw Error("lies outside the dataset's folder " + target_.info.root.string(), {},
                            "add it to a dataset that was made in the project");
            place = copies_.copy(place);
        }
        Sample sample;
        sample.media = {{video ? Media::Kind::Video : Media::Kind::Image, paths_.resolve(place.string())}};
        const fs::path inside = sample.media[0].path.lexically_relative(paths_.root());
        sample.group = inside.string();
        sample.origin = file.string();
        const std::string name = fs::path(inside).replace_extension().string();
        if (cues.empty()) return append(std::move(sample), name);
        int line = 0;
        for (Sample& one : cueSamples(sample, cues, prompt))
            append(std::move(one), name + "-" + std::to_string(++line));
    }
    AddedMedia store(const std::string& description) {
        edit_.description = description;
        added.edit = applyEdit(project_, dataset_, edit_);
        copies_.keep();
        return std::move(added);
    }

    AddedMedia added;

private:
    fs::path rootOf() const {
        if (ours_) fs::create_directories(target_.info.root);
        return target_.info.root;
    }
    void append(Sample sample, const std::string& name) {
        sample.id = ids_.next(name, index_);
        while (rowOf(project_, dataset_, sample.id))
            sample.id = ids_.next(name, index_++);
        added.ids.push_back(sample.id);
        edit_.changes.push_back({{}, std::move(sample)});
    }

    Project& project_;
    const std::string& dataset_;
    const Dataset target_;
    const bool ours_;
    const MediaPaths paths_;
    NewFiles copies_;
    SampleIds ids_;
    std::int64_t index_;
    Edit edit_;
};

}  // namespace

AddedMedia addMedia(Project& project, const std::string& dataset, const std::vector<fs::path>& files,
                    const Watch& watch) {
    Adding adding(project, dataset);
    std::vector<ImportReport::Entry>& skipped = adding.added.skipped;
    for (std::size_t i = 0; i < files.size(); ++i) {
        watch.at(static_cast<std::int64_t>(i), std::ssize(files));
        try {
            // The lines beside a video are what its parts say.
            const fs::path subtitles = isVideoFile(files[i]) ? subtitlesOf(files[i]) : fs::path();
            std::vector<Cue> cues;
            if (!subtitles.empty())
                cues = readCues(subtitles, [&](const std::string& where, const std::string& why) {
                    skipped.push_back({printable(where), printable(why)});
                });
            adding.add(files[i], cues, kCuePrompt);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            skipped.push_back({printable(files[i].string()), printable(error.what())});
        }
    }
    return adding.store(std::to_string(adding.added.ids.size()) + " samples added");
}

AddedMedia addCues(Project& project, const std::string& dataset, const fs::path& video, const std::vector<Cue>& cues,
                   const std::string& prompt) {
    Adding adding(project, dataset);
    adding.add(video, cues, prompt);
    return adding.store("Transcript of " + video.filename().string());
}

}  // namespace atelier::data
