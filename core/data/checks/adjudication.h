#pragma once

#include "common/json.h"
#include "data/checks/agreement.h"
#include "data/project.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atelier::data {

/// Whose version of a part of a sample counts.
enum class Take {
    Open,  ///< not decided; merged, it is ours
    Ours,
    Theirs,
    Both,  ///< of regions and tags: ours, and of theirs those that we have not
};

/// What was decided about one sample on which two people differ.
struct Decision {
    Take turns = Take::Open, regions = Take::Open, tags = Take::Open;
    bool operator==(const Decision&) const = default;
};
using Decisions = std::map<std::string, Decision>;  ///< by sample id

/// In what two versions of a sample differ. Links to words are part of the regions.
struct Differences {
    bool turns = false, regions = false, tags = false;
    bool any() const { return turns || regions || tags; }
};
Differences differences(const Sample& ours, const Sample& theirs);

/// Whether nothing in which they differ is open.
bool isDecided(const Decision& decision, const Differences& differences);

/// Ours with what was decided; `checked` where all was, or where either was and they are the same. Of regions on one
/// place (matchRegions()) Both takes ours. Links to words are kept where the turns taken are those that they were made
/// for. Their regions stay out where their media are not as many and of the same kinds.
Sample merged(const Sample& ours, const Sample& theirs, const Decision& decision);

struct MergeReport {
    std::int64_t samples = 0, open = 0;  ///< written; of them with a difference that nobody decided
    std::int64_t leftOut = 0;            ///< only theirs, with files outside our dataset's root
};

/// A new dataset of both: those that both have as merged(), those that only one has as they are. Error when the name is
/// taken.
MergeReport writeMerged(Project& project, const std::string& ours, const std::string& theirs,
                        const Decisions& decisions, const std::string& name);

/// Decisions about two datasets are kept in agreements.json of the project's folder. Error for a file that is none.
/// Empty decisions take theirs out of the file.
Decisions loadDecisions(const std::filesystem::path& project, const std::string& ours, const std::string& theirs);
void saveDecisions(const std::filesystem::path& project, const std::string& ours, const std::string& theirs,
                   const Decisions& decisions);

}  // namespace atelier::data
