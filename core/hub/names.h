#pragma once

#include <string>
#include <string_view>

namespace atelier::hub {

enum class Kind { Model, Dataset };
std::string word(Kind kind);     ///< "model", "dataset"
std::string plural(Kind kind);   ///< "models", "datasets": in addresses of the API and in names of cache folders
std::string command(Kind kind);  ///< "atelier model pull"

struct Repository {
    Kind kind = Kind::Model;
    std::string id;                 ///< "OWNER/NAME"; a few old ones are just "NAME"
    std::string revision = "main";  ///< a branch, a tag or a commit

    std::string name() const;  ///< "OWNER/NAME", with "@revision" where that is not main
};

/// Whether the hub could know a repository of that name: "OWNER/NAME" or "NAME" of letters, digits, '-', '_' and '.'.
bool isRepositoryId(std::string_view text);
/// Whether it is a whole commit: 40 hexadecimal digits.
bool isCommit(std::string_view text);

/// "OWNER/NAME", "OWNER/NAME@revision", or the address of the repository's page on `endpoint`, as a browser shows it.
/// Throws Error saying what is wrong with it.
Repository parseRepository(const std::string& text, Kind kind, const std::string& endpoint);

/// Throws Error for a file name that would lead out of its folder or that no folder can hold: absolute, with "." or
/// ".." or an empty name between slashes or backslashes, with control characters, too long.
void checkFileName(const std::string& path, const std::string& where);

/// Percent-encoded for an address, but for letters, digits and "-._~"; with `slashes` kept for a path.
std::string encoded(std::string_view text, bool slashes);

}  // namespace atelier::hub
