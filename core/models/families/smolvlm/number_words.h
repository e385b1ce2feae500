#pragma once

#include <cstdint>
#include <string>

namespace atelier::models {

/// A number from 0 to 999,999 in English words, as num2words spells it: "one hundred and twenty-one".
std::string numberWords(std::int64_t number);

}  // namespace atelier::models
