#include "data/key_fields/key_fields.h"

#include "common/error.h"
#include "common/json_position.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace atelier::data {
namespace {

using Type = KeyField::Type;

constexpr int kDeepest = 6;
constexpr const char* kKnown =
    "known: type, properties, required, items, enum, format, title, description, additionalProperties";

class Reader {
public:
    Reader(std::string_view text, const std::string& source) : text_(text), source_(source) {}

    KeyField read() {
        const Json schema = parseJson(text_, source_);
        KeyField root = field(schema, Json::json_pointer(), 0);
        if (root.type != Type::Object) fail("the answers must be objects", Path(), "begin with \"type\": \"object\"");
        return root;
    }

private:
    using Path = Json::json_pointer;

    [[noreturn]] void fail(const std::string& what, const Path& path, const std::string& hint = {}) const {
        const auto found = jsonValueAt(text_, path);
        throw Error(what, jsonPlace(source_, text_, found ? found->first : 0), hint);
    }

    std::string textAt(const Json& schema, const char* key, const Path& path) const {
        const auto found = schema.find(key);
        if (found == schema.end()) return {};
        if (!found->is_string()) fail(std::string(key) + " must be a text", path / key);
        return found->get<std::string>();
    }

    // "string", or ["string", "null"].
    std::string typeOf(const Json& schema, const Path& path, bool& nullable) const {
        const auto found = schema.find("type");
        if (found == schema.end())
            return schema.contains("enum") ? "string" : schema.contains("properties") ? "object" : "";
        if (found->is_string()) return found->get<std::string>();
        std::string type;
        const bool two = found->is_array() && found->size() == 2;
        for (const Json& one : two ? *found : Json::array())
            if (one == "null")
                nullable = true;
            else if (one.is_string())
                type = one.get<std::string>();
        if (!nullable || type.empty())
            fail("a field has one type, or one and \"null\"", path / "type", "e.g. [\"string\", \"null\"]");
        return type;
    }

    KeyField field(const Json& schema, const Path& path, int depth) const {
        if (!schema.is_object()) fail("a field is described by an object", path, "e.g. {\"type\": \"string\"}");
        if (depth > kDeepest) fail("fields nested deeper than " + std::to_string(kDeepest), path);
        requireKnown(schema, path);
        KeyField field;
        field.title = textAt(schema, "title", path);
        field.description = textAt(schema, "description", path);
        const std::string type = typeOf(schema, path, field.nullable), format = textAt(schema, "format", path);
        if (type == "string")
            field.type = schema.contains("enum") ? Type::Choice : format == "date" ? Type::Date : Type::Text;
        else if (type == "integer")
            field.type = Type::Integer;
        else if (type == "number")
            field.type = Type::Number;
        else if (type == "boolean")
            field.type = Type::Boolean;
        else if (type == "object")
            field.type = Type::Object;
        else if (type == "array")
            field.type = Type::List;
        else
            fail(type.empty() ? "the field has no type" : "unknown type \"" + type + "\"",
                 schema.contains("type") ? path / "type" : path,
                 "known: string, integer, number, boolean, object, array");
        if (!format.empty() && field.type != Type::Date)
            fail("unknown format \"" + format + "\"", path / "format", "known: date, of a string");
        if (schema.contains("enum")) readChoices(schema, path, field);
        if (field.type == Type::Object) readProperties(schema, path, depth, field);
        if (field.type == Type::List) {
            if (!schema.contains("items")) fail("an array needs items", path, "e.g. \"items\": {\"type\": \"string\"}");
            field.fields.push_back(this->field(schema["items"], path / "items", depth + 1));
            if (field.fields[0].type == Type::List) fail("arrays of arrays are not known", path / "items");
        }
        return field;
    }

    void requireKnown(const Json& schema, const Path& path) const {
        constexpr std::array kAll{
            "type",        "properties",           "required", "items", "enum",     "format",  "title",
            "description", "additionalProperties", "$schema",  "$id",   "$comment", "examples"};
        for (const auto& [key, _] : schema.items())
            if (std::find(kAll.begin(), kAll.end(), key) == kAll.end())
                fail("unknown key \"" + key + "\"", path / key, kKnown);
    }

    void readChoices(const Json& schema, const Path& path, KeyField& field) const {
        const Json& choices = schema["enum"];
        if (field.type != Type::Choice || !choices.is_array() || choices.empty())
            fail("enum is a list of texts", path / "enum", "e.g. [\"cash\", \"card\"]");
        for (std::size_t i = 0; i < choices.size(); ++i) {
            if (choices[i].is_null() && field.nullable) continue;
            if (!choices[i].is_string()) fail("enum is a list of texts", path / "enum" / i);
            field.choices.push_back(choices[i].get<std::string>());
        }
    }

    void readProperties(const Json& schema, const Path& path, int depth, KeyField& field) const {
        if (!schema.contains("properties") || !schema["properties"].is_object())
            fail("an object needs properties", path, "e.g. \"properties\": {\"total\": {\"type\": \"string\"}}");
        for (const auto& [key, child] : schema["properties"].items()) {
            if (key.empty()) fail("a field needs a name", path / "properties");
            field.fields.push_back(this->field(child, path / "properties" / key, depth + 1));
            field.fields.back().key = key;
        }
        if (const auto more = schema.find("additionalProperties"); more != schema.end()) {
            if (!more->is_boolean()) fail("additionalProperties is true or false", path / "additionalProperties");
            field.closed = !more->get<bool>();
        }
        const auto required = schema.find("required");
        if (required == schema.end()) return;
        if (!required->is_array()) fail("required is a list of names", path / "required");
        for (std::size_t i = 0; i < required->size(); ++i) {
            const auto named = std::find_if(field.fields.begin(), field.fields.end(),
                                            [&](const KeyField& child) { return (*required)[i] == child.key; });
            if (named == field.fields.end())
                fail("required names " + (*required)[i].dump() + ", which is no field", path / "required" / i);
            named->required = true;
        }
    }

    std::string_view text_;
    const std::string& source_;
};

}  // namespace

const KeyField* KeyField::find(const std::string& childKey) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const KeyField& field) { return field.key == childKey; });
    return found == fields.end() ? nullptr : &*found;
}

KeyField parseKeyFields(std::string_view text, const std::string& source) {
    return Reader(text, source).read();
}

Json toJsonSchema(const KeyField& field) {
    constexpr std::array kTypes{"string", "string", "string", "integer", "number", "boolean", "object", "array"};
    Json schema = Json::object();
    const char* type = kTypes[static_cast<std::size_t>(field.type)];
    schema["type"] = field.nullable ? Json::array({type, "null"}) : Json(type);
    if (!field.title.empty()) schema["title"] = field.title;
    if (!field.description.empty()) schema["description"] = field.description;
    if (field.type == Type::Date) schema["format"] = "date";
    if (field.type == Type::Choice) {
        schema["enum"] = field.choices;
        if (field.nullable) schema["enum"].push_back(nullptr);
    }
    if (field.type == Type::List) schema["items"] = toJsonSchema(field.fields.at(0));
    if (field.type == Type::Object) {
        Json properties = Json::object(), required = Json::array();
        for (const KeyField& child : field.fields) {
            properties[child.key] = toJsonSchema(child);
            if (child.required) required.push_back(child.key);
        }
        schema["properties"] = std::move(properties);
        if (!required.empty()) schema["required"] = std::move(required);
        if (field.closed) schema["additionalProperties"] = false;
    }
    return schema;
}

bool isDate(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto part = [&](std::size_t begin, std::size_t size) {
        int number = -1;
        const char* end = text.data() + begin + size;
        const auto [stop, code] = std::from_chars(text.data() + begin, end, number);
        return code == std::errc() && stop == end ? number : -1;
    };
    const int year = part(0, 4), month = part(5, 2), day = part(8, 2);
    return year >= 0 && month > 0 && day > 0 &&
           std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                       std::chrono::day(static_cast<unsigned>(day)))
               .ok();
}

}  // namespace atelier::data
