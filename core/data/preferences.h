#pragma once

#include "data/sample.h"

#include <cstddef>
#include <vector>

/// Samples as preference tuning takes them: conversations that end with the answer that was judged.
namespace atelier::data {

/// The sample up to and with this turn: without the media that later turns speak of, and what was marked on those.
Sample endingWith(const Sample& sample, std::size_t turn);

/// One sample for each assistant turn with a rejected answer (TurnDetails), ending with it. More than one of a sample
/// have
/// "#TURN" behind their ids.
std::vector<Sample> preferencePairs(const Sample& sample);
/// The same for each assistant turn that was `liked` or not.
std::vector<Sample> judgedAnswers(const Sample& sample);

}  // namespace atelier::data
