#include "models/tower_patches.h"

#include "common/error.h"

namespace atelier::models {

std::int64_t patchesAlongSide(const Json& config, const std::string& where, std::int64_t image, std::int64_t patch) {
    const auto vision = config.find("vision_config");
    const auto sideAt = [&](const char* key, std::int64_t otherwise) {
        if (vision == config.end() || !vision->is_object()) return otherwise;  // said when the model is built
        const auto found = vision->find(key);
        if (found != vision->end() && found->is_array() && !found->empty() && found->front().is_number_integer())
            return found->front().get<std::int64_t>();
        return jsonAt<std::int64_t>(*vision, key, where + ": vision_config", otherwise);
    };
    const auto size = sideAt("patch_size", patch);
    if (size < 1) throw Error("\"patch_size\" must be at least 1", where + ": vision_config");
    return sideAt("image_size", image) / size;
}

}  // namespace atelier::models
