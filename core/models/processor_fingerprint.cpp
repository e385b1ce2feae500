#include "models/processor_fingerprint.h"

#include "common/file.h"
#include "common/random.h"
#include "models/model_folder.h"

#include <array>
#include <cstdio>
#include <set>

namespace atelier::models {
namespace {

// Everything small that is no index of weights may say how samples are read.
void addSettings(const std::filesystem::path& folder, std::set<std::filesystem::path>& files) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string(), ending = entry.path().extension().string();
        if (entry.is_regular_file() && !name.ends_with(".safetensors.index.json") &&
            (ending == ".json" || ending == ".txt" || ending == ".model" || ending == ".jinja"))
            files.insert(entry.path());
    }
}

}  // namespace

std::string processorFingerprint(const std::filesystem::path& name, const ProcessorOptions& options) {
    const std::filesystem::path folder = openModelFolder(name).path;
    std::set<std::filesystem::path> files;
    addSettings(folder, files);
    // Further tokenizers, such as a Q-Former's.
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_directory() && entry.path().filename().string().ends_with("tokenizer"))
            addSettings(entry.path(), files);
    std::string all = std::to_string(options.imageMinPixels) + ' ' + std::to_string(options.imageMaxPixels);
    if (const auto& videos = options.videos; videos != vision::VideoLimits())
        all += " videos " + std::to_string(videos.fps) + ' ' + std::to_string(videos.maxFrames) + ' ' +
               std::to_string(videos.minPixels) + ' ' + std::to_string(videos.maxPixels);
    for (const auto& file : files)
        all += '\n' + file.lexically_relative(folder).string() + ' ' + std::to_string(stableHash(readFile(file)));
    std::array<char, 17> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(stableHash(all)));
    return hex.data();
}

}  // namespace atelier::models
