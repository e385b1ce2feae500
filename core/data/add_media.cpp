#include "data/add_media.h"

#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "data/store/sample_rows.h"
#include "vision/image.h"

#include <algorithm>
#include <array>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

// Copies of files in a dataset's folder; those of an edit that does not come about go again.
class Copies {
public:
    explicit Copies(fs::path folder) : folder_(std::move(folder)) {}
    ~Copies() {
        std::error_code ignored;
        for (const fs::path& copy : made_)
            fs::remove(copy, ignored);
    }
    Copies(const Copies&) = delete;
    Copies& operator=(const Copies&) = delete;

    fs::path add(const fs::path& file) {
        fs::path copy = folder_ / file.filename();
        for (int number = 2; pathExists(copy); ++number)
            copy = folder_ / (file.stem().string() + "-" + std::to_string(number) + file.extension().string());
        const MappedFile source(file);
        writeFileAtomically(copy, {reinterpret_cast<const char*>(source.bytes().data()), source.bytes().size()});
        made_.push_back(copy);
        return copy;
    }
    void keep() { made_.clear(); }

private:
    fs::path folder_;
    std::vector<fs::path> made_;
};

}  // namespace

bool takesMedia(const Project& project, const std::string& dataset, const std::vector<fs::path>& files) {
    const fs::path root = overview(project, dataset).root;
    return store::liesInside(root, project.folder()) ||
           std::all_of(files.begin(), files.end(), [&](const fs::path& file) {
               std::error_code code;
               const fs::path place = fs::canonical(file, code);
               return !code && store::liesInside(place, root);
           });
}

AddedMedia addMedia(Project& project, const std::string& dataset, const std::vector<fs::path>& files,
                    const Watch& watch) {
    const Dataset target = project.dataset(dataset);
    const bool ours = store::liesInside(target.info.root, project.folder());
    if (ours) fs::create_directories(target.info.root);
    const MediaPaths paths(target.info.root);
    Copies copies(paths.root());
    SampleIds ids(dataset);
    std::int64_t index = target.samples;
    AddedMedia added;
    Edit edit;
    for (const fs::path& file : files) {
        watch.at(std::ssize(edit.changes) + std::ssize(added.skipped), std::ssize(files));
        try {
            std::error_code code;
            fs::path place = fs::canonical(file, code);
            if (code) throw Error("file not found");
            const bool video = isVideoFile(place);
            if (!video) vision::probeImage(place);
            if (!store::liesInside(place, paths.root())) {
                if (!ours)
                    throw Error("lies outside the dataset's folder " + target.info.root.string(), {},
                                "add it to a dataset that was made in the project");
                place = copies.add(place);
            }
            Sample sample;
            sample.media = {{video ? Media::Kind::Video : Media::Kind::Image, paths.resolve(place.string())}};
            const fs::path name = sample.media[0].path.lexically_relative(paths.root());
            sample.group = name.string();
            sample.origin = file.string();
            const std::string wanted = fs::path(name).replace_extension().string();
            sample.id = ids.next(wanted, index);
            while (rowOf(project, dataset, sample.id))
                sample.id = ids.next(wanted, index++);
            added.ids.push_back(sample.id);
            edit.changes.push_back({{}, std::move(sample)});
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            added.skipped.push_back({printable(file.string()), printable(error.what())});
        }
    }
    edit.description = std::to_string(edit.changes.size()) + " files added";
    added.edit = applyEdit(project, dataset, edit);
    copies.keep();
    return added;
}

}  // namespace atelier::data
