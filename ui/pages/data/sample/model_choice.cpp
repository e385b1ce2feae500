#include "pages/data/sample/model_choice.h"

#include "session.h"

namespace atelier::ui {

ModelChoice modelChoice(const Session& session) {
    const auto number = [&](const char* key) {
        const auto* entry = session.recipe().find(key);
        const auto* value = entry ? std::get_if<std::int64_t>(&entry->value) : nullptr;
        return value ? *value : 0;
    };
    return {
        session.model().toStdString(), {number("image_min_pixels"), number("image_max_pixels")}, number("cutoff_len")};
}

}  // namespace atelier::ui
