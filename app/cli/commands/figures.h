#pragma once

#include "protocol/comparison.h"

#include <string>

namespace atelier::cli {

/// The corpus figures as a table: a line for each metric, a column for each contestant, with the difference to the
/// baseline.
std::string figuresText(const protocol::Comparison& comparison);
/// {"contestants": names, "baseline", "samples": how many, "metrics": {name: [one each]}}
Json figuresJson(const protocol::Comparison& comparison);

}  // namespace atelier::cli
