#pragma once

#include "data/formats/format.h"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atelier::data {

/// The folder that samples without a split are written to.
inline constexpr const char* kUnassigned = "unassigned";

/// What the files beside a YOLO dataset's pictures say: data.yaml or classes.txt, and lists of pictures.
struct YoloLayout {
    std::filesystem::path folder;       ///< of the dataset: of a data.yaml, its own
    std::filesystem::path yaml;         ///< empty: there is none
    std::vector<DatasetClass> classes;  ///< in the file's order
    std::map<int, std::string> labels;  ///< of numbers; empty: nothing names them, and each is its own name
    int keypoints = 0;                  ///< of a pose dataset: how many each object has
    int numbersPerKeypoint = 3;         ///< 2: without visibility

    /// Split of a picture that is below `folder`, or that a list names.
    std::string splitOf(const std::filesystem::path& picture) const;
    /// Pictures that the splits name outside of the dataset's folder.
    const std::set<std::filesystem::path>& elsewhere() const { return elsewhere_; }

private:
    friend class YoloLayoutReader;
    std::vector<std::pair<std::filesystem::path, std::string>> places_;  ///< folder -> split; empty: none
    std::map<std::filesystem::path, std::string> listed_;                ///< picture -> split
    std::set<std::filesystem::path> elsewhere_;
    std::set<std::string> lost_;  ///< splits whose paths lead nowhere: the names of folders tell them
    bool named_ = false;
};

/// The data.yaml of a file or folder; empty: none.
std::filesystem::path yoloYamlOf(const std::filesystem::path& path);
/// Whether there are labels of YOLO's kind, by the names of folders and files alone.
bool looksLikeYolo(const std::filesystem::path& path);

/// Reads it. What it does not use, and split paths that lead nowhere, are counted in the report. Throws Error for YAML
/// that cannot be read.
YoloLayout readYoloLayout(const std::filesystem::path& path, const MediaPaths& paths, ImportReport& report);

/// images/a/b.png -> labels/a/b.txt: the last "images" on the way becomes "labels"; without one, the label stands
/// beside.
std::filesystem::path yoloLabelsOf(const std::filesystem::path& image, const std::filesystem::path& folder);

/// Text of a small file (loose.h). Throws Error above 16 MiB.
std::string yoloText(const std::filesystem::path& file, ImportReport& report);

}  // namespace atelier::data
