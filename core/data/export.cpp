#include "data/export.h"

#include "common/error.h"
#include "common/file.h"
#include "data/archive.h"

#include <memory>
#include <set>
#include <unordered_set>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

std::string lineOf(const Loss& loss) {
    return loss.kind + " (" + std::to_string(loss.samples) + (loss.samples == 1 ? " sample: " : " samples, e.g. ") +
           printable(loss.example) + ")";
}

void refuseLosses(const std::vector<Loss>& losses, const std::string& format) {
    if (losses.empty()) return;
    std::string all;
    for (const Loss& loss : losses)
        all += (all.empty() ? "" : "; ") + lineOf(loss);
    throw LossError("the format " + format + " cannot hold: " + all,
                    "leave that out with --lossy, or take a format that holds it; \"atelier\" holds everything",
                    losses);
}

// What is known of the samples once all were looked at.
class Survey {
public:
    // `sizes`: of the media files, too.
    explicit Survey(bool sizes) : sizes_(sizes) {}

    void add(const Sample& sample) {
        ++samples;
        media += std::ssize(sample.media);
        for (const Region& region : sample.regions)
            labels.insert(region.label);
        for (const Media& one : sample.media) {
            // Two paths with one hash are one file less in an estimate.
            if (!sizes_ || !seen_.insert(fs::hash_value(one.path)).second) continue;
            std::error_code missing;  // reported when it is copied
            const auto size = fs::file_size(one.path, missing);
            if (!missing) bytes += size;
        }
    }

    std::int64_t samples = 0, media = 0;
    std::uintmax_t bytes = 0;  // of all media files
    std::set<std::string> labels;

private:
    bool sizes_;
    std::unordered_set<std::size_t> seen_;
};

void refuseFullDisk(std::uintmax_t bytes, const fs::path& target) {
    if (bytes > freeBytes(target))
        throw Error::failure("not enough space: " + std::to_string(bytes >> 20) + " MiB are needed", target.string(),
                             "free some space, or refer to the images where they are");
}

// What a format without a place for it loses of the list of classes. The labels themselves are the samples'.
std::string lostClasses(const std::vector<DatasetClass>& classes, const std::set<std::string>& used) {
    std::string unused;
    for (const DatasetClass& one : classes)
        if (!used.contains(one.name)) unused += (unused.empty() ? "" : ", ") + one.name;
    return "the format has no list of classes: their numbers and their order are not written" +
           (unused.empty() ? std::string() : ", nor those that no region has: " + unused);
}

// The samples as they are written.
SampleStream fittedSamples(const Project& project, const std::string& dataset, const ExportOptions& options,
                           const Writer& writer) {
    return SampleStream([&]() -> SampleStream::Next {
        struct Pass {
            std::function<std::optional<Sample>()> read;
            Fitter fitter;
            std::optional<Sample> at = {};
        };
        const auto pass = std::make_shared<Pass>(project.reader(dataset, options.split), Fitter(writer));
        return [pass, whole = !options.split]() -> const Sample* {
            while ((pass->at = pass->read())) {
                if (!whole) pass->at->split.clear();
                if (pass->fitter.fit(*pass->at)) return &*pass->at;
            }
            return nullptr;
        };
    });
}

void survey(const Project& project, const std::string& dataset, const ExportOptions& options, const Writer& writer,
            const Watch& watch, Survey& all, ExportReport& report) {
    Fitter fitter(writer);
    const auto read = project.reader(dataset, options.split);
    while (auto sample = read()) {
        watch.at(0);
        if (options.split) sample->split.clear();
        if (fitter.fit(*sample))
            all.add(*sample);
        else
            ++report.dropped;
    }
    report.losses = fitter.losses();
    report.samples = all.samples;
}

}  // namespace

std::vector<std::string> ExportReport::lines() const {
    std::vector<std::string> all{std::to_string(samples) + " samples: " + printable(entry.string())};
    for (const Loss& loss : losses)
        all.push_back("left out: " + lineOf(loss));
    for (const std::string& note : notes)
        all.push_back("note: " + printable(note));
    if (!mediaRoot.empty()) all.push_back("images stay in " + printable(mediaRoot.string()) + ": its media root");
    return all;
}

std::string writableFormats() {
    std::string all;
    for (const auto& [name, format] : Formats::instance().all())
        if (format.writer) all += (all.empty() ? "" : ", ") + name;
    return all;
}

ExportReport exportDataset(const Project& project, const std::string& dataset, const fs::path& target,
                           const ExportOptions& options, const Watch& watch) {
    const Format& format = Formats::instance().at(options.format, "dataset format");
    if (!format.writer)
        throw Error("the format " + options.format + " can only be read", {}, "written are: " + writableFormats());
    const Writer& writer = *format.writer;
    if (!options.replace && pathExists(target))
        throw Error("there is something already", target.string(), "give another path, or --replace it");

    // All passes over the samples are of one moment.
    const auto moment = project.moment();
    const DatasetInfo info = project.info(dataset);
    const bool copy = options.copyMedia || writer.copies || isArchive(target);
    ExportReport report;
    Survey all(copy);
    survey(project, dataset, options, writer, watch, all, report);
    if (!options.lossy) refuseLosses(report.losses, options.format);
    if (all.samples == 0) throw Error("there is nothing to write", dataset);

    if (!info.classes.empty() && writer.holds.labels && !writer.holds.classes)
        report.notes.push_back(lostClasses(info.classes, all.labels));
    if (copy) refuseFullDisk(all.bytes, target);
    AtomicFolder folder(isArchive(target) ? fs::path(target.string() + ".d") : target);
    Output output(folder.path(), info, copy, all.media, watch);
    const std::string entry = writer.write(fittedSamples(project, dataset, options, writer), output);
    report.notes.insert(report.notes.end(), output.notes().begin(), output.notes().end());
    if (isArchive(target)) {
        packArchive(folder.path(), target, watch);
        report.entry = target;
    } else {
        folder.publish();
        report.entry = entry.empty() ? target : target / entry;
    }
    report.target = target;
    if (!copy && all.media > 0) report.mediaRoot = info.root;
    return report;
}

Conversion convertDataset(const fs::path& from, const fs::path& to, const ImportOptions& reading, ExportOptions writing,
                          const Watch& watch) {
    if (!writing.replace && pathExists(to))
        throw Error("there is something already", to.string(), "give another path, or --replace it");
    const AtomicFolder scratch(to.string() + ".reading");  // never published, so it goes with this call
    Project project = Project::create(scratch.path() / "project");
    Conversion done;
    done.read = importDatasets(project, from, reading, watch);
    const auto datasets = project.datasets();
    if (datasets.size() > 1) {
        std::string names;
        for (const Dataset& one : datasets)
            names += (names.empty() ? "" : ", ") + one.info.name;
        throw Error("there are several datasets: " + names, from.string(), "convert one after the other with --entry");
    }
    // What was unpacked goes with the project.
    const Dataset& only = datasets.front();
    if (only.info.root.string().starts_with(project.folder().string())) writing.copyMedia = true;
    done.written = exportDataset(project, only.info.name, to, writing, watch);
    return done;
}

}  // namespace atelier::data
