#pragma once

#include "data/formats/columns.h"
#include "data/formats/row.h"

#include <string>
#include <vector>

namespace atelier::data {

/// A chat row (ShareGPT, LLaVA, OpenAI, ms-swift, TRL) as a sample: messages with contents in parts, tool calls and
/// their results, loss weights; preferred and rejected answers; feedback; grounding marks with `objects`. What is left
/// of the row becomes metadata and is reported. Throws Error when the row cannot be used.
Sample fromChat(const Row& row, const Layout& layout, const RowSource& source);
/// The same with columns and roles guessed from the row, which may also be a plain question and answer.
Sample fromChat(const Row& row, const RowSource& source);

/// The second half of it, for rows whose turns were read in another way: preferences, feedback, references, media,
/// grounding marks, metadata; checks marks and turns.
void finishChat(Sample& sample, const Row& row, const Layout& layout, const RowSource& source);

/// What a row says of the last answer: a preferred and a rejected one, feedback, further right answers.
void readJudgements(Sample& sample, const Row& row, const Layout& layout, const RowSource& source);

/// OpenAI's content in parts as one text: image and video parts become marks, and their files media of the sample.
/// Throws Error for another kind of part and for what MediaPaths refuses.
std::string textOfParts(const Json& parts, Sample& sample, const RowSource& source);

/// [{from, value}] with the names of `tags`; a first system turn is left out. Loss weights are written as "loss" or
/// "loss_scale", metadata as further keys.
Json conversationOf(const Sample& sample, const Tags& tags);
/// Sets keys of a row: the metadata, and what the last answer has: references, feedback.
void putRest(Json& row, const Sample& sample);

/// Calls as OpenAI writes them.
Json toolCallsOf(const std::vector<ToolCall>& calls);

/// Of details that rows can hold for the last answer alone: takes them off earlier turns.
void keepDetailsOfLastAnswer(Sample& sample, const Lost& lost);

/// For formats where a tool call is a turn of its own without an id: words beside a call become a turn before it.
void keepCallsAlone(Sample& sample, const Lost& lost);

}  // namespace atelier::data
