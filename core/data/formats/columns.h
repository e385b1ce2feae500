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

/// The file that a value names: its path as a text, Hugging Face's {"bytes", "path"}, or the bytes alone. Throws Error
/// for anything else and for what MediaPaths refuses.
std::filesystem::path mediaFile(const Json& value, const MediaPaths& paths);

/// Adds the row's images and videos (a list, or one path as plain text) to the sample. Throws Error for a file that is
/// not there, one outside the root, and for audio.
void addMedia(Sample& sample, const Json& row, const Columns& columns, const MediaPaths& paths);

/// Reads a file of JSON rows as one dataset; `convert` makes a sample of a row, its id and origin are set here.
void readRows(const char* format, const std::filesystem::path& file, const ReadOptions& options, const Sink& sink,
              ImportReport& report, const std::function<Sample(const Json& row, const MediaPaths& paths)>& convert);

/// Conversation rows (ShareGPT, LLaVA, OpenAI with a content in parts). Throws Error when the row cannot be used.
Sample fromShareGpt(const Json& row, const Layout& layout, const MediaPaths& paths);
/// The same with columns and roles guessed from the row.
Sample fromShareGpt(const Json& row, const MediaPaths& paths);
/// Instruction rows (Alpaca): the user turn is instruction and input joined by a line break, earlier turns come from
/// the history.
Sample fromAlpaca(const Json& row, const Layout& layout, const MediaPaths& paths);

/// OpenAI's content in parts as one text: image_url and video_url parts become marks, and their files media of the
/// sample. Throws Error for another kind of part and for what MediaPaths refuses.
std::string textOfParts(const Json& parts, Sample& sample, const MediaPaths& paths);

/// [{from, value}] with the names of `tags`; the system turn is left out.
Json conversationOf(const Sample& sample, const Tags& tags);
/// Sets "images" and "videos" of a row where the sample has some.
void putMedia(Json& row, const Sample& sample, Output& output);
/// Writes `rows` as NAME.json beside a dataset_info.json that describes it; returns the name of the latter.
std::string putWithDatasetInfo(const std::vector<Json>& rows, const char* formatting, const Json& columns,
                               Output& output);

/// The row's own id ("id" as text or whole number), empty when it has none.
std::string rowId(const Json& row);

}  // namespace atelier::data
