#pragma once

#include "common/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace atelier::data {

/// One field of the answers of a dataset, as its schema says. The root is an Object without a key.
struct KeyField {
    enum class Type { Text, Date, Choice, Integer, Number, Boolean, Object, List };
    Type type = Type::Object;
    std::string key = {};  ///< in its object; empty: the root, or the items of a list
    std::string title = {}, description = {};
    bool required = false;  ///< in its object
    bool nullable = false;  ///< null is an answer
    bool closed = false;    ///< Object: without keys that the schema does not name
    std::vector<std::string> choices = {};
    std::vector<KeyField> fields = {};  ///< Object: its fields in order; List: one, what its items are

    const std::string& name() const { return title.empty() ? key : title; }
    bool operator==(const KeyField&) const = default;
    /// Of an Object; nullptr where it has none of this key.
    const KeyField* find(const std::string& childKey) const;
};

/// Reads a JSON Schema: an object of strings (also with `format: date`, an ISO date, or `enum`), integers, numbers,
/// booleans, objects, and arrays of one of these; `required`, `title`, `description`, `additionalProperties`, and
/// `null` as a second type. Throws Error naming source, line and column for broken JSON and for what is none of these,
/// so that nothing of a schema is passed over in silence. Source: json-schema.org, draft 2020-12.
KeyField parseKeyFields(std::string_view text, const std::string& source);

/// The schema as JSON Schema, what parseKeyFields() reads.
Json toJsonSchema(const KeyField& root);

/// A schema made of the answers that are JSON objects: keys in the order they come up, with the type that most have,
/// required where all have them, a choice where few texts come again and again. Throws Error where none is an object.
KeyField deriveKeyFields(const std::vector<std::string>& answers);

/// Whether the text is a date of the calendar as YYYY-MM-DD.
bool isDate(std::string_view text);

}  // namespace atelier::data
