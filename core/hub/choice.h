#pragma once

#include "hub/names.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atelier::hub {

/// A file of a repository, as the hub lists it.
struct RemoteFile {
    std::string path;        ///< below the repository, with slashes
    std::uint64_t size = 0;  ///< bytes
    std::string sha1;        ///< git's, of a small file
    std::string sha256;      ///< of a large one; empty: it is a small one

    /// The one that the cache names the file by.
    const std::string& hash() const { return sha256.empty() ? sha1 : sha256; }
};

/// Shell patterns of paths; '*' stands for slashes too, and "folder/" for all that is in it.
struct Patterns {
    std::vector<std::string> include;  ///< these alone, whatever their kind; empty: what is needed
    std::vector<std::string> exclude;  ///< not these
};
bool matches(const std::string& path, const std::vector<std::string>& patterns);

struct Choice {
    struct LeftOut {
        std::size_t files = 0;
        std::uint64_t bytes = 0;
    };
    std::vector<RemoteFile> files;
    std::map<std::string, LeftOut> leftOut;  ///< by the reason
};

/// What a training needs of a repository. Of a model: safetensors weights (where it has none, what it has), settings,
/// tokenizer, templates, model card and licence; not the same weights in other formats, code, or pictures of the card.
/// Of a dataset: all but code, which is never run.
Choice chooseFiles(Kind kind, const std::vector<RemoteFile>& files, const Patterns& patterns);

}  // namespace atelier::hub
