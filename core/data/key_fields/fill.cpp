#include "data/key_fields/fill.h"

#include "common/json_position.h"
#include "data/change.h"

namespace atelier::data {
namespace {

constexpr const char* kQuestion = "Extract the key fields of this document as JSON.";

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// Bytes of a text inside a JSON string.
std::int64_t written(const std::string& text) {
    return std::ssize(Json(text).dump()) - 2;
}

void unlink(Sample& sample, int turn, std::int64_t begin, std::int64_t end) {
    for (Region& region : sample.regions)
        std::erase_if(region.spans,
                      [&](const Span& span) { return span.turn == turn && span.begin >= begin && span.end <= end; });
}

}  // namespace

Json valuesOf(const Sample& sample) {
    const auto turn = keyFieldTurn(sample);
    return !turn || isBlank(sample.turns[*turn].text) ? Json::object() : answerValues(sample.turns[*turn].text);
}

void fillAnswer(Sample& sample, const KeyField& root, const Json& values, JsonStyle style) {
    const auto turn = keyFieldTurn(sample);
    if (turn) {
        const std::string& text = sample.turns[*turn].text;
        return replaceText(sample, *turn, answerText(root, values, styleOf(text).value_or(style)));
    }
    const bool asked = !sample.turns.empty() && sample.turns.back().role == Turn::Role::User &&
                       !withoutMarks(sample.turns.back().text).empty();
    if (!asked) addTurn(sample, Turn::Role::User, kQuestion);
    addTurn(sample, Turn::Role::Assistant, answerText(root, values, style));
}

void mendAnswer(Sample& sample, const KeyField& root) {
    const auto turn = keyFieldTurn(sample);
    if (!turn) return;
    if (const auto text = mendedAnswer(root, sample.turns[*turn].text)) replaceText(sample, *turn, *text);
}

void takeText(Sample& sample, const KeyField& root, JsonStyle style, const Json::json_pointer& path, int region,
              const std::string& before, const std::string& text, const std::string& after) {
    const KeyField* field = fieldAt(root, path);
    if (!field || text.empty()) return;
    Json values = valuesOf(sample);
    const bool isText = field->type == KeyField::Type::Text;
    const std::optional<Json> value = isText ? Json(before + text + after) : valueRead(*field, text);
    if (!value) return;
    if (const auto turn = keyFieldTurn(sample); turn && (!isText || (before.empty() && after.empty())))
        if (const auto old = jsonValueAt(sample.turns[*turn].text, path))
            unlink(sample, static_cast<int>(*turn), static_cast<std::int64_t>(old->first),
                   static_cast<std::int64_t>(old->second));
    values[path] = *value;
    fillAnswer(sample, root, values, style);

    const auto turn = keyFieldTurn(sample);
    const auto place = turn ? jsonValueAt(sample.turns[*turn].text, path) : std::nullopt;
    if (!place) return;
    const std::int64_t quote = value->is_string() ? 1 : 0;
    Span words{static_cast<int>(*turn), static_cast<std::int64_t>(place->first) + quote,
               static_cast<std::int64_t>(place->second) - quote};
    if (isText) {
        words.begin += written(before);
        words.end -= written(after);
    }
    link(sample.regions.at(static_cast<std::size_t>(region)), words);
}

}  // namespace atelier::data
