#include "models/families/smolvlm/number_words.h"

#include <array>
#include <stdexcept>

namespace atelier::models {
namespace {

constexpr std::array<const char*, 20> kSmall{
    "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
    "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<const char*, 10> kTens{"",      "",      "twenty",  "thirty", "forty",
                                            "fifty", "sixty", "seventy", "eighty", "ninety"};

}  // namespace

std::string numberWords(std::int64_t number) {
    if (number < 0 || number >= 1'000'000) throw std::logic_error("a number that is not spelled out");
    if (number < 20) return kSmall[static_cast<std::size_t>(number)];
    if (number < 100)
        return std::string(kTens[static_cast<std::size_t>(number / 10)]) +
               (number % 10 > 0 ? "-" + numberWords(number % 10) : "");
    const std::int64_t unit = number < 1000 ? 100 : 1000, rest = number % unit;
    const std::string words = numberWords(number / unit) + (unit == 100 ? " hundred" : " thousand");
    if (rest == 0) return words;
    return words + (rest < 100 ? " and " : ", ") + numberWords(rest);
}

}  // namespace atelier::models
