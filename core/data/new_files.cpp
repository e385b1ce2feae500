#include "data/new_files.h"

#include "common/file.h"

namespace atelier::data {
namespace fs = std::filesystem;

NewFiles::~NewFiles() {
    std::error_code ignored;
    for (const fs::path& file : made_)
        fs::remove(file, ignored);
}

fs::path NewFiles::put(const std::string& name, std::string_view bytes) {
    const fs::path wanted(name);
    fs::path file = folder_ / wanted;
    for (int number = 2; pathExists(file); ++number)
        file = folder_ / (wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string());
    writeFileAtomically(file, bytes);
    made_.push_back(file);
    return file;
}

fs::path NewFiles::copy(const fs::path& file) {
    const MappedFile source(file);
    return put(file.filename().string(), {reinterpret_cast<const char*>(source.bytes().data()), source.bytes().size()});
}

}  // namespace atelier::data
