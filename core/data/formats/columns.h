#pragma once

#include "common/json.h"
#include "data/formats/format.h"

#include <optional>
#include <string>

namespace atelier::data {

/// Which column of a row holds what; unset: the file has no such column.
struct Columns {
    std::optional<std::string> prompt = "instruction", query = "input", response = "output", history = "history";
    std::optional<std::string> messages = "conversations", system = "system", tools = "tools";
    std::optional<std::string> images = "images", videos = "videos", audios = "audios";
};

/// Names inside a conversation's turns.
struct Tags {
    std::string role = "from", content = "value";
    std::string user = "human", assistant = "gpt", observation = "observation", function = "function_call",
                system = "system";
};

/// How the rows of one dataset are laid out.
struct Layout {
    Columns columns;
    Tags tags;
};

/// The cell of `column`, nullptr when the layout has no such column or the row holds null.
const Json* cell(const Json& row, const std::optional<std::string>& column);
/// The cell as text, empty when there is none. Throws Error when it is no text.
std::string textCell(const Json& row, const std::optional<std::string>& column);

/// Adds the row's images and videos (a list, or one path as plain text) to the sample. Throws Error for a file that is
/// not there, one outside the root, and for audio.
void addMedia(Sample& sample, const Json& row, const Columns& columns, const MediaPaths& paths);

/// Conversation rows (ShareGPT, LLaVA). Throws Error when the row cannot be used.
Sample fromShareGpt(const Json& row, const Layout& layout, const MediaPaths& paths);
/// Instruction rows (Alpaca): the user turn is instruction and input joined by a line break, earlier turns come from
/// the history.
Sample fromAlpaca(const Json& row, const Layout& layout, const MediaPaths& paths);

/// The row's own id ("id" as text or whole number), empty when it has none.
std::string rowId(const Json& row);

}  // namespace atelier::data
