#pragma once

#include "common/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace atelier::cli {

/// Results go to standard output, everything else to standard error. When the reader has gone (`| head`), the rest is
/// dropped and the command goes on; any other trouble, e.g. a full disk, throws Error (Failure).
void print(std::string_view text);
/// One line of JSON.
void printJson(const Json& json);

/// To standard error; never throws.
void note(std::string_view line);

/// "1,234,567"
std::string grouped(std::uint64_t number);
/// "3.2 MB", decimal
std::string byteText(std::uint64_t bytes);
/// "0:01:05"
std::string durationText(double seconds);
/// Four significant digits, as short as that allows: "2.31", "0.0001".
std::string numberText(double number);
enum class Align { Left, Right };
/// Aligned columns; `others`: all but the first, which is to the left. Numbers belong to the right, texts to the left.
std::string table(const std::vector<std::vector<std::string>>& rows, Align others = Align::Right);

}  // namespace atelier::cli
