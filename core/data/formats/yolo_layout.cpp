#include "data/formats/yolo_layout.h"

#include "common/error.h"
#include "common/file.h"
#include "common/real_place.h"
#include "data/formats/loose.h"
#include "data/formats/other_machine.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargestList = std::size_t(16) << 20;
constexpr std::size_t kMostClasses = 100'000;

bool isBelow(const fs::path& path, const fs::path& folder) {
    const fs::path relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

bool isYaml(const fs::path& file) {
    const std::string extension = extensionOf(file);
    return extension == ".yaml" || extension == ".yml";
}

// A dataset's, not a recipe or the configuration of something else.
bool namesClassesAndSplits(const fs::path& file) {
    const std::string head = "\n" + headOf(file);
    return head.find("\nnames:") != std::string::npos &&
           (head.find("\ntrain:") != std::string::npos || head.find("\nval:") != std::string::npos);
}

std::vector<std::string> linesOf(const fs::path& file, ImportReport& report) {
    std::vector<std::string> lines;
    std::istringstream text(yoloText(file, report));
    for (std::string line; std::getline(text, line);) {
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

class YoloLayoutReader {
public:
    YoloLayoutReader(const fs::path& path, const MediaPaths& paths, ImportReport& report)
        : paths_(paths), report_(report) {
        std::error_code ignored;
        layout_.folder = fs::canonical(fs::is_directory(path, ignored) ? path : fs::absolute(path).parent_path());
        layout_.yaml = yoloYamlOf(path);
    }

    YoloLayout read() {
        if (!layout_.yaml.empty()) readYaml();
        for (const fs::path& list :
             {layout_.folder / "classes.txt", layout_.folder / "labels" / "classes.txt", layout_.folder / "obj.names"})
            if (layout_.classes.empty() && pathExists(list)) readNames(list);
        return std::move(layout_);
    }

private:
    void addClass(int number, const std::string& name, const std::string& where) {
        if (!layout_.labels.emplace(number, name).second)
            return report_.leaveOut("class", name, "has the number of another one, which keeps it", where);
        if (name.empty())
            report_.leaveOut("class", std::to_string(number), "has no name: its objects have no label", where);
        const bool twice = std::any_of(layout_.classes.begin(), layout_.classes.end(),
                                       [&](const DatasetClass& one) { return one.name == name; });
        if (twice)
            report_.leaveOut("class", name, "has the name of another one: both are one class", where);
        else
            layout_.classes.push_back({.number = number, .name = name});
    }

    void readNames(const fs::path& list) {
        report_.readFile(list);
        std::vector<std::string> names = linesOf(list, report_);
        while (!names.empty() && names.back().empty())
            names.pop_back();
        for (std::size_t i = 0; i < names.size(); ++i)
            addClass(static_cast<int>(i), names[i], list.filename().string());
    }

    void readYaml() {
        const std::string where = layout_.yaml.filename().string();
        try {
            report_.readFile(layout_.yaml);
            const YAML::Node yaml = YAML::Load(yoloText(layout_.yaml, report_));
            if (!yaml.IsMap()) throw Error("expected keys and values", where);
            readClasses(yaml, where);
            readKeypoints(yaml, where);
            readSplits(yaml, where);
            static const KeySet kKnown{"path",  "train", "val",       "valid",     "validation", "test",
                                       "names", "nc",    "kpt_shape", "kpt_names", "flip_idx",   "skeleton"};
            for (const auto& entry : yaml)
                if (const auto key = entry.first.as<std::string>(); !kKnown.contains(key))
                    report_.leaveOut("key", key, "not kept", where);
        } catch (const YAML::Exception& error) {
            throw Error("broken YAML: " + error.msg, layout_.yaml.string() + ":" + std::to_string(error.mark.line + 1) +
                                                         ":" + std::to_string(error.mark.column + 1));
        }
    }

    void readClasses(const YAML::Node& yaml, const std::string& where) {
        const YAML::Node names = yaml["names"];
        if (names && names.IsSequence()) {
            for (std::size_t i = 0; i < names.size(); ++i)
                addClass(static_cast<int>(i), names[i].IsNull() ? "" : names[i].as<std::string>(), where);
        } else if (names && names.IsMap()) {
            for (const auto& name : names) {
                const auto number = looseNumber(std::string_view(name.first.as<std::string>()));
                if (!number || *number < 0 || *number > double(kMostClasses) || *number != static_cast<int>(*number))
                    throw Error("a class of the number " + name.first.as<std::string>(), layout_.yaml.string());
                addClass(static_cast<int>(*number), name.second.IsNull() ? "" : name.second.as<std::string>(), where);
            }
        }
        if (const YAML::Node count = yaml["nc"]; count && count.IsScalar() && !layout_.labels.empty())
            if (const auto said = looseNumber(std::string_view(count.as<std::string>()));
                said != double(layout_.labels.size()))
                report_.leaveOut("key", "nc", "is not the number of names, which count", where);
    }

    void readKeypoints(const YAML::Node& yaml, const std::string& where) {
        const YAML::Node shape = yaml["kpt_shape"];
        if (!shape || !shape.IsSequence() || shape.size() != 2) return;
        const int count = shape[0].as<int>(), numbers = shape[1].as<int>();
        if (count < 1 || count > 1000 || numbers < 2 || numbers > 3)
            throw Error("kpt_shape must be [keypoints, 2 or 3]", where);
        layout_.keypoints = count;
        layout_.numbersPerKeypoint = numbers;
        std::vector<std::string> all;
        for (int i = 0; i < count; ++i)
            all.push_back("keypoint " + std::to_string(i + 1));
        for (DatasetClass& one : layout_.classes) {
            one.keypoints = all;
            const YAML::Node said = yaml["kpt_names"];
            const YAML::Node names = said && said.IsMap() ? said[one.number] : said;
            if (names && names.IsSequence())
                for (std::size_t i = 0; i < std::min(names.size(), all.size()); ++i)
                    one.keypoints[i] = names[i].as<std::string>();
            if (const YAML::Node flip = yaml["flip_idx"]; flip && flip.IsSequence())
                one.metadata["flip_idx"] = Json(flip.as<std::vector<int>>()).dump();
            if (const YAML::Node pairs = yaml["skeleton"]; pairs && pairs.IsSequence())
                for (const auto& pair : pairs)
                    if (pair.IsSequence() && pair.size() == 2) {
                        const int from = pair[0].as<int>(), to = pair[1].as<int>();
                        if (from >= 0 && to >= 0 && from < count && to < count) one.skeleton.push_back({from, to});
                    }
        }
    }

    void readSplits(const YAML::Node& yaml, const std::string& where) {
        const std::string base = yaml["path"] && yaml["path"].IsScalar() ? yaml["path"].as<std::string>() : "";
        // The first that names a picture keeps it: of "train" and "val" on the same folder, "train".
        for (const char* key : {"train", "val", "valid", "validation", "test"}) {
            const YAML::Node said = yaml[key];
            if (!said || said.IsNull()) continue;
            layout_.named_ = true;
            std::vector<std::string> all;
            if (said.IsScalar()) all.push_back(said.as<std::string>());
            if (said.IsSequence())
                for (const auto& one : said)
                    all.push_back(one.as<std::string>());
            for (const std::string& one : all)
                if (!one.empty()) readSplit(key, one, base, where);
        }
    }

    // Where a path may begin: at `path`, at the file, and, since a web service writes "../train/images" for a folder
    // beside the file, there without the steps up.
    std::vector<fs::path> basesOf(const std::string& base) const {
        std::vector<fs::path> bases;
        if (!base.empty()) {
            const ForeignPath foreign(base);
            bases.push_back(fs::path(base).is_absolute() ? fs::path(base) : layout_.folder / foreign.path);
        }
        bases.push_back(layout_.folder);
        return bases;
    }

    void readSplit(const std::string& key, const std::string& said, const std::string& base, const std::string& where) {
        const std::vector<fs::path> bases = basesOf(base);
        bool outside = false;
        const auto isThere = [&](const fs::path& place) {
            std::error_code code;
            const fs::path real = realPlace(place, code);
            if (code) return false;
            if (isBelow(real, paths_.root())) return true;
            outside = true;
            return false;
        };
        fs::path place = findForeign(said, bases, isThere);
        std::string shorter = ForeignPath(said).path.generic_string();
        while (place.empty() && shorter.starts_with("../")) {
            shorter.erase(0, 3);
            place = findForeign(shorter, bases, isThere);
        }
        // Of a path on another machine "images" alone would be any folder of that name.
        if (!place.empty() && ForeignPath(said).absolute && place == layout_.folder / "images" &&
            ForeignPath(said).path != "images")
            place.clear();
        if (place.empty()) {
            layout_.lost_.insert(splitOfName(key));
            report_.leaveOut("split path", key + ": " + said,
                             outside ? "lies outside of the dataset's folder: give one that holds both as media root"
                                     : "is not there",
                             where);
            return;
        }
        const std::string split = place.filename() == kUnassigned ? std::string() : splitOfName(key);
        std::error_code ignored;
        if (fs::is_directory(place, ignored)) return addFolder(fs::canonical(place), split, key + ": " + said, where);
        if (extensionOf(place) == ".txt") return addList(place, split, key, base);
        addPicture(place, split, key + ": " + said, where);
    }

    void addFolder(const fs::path& place, const std::string& split, const std::string& said, const std::string& where) {
        for (const auto& [other, its] : layout_.places_)
            if (other == place) {
                if (its != split)
                    report_.leaveOut("split path", said, "is the folder of another split, which keeps it", where);
                return;
            }
        layout_.places_.emplace_back(place, split);
        if (!isBelow(place, layout_.folder) && place != layout_.folder)
            for (const fs::path& picture : imagesBelow(place))
                layout_.elsewhere_.insert(picture);
    }

    void addList(const fs::path& list, const std::string& split, const std::string& key, const std::string& base) {
        std::vector<fs::path> bases = basesOf(base);
        bases.insert(bases.begin(), list.parent_path());
        const auto isThere = [&](const fs::path& place) {
            std::error_code code;
            return fs::is_regular_file(place, code) && isBelow(realPlace(place, code), paths_.root());
        };
        std::size_t number = 0;
        report_.readFile(list);
        for (const std::string& line : linesOf(list, report_)) {
            const std::string where = list.filename().string() + ":" + std::to_string(++number);
            if (line.find_first_not_of(" \t") == std::string::npos) continue;
            if (const fs::path picture = findForeign(line, bases, isThere); !picture.empty())
                addPicture(picture, split, key + " lists pictures", where);
            else
                report_.skipSample(where, "there is no picture \"" + line + "\"");
        }
    }

    void addPicture(const fs::path& place, const std::string& split, const std::string& said,
                    const std::string& where) {
        std::error_code code;
        const fs::path picture = realPlace(place, code);
        const auto [known, isNew] = layout_.listed_.emplace(picture, split);
        if (!isNew && known->second != split)
            report_.leaveOut("split path", said, "that another split has, which keeps them", where);
        if (!isBelow(picture, layout_.folder)) layout_.elsewhere_.insert(picture);
    }

    const MediaPaths& paths_;
    ImportReport& report_;
    YoloLayout layout_;
};

std::string YoloLayout::splitOf(const fs::path& picture) const {
    if (!listed_.empty()) {
        std::error_code code;
        const fs::path real = realPlace(picture, code);
        if (const auto listed = listed_.find(real); !code && listed != listed_.end()) return listed->second;
    }
    const std::pair<fs::path, std::string>* nearest = nullptr;
    for (const auto& one : places_)
        if (isBelow(picture, one.first) && (!nearest || isBelow(one.first, nearest->first))) nearest = &one;
    if (nearest) return nearest->second;
    for (const fs::path& part : picture.lexically_relative(folder).parent_path())
        if (const std::string split = splitOfName(part.string()); !split.empty() && (!named_ || lost_.contains(split)))
            return split;
    return {};
}

fs::path yoloYamlOf(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return isYaml(path) ? fs::absolute(path) : fs::path();
    for (const char* name : {"data.yaml", "data.yml", "dataset.yaml"})
        if (fs::is_regular_file(path / name, ignored)) return path / name;
    std::vector<fs::path> others;
    for (const auto& file : fs::directory_iterator(path, ignored))
        if (isYaml(file.path()) && namesClassesAndSplits(file.path())) others.push_back(file.path());
    return others.size() == 1 ? others.front() : fs::path();
}

bool looksLikeYolo(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return isYaml(path) && headOf(path).find("names") != std::string::npos;
    if (!yoloYamlOf(path).empty() || fs::is_directory(path / "labels", ignored)) return true;
    if (pathExists(path / "classes.txt") || pathExists(path / "obj.names")) return true;
    for (const auto& below : fs::directory_iterator(path, ignored))
        if (below.is_directory(ignored) && fs::is_directory(below.path() / "labels", ignored)) return true;
    return false;
}

YoloLayout readYoloLayout(const fs::path& path, const MediaPaths& paths, ImportReport& report) {
    return YoloLayoutReader(path, paths, report).read();
}

fs::path yoloLabelsOf(const fs::path& image, const fs::path& folder) {
    const fs::path relative = image.lexically_relative(folder);
    const bool below = folder.empty() || (!relative.empty() && *relative.begin() != "..");
    std::vector<fs::path> parts;
    for (const fs::path& part : below && !folder.empty() ? relative : image)
        parts.push_back(part);
    const auto named = std::find(parts.rbegin(), parts.rend(), fs::path("images"));
    if (named != parts.rend()) *named = "labels";
    fs::path place = below ? folder : fs::path();
    for (const fs::path& part : parts)
        place /= part;
    return place.replace_extension(".txt");
}

std::string yoloText(const fs::path& file, ImportReport& report) {
    return readLooseText(file, report, kLargestList);
}

}  // namespace atelier::data
