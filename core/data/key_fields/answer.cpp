#include "data/key_fields/answer.h"

#include "common/error.h"
#include "common/unicode.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace atelier::data {
namespace {

using Type = KeyField::Type;

std::string_view trimmed(std::string_view text) {
    constexpr const char* kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// What stands between ``` marks, where they are around all of it.
std::string_view withoutFence(std::string_view text) {
    text = trimmed(text);
    if (!text.starts_with("```") || !text.ends_with("```") || text.size() < 6) return text;
    const auto line = text.find('\n');
    return line == std::string_view::npos || line > text.size() - 3
               ? text
               : trimmed(text.substr(line + 1, text.size() - 3 - line - 1));
}

bool looksLikeFields(std::string_view answer) {
    return withoutFence(answer).starts_with('{');
}

Json inOrder(const KeyField& field, const Json& value) {
    if (field.type == Type::List && value.is_array()) {
        Json items = Json::array();
        for (const Json& item : value)
            items.push_back(inOrder(field.fields.at(0), item));
        return items;
    }
    if (field.type != Type::Object || !value.is_object()) return value;
    Json ordered = Json::object();
    for (const KeyField& child : field.fields)
        if (const auto found = value.find(child.key); found != value.end()) ordered[child.key] = inOrder(child, *found);
    for (const auto& [key, member] : value.items())
        if (!field.find(key)) ordered[key] = member;
    return ordered;
}

void write(const Json& value, JsonStyle style, std::string& text) {
    const bool spaced = style == JsonStyle::Spaced;
    if (!value.is_structured() || value.empty()) {
        text += value.dump();
        return;
    }
    text += value.is_object() ? '{' : '[';
    bool first = true;
    for (const auto& [key, member] : value.items()) {
        if (!first) text += spaced ? ", " : ",";
        first = false;
        if (value.is_object()) text += Json(key).dump() + (spaced ? ": " : ":");
        write(member, style, text);
    }
    text += value.is_object() ? '}' : ']';
}

template <class T>
std::optional<T> numberIn(std::string_view text) {
    T value{};
    const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    if constexpr (std::is_floating_point_v<T>)
        if (!std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<Json> figureIn(Type type, std::string_view text) {
    if (const auto whole = numberIn<std::int64_t>(text)) return Json(*whole);
    const auto number = numberIn<double>(text);
    if (!number) return std::nullopt;
    const bool isWhole = std::trunc(*number) == *number && std::abs(*number) < 1e15;
    if (type == Type::Integer) return isWhole ? std::optional(Json(static_cast<std::int64_t>(*number))) : std::nullopt;
    return Json(*number);
}

const std::string* choiceLike(const KeyField& field, const std::string& text) {
    const std::string folded = foldedCase(trimmed(text));
    const auto found = std::find_if(field.choices.begin(), field.choices.end(),
                                    [&](const std::string& choice) { return foldedCase(choice) == folded; });
    return found == field.choices.end() ? nullptr : &*found;
}

bool isEmptyText(const Json& value) {
    return value.is_string() && trimmed(value.get_ref<const std::string&>()).empty();
}

std::string listed(const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& one : all)
        text += (text.empty() ? "" : ", ") + one;
    return text;
}

void collect(const KeyField& field, const Json& value, const Json::json_pointer& path,
             std::vector<FieldProblem>& problems) {
    using Kind = FieldProblem::Kind;
    if (value.is_null() && field.nullable) return;
    const auto add = [&](Kind kind, std::string detail = {}) { problems.push_back({kind, path, std::move(detail)}); };
    switch (field.type) {
        case Type::Text:
            if (!value.is_string()) add(Kind::NoText);
            break;
        case Type::Date:
            if (!value.is_string() || !isDate(value.get_ref<const std::string&>())) add(Kind::NoDate);
            break;
        case Type::Choice:
            if (!value.is_string() || std::find(field.choices.begin(), field.choices.end(),
                                                value.get_ref<const std::string&>()) == field.choices.end())
                add(Kind::NoChoice, listed(field.choices));
            break;
        case Type::Integer:
            if (!value.is_number_integer()) add(Kind::NoInteger);
            break;
        case Type::Number:
            if (!value.is_number()) add(Kind::NoNumber);
            break;
        case Type::Boolean:
            if (!value.is_boolean()) add(Kind::NoBoolean);
            break;
        case Type::List:
            if (!value.is_array()) return add(Kind::NoList);
            for (std::size_t i = 0; i < value.size(); ++i)
                if (isEmptyText(value[i]))
                    problems.push_back({Kind::Missing, path / i});
                else
                    collect(field.fields.at(0), value[i], path / i, problems);
            break;
        case Type::Object:
            if (!value.is_object()) return add(Kind::NoObject);
            for (const KeyField& child : field.fields) {
                const auto found = value.find(child.key);
                const bool empty = found == value.end() || isEmptyText(*found);
                if (empty && child.required)
                    problems.push_back({Kind::Missing, path / child.key});
                else if (!empty)
                    collect(child, *found, path / child.key, problems);
            }
            if (field.closed)
                for (const auto& [key, _] : value.items())
                    if (!field.find(key)) problems.push_back({Kind::UnknownKey, path / key});
            break;
    }
}

Json mended(const KeyField& field, const Json& value) {
    if (value.is_null()) return value;
    switch (field.type) {
        case Type::Text:
        case Type::Date:
            if (value.is_number() || value.is_boolean()) return value.dump();
            if (value.is_string()) return std::string(trimmed(value.get_ref<const std::string&>()));
            return value;
        case Type::Choice:
            if (value.is_string())
                if (const std::string* choice = choiceLike(field, value.get_ref<const std::string&>())) return *choice;
            return value;
        case Type::Integer:
        case Type::Number: {
            const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
            const bool figure = value.is_string() || value.is_number();
            return figure && !(value.is_number() && field.type == Type::Number)
                       ? figureIn(field.type, trimmed(text)).value_or(value)
                       : value;
        }
        case Type::Boolean: {
            const std::string text = value.is_string() ? foldedCase(trimmed(value.get_ref<const std::string&>())) : "";
            return text == "true" ? Json(true) : text == "false" ? Json(false) : value;
        }
        case Type::List: {
            Json items = Json::array();
            for (const Json& item : value.is_array() ? value : Json::array({value}))
                items.push_back(mended(field.fields.at(0), item));
            return items;
        }
        case Type::Object:
            break;
    }
    if (!value.is_object()) return value;
    Json object = Json::object();
    for (const auto& [key, member] : value.items()) {
        const KeyField* child = field.find(key);
        if (child && member.is_null() && !child->nullable && !child->required) continue;
        object[key] = child ? mended(*child, member) : member;
    }
    return object;
}

}  // namespace

Json answerValues(std::string_view text) {
    Json values = parseJson(withoutFence(text), "answer");
    if (!values.is_object()) throw Error("the answer is no JSON object", "answer:1:1", "begin it with {");
    return values;
}

std::optional<std::size_t> keyFieldTurn(const Sample& sample) {
    std::vector<std::size_t> answers;
    for (std::size_t i = 0; i < sample.turns.size(); ++i)
        if (sample.turns[i].role == Turn::Role::Assistant) answers.push_back(i);
    const auto like = std::find_if(answers.begin(), answers.end(),
                                   [&](std::size_t turn) { return looksLikeFields(sample.turns[turn].text); });
    if (like != answers.end()) return *like;
    return answers.size() == 1 ? std::optional(answers[0]) : std::nullopt;
}

std::optional<JsonStyle> styleOf(std::string_view answer) {
    if (!looksLikeFields(answer)) return std::nullopt;
    const auto colon = answer.find("\":");
    if (colon == std::string_view::npos || colon + 2 >= answer.size()) return std::nullopt;
    return answer[colon + 2] == ' ' ? JsonStyle::Spaced : JsonStyle::Compact;
}

std::string answerText(const KeyField& root, const Json& values, JsonStyle style) {
    std::string text;
    write(inOrder(root, values), style, text);
    return text;
}

std::vector<FieldProblem> checkValues(const KeyField& root, const Json& values) {
    std::vector<FieldProblem> problems;
    collect(root, values, Json::json_pointer(), problems);
    return problems;
}

std::string describe(const FieldProblem& problem) {
    using Kind = FieldProblem::Kind;
    std::string name;
    std::vector<std::string> parts;
    for (Json::json_pointer rest = problem.path; !rest.empty(); rest.pop_back())
        parts.insert(parts.begin(), rest.back());
    for (const std::string& part : parts)
        name += numberIn<std::int64_t>(part) ? "[" + part + "]" : (name.empty() ? "" : ".") + part;
    if (name.empty()) name = "the answer";
    switch (problem.kind) {
        case Kind::Missing:
            return name + " is missing";
        case Kind::NoText:
            return name + " is no text";
        case Kind::NoDate:
            return name + " is no date as YYYY-MM-DD";
        case Kind::NoChoice:
            return name + " is none of " + problem.detail;
        case Kind::NoInteger:
            return name + " is no whole number";
        case Kind::NoNumber:
            return name + " is no number";
        case Kind::NoBoolean:
            return name + " is neither true nor false";
        case Kind::NoObject:
            return name + " is no object";
        case Kind::NoList:
            return name + " is no list";
        case Kind::UnknownKey:
            return name + " is not in the schema";
    }
    throw std::logic_error("a problem of no kind");
}

Json mendedValues(const KeyField& root, const Json& values) {
    return mended(root, values);
}

std::optional<std::string> mendedAnswer(const KeyField& root, const std::string& answer) {
    const Json values = mended(root, answerValues(answer));
    if (!checkValues(root, values).empty()) return std::nullopt;
    std::string text = answerText(root, values, styleOf(answer).value_or(JsonStyle::Compact));
    return text == answer ? std::nullopt : std::optional(std::move(text));
}

std::optional<Json> valueWritten(const KeyField& field, const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (field.type == Type::Integer || field.type == Type::Number)
        return figureIn(field.type, trimmed(text)).value_or(Json(text));
    if (field.type == Type::Boolean) return mended(field, text);
    return Json(text);
}

std::optional<Json> valueRead(const KeyField& field, const std::string& text) {
    if (field.type == Type::Choice) {
        if (const std::string* choice = choiceLike(field, text)) return *choice;
    } else if (field.type == Type::Integer || field.type == Type::Number) {
        const auto begin = text.find_first_of("0123456789");
        if (begin == std::string::npos) return valueWritten(field, text);
        std::string figure = text.substr(begin, text.find_first_not_of("0123456789.,", begin) - begin);
        while (!figure.empty() && (figure.back() == '.' || figure.back() == ','))
            figure.pop_back();
        // A comma before the last two figures, and no point: cents.
        if (figure.find('.') == std::string::npos && figure.size() > 3 && figure[figure.size() - 3] == ',')
            figure[figure.size() - 3] = '.';
        std::erase(figure, ',');
        if (begin > 0 && text[begin - 1] == '-') figure.insert(0, "-");
        return valueWritten(field, figure);
    }
    return valueWritten(field, std::string(trimmed(text)));
}

const KeyField* fieldAt(const KeyField& root, const Json::json_pointer& path) {
    std::vector<std::string> parts;
    for (Json::json_pointer rest = path; !rest.empty(); rest.pop_back())
        parts.insert(parts.begin(), rest.back());
    const KeyField* field = &root;
    for (const std::string& part : parts) {
        if (field->type == Type::List)
            field = &field->fields.at(0);
        else
            field = field->find(part);
        if (!field) return nullptr;
    }
    return field;
}

}  // namespace atelier::data
