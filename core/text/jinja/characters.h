#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What Python's str methods do to a text.
namespace atelier::text::jinja {

/// str.isspace of one character: white space and the separators U+001C to U+001F.
bool isPythonSpace(char32_t character);
/// Without white space, or without the `characters` given, at the chosen ends.
std::string strip(std::string_view text, bool left, bool right);
std::string strip(std::string_view text, bool left, bool right, std::string_view characters);
std::string upper(std::string_view text);
std::string lower(std::string_view text);
/// First character upper case, the rest lower.
std::string capitalize(std::string_view text);
/// str.title(): a capital after every character that is no letter.
std::string title(std::string_view text);
std::string replaceAll(std::string_view text, std::string_view from, std::string_view to, long long count = -1);
/// str.splitlines() without the line ends.
std::vector<std::string> splitLines(std::string_view text);
/// str.split(): on white space where `separator` is empty.
std::vector<std::string> split(std::string_view text, std::string_view separator, long long limit);
std::vector<std::string> splitFromRight(std::string_view text, std::string_view separator, long long limit);

}  // namespace atelier::text::jinja
