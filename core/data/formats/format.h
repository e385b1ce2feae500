#pragma once

#include "common/registry.h"
#include "data/formats/writer.h"
#include "data/project.h"
#include "data/sample.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace atelier::data {

/// What an import did; every entry is one printable line (control characters in names are escaped).
struct ImportReport {
    struct Entry {
        std::string where, reason;
        bool absent = false;  ///< of a source: it is not on this disk, which is no fault of the files that are
    };
    struct Count {
        std::string dataset;
        std::int64_t samples = 0, turns = 0, images = 0, videos = 0, regions = 0;

        void add(const Sample& sample);
    };
    /// Something in the files that the samples do not hold, or hold as metadata only.
    struct Unused {
        std::string kind;  ///< "key", "column", "file", "shape", "annotation", "split path", ...
        std::string name;  ///< which: a key, a path, the name of a shape
        std::string why;   ///< what became of it: "kept as metadata", "not supported", ...
        std::int64_t count = 0;
        std::vector<std::string> places;  ///< the first three
    };
    std::vector<Count> datasets;
    std::int64_t rows = 0;              ///< of annotation files
    std::vector<Unused> unused;         ///< in the order they were met
    std::int64_t imported = 0;          ///< samples
    std::vector<Entry> skippedSamples;  ///< one entry a sample
    std::vector<Entry> skippedSources;  ///< whole datasets or files that are not there or cannot be read
    std::vector<std::string> warnings;

    void skipSample(const std::string& where, const std::string& reason);
    void skipSource(const std::string& where, const std::string& reason, bool absent = false);
    void warn(const std::string& text);
    /// Counts a file with annotations; readers call it for each.
    void readFile(const std::filesystem::path& file);
    std::int64_t files() const { return std::ssize(filesRead_); }
    bool hasRead(const std::filesystem::path& file) const;
    /// Counts something that is not used, under its kind, name and reason.
    void leaveOut(const std::string& kind, const std::string& name, const std::string& why, const std::string& where);

    /// The account as text: what was read, then what was skipped, what was not used, and warnings. Without `details`
    /// at most ten lines for skipped samples, ten for datasets that cannot be read, and one for all that are not there.
    std::vector<std::string> lines(bool details = false) const;

private:
    std::map<std::array<std::string, 3>, std::size_t> unusedAt_;
    std::unordered_set<std::size_t> filesRead_;  ///< hashes of their paths
};

/// `text` with control characters and line breaks escaped, cut after 300 bytes: for reports.
std::string printable(const std::string& text);

/// Which column of a table, or key of a JSON row, holds what; empty: none does.
struct ColumnMapping {
    std::string image = {}, video = {};  ///< a path, or a list of paths
    std::string prompt = {}, answer = {}, system = {}, id = {};
    bool operator==(const ColumnMapping&) const = default;
};

/// What the names of folders say about the images in them.
enum class FolderNames {
    Nothing,
    Tags,     ///< each folder on the way to the image is a tag
    Answers,  ///< the last one is the answer: class labels
};

struct ReadOptions {
    std::string entry = {};  ///< one dataset of a file that lists several; empty: all
    /// Approved folder of the media, paths resolve against it; empty: the imported folder.
    std::filesystem::path mediaRoot = {};
    std::string prompt = "Describe this image.";  ///< the user turn for formats that have answers only
    ColumnMapping columns = {};                   ///< of a table; all empty: as suggestMapping() thinks
    FolderNames folderNames = FolderNames::Nothing;
    /// Gives the folder for media that stand inside other files (base64 text); empty: such media are refused.
    std::function<std::filesystem::path()> unpackFolder = {};
};

/// Where a format puts what it reads: first a dataset, then its samples in order, then perhaps the next dataset.
struct Sink {
    std::function<void(const DatasetInfo&)> dataset;
    std::function<void(Sample&&)> sample;
};

/// A dataset format. Files of a dataset are data: nothing in them is executed, and media outside the approved root are
/// refused.
struct Format {
    std::string title;
    /// How surely `path` is of this format: 0 (no) to 100. Looks, never throws, and is quick.
    std::function<int(const std::filesystem::path&)> detect;
    /// Samples that cannot be used go to the report; throws Error when nothing can be read at all.
    std::function<void(const std::filesystem::path&, const ReadOptions&, const Sink&, ImportReport&)> read;
    /// Optional: adds regions, tags or texts that stand beside the samples of another format in the same folder.
    std::function<void(const std::filesystem::path& folder, std::vector<Sample>&, ImportReport&)> annotate = {};
    /// Optional: the way out.
    std::optional<Writer> writer = {};
};

using Formats = Registry<Format>;

/// `dataset` with letters, digits, '-' and '_' alone: for the name of a file.
std::string plainName(const std::string& dataset);

/// Resolves the media paths of one dataset inside its approved root.
class MediaPaths {
public:
    explicit MediaPaths(const std::filesystem::path& root);
    /// The root that `options` name, else `folder`; with a place for media that stand inside other files. Paths may
    /// also be relative to `folder`, where they stay inside the root.
    MediaPaths(const ReadOptions& options, const std::filesystem::path& folder);
    const std::filesystem::path& root() const { return root_; }
    /// Canonical path of an existing file; a data: URL is first decoded into one. A path of another machine
    /// ("D:\set\images\1.jpg") is looked for below the root by its last parts; a name that
    /// one folder in the root alone has is the file there. Throws Error: not there, outside the
    /// root, a web address, a loop of links.
    std::filesystem::path resolve(const std::string& path) const;
    /// A file of what stands inside another one as bytes. Throws Error for what is no image, and where there is no
    /// place for such files.
    std::filesystem::path unpack(std::string_view image) const;

private:
    std::filesystem::path resolveHere(const std::string& path) const;
    const std::vector<std::filesystem::path>& foldersBelow() const;

    std::filesystem::path root_, beside_;  ///< beside_: the folder of the file that names the media
    std::function<std::filesystem::path()> unpackFolder_;
    mutable std::unordered_map<std::string, std::filesystem::path> folders_;  ///< as named -> canonical
    mutable std::optional<std::vector<std::filesystem::path>> below_;         ///< folders in the root
};

/// Gives every sample of a dataset its own id: the file's where it has one that is usable and new, else "PREFIX-INDEX".
class SampleIds {
public:
    explicit SampleIds(std::string prefix);
    ~SampleIds();
    std::string next(const std::string& wanted, std::int64_t index);

private:
    struct Seen;
    std::string prefix_;
    std::unique_ptr<Seen> seen_;
};

}  // namespace atelier::data
