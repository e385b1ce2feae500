#pragma once

#include "common/error.h"
#include "common/watch.h"
#include "data/fit.h"
#include "data/import.h"
#include "data/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

struct ExportOptions {
    std::string format = "atelier";  ///< a registered format that can be written
    /// Images and videos go into the target; else its files name them relative to the dataset's folder, which the next
    /// reader must be given as media root. Formats that want images beside their files copy always.
    bool copyMedia = false;
    bool lossy = false;    ///< write although the format cannot hold everything
    bool replace = false;  ///< a target that exists
    /// Only the samples of this split ("" = not assigned). The split then is the target's and counts as kept.
    std::optional<std::string> split = {};
};

struct ExportReport {
    std::filesystem::path target;     ///< the folder or the archive
    std::filesystem::path entry;      ///< the file or folder that an import is given
    std::filesystem::path mediaRoot;  ///< what an import must be given as media root; empty: nothing
    std::int64_t samples = 0;
    std::int64_t dropped = 0;  ///< samples that the format has no place for at all
    std::vector<Loss> losses;
    std::vector<std::string> notes;  ///< what became of things beside the samples, such as the list of classes

    /// All of it as text, a line each.
    std::vector<std::string> lines() const;
};

/// The format cannot hold everything; nothing was written.
class LossError : public Error {
public:
    LossError(const std::string& what, const std::string& hint, std::vector<Loss> losses)
        : Error(what, {}, hint), losses_(std::move(losses)) {}
    const std::vector<Loss>& losses() const { return losses_; }

private:
    std::vector<Loss> losses_;
};

/// Writes a dataset of the project to a new folder, or, where `target` ends in .tar, .tar.gz, .tgz or .zip, to an
/// archive of that folder. It appears whole or not at all. Throws Error when the target exists or the format cannot be
/// written, and LossError when the format cannot hold all and `lossy` is not set. `watch` gets images and videos
/// written.
ExportReport exportDataset(const Project& project, const std::string& dataset, const std::filesystem::path& target,
                           const ExportOptions& options, const Watch& watch = {});

struct Conversion {
    ImportReport read;
    ExportReport written;
};

/// From one format into another, with no project left. Throws Error as import and export do, and when `from` holds
/// several datasets.
Conversion convertDataset(const std::filesystem::path& from, const std::filesystem::path& to,
                          const ImportOptions& reading, ExportOptions writing, const Watch& watch = {});

/// The names of the formats that can be written, with commas between.
std::string writableFormats();

}  // namespace atelier::data
