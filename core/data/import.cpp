#include "data/import.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "data/archive.h"
#include "data/formats/parquet_rows.h"
#include "data/formats/rows.h"

#include <set>
#include <unordered_map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

struct Pending {
    DatasetInfo info;
    std::vector<Sample> samples;
    fs::path unpacked;  // the folder of what stood inside other files; empty: nothing did
};

std::string knownFormats() {
    std::string known;
    for (const auto& [name, format] : Formats::instance().all())
        known += (known.empty() ? "" : ", ") + name;
    return known;
}

std::vector<Pending> readAll(const fs::path& path, const Format& format, const ReadOptions& options,
                             ImportReport& report, const Watch& watch) {
    std::vector<Pending> all;
    std::int64_t read = 0;
    const Sink sink{
        [&](const DatasetInfo& info) {
            all.push_back({info, {}, {}});
            std::error_code code;
            if (const fs::path source = fs::canonical(info.source, code); !code) all.back().info.source = source;
        },
        [&](Sample&& sample) {
            watch.at(++read);
            all.back().samples.push_back(std::move(sample));
        },
    };
    format.read(path, options, sink, report);
    return all;
}

// Labels of other formats beside the data: adds their regions to the samples.
void annotate(const fs::path& folder, const std::string& readAs, std::vector<Sample>& samples, ImportReport& report) {
    for (const auto& [name, format] : Formats::instance().all())
        if (name != readAs && format.annotate) format.annotate(folder, samples, report);
}

bool isInside(const fs::path& file, const fs::path& folder) {
    if (folder.empty()) return false;
    const fs::path place = file.lexically_relative(folder);
    return !place.empty() && *place.begin() != "..";
}

// A file's place below the root; an image that stood in a text is named by its content instead.
fs::path placeOf(const fs::path& file, const Pending& pending) {
    const bool wasText = isInside(file, pending.unpacked) && !isInside(pending.info.root, pending.unpacked);
    return wasText ? "unpacked" / file.filename() : file.lexically_relative(pending.info.root);
}

// A group must be the same on every machine, so it is the first image's place in its root.
void assignGroups(Pending& pending) {
    for (Sample& sample : pending.samples)
        if (sample.group.empty() && !sample.media.empty())
            sample.group = placeOf(sample.media.front().path, pending).string();
}

// Where the files of an archive and images that stand in a text go while they are read; copyMedia() takes what samples
// show. Made at its first use, gone with the import.
class Unpacked {
public:
    explicit Unpacked(const Project& project) : place_(project.images() / "unpacked") {}
    fs::path folder() {
        if (!folder_) folder_.emplace(place_);
        return fs::canonical(folder_->path());
    }
    bool used() const { return folder_.has_value(); }

private:
    fs::path place_;
    std::optional<AtomicFolder> folder_;
};

struct Guess {
    std::string name;
    int score = 0;
};

Guess surestFormat(const fs::path& path) {
    Guess best;
    for (const auto& [name, format] : Formats::instance().all())
        if (const int score = format.detect(path); score > best.score) best = {name, score};
    return best;
}

// The folder that an archive is of: what it holds, or the one folder in it; or that file in it that a format knows
// better than the folder.
fs::path whatIsIn(fs::path folder) {
    for (;;) {
        fs::path only;
        int entries = 0;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.path().filename() == "__MACOSX") continue;
            only = entry.is_directory() ? entry.path() : fs::path();
            ++entries;
        }
        if (entries != 1 || only.empty()) break;
        folder = only;
    }
    std::set<fs::path> candidates{folder};
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file() && !isImageFile(entry.path())) candidates.insert(entry.path());
    constexpr std::size_t kMost = 100;  // a folder of more files is a dataset by itself
    if (candidates.size() > kMost) return folder;
    fs::path best = folder;
    for (int score = 0; const fs::path& path : candidates)
        if (const int its = surestFormat(path).score; its > score) {
            score = its;
            best = path;
        }
    return best;
}

// Files of a folder that a format knows better than it knows the folder: samples that reading the folder leaves out.
void warnOfUnread(const fs::path& folder, ImportReport& report) {
    if (!fs::is_directory(folder)) return;
    const int score = surestFormat(folder).score;
    std::set<fs::path> files;
    constexpr std::size_t kMost = 100;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file() && !isImageFile(entry.path()) && files.size() < kMost) files.insert(entry.path());
    for (const fs::path& file : files)
        if (const Guess its = surestFormat(file); its.score > score)
            report.warn(file.filename().string() + " holds samples (" + its.name +
                        ") that were not read: import the file itself");
}

// Copies the media below a new folder of the project. It appears whole, before the samples that point into it are
// stored.
void copyMedia(const Project& project, Pending& pending, const Watch& watch) {
    fs::create_directories(project.images());
    const fs::path target = project.newImageFolder(pending.info.name);
    std::uintmax_t bytes = 0;
    std::unordered_map<std::string, fs::path> copies;  // file -> place below the target
    for (const Sample& sample : pending.samples)
        for (const Media& media : sample.media)
            if (copies.emplace(media.path.string(), placeOf(media.path, pending)).second)
                bytes += fs::file_size(media.path);
    if (bytes > freeBytes(target))
        throw Error::failure("not enough space for the images: " + std::to_string(bytes >> 20) + " MiB are needed",
                             target.string(), "free some space, or leave the images where they are");
    AtomicFolder folder(target);
    std::int64_t copied = 0;
    for (const auto& [file, place] : copies) {
        watch.at(copied++, std::ssize(copies));
        std::error_code code;
        fs::create_directories((folder.path() / place).parent_path(), code);
        if (!code) fs::copy_file(file, folder.path() / place, code);
        if (code) throw Error::failure("cannot copy: " + code.message(), file);
    }
    folder.publish();
    for (Sample& sample : pending.samples)
        for (Media& media : sample.media)
            media.path = target / copies.at(media.path.string());
    pending.info.root = target;
}

}  // namespace

std::string detectFormat(const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code)) throw Error("no such file or folder", path.string());
    const std::string best = surestFormat(path).name;
    if (best.empty() && path.extension() == ".json") readJson(path);  // says where it is broken
    if (best.empty()) throw Error("no dataset format knows it", path.string(), "known: " + knownFormats());
    return best;
}

ImportReport importDatasets(Project& project, const fs::path& source, const ImportOptions& options,
                            const Watch& watch) {
    if (!pathExists(source)) throw Error("no such file or folder", source.string());
    Unpacked unpacked(project);
    fs::path path = source;
    if (isArchive(source)) {
        unpackArchive(source, unpacked.folder(), {}, watch);
        path = whatIsIn(unpacked.folder());
    }
    const bool mapped = options.read.columns != ColumnMapping{};
    const std::string formatName = !options.format.empty()         ? options.format
                                   : mapped && !holdsParquet(path) ? "table"
                                                                   : detectFormat(path);
    const Format& format = Formats::instance().at(formatName, "dataset format");
    ReadOptions reading = options.read;
    reading.unpackFolder = [&] { return unpacked.folder(); };

    ImportReport report;
    if (options.format.empty() && !mapped) warnOfUnread(path, report);
    std::vector<Pending> all = readAll(path, format, reading, report, watch);
    std::erase_if(all, [](const Pending& pending) { return pending.samples.empty(); });
    if (all.empty()) {
        std::string why = "the dataset is empty";
        const auto& entries = report.skippedSamples.empty() ? report.skippedSources : report.skippedSamples;
        if (!entries.empty()) why = entries.front().where + ": " + entries.front().reason;
        if (entries.size() > 1) why += "; and " + std::to_string(entries.size() - 1) + " more";
        const bool mediaMissing = reading.mediaRoot.empty() && why.find("file not found") != why.npos;
        throw Error("no sample could be imported: " + why, source.string(),
                    mediaMissing ? "where images and videos lie in another folder, name it with --media-root" : "");
    }
    for (Pending& pending : all) {
        if (isArchive(source)) {
            if (all.size() == 1)
                pending.info.name = (source.extension() == ".gz" ? source.stem() : source).stem().string();
            pending.info.source = fs::canonical(source);
        }
        if (!options.name.empty())
            pending.info.name = all.size() == 1 ? options.name : options.name + "_" + pending.info.name;
        if (!options.replace && project.hasDataset(pending.info.name))
            throw Error("there is a dataset \"" + pending.info.name + "\" already", project.folder().string(),
                        "give another --name, or --replace it");
    }
    const fs::path folder = fs::is_directory(path) ? fs::canonical(path) : fs::absolute(path).parent_path();
    for (Pending& pending : all) {
        if (unpacked.used()) pending.unpacked = unpacked.folder();
        annotate(folder, formatName, pending.samples, report);
        assignGroups(pending);
        if (options.copyImages || unpacked.used()) copyMedia(project, pending, watch);
        const fs::path before =
            project.hasDataset(pending.info.name) ? project.dataset(pending.info.name).info.root : fs::path();
        project.addDataset(pending.info, pending.samples,
                           options.replace ? Project::Existing::Replace : Project::Existing::Refuse);
        // Copies that the replaced dataset alone used.
        if (before != pending.info.root && before.parent_path() == project.images()) fs::remove_all(before);
        ImportReport::Count count{pending.info.name, static_cast<std::int64_t>(pending.samples.size()), 0};
        for (const Sample& sample : pending.samples)
            count.regions += static_cast<std::int64_t>(sample.regions.size());
        report.imported += count.samples;
        report.datasets.push_back(std::move(count));
    }
    return report;
}

}  // namespace atelier::data
