#pragma once

#include <string>

namespace atelier {

/// A part of the program that is loaded when it is needed: a shared library beside libatelier_base. It stays loaded
/// until the program ends.
struct LoadedPart {
    void* handle = nullptr;  ///< null: not there
    std::string reason;      ///< why not

    /// The function `entry` of the part; null, with a reason, where it has none.
    void* entry(const char* name);
};
/// `file`: its name without a folder.
LoadedPart loadPart(const std::string& file);

}  // namespace atelier
