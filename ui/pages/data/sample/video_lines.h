#pragma once

#include "pages/data/sample/transcript_list.h"

#include <string>
#include <vector>

namespace atelier::ui {

/// The samples of a dataset that are parts of this video. For threads of their own. Throws Error.
std::vector<TranscriptLine> linesOfVideo(const QString& project, const std::string& dataset,
                                         const std::filesystem::path& video);

}  // namespace atelier::ui
