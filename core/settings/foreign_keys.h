#pragma once

#include <string>

namespace atelier::settings {

/// A key of LLaMA-Factory's training files (or of the trainer under it). Where no option of ours has it, it is kept and
/// warned of, but not taken for a misspelling.
bool isForeignKey(const std::string& key);

}  // namespace atelier::settings
