#pragma once

#include "data/key_fields/key_fields.h"
#include "data/sample.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::data {

/// The values of an answer: a JSON object, also between the marks of a Markdown code block. Throws Error with line and
/// column for broken JSON and for what is no object.
Json answerValues(std::string_view text);

/// The turn that holds the sample's key fields: the first answer that begins as a JSON object, else its only answer.
std::optional<std::size_t> keyFieldTurn(const Sample& sample);

/// How answers of a dataset are written: `{"a":1,"b":2}` or `{"a": 1, "b": 2}`, always in one line.
enum class JsonStyle { Compact, Spaced };
/// Of an answer that is an object; nothing where it does not tell.
std::optional<JsonStyle> styleOf(std::string_view answer);
/// Keys in the schema's order, those it does not know behind them as they stood.
std::string answerText(const KeyField& root, const Json& values, JsonStyle style);

/// Where an answer does not follow the schema.
struct FieldProblem {
    enum class Kind {
        Missing,  ///< required, and not there or an empty text
        NoText,
        NoDate,
        NoChoice,  ///< `detail`: the choices, with ", " between them
        NoInteger,
        NoNumber,
        NoBoolean,
        NoObject,
        NoList,
        UnknownKey,
    };
    Kind kind = Kind::Missing;
    Json::json_pointer path;
    std::string detail = {};
};
std::vector<FieldProblem> checkValues(const KeyField& root, const Json& values);
/// In one line: the field and what is wrong with it.
std::string describe(const FieldProblem& problem);

/// The values with what can only be meant one way mended: a number written as a text and the reverse, space around a
/// text, the case of a choice, one value where a list is wanted, null where the key may be left out. What cannot be
/// mended stays as it is.
Json mendedValues(const KeyField& root, const Json& values);

/// The answer mended, where it follows the schema then and is another than before.
std::optional<std::string> mendedAnswer(const KeyField& root, const std::string& answer);

/// The value of a field that is written as this text, e.g. 9 of "9.00" for a Number; a text where it is none. Nothing
/// for an empty text.
std::optional<Json> valueWritten(const KeyField& field, const std::string& text);
/// The same of a text that was read from a picture: a number is taken out of the words around it ("RM 1,234.50").
std::optional<Json> valueRead(const KeyField& field, const std::string& text);

/// The field at a path of an answer; nullptr where the schema knows none.
const KeyField* fieldAt(const KeyField& root, const Json::json_pointer& path);

}  // namespace atelier::data
