#pragma once

#include "common/json.h"
#include "data/formats/format.h"
#include "data/formats/row.h"

#include <optional>
#include <string>

namespace atelier::data {

/// Which column of a row holds what; unset: the file has no such column.
struct Columns {
    std::optional<std::string> prompt = "instruction", query = "input", response = "output", history = "history";
    std::optional<std::string> messages = "conversations", system = "system", tools = "tools";
    std::optional<std::string> images = "images", videos = "videos", audios = "audios";
    std::optional<std::string> chosen = "chosen", rejected = "rejected", ktoTag = "kto_tag";
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
    bool labelIsFeedback = true;  ///< "label" beside an answer says whether it was liked, where it can
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
void addMedia(Sample& sample, const Row& row, const Columns& columns, const MediaPaths& paths);

/// Reads a file of JSON rows as one dataset; `convert` makes a sample of a row, its id and origin are set here.
void readRows(const char* format, const std::filesystem::path& file, const ReadOptions& options, const Sink& sink,
              ImportReport& report, const std::function<Sample(const Row& row, const RowSource& source)>& convert);

/// Instruction rows (Alpaca): the user turn is instruction and input joined by a line break, earlier turns come from
/// the history. The rest of the row is read as fromChat() does.
Sample fromAlpaca(const Row& row, const Layout& layout, const RowSource& source);

/// Sets "images" and "videos" of a row where the sample has some.
void putMedia(Json& row, const Sample& sample, Output& output);
/// Writes a row for each sample as one pretty JSON list.
void putRows(const SampleStream& samples, const std::function<Json(const Sample&)>& rowOf, const std::string& name,
             Output& output);
/// Writes a row for each sample into NAME.json beside a dataset_info.json that describes it; returns the name of the
/// latter. `ranking`: each row has a preferred and a rejected answer.
std::string putWithDatasetInfo(const SampleStream& samples, const std::function<Json(const Sample&)>& rowOf,
                               const char* formatting, const Json& columns, bool ranking, Output& output);

/// The row's own id ("id" as text or number), empty when it has none.
std::string rowId(const Row& row);

}  // namespace atelier::data
