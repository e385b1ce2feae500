#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace atelier::settings {

/// A node of a YAML document with its place. Scalars keep their text as written: what `no` or `1e-4` means depends on
/// the option.
struct YamlNode {
    enum class Kind { Null, Scalar, Sequence, Map };
    Kind kind = Kind::Null;
    std::string text;             ///< of a scalar, after unquoting
    bool plain = false;           ///< a scalar written without quotes
    std::size_t line = 1;         ///< from 1
    std::size_t column = 1;       ///< from 1
    std::vector<YamlNode> items;  ///< of a map: key, value, key, value, ...

    std::string where(const std::string& source) const;  ///< "source:line:column"
};

/// One strict YAML document. Aliases are expanded; a byte-order mark is skipped; an empty text is Null. Throws Error
/// naming `source`, line and column: syntax, bad UTF-8, control characters, a second document, duplicate or non-scalar
/// keys, merge keys, foreign tags, nesting deeper than 50, more than 100,000 nodes after alias expansion.
YamlNode parseYaml(const std::string& text, const std::string& source);

/// Block-style YAML of a node, as the value of a key that stands `indent` columns deep: " text" or "\n  key: ...". No
/// line break at the end.
std::string valueYaml(const YamlNode& node, std::size_t indent = 0);

/// A text as a YAML scalar that both YAML 1.1 and 1.2 readers take for this text: quoted where it could be read as
/// something else.
std::string quotedYaml(const std::string& text);

}  // namespace atelier::settings
