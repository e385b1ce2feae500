#pragma once

#include "common/random.h"

#include <string>
#include <string_view>

namespace atelier::data {

/// What a generated line may hold: capitals, digits, the punctuation of receipts, the space.
inline constexpr std::string_view kLineAlphabet = " #$%&'()*+,-./0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Text such as receipts carry (items, prices, dates, numbers, addresses, totals), between `low` and `high` characters,
/// without spaces at its ends or two in a row. Some of it is random letters and digits, so that it can only be read,
/// not guessed.
std::string receiptText(Random& random, int low, int high);

}  // namespace atelier::data
