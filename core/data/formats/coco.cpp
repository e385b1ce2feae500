// COCO: a JSON file of images, categories and annotations with a box, outlines, a mask in run lengths, keypoints or a
// caption each. A folder is read with all COCO files in it, in its folder "annotations" and in the folders of its
// splits: instances and captions of one image come together.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/coco_annotation.h"
#include "data/formats/other_machine.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"
#include "vision/image.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

bool looksLikeCoco(const fs::path& file) {
    if (extensionOf(file) != ".json") return false;
    const std::string head = headOf(file);
    const auto has = [&](const char* key) { return head.find(key) != std::string::npos; };
    if (has("\"conversations\"") || has("\"messages\"") || has("\"shapes\"")) return false;
    // Annotations may come first, and fill what is looked at.
    return (has("\"images\"") && has("\"file_name\"")) || (has("\"annotations\"") && has("\"image_id\""));
}

std::vector<fs::path> cocoFiles(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return looksLikeCoco(path) ? std::vector{path} : std::vector<fs::path>();
    std::vector<fs::path> folders{path, path / "annotations"};
    for (const auto& below : fs::directory_iterator(path, ignored))
        if (below.is_directory(ignored) && !splitOfName(below.path().filename().string()).empty())
            folders.push_back(below.path());
    std::vector<fs::path> files;
    for (const fs::path& folder : folders)
        for (const auto& file : fs::directory_iterator(folder, ignored))
            if (file.is_regular_file(ignored) && looksLikeCoco(file.path())) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
}

int detect(const fs::path& path) {
    return cocoFiles(path).empty() ? 0 : 85;
}

// "instances_train2017.json" and "valid/_annotations.coco.json" name a split; empty where none or several are named.
std::string splitOfFile(const fs::path& file) {
    std::set<std::string> named;
    std::string word;
    for (const char c : file.stem().string() + ".") {
        if (std::isalpha(static_cast<unsigned char>(c))) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else {
            if (const std::string split = splitOfName(word); !split.empty()) named.insert(split);
            word.clear();
        }
    }
    if (named.empty()) return splitOfName(file.parent_path().filename().string());
    return named.size() == 1 ? *named.begin() : std::string();
}

struct Caption {
    std::string text;
    Metadata metadata;
};

struct Image {
    std::string name;
    fs::path folder;  // of its file
    std::string split = {};
    std::vector<Region> regions = {};
    std::vector<Caption> captions = {};
    Metadata metadata = {};
    std::map<std::string, std::size_t> fileOf = {};  // kind of annotation -> the file that it comes from
};

// Images of all files in the order they come. The same name in a second file is the same image, but not where both are
// of different splits; twice in one file it is two.
struct Images {
    struct Name {
        std::string path;
        int time = 0;  // that it stands in a file
        std::string split = {};
        auto operator<=>(const Name&) const = default;
    };
    std::vector<Image> all;
    std::map<Name, std::size_t> byName;

    std::size_t find(const Name& name, const fs::path& folder, const std::string& path) {
        const auto first = byName.lower_bound({name.path, name.time, {}});
        for (auto one = first; one != byName.end() && one->first.path == name.path && one->first.time == name.time;
             ++one)
            if (one->first.split == name.split || one->first.split.empty() || name.split.empty()) return one->second;
        all.push_back({.name = path, .folder = folder});
        return byName.emplace(name, all.size() - 1).first->second;
    }
};

// The list under `key`; none where the key is missing.
const Json& listAt(const Json& object, const char* key, const std::string& where) {
    static const Json kNone = Json::array();
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return kNone;
    if (!found->is_array()) throw Error(std::string("\"") + key + "\" must be a list", where);
    return *found;
}

const KeySet kImageKeys{"id", "file_name", "width", "height", "split"};
const KeySet kDocumentKeys{"images", "annotations", "categories"};

class Reader {
public:
    Reader(Images& images, CocoClasses& classes, ImportReport& report)
        : images_(images), classes_(classes), report_(report) {}

    // `split`: of the images that say none themselves.
    void read(const fs::path& file, const std::string& name, const std::string& split) {
        report_.readFile(file);
        names_.push_back(name);
        const Json document = readLooseJson(file, report_);
        if (!document.is_object()) throw Error("expected an object", name);
        for (const auto& [key, value] : document.items())
            if (!kDocumentKeys.contains(key) && !value.empty()) report_.leaveOut("key", key, "not kept", name);
        classes_.read(listAt(document, "categories", name), name, report_);
        byId_.clear();
        readImages(listAt(document, "images", name), file, name, split);
        std::int64_t index = 0;
        for (const Json& annotation : listAt(document, "annotations", name)) {
            ++report_.rows;
            const std::string where = name + " annotations[" + std::to_string(index++) + "]";
            try {
                readAnnotation(annotation, where);
            } catch (const Error& error) {
                if (error.kind() != Error::Kind::User) throw;
                report_.leaveOut("annotation", error.message(), "left out", where);
            }
        }
    }

    // Files that label the same pictures in the same way, which only the user can choose from; empty: none do.
    const std::set<std::string>& rivals() const { return rivals_; }

private:
    void noteFile(Image& image, const Json& annotation) {
        const char* kind = annotation.contains("caption")         ? "captions"
                           : annotation.contains("segments_info") ? "segments"
                           : annotation.contains("keypoints")     ? "keypoints"
                                                                  : "objects";
        const auto [first, isNew] = image.fileOf.emplace(kind, names_.size() - 1);
        if (!isNew && first->second != names_.size() - 1) rivals_.insert({names_[first->second], names_.back()});
    }

    void readImages(const Json& rows, const fs::path& file, const std::string& name, const std::string& split) {
        std::map<std::string, int> times;
        std::int64_t index = 0;
        for (const Json& row : rows) {
            const std::string where = name + " images[" + std::to_string(index++) + "]";
            try {
                if (!row.is_object()) throw Error("expected an object");
                const std::string path = jsonAt<std::string>(row, "file_name", where);
                const auto id = looseId(row.value("id", Json()));
                if (!id) throw Error("an image without an id");
                // Splits in folders of their own may use a name again.
                const fs::path beside = file.parent_path() / path;
                const std::string key = pathExists(beside) ? beside.string() : path;
                const Json said = row.value("split", Json());
                const std::string own = said.is_string() ? splitOfName(said.get<std::string>()) : std::string();
                const int time = times[key + '\0' + own]++;
                const std::size_t place =
                    images_.find({key, time, own.empty() ? split : own}, file.parent_path(), path);
                if (!byId_.emplace(*id, place).second) throw Error("a second image with the id " + *id, where);
                Image& image = images_.all[place];
                if (image.split.empty()) image.split = own.empty() ? split : own;
                if (own.empty() && !said.is_null()) report_.leaveOut("split", metadataText(said), "not known", where);
                keepRest(row, kImageKeys, image.metadata, report_, where);
                // An id that is the image's number says nothing; another is what results of other tools refer to.
                if (*id != std::to_string(index)) image.metadata.emplace("id", metadataText(idValue(*id)));
            } catch (const Error& error) {
                report_.skipSample(where, error.what());
            }
        }
    }

    static Json idValue(const std::string& id) {
        const auto whole = looseWhole(Json(id));
        return whole && std::to_string(*whole) == id ? Json(*whole) : Json(id);
    }

    void readAnnotation(const Json& annotation, const std::string& where) {
        if (!annotation.is_object()) throw Error("no object");
        const auto id = looseId(annotation.value("image_id", Json()));
        const auto found = id ? byId_.find(*id) : byId_.end();
        if (found == byId_.end()) throw Error("of an image that is not there");
        Image& image = images_.all[found->second];
        noteFile(image, annotation);
        if (annotation.contains("caption")) {
            Caption caption{jsonAt<std::string>(annotation, "caption", where), {}};
            keepRest(annotation, {"id", "image_id", "caption"}, caption.metadata, report_, where);
            image.captions.push_back(std::move(caption));
        } else if (const Json& segments = listAt(annotation, "segments_info", where); !segments.empty()) {
            // Panoptic: the masks are a picture of their own.
            for (const Json& segment : segments)
                if (segment.is_object())
                    image.regions.push_back(cocoRegion(segment, classes_, report_, where));
                else
                    report_.leaveOut("annotation", "a segment that is no object", "left out", where);
            report_.leaveOut("key", "file_name of segments", "not supported: the boxes are kept, the masks are not",
                             where);
        } else {
            image.regions.push_back(cocoRegion(annotation, classes_, report_, where));
        }
    }

    Images& images_;
    CocoClasses& classes_;
    ImportReport& report_;
    std::map<std::string, std::size_t> byId_;
    std::vector<std::string> names_;  // of the files read so far
    std::set<std::string> rivals_;
};

// file_name is below the root or beside its file, or below one of the folders of images there, whatever they are
// called.
fs::path resolve(const Image& image, const MediaPaths& paths, const fs::path& folder) {
    const auto isFile = [](const fs::path& place) {
        std::error_code ignored;
        return fs::is_regular_file(place, ignored);
    };
    std::vector<fs::path> folders{image.folder, paths.root(), folder};
    if (const fs::path found = findForeign(image.name, folders, isFile); !found.empty())
        return paths.resolve(found.string());
    std::error_code ignored;
    std::vector<fs::path> below;
    for (const fs::path& place : {folder, image.folder})
        for (const auto& entry : fs::directory_iterator(place, ignored))
            if (entry.is_directory(ignored)) below.push_back(entry.path());
    std::sort(below.begin(), below.end());
    if (const fs::path found = findForeign(image.name, below, isFile); !found.empty())
        return paths.resolve(found.string());
    return paths.resolve(image.name);
}

// Each caption is a sample of its own, as each is an answer of its own.
void emit(Image& image, const fs::path& file, const ReadOptions& options, SampleIds& ids, std::int64_t& index,
          const Sink& sink) {
    const std::string stem = fs::path(image.name).replace_extension().string();
    Sample sample;
    sample.media.push_back({Media::Kind::Image, file});
    sample.regions = std::move(image.regions);
    sample.origin = image.name;
    sample.split = image.split;
    sample.metadata = std::move(image.metadata);
    for (std::size_t i = 0; i < std::max<std::size_t>(image.captions.size(), 1); ++i) {
        Sample one = sample;
        one.id = ids.next(i == 0 ? stem : stem + "-" + std::to_string(i + 1), index++);
        if (!image.captions.empty()) {
            one.turns = {{Turn::Role::User, kImageMark + options.prompt},
                         {Turn::Role::Assistant, image.captions[i].text}};
            if (!image.captions[i].metadata.empty())
                one.turns.back().details.edit().metadata = std::move(image.captions[i].metadata);
        }
        normalizeMarks(one);
        sink.sample(std::move(one));
    }
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    fs::path folder = fs::is_directory(path) ? fs::canonical(path) : fs::absolute(path).parent_path();
    if (!fs::is_directory(path) && folder.filename() == "annotations") folder = folder.parent_path();
    const std::vector<fs::path> files = cocoFiles(fs::is_directory(path) ? folder : fs::absolute(path));
    if (files.empty()) throw Error("no COCO file", path.string(), "expected JSON with \"images\" and \"annotations\"");
    const MediaPaths paths(options, folder);
    const std::string name = fs::is_directory(path) ? folder.filename().string() : path.stem().string();
    // One split alone divides nothing: who takes one file means all of it.
    std::set<std::string> splits;
    for (const fs::path& file : files)
        if (const std::string split = splitOfFile(file); !split.empty()) splits.insert(split);
    Images images;
    CocoClasses classes;
    Reader reader(images, classes, report);
    for (const fs::path& file : files) {
        const std::string place =
            files.size() == 1 ? file.filename().string() : file.lexically_relative(folder).string();
        try {
            reader.read(file, place, splits.size() > 1 ? splitOfFile(file) : std::string());
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User || files.size() == 1) throw;
            report.skipSource(place, error.what());
        }
    }
    if (!reader.rivals().empty()) {
        std::string names;
        for (const std::string& rival : reader.rivals())
            names += (names.empty() ? "" : ", ") + printable(rival);
        throw Error("several files label the same pictures: " + names, path.string(), "import one of them by its path");
    }
    sink.dataset({name, "coco", path, paths.root(), classes.list()});
    SampleIds ids(name);
    std::int64_t index = 0;
    for (Image& image : images.all) {
        try {
            emit(image, resolve(image, paths, folder), options, ids, index, sink);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(image.name, error.what());
        }
    }
}

// The ids that the images had, where no other of their split has them; else the first free numbers.
std::vector<Json> imageIds(const SampleStream& samples) {
    struct File {
        std::set<std::string> taken;
        std::size_t count = 0, next = 1;
    };
    std::map<std::string, File> files;  // by split
    std::vector<Json> ids;
    for (const Sample& sample : samples) {
        ids.emplace_back();
        if (const auto own = sample.metadata.find("id"); own != sample.metadata.end())
            if (Json id = Json::parse(own->second);
                looseId(id) && files[sample.split].taken.insert(*looseId(id)).second)
                ids.back() = std::move(id);
    }
    std::size_t i = 0;
    for (const Sample& sample : samples) {
        File& file = files[sample.split];
        std::size_t number = ++file.count;
        Json& id = ids.at(i++);
        if (!id.is_null()) continue;
        while (!file.taken.insert(std::to_string(number)).second)
            number = file.next++;
        id = number;
    }
    return ids;
}

// A file of images and annotations: one list after the other.
class CocoFile {
public:
    explicit CocoFile(OutputFile&& file) : file_(std::move(file)) {
        file_.write("{");
        begin("images");
    }
    CocoFile(const CocoFile&) = delete;
    CocoFile& operator=(const CocoFile&) = delete;

    void add(const Json& value) { list_->add(value); }
    void beginAnnotations() {
        list_->end();
        file_.write(",");
        begin("annotations");
    }
    // `categories`: null for a file without.
    void end(const Json& categories) {
        list_->end();
        if (!categories.is_null()) {
            file_.write(",");
            begin("categories");
            for (const Json& one : categories)
                add(one);
            list_->end();
        }
        file_.write("\n}\n");
        file_.close();
    }

private:
    void begin(const char* name) {
        file_.write(std::string("\n \"") + name + "\": ");
        list_.emplace(file_, 1);
    }

    OutputFile file_;
    std::optional<JsonList> list_;
};

void writeImages(const SampleStream& samples, const std::vector<Json>& ids, Output& output,
                 const std::function<void(const Sample&, const Json&)>& add) {
    std::size_t i = 0;
    for (const Sample& sample : samples) {
        const vision::ImageInfo size = vision::probeImage(sample.media.front().path);
        Json image{{"id", ids.at(i++)},
                   {"file_name", output.refer(sample.media.front())},
                   {"width", size.width},
                   {"height", size.height}};
        if (!sample.split.empty()) image["split"] = sample.split;
        Metadata metadata = sample.metadata;
        metadata.erase("id");
        putRest(metadata, image);
        add(sample, image);
    }
}

// Of one split: two files, since readers of boxes expect a category of every annotation.
struct Part {
    explicit Part(OutputFile&& file) : instances(std::move(file)) {}
    CocoFile instances;
    std::optional<CocoFile> captions;
};

std::string endOf(const std::string& split) {
    return (split.empty() ? "" : split == "validation" ? "_val" : "_" + split) + ".json";
}

// Readers expect files by split: instances_train.json. The images say their split too, for those of one alone.
std::string write(const SampleStream& samples, Output& output) {
    std::map<std::string, bool> captioned;  // by split
    for (const Sample& sample : samples)
        captioned[sample.split] |= !sample.turns.empty();
    std::map<std::string, std::unique_ptr<Part>> parts;
    for (const auto& [split, captions] : captioned) {
        auto& part = parts[split] = std::make_unique<Part>(output.file("annotations/instances" + endOf(split)));
        if (captions) part->captions.emplace(output.file("annotations/captions" + endOf(split)));
    }
    CocoCategories categories(output.classes());
    const std::vector<Json> ids = imageIds(samples);
    writeImages(samples, ids, output, [&](const Sample& sample, const Json& image) {
        Part& part = *parts.at(sample.split);
        part.instances.add(image);
        if (part.captions) part.captions->add(image);
    });
    for (auto& [_, part] : parts) {
        part->instances.beginAnnotations();
        if (part->captions) part->captions->beginAnnotations();
    }
    std::size_t i = 0;
    std::int64_t regions = 0, texts = 0;
    for (const Sample& sample : samples) {
        const Json& id = ids.at(i++);
        Part& part = *parts.at(sample.split);
        for (const Region& region : sample.regions)
            part.instances.add(cocoAnnotation(region, ++regions, id, categories.numberOf(region)));
        if (sample.turns.empty()) continue;
        Json caption{{"id", ++texts}, {"image_id", id}, {"caption", sample.turns.back().text}};
        putRest(sample.turns.back().details->metadata, caption);
        part.captions->add(caption);
    }
    for (auto& [_, part] : parts) {
        if (part->captions) part->captions->end({});
        part->instances.end(categories.json());
    }
    return {};
}

constexpr Holds kHolds{.text = Holds::Text::Answer,
                       .untexted = true,
                       .boxes = true,
                       .polygons = true,
                       .parts = true,
                       .masks = true,
                       .keypoints = true,
                       .labels = true,
                       .transcriptions = true,
                       .splits = true,
                       .metadata = true,
                       .classes = true};
const Formats::Entry entry{"coco",
                           {.title = "COCO instances, keypoints and captions (JSON)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds,
                                             .write = write,
                                             .own = {.sample = {"file_name", "width", "height", "split"},
                                                     .turn = {"id", "image_id", "caption"},
                                                     .region = cocoAnnotationKeys()}}}};

}  // namespace
}  // namespace atelier::data
