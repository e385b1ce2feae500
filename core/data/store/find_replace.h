#pragma once

#include "data/store/batch_edits.h"
#include "data/store/edits.h"

#include <cstdint>
#include <functional>
#include <optional>
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

struct Replacement {
    std::int64_t occurrences = 0;
    std::int64_t samples = 0;          ///< that change
    std::optional<std::int64_t> edit;  ///< the edit's id, where one was made
};

/// What replacing in the samples of `rows` would do; nothing is stored. `visit` gets each sample that changes, before
/// and after. Links to words follow the words. Text that is no UTF-8 stays as it is; a tag that becomes
/// empty or one that is there already goes. Throws Error for an empty search, an expression that does not compile (with
/// the place), and one that costs too much on some text.
Replacement findReplacements(const Project& project, const std::string& dataset, Rows rows,
                             const ReplaceOptions& options,
                             const std::function<void(const Sample& before, const Sample& after)>& visit = {});

/// Does it, as one edit.
Replacement replaceAll(Project& project, const std::string& dataset, Rows rows, const ReplaceOptions& options);

}  // namespace atelier::data
