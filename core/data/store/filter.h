#pragma once

#include "common/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace atelier::data {

/// The filter language: `tokens:>75 AND tag:cat AND unchecked`.
///
///   filter   = and { "OR" and }
///   and      = not { ["AND"] not }              terms side by side must all hold
///   not      = "NOT" not | "(" filter ")" | term
///   term     = FIELD ":" value | FLAG | text    text alone is searched in turns, regions and file names
///   value    = text                             of fields for texts
///            | number | (">" | ">=" | "<" | "<=" | "=") number | number ".." number    both ends included
///   text     = characters without white space, parentheses and quotes | '"' any characters, \" and \\ '"'
///
/// The field "meta.NAME" is metadata of the sample, its turns and its regions.
/// AND, OR and NOT are written in capitals, quoted they are words. Case makes no difference anywhere else. Nothing is
/// what an empty filter leaves out.
struct FilterField {
    enum class Kind {
        Text,    ///< FIELD:text
        Number,  ///< FIELD:number
        Flag,    ///< stands alone
    };
    std::string name;
    Kind kind = Kind::Text;
    std::string help;  ///< one line, for completion
};
const std::vector<FilterField>& filterFields();

/// A filter that cannot be read; what() says what was expected.
class FilterError : public Error {
public:
    FilterError(const std::string& what, int column, const std::string& hint);
    int column() const { return column_; }  ///< in characters, from 1

private:
    int column_;
};

/// Any text as one value of a filter: quoted.
std::string filterText(std::string_view text);

/// Throws FilterError for what is no filter.
void checkFilter(std::string_view text);

}  // namespace atelier::data
