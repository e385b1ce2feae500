#pragma once

#include "runs/run_folder.h"

#include <filesystem>
#include <string>

namespace atelier::runs {

struct RunChoice {
    std::filesystem::path project;
    std::string name;    ///< empty: a new one of `method` and date; when resumed, the last run
    std::string method;  ///< finetuning_type
    bool resume = false, overwrite = false;
};
/// The folder that a training goes into. Touches nothing: an impossible name is reported before a model is loaded.
/// Throws Error for a name that is taken, is none, or is no started run when resumed.
RunFolder chooseRun(const RunChoice& choice);

/// Makes the folder, in place of a run that was there.
void beginRun(const RunFolder& run);

}  // namespace atelier::runs
