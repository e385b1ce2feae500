#pragma once

#include "data/key_fields/answer.h"

#include <string>

namespace atelier::data {

/// The sample's key fields; an empty object where it has no answer yet. Throws what answerValues() throws.
Json valuesOf(const Sample& sample);

/// Writes the values as the sample's answer, the way it was written before, else in `style`. A sample without one gets
/// the question and a turn. Links of regions move along.
void fillAnswer(Sample& sample, const KeyField& root, const Json& values, JsonStyle style);

/// What mendedAnswer() mends of the sample's answer; nothing where that is nothing.
void mendAnswer(Sample& sample, const KeyField& root);

/// Text of a region put into a field: `text` between what stays of the field, `before` and `after`. The words are
/// linked to the region; nothing of the field left, links that it had go. A field that is no text takes valueRead().
void takeText(Sample& sample, const KeyField& root, JsonStyle style, const Json::json_pointer& path, int region,
              const std::string& before, const std::string& text, const std::string& after);

}  // namespace atelier::data
