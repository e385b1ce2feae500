#include "data/images_folder.h"

#include <cctype>

namespace atelier::data {
namespace fs = std::filesystem;

fs::path freshImagesFolder(const Project& project, const std::string& dataset) {
    std::string name;
    for (const unsigned char c : dataset)
        name += std::isalnum(c) || c == '-' || c == '_' ? static_cast<char>(c) : '_';
    fs::create_directories(project.images());
    fs::path folder = project.images() / name;
    for (int number = 2; fs::exists(folder); ++number)
        folder = project.images() / (name + "-" + std::to_string(number));
    return folder;
}

}  // namespace atelier::data
