#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::text::jinja {

struct Place {
    int line = 1, column = 1;
};

struct Token {
    enum class Kind {
        Data,
        BlockBegin,
        BlockEnd,
        OutputBegin,
        OutputEnd,
        Name,
        String,
        Integer,
        Float,
        Operator,
        End,
    };
    Kind kind;
    std::string text;  ///< data, name, operator, or the string with its escapes resolved
    Place place;
    std::int64_t integer = 0;
    double real = 0;
};

/// Cuts a template into tokens, with trim_blocks and lstrip_blocks on as in transformers. Comments and raw blocks are
/// resolved. Throws Error naming `name`, line and column.
std::vector<Token> lex(std::string_view source, const std::string& name);

}  // namespace atelier::text::jinja
