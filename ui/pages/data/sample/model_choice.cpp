#include "pages/data/sample/model_choice.h"

#include "session.h"

namespace atelier::ui {

ModelChoice modelChoice(const Session& session) {
    const auto number = [&](const char* key) {
        const auto* entry = session.recipe().find(key);
        const auto* value = entry ? std::get_if<std::int64_t>(&entry->value) : nullptr;
        return value ? *value : 0;
    };
    const auto* rate = session.recipe().find("video_fps");
    const auto* fps = rate ? std::get_if<double>(&rate->value) : nullptr;
    models::ProcessorOptions options;
    options.imageMinPixels = number("image_min_pixels");
    options.imageMaxPixels = number("image_max_pixels");
    options.videos = {fps ? *fps : static_cast<double>(number("video_fps")), number("video_maxlen"),
                      number("video_min_pixels"), number("video_max_pixels")};
    return {session.model().toStdString(), options, number("cutoff_len")};
}

}  // namespace atelier::ui
