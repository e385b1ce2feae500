#include "data/split.h"

#include "common/random.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace atelier::data {

const std::string& groupOf(const Sample& sample) {
    return sample.group.empty() ? sample.id : sample.group;
}

std::string groupAcrossDatasets(const std::string& dataset, const Sample& sample) {
    const std::string& group = groupOf(sample);
    return group.find('\n') == std::string::npos ? dataset + "\n" + group : group;
}

std::int64_t wantedSamples(double shareOrCount, std::int64_t total) {
    if (shareOrCount <= 0) return 0;
    if (shareOrCount >= 1) return std::min(static_cast<std::int64_t>(std::llround(shareOrCount)), total);
    return std::max<std::int64_t>(1, std::llround(shareOrCount * static_cast<double>(total)));
}

std::vector<std::string> drawSplits(const std::vector<Sample>& samples, const SplitOptions& options) {
    struct Group {
        std::uint64_t order;
        std::string name;
        std::int64_t samples;
    };
    std::vector<Group> groups;
    std::unordered_map<std::string, std::size_t> indexOf;
    for (const Sample& sample : samples) {
        const std::string& name = groupOf(sample);
        const auto [found, isNew] = indexOf.emplace(name, groups.size());
        if (isNew) groups.push_back({Random({options.seed, stableHash(name)})(), name, 0});
        ++groups[found->second].samples;
    }
    std::sort(groups.begin(), groups.end(),
              [](const Group& a, const Group& b) { return a.order != b.order ? a.order < b.order : a.name < b.name; });

    const auto total = static_cast<std::int64_t>(samples.size());
    const std::int64_t test = wantedSamples(options.test, total), validation = wantedSamples(options.validation, total);
    std::unordered_map<std::string, std::string> splitOf;
    std::int64_t inTest = 0, inValidation = 0;
    for (const Group& group : groups) {
        if (inTest < test) {
            splitOf[group.name] = "test";
            inTest += group.samples;
        } else if (inValidation < validation) {
            splitOf[group.name] = "validation";
            inValidation += group.samples;
        } else {
            splitOf[group.name] = "train";
        }
    }
    std::vector<std::string> splits;
    splits.reserve(samples.size());
    for (const Sample& sample : samples)
        splits.push_back(splitOf.at(groupOf(sample)));
    return splits;
}

}  // namespace atelier::data
