#include "data/import.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "common/real_place.h"
#include "data/archive.h"
#include "data/formats/parquet_rows.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"
#include "data/video/transcripts.h"
#include "hub/local.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

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
            if (const fs::path source = realPlace(info.source, code); !code) all.back().info.source = source;
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

// As given, from the root on, without a slash at its end.
fs::path absolutePath(const fs::path& given) {
    fs::path path = fs::absolute(given).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

// What is to be read of a folder that is no dataset by itself but holds pictures: the file with rows that stands in it.
// Of several, those named by their splits together; else the user must choose. Any other path is read as it is.
std::vector<fs::path> filesToRead(const fs::path& path) {
    if (!fs::is_directory(path)) return {path};
    const Guess folder = surestFormat(path);
    if (!folder.name.empty() && folder.name != "images") return {path};
    std::vector<fs::path> files;
    constexpr std::size_t kMost = 100;
    const auto isRows = [](const fs::path& file) {
        const std::string extension = extensionOf(file);
        return extension == ".json" || extension == ".jsonl" || extension == ".ndjson" || extension == ".csv" ||
               extension == ".tsv";
    };
    const auto look = [&](const fs::path& in) {
        for (const auto& entry : fs::directory_iterator(in))
            if (std::error_code ignored; files.size() <= kMost && isRows(entry.path()) &&
                                         entry.is_regular_file(ignored) &&
                                         surestFormat(entry.path()).score > folder.score)
                files.push_back(entry.path());
    };
    look(path);
    if (files.empty()) {  // such as annotations/ beside images/
        std::size_t looked = 0;
        for (const auto& entry : fs::directory_iterator(path)) {
            const bool hidden = entry.path().filename().string().starts_with('.');
            if (std::error_code ignored;
                !hidden && entry.is_directory(ignored) && !entry.is_symlink(ignored) && ++looked <= kMost)
                look(entry.path());
        }
    }
    if (files.size() > kMost) return {path};
    if (files.empty()) {  // folders that are datasets themselves
        std::size_t looked = 0;
        for (const auto& entry : fs::directory_iterator(path)) {
            std::error_code ignored;
            if (!entry.is_directory(ignored) || entry.is_symlink(ignored) || ++looked > kMost) continue;
            const Guess guess = surestFormat(entry.path());
            if (!guess.name.empty() && guess.name != "images" && guess.score > folder.score)
                files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
        if (files.size() <= 1) return files.empty() ? std::vector{path} : files;
        std::string names;
        for (const fs::path& one : files)
            names += (names.empty() ? "" : ", ") + printable(one.filename().string());
        throw Error("several folders in this folder are datasets: " + names, path.string(), "import them one by one");
    }
    std::sort(files.begin(), files.end());
    if (files.size() == 1) return files;
    std::set<std::string> splits, formats;
    std::string names;
    for (const fs::path& file : files) {
        splits.insert(splitOfName(file.stem().string()));
        formats.insert(surestFormat(file).name);
        names += (names.empty() ? "" : ", ") + printable(file.lexically_relative(path).string());
    }
    if (splits.size() == files.size() && !splits.contains("") && formats.size() == 1) return files;
    throw Error("several files in this folder hold samples: " + names, path.string(),
                "import one of them by its path, with --media-root for the folder of the images where that is another");
}

// Files named by their splits as one dataset.
std::vector<Pending> readSplits(const fs::path& folder, const std::vector<fs::path>& files, const Format& format,
                                const ReadOptions& options, ImportReport& report, const Watch& watch) {
    std::vector<Pending> merged;
    std::unordered_set<std::string> ids;
    for (const fs::path& file : files) {
        const std::string split = splitOfName(file.stem().string());
        for (Pending& part : readAll(file, format, options, report, watch)) {
            if (merged.empty()) {
                merged.push_back({part.info, {}, {}});
                merged.front().info.name = folder.filename().string();
                merged.front().info.source = folder;
            }
            for (Sample& sample : part.samples) {
                sample.split = split;
                if (!ids.insert(sample.id).second) {
                    sample.id = split + "-" + sample.id;
                    ids.insert(sample.id);
                }
                merged.front().samples.push_back(std::move(sample));
            }
        }
    }
    return merged;
}

// Hashes of the paths of all media: a set of a million is small.
class ShownFiles {
public:
    void add(const Sample& sample) {
        for (const Media& media : sample.media)
            hashes_.insert(hashOf(media.path));
    }
    bool has(const fs::path& file) const { return hashes_.contains(hashOf(file)); }

private:
    static std::size_t hashOf(const fs::path& file) { return std::hash<std::string>()(file.string()); }
    std::unordered_set<std::size_t> hashes_;
};

// Files of an imported folder that nothing was read of, by their kind.
void reportUnusedFiles(const fs::path& folder, const ShownFiles& shown, ImportReport& report) {
    constexpr int kMost = 1'000'000;
    std::error_code ignored;
    int seen = 0;
    fs::recursive_directory_iterator file(fs::canonical(folder), fs::directory_options::skip_permission_denied,
                                          ignored);
    for (const fs::recursive_directory_iterator end; file != end && ++seen <= kMost; file.increment(ignored)) {
        const fs::path& path = file->path();
        const bool hidden = path.filename().string().starts_with('.');
        if (hidden && file->is_directory(ignored)) file.disable_recursion_pending();
        if (hidden || !file->is_regular_file(ignored)) continue;
        if (shown.has(path) || report.hasRead(path)) continue;
        const std::string extension = extensionOf(path);
        report.leaveOut("file", extension.empty() ? path.filename().string() : "*" + extension, "not used",
                        path.lexically_relative(fs::canonical(folder)).string());
    }
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

// Whether label files of another format may stand beside the data.
bool mayBeAnnotated(const fs::path& folder, const std::string& readAs) {
    std::error_code ignored;
    std::vector<fs::path> folders{folder};
    for (const auto& below : fs::directory_iterator(folder, ignored))
        if (below.is_directory(ignored) && !below.is_symlink(ignored)) folders.push_back(below.path());
    for (const auto& [name, format] : Formats::instance().all())
        if (name != readAs && format.annotate)
            for (const fs::path& one : folders)
                if (format.detect(one) > 0) return true;
    return false;
}

Error nothingCame(const ImportReport& report, const fs::path& source, const ReadOptions& reading) {
    std::string why = "the dataset is empty";
    const auto& entries = report.skippedSamples.empty() ? report.skippedSources : report.skippedSamples;
    if (!entries.empty()) why = entries.front().where + ": " + entries.front().reason;
    if (entries.size() > 1) why += "; and " + std::to_string(entries.size() - 1) + " more";
    const bool missing = why.find("file not found") != why.npos || why.find("leaves its folder") != why.npos;
    const bool mediaMissing = reading.mediaRoot.empty() && missing;
    return Error("no sample could be imported: " + why, source.string(),
                 mediaMissing ? "where images and videos lie in another folder, name it with --media-root" : "");
}

fs::path rootOf(const Project& project, const std::string& dataset) {
    return project.hasDataset(dataset) ? project.info(dataset).root : fs::path();
}

// Copies that a dataset that was replaced alone used.
void removeCopies(const Project& project, const fs::path& before, const fs::path& now) {
    if (before != now && before.parent_path() == project.images()) fs::remove_all(before);
}

// Thrown in a streamed import for media that stand in the file itself.
struct NeedsCopies {};
// Thrown past readers, which take an Error for one of the row that they read.
struct NotStored {
    Error error;
};

// Stores samples as they are read: of a large file no more than a row is in memory.
ImportReport importStream(Project& project, const fs::path& file, const fs::path& given, const std::string& formatName,
                          ReadOptions reading, const ImportOptions& options, const Watch& watch) {
    ImportReport report;
    Transcripts transcripts(report);
    ShownFiles shown;
    const bool folderGiven = fs::is_directory(given);
    std::vector<std::pair<fs::path, fs::path>> roots;  // of replaced datasets, before and now
    reading.unpackFolder = []() -> fs::path { throw NeedsCopies(); };
    const auto fill = [&](Project::Filler& filler) {
        DatasetInfo info;
        bool begun = false;
        const auto begin = [&] {
            roots.emplace_back(options.replace ? rootOf(project, info.name) : fs::path(), info.root);
            filler.begin(info);
            report.datasets.push_back({.dataset = info.name});
            begun = true;
        };
        const Sink sink{[&](const DatasetInfo& next) {
                            info = next;
                            begun = false;
                            if (!options.name.empty()) info.name = options.name;
                            transcripts.begin(info.root);
                            std::error_code code;
                            if (const fs::path source = realPlace(info.source, code); !code) info.source = source;
                        },
                        [&](Sample&& sample) {
                            watch.at(report.imported + 1);
                            if (options.transcripts) transcripts.addTo(sample);
                            if (sample.group.empty() && !sample.media.empty())
                                sample.group = sample.media.front().path.lexically_relative(info.root).string();
                            try {
                                if (!begun) begin();  // a dataset without samples is none
                                filler.add(sample);
                            } catch (const Error& error) {
                                throw NotStored{error};
                            }
                            ++report.imported;
                            report.datasets.back().add(sample);
                            if (folderGiven) shown.add(sample);
                        }};
        Formats::instance().at(formatName, "dataset format").read(file, reading, sink, report);
        if (report.imported == 0) throw nothingCame(report, given, options.read);
    };
    try {
        project.addDatasets(fill, options.replace ? Project::Existing::Replace : Project::Existing::Refuse);
    } catch (const NotStored& failed) {
        throw Error(failed.error);
    }
    transcripts.tell();
    for (const auto& [before, now] : roots)
        removeCopies(project, before, now);
    if (folderGiven) reportUnusedFiles(given, shown, report);
    return report;
}

}  // namespace

std::string detectFormat(const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code)) throw Error("no such file or folder", path.string());
    const std::string best = surestFormat(path).name;
    if (best.empty() && fs::is_regular_file(path, code)) {
        const std::string head = headOf(path);
        const auto first = head.find_first_not_of(" \t\r\n");
        if (first == std::string::npos) throw Error("the file is empty", path.string());
        if (head.find_first_not_of(" \t\r\n]", first) == first && head[first] == '[' &&
            head.find_first_not_of(" \t\r\n]", first + 1) == std::string::npos)
            throw Error("the list in this file is empty", path.string());
    }
    if (best.empty() && path.extension() == ".json") readJson(path);  // says where it is broken
    if (best.empty()) throw Error("no dataset format knows it", path.string(), "known: " + knownFormats());
    return best;
}

ImportReport importDatasets(Project& project, const fs::path& name, const ImportOptions& asked, const Watch& watch) {
    const fs::path given = hub::localFolder(name, hub::Kind::Dataset);
    ImportOptions options = asked;
    if (given != name && options.name.empty())
        options.name = hub::plainName(name);  // the folder is called by its commit
    if (!pathExists(given)) throw Error("no such file or folder", given.string());
    const fs::path source = absolutePath(given);
    Unpacked unpacked(project);
    fs::path path = source;
    if (isArchive(source)) {
        unpackArchive(source, unpacked.folder(), {}, watch);
        path = whatIsIn(unpacked.folder());
    }
    ReadOptions reading = options.read;
    reading.unpackFolder = [&] { return unpacked.folder(); };
    const std::vector<fs::path> files = options.format.empty() ? filesToRead(path) : std::vector{path};
    if (files.front() != path && !fs::is_directory(files.front()) && reading.mediaRoot.empty())
        reading.mediaRoot = path;
    const bool mapped = options.read.columns != ColumnMapping{};
    const std::string formatName = !options.format.empty()                  ? options.format
                                   : mapped && !holdsParquet(files.front()) ? "table"
                                                                            : detectFormat(files.front());
    const Format& format = Formats::instance().at(formatName, "dataset format");

    const fs::path folder = fs::is_directory(path) ? fs::canonical(path) : fs::absolute(path).parent_path();
    const bool alone = options.name.empty() || (fs::is_regular_file(files.front()) && formatName != "dataset_info");
    if (!isArchive(source) && !options.copyImages && files.size() == 1 && alone &&
        !mayBeAnnotated(folder, formatName)) {
        try {
            return importStream(project, files.front(), path, formatName, reading, options, watch);
        } catch (const NeedsCopies&) {  // what is read must be kept until its media are copied
        }
    }

    ImportReport report;
    std::vector<Pending> all = files.size() == 1 ? readAll(files.front(), format, reading, report, watch)
                                                 : readSplits(path, files, format, reading, report, watch);
    std::erase_if(all, [](const Pending& pending) { return pending.samples.empty(); });
    if (all.empty()) throw nothingCame(report, source, options.read);
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
    ShownFiles shown;
    Transcripts transcripts(report);
    for (Pending& pending : all) {
        transcripts.begin(pending.info.root);
        if (options.transcripts)
            for (Sample& sample : pending.samples)
                transcripts.addTo(sample);
        if (unpacked.used()) pending.unpacked = unpacked.folder();
        annotate(folder, formatName, pending.samples, report);
        assignGroups(pending);
        for (const Sample& sample : pending.samples)
            shown.add(sample);
        if (fs::is_directory(path) && &pending == &all.back()) reportUnusedFiles(path, shown, report);
        if (options.copyImages || unpacked.used()) copyMedia(project, pending, watch);
        const fs::path before = rootOf(project, pending.info.name);
        project.addDataset(pending.info, pending.samples,
                           options.replace ? Project::Existing::Replace : Project::Existing::Refuse);
        removeCopies(project, before, pending.info.root);
        ImportReport::Count count{.dataset = pending.info.name};
        for (const Sample& sample : pending.samples)
            count.add(sample);
        report.imported += count.samples;
        report.datasets.push_back(std::move(count));
    }
    transcripts.tell();
    return report;
}

}  // namespace atelier::data
