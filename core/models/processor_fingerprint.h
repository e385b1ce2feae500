#pragma once

#include "models/processor.h"

#include <filesystem>
#include <string>

namespace atelier::models {

/// Names all that a processor's counts depend on: the folder's settings, tokenizer and template by their content, and
/// the options. Error for what is no model folder.
std::string processorFingerprint(const std::filesystem::path& folder, const ProcessorOptions& options = {});

}  // namespace atelier::models
