#pragma once

#include "evaluation/comparison.h"

#include <string>

namespace atelier::cli {

/// The corpus figures as a table: a line for each metric, a column for each contestant.
std::string figuresText(const evaluation::Comparison& comparison);
/// {"contestants", "samples": how many, "metrics": {name: [one each]}}
Json figuresJson(const evaluation::Comparison& comparison);

}  // namespace atelier::cli
