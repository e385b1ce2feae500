#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::vision {

/// A kind of picture file. This is the one list of them: readers of folders, choosers, drag and drop and messages ask
/// it.
struct ImageKind {
    const char* format;                ///< "jpeg"; of ImageInfo
    const char* title;                 ///< "JPEG"
    std::vector<std::string> endings;  ///< small letters with their dots, the usual one first
    bool readable;                     ///< decodeImage() reads it; else it is only known by name
};

/// Those that are read first.
std::span<const ImageKind> imageKinds();

/// "JPEG, PNG, …": the titles of what is read.
std::string readableKinds();

/// What the first bytes say (32 are enough); nullptr: no known kind. Never the name of a file.
const ImageKind* imageKindOf(std::string_view bytes);

/// Whether a folder's file is taken for a picture: by its ending, and one without any ending by its first bytes. True
/// also for kinds that are not read, so that they are named instead of passed over.
bool looksLikeImage(const std::filesystem::path& file);

/// Why a file with such an ending or such bytes is not read, e.g. "is a Photoshop picture, which is not supported";
/// empty: nothing speaks against it. Opens a file only when its ending is of a kind that is not read.
std::string whyUnreadable(const std::filesystem::path& file);

}  // namespace atelier::vision
