#include "data/formats/format.h"

#include "common/error.h"
#include "common/file.h"
#include "data/formats/data_url.h"
#include "data/formats/other_machine.h"

#include <algorithm>
#include <unordered_set>

namespace atelier::data {
namespace fs = std::filesystem;

namespace {

std::size_t hashOf(const fs::path& file) {
    std::error_code ignored;
    return std::hash<std::string>()(fs::weakly_canonical(file, ignored).string());
}

std::string counted(std::int64_t number, const std::string& noun) {
    return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string lineOf(const ImportReport::Count& count) {
    std::string line = count.dataset + ": " + counted(count.samples, "sample");
    if (count.turns > 0) line += ", " + counted(count.turns, "turn");
    if (count.images > 0) line += ", " + counted(count.images, "image");
    if (count.videos > 0) line += ", " + counted(count.videos, "video");
    if (count.regions > 0) line += ", " + counted(count.regions, "region");
    return line;
}

}  // namespace

void ImportReport::skipSample(const std::string& where, const std::string& reason) {
    const bool named = reason.starts_with(where + ": ");  // many an Error says where, too
    skippedSamples.push_back({printable(where), printable(named ? reason.substr(where.size() + 2) : reason), false});
}
void ImportReport::skipSource(const std::string& where, const std::string& reason, bool absent) {
    skippedSources.push_back({printable(where), printable(reason), absent});
}
void ImportReport::warn(const std::string& text) {
    warnings.push_back(printable(text));
}

void ImportReport::readFile(const fs::path& file) {
    filesRead_.insert(hashOf(file));
}
bool ImportReport::hasRead(const fs::path& file) const {
    return filesRead_.contains(hashOf(file));
}

void ImportReport::Count::add(const Sample& sample) {
    ++samples;
    turns += std::ssize(sample.turns);
    regions += std::ssize(sample.regions);
    for (const Media& media : sample.media)
        ++(media.kind == Media::Kind::Image ? images : videos);
}

void ImportReport::leaveOut(const std::string& kind, const std::string& name, const std::string& why,
                            const std::string& where) {
    constexpr std::size_t kPlaces = 3;
    const auto [at, isNew] = unusedAt_.try_emplace({kind, name, why}, unused.size());
    if (isNew) unused.push_back({.kind = kind, .name = printable(name), .why = printable(why), .places = {}});
    Unused& entry = unused[at->second];
    ++entry.count;
    if (entry.places.size() < kPlaces) entry.places.push_back(printable(where));
}

std::vector<std::string> ImportReport::lines(bool details) const {
    constexpr std::size_t kShown = 10, kSourcesShown = 3;
    std::vector<std::string> all;
    for (const Count& count : datasets)
        all.push_back(lineOf(count));
    if (rows > 0) all.push_back("read " + counted(files(), "file") + " with " + counted(rows, "row"));
    const auto addEntries = [&](const std::vector<Entry>& entries, const char* word) {
        const std::size_t shown = details ? entries.size() : std::min(entries.size(), kShown);
        for (std::size_t i = 0; i < shown; ++i)
            all.push_back(word + entries[i].where + ": " + entries[i].reason);
        if (shown < entries.size())
            all.push_back(word + std::to_string(entries.size() - shown) + " more; --details lists them");
    };
    addEntries(skippedSamples, "skipped ");
    std::vector<Entry> absent, broken;
    for (const Entry& entry : skippedSources)
        (entry.absent ? absent : broken).push_back(entry);
    addEntries(broken, "not read ");
    if (details || absent.size() <= kSourcesShown) {
        addEntries(absent, "not read ");
    } else {
        std::string names;
        for (std::size_t i = 0; i < kSourcesShown; ++i)
            names += absent[i].where + ", ";
        all.push_back("not read: " + names + "and " + std::to_string(absent.size() - kSourcesShown) +
                      " more, which are not on this disk; --details says where each should be");
    }
    for (const Unused& one : unused) {
        std::string line = one.kind + " \"" + one.name + "\" " + one.why + ": " + counted(one.count, "time");
        if (!one.places.empty()) line += ", first in " + one.places.front();
        all.push_back(std::move(line));
    }
    for (const std::string& warning : warnings)
        all.push_back("warning: " + warning);
    return all;
}

std::string printable(const std::string& text) {
    constexpr std::size_t kLimit = 300;
    constexpr const char* kHex = "0123456789abcdef";
    std::string line;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (line.size() >= kLimit && (byte & 0xC0) != 0x80) return line + "…";
        if (c == '\n')
            line += "\\n";
        else if (c == '\t')
            line += "\\t";
        else if (byte < 0x20 || byte == 0x7F)
            (line += "\\x") += {kHex[byte >> 4], kHex[byte & 15]};
        else
            line += c;
    }
    return line;
}

std::string plainName(const std::string& dataset) {
    std::string name;
    for (const unsigned char c : dataset)
        name += std::isalnum(c) || c == '-' || c == '_' ? static_cast<char>(c) : '_';
    return name;
}

MediaPaths::MediaPaths(const fs::path& root) {
    std::error_code code;
    root_ = fs::canonical(root, code);
    if (code || !fs::is_directory(root_)) throw Error("is no folder that media can lie in", root.string());
}

MediaPaths::MediaPaths(const ReadOptions& options, const fs::path& folder)
    : MediaPaths(options.mediaRoot.empty() ? folder : options.mediaRoot) {
    unpackFolder_ = options.unpackFolder;
    std::error_code code;
    beside_ = fs::canonical(folder, code);
}

fs::path MediaPaths::resolve(const std::string& path) const {
    if (path.empty()) throw Error("an empty file name");
    if (path.find('\0') != std::string::npos) throw Error("a file name with a zero byte", path.c_str());
    if (unpackFolder_ && path.starts_with("data:")) return unpackDataUrl(path, unpackFolder_());
    if (path.starts_with("http://") || path.starts_with("https://") || path.starts_with("data:"))
        throw Error("not a file but a web address", printable(path.substr(0, 100)), "download it and name the file");
    try {
        return resolveHere(path);
    } catch (const Error&) {
        const auto isFile = [](const fs::path& place) {
            std::error_code ignored;
            return fs::is_regular_file(place, ignored);
        };
        // A path of another machine may end like one below the root.
        const bool foreign = ForeignPath(path).absolute || path.find('\\') != std::string::npos;
        if (foreign && pathExists(path)) throw;
        if (const fs::path beside = (beside_ / path).lexically_normal(); !beside_.empty() && !foreign && isFile(beside))
            return resolveHere(beside.string());
        fs::path found = foreign ? findForeign(path, {root_}, isFile) : fs::path();
        // The files often lie in one folder of their own that the rows do not name.
        if (found.empty() && !foreign && fs::path(path).lexically_normal().native().find("..") == std::string::npos) {
            int times = 0;
            for (const fs::path& folder : foldersBelow())
                if (isFile(folder / path)) {
                    found = folder / path;
                    ++times;
                }
            if (times != 1) found.clear();
        }
        if (found.empty()) throw;
        return resolveHere(found.string());
    }
}

const std::vector<fs::path>& MediaPaths::foldersBelow() const {
    if (below_) return *below_;
    below_.emplace();
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root_, ignored))
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) below_->push_back(entry.path());
    return *below_;
}

fs::path MediaPaths::resolveHere(const std::string& path) const {
    // The folder is followed once for all files in it; a file that is itself a link, or named oddly, is followed on its
    // own.
    const fs::path named = path;
    const fs::path name = named.filename();
    std::error_code code;
    fs::path resolved;
    if (!name.empty() && name != "." && name != "..") {
        const std::string parent = named.parent_path().string();
        auto folder = folders_.find(parent);
        if (folder == folders_.end()) folder = folders_.emplace(parent, resolveInside(root_, parent)).first;
        resolved = folder->second / name;
    }
    if (resolved.empty() || fs::is_symlink(fs::symlink_status(resolved, code))) resolved = resolveInside(root_, named);
    const auto status = fs::status(resolved, code);
    if (!fs::exists(status)) throw Error("file not found", path);
    if (!fs::is_regular_file(status)) throw Error("is no file", path);
    return resolved;
}

fs::path MediaPaths::unpack(std::string_view image) const {
    if (!unpackFolder_) throw Error("an image that stands in the file itself cannot be kept here");
    return unpackImage(image, unpackFolder_());
}

struct SampleIds::Seen {
    std::unordered_set<std::string> ids;
};

SampleIds::SampleIds(std::string prefix) : prefix_(std::move(prefix)), seen_(std::make_unique<Seen>()) {}
SampleIds::~SampleIds() = default;

std::string SampleIds::next(const std::string& wanted, std::int64_t index) {
    constexpr std::size_t kLongest = 120;
    // '#' separates a derived sample's number from its parent's id.
    const bool usable =
        !wanted.empty() && wanted.size() <= kLongest &&
        std::none_of(wanted.begin(), wanted.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '#'; });
    std::string id = usable ? wanted : prefix_ + "-" + std::to_string(index);
    if (!seen_->ids.insert(id).second) {
        id = prefix_ + "-" + std::to_string(index);
        while (!seen_->ids.insert(id).second)
            id += "'";
    }
    return id;
}

}  // namespace atelier::data
