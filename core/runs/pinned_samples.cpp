#include "runs/pinned_samples.h"

#include <algorithm>
#include <set>

namespace atelier::runs {
namespace {

// A concept may repeat a sample: the same one, with "~2" behind its id.
std::string originalId(const std::string& id) {
    const auto mark = id.rfind('~');
    const bool repeated =
        mark != std::string::npos && mark + 1 < id.size() && id.find_first_not_of("0123456789", mark + 1) == id.npos;
    return repeated ? id.substr(0, mark) : id;
}

}  // namespace

PinnedSamples pinnedSamples(const data::Splits& splits, const std::string& tag, bool named) {
    PinnedSamples pinned;
    if (tag.empty()) return pinned;
    std::size_t found = 0;
    std::set<std::string> known;
    for (const auto* part : {&splits.validation, &splits.test, &splits.train}) {
        for (const auto& sample : *part) {
            if (std::find(sample.tags.begin(), sample.tags.end(), tag) == sample.tags.end()) continue;
            if (known.contains(originalId(sample.id))) continue;
            known.insert(sample.id);
            if (++found <= kMostPinned) pinned.samples.push_back(sample);
        }
    }
    if (found == 0 && named)
        pinned.note = "no sample of this training has the tag \"" + tag +
                      "\" (sample_answers_tag): the first samples are answered, as sample_answers says";
    if (found > kMostPinned)
        pinned.note = std::to_string(found) + " samples have the tag \"" + tag + "\" (sample_answers_tag): the first " +
                      std::to_string(kMostPinned) + " are answered";
    return pinned;
}

}  // namespace atelier::runs
