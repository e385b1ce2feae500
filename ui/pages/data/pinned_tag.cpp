#include "pages/data/pinned_tag.h"

namespace atelier::ui {

std::string pinnedTag(const settings::Recipe& recipe) {
    const auto* option = settings::findOption("sample_answers_tag");
    const auto* entry = recipe.find(option->key);
    const auto* tag = entry ? std::get_if<std::string>(&entry->value) : nullptr;
    return tag && !tag->empty() ? *tag : std::get<std::string>(option->defaultValue);
}

}  // namespace atelier::ui
