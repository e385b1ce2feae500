#pragma once

#include "data/store/find_replace.h"
#include "text_diff_view.h"

#include <QString>

#include <vector>

namespace atelier::ui {

/// A text that would change: what stands around the change, and the change marked.
struct TextChange {
    enum class Field { Prompt, Answer, Transcription, Label, Tags };
    std::string sample;  ///< id
    Field field = Field::Prompt;
    std::vector<widgets::DiffText> parts;
};

/// What replacing would do.
struct ReplacePreview {
    static constexpr std::size_t kMost = 50;  ///< changes shown

    std::int64_t occurrences = 0, samples = 0;  ///< found; changed by it
    std::vector<TextChange> changes;            ///< the first of them
};

/// Reads the project with a connection of its own, for a thread beside the window. Throws what findReplacements()
/// throws.
ReplacePreview previewReplacement(const QString& project, const std::string& dataset, data::Rows rows,
                                  const data::ReplaceOptions& options);

}  // namespace atelier::ui
