#pragma once

#include "data/store/batch_edits.h"
#include "data/store/edits.h"

#include <cstdint>
#include <string>

namespace atelier::data {

struct ReplaceOptions {
    enum class Mode {
        Plain,
        WholeWord,  ///< no letter, digit or underscore directly before or after
        Regex,      ///< PCRE2, with $1 or ${name} for groups in the replacement
    };
    std::string find = {}, replacement = {};
    Mode mode = Mode::Plain;
    bool matchCase = true;
    bool prompts = true;  ///< system and user turns
    bool answers = true;
    bool transcriptions = true;
    bool labels = false;
    bool tags = false;
};

/// What replacing would do. Nothing is stored yet: show `edit.changes`, then give `edit` to applyEdit().
struct Replacement {
    Edit edit;
    std::int64_t occurrences = 0;
};

/// In the samples of `rows`. Links to words follow the words. Text that is no UTF-8 stays as it is; a tag that becomes
/// empty or one that is there already goes. Throws Error for an empty search, an expression that does not compile (with
/// the place), and one that costs too much on some text.
Replacement findAndReplace(const Project& project, const std::string& dataset, Rows rows,
                           const ReplaceOptions& options);

}  // namespace atelier::data
