#include "common/last_lines.h"

#include "common/error.h"

#include <algorithm>
#include <fstream>

namespace atelier {

std::string readLastLines(const std::filesystem::path& file, std::size_t bytes) {
    std::error_code code;
    // A pipe would be waited for.
    if (!std::filesystem::is_regular_file(file, code)) throw Error("is no file", file.string());
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) throw Error("cannot be read", file.string());
    const std::streamoff size = in.tellg();
    const std::streamoff begin = std::max<std::streamoff>(0, size - static_cast<std::streamoff>(bytes));
    std::string text(static_cast<std::size_t>(size - begin), '\0');
    in.seekg(begin);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
    if (begin > 0) text.erase(0, text.find('\n') + 1);
    return text;
}

}  // namespace atelier
