#include "data/formats/other_machine.h"

#include "data/formats/rows.h"

#include <algorithm>
#include <cctype>

namespace atelier::data {
namespace fs = std::filesystem;

ForeignPath::ForeignPath(std::string_view text) {
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '\\', '/');
    if (plain.size() >= 2 && std::isalpha(static_cast<unsigned char>(plain[0])) && plain[1] == ':') {
        plain.erase(0, 2);
        absolute = true;
    }
    const auto first = std::min(plain.find_first_not_of('/'), plain.size());
    absolute = absolute || first > 0;
    path = fs::path(plain.substr(first)).lexically_normal();
}

fs::path findForeign(const std::string& said, const std::vector<fs::path>& folders,
                     const std::function<bool(const fs::path&)>& accept) {
    if (said.empty() || said.find('\0') != std::string::npos) return {};
    if (const fs::path literal(said); literal.is_absolute() && accept(literal)) return literal;
    const ForeignPath foreign(said);
    std::vector<fs::path> parts(foreign.path.begin(), foreign.path.end());
    const std::size_t shortest = foreign.absolute ? parts.size() : 1;
    for (std::size_t skip = 0; skip < shortest; ++skip) {
        fs::path tail;
        for (std::size_t i = skip; i < parts.size(); ++i)
            tail /= parts[i];
        for (const fs::path& folder : folders)
            if (const fs::path place = (folder / tail).lexically_normal(); !tail.empty() && accept(place)) return place;
    }
    return {};
}

fs::path PicturesByStem::find(const fs::path& folder, const std::string& stem) {
    const auto [known, isNew] = folders_.try_emplace(folder);
    if (isNew) {
        std::error_code ignored;
        for (fs::directory_iterator file(folder, ignored), end; !ignored && file != end; file.increment(ignored))
            if (isImageFile(file->path()) && file->is_regular_file(ignored)) {
                const auto [place, first] = known->second.emplace(file->path().stem().string(), file->path());
                if (!first) place->second.clear();
            }
    }
    const auto found = known->second.find(stem);
    return found == known->second.end() ? fs::path() : found->second;
}

}  // namespace atelier::data
