#pragma once

#include "data/project.h"
#include "data/sample.h"
#include "data/store/edits.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atelier::data {

/// Changes of many samples at once. Each is one edit (edits.h): stored whole or not at all, undone in one step. `rows`
/// are row ids (query.h); those that are gone are passed over. Each returns the edit's id, or nothing when nothing
/// changed; throws what applyEdit() throws. They notify and respect those who watch the project (watched.h). What they
/// did is in EditWords: "tags_set", "tags_added", "tags_removed" (the tags), "split_set" (split), "checked",
/// "unchecked", "liked", "disliked", "feedback_removed", "samples_removed", "splits_assigned", "label_renamed" (from,
/// to), "replaced" (what, by what); those of fixes.h: "fields_mended", "samples_grouped", "marks_fitted",
/// "empty_answers_removed", "regions_fitted", "findings_mended"; "frames_added".
using Rows = std::span<const std::int64_t>;

/// One after another in the order of `rows`, a few at a time.
void forEachAt(const Project& project, const std::string& dataset, Rows rows,
               const std::function<void(Sample&&)>& visit);

/// `look`: what of a sample `change` looks at (editRows()).
std::optional<std::int64_t> changeSamples(Project& project, const std::string& dataset, Rows rows,
                                          const std::string& description, const std::function<void(Sample&)>& change,
                                          const EditWords& words = {}, SampleParts look = {});

/// In place of all tags they have.
std::optional<std::int64_t> setTags(Project& project, const std::string& dataset, Rows rows,
                                    const std::vector<std::string>& tags);
/// Behind those they have; none twice.
std::optional<std::int64_t> addTags(Project& project, const std::string& dataset, Rows rows,
                                    const std::vector<std::string>& tags);
std::optional<std::int64_t> removeTags(Project& project, const std::string& dataset, Rows rows,
                                       const std::vector<std::string>& tags);
/// Empty: not assigned.
std::optional<std::int64_t> setSplit(Project& project, const std::string& dataset, Rows rows, const std::string& split);
std::optional<std::int64_t> setChecked(Project& project, const std::string& dataset, Rows rows, bool checked);
/// Feedback to the last answer of each: good, bad, or none any more. Samples without an answer stay as they are.
std::optional<std::int64_t> setLiked(Project& project, const std::string& dataset, Rows rows,
                                     std::optional<bool> liked);
std::optional<std::int64_t> removeSamples(Project& project, const std::string& dataset, Rows rows);

/// Error for an unknown id.
std::optional<std::int64_t> assignSplits(Project& project, const std::string& dataset,
                                         const std::map<std::string, std::string>& splitOfId);

/// Labels of the dataset's regions and how many regions have each; "" for those without.
std::map<std::string, std::int64_t> labelCounts(const Project& project, const std::string& dataset);
/// In all samples of the dataset; two labels become one where `to` is there already.
std::optional<std::int64_t> renameLabel(Project& project, const std::string& dataset, const std::string& from,
                                        const std::string& to);

/// The next sample behind `row`, from the first again after the last, that has neither an answer nor a region; 0: from
/// the first. Nothing where there is none.
std::optional<std::int64_t> nextUnlabelled(const Project& project, const std::string& dataset, std::int64_t row);

}  // namespace atelier::data
