#include "data/split.h"

#include "common/error.h"
#include "common/random.h"
#include "common/unicode.h"

#include <algorithm>
#include <cmath>
#include <map>
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

namespace {

struct Group {
    std::uint64_t order;
    std::string name;
    std::int64_t samples;
};

// In their order of drawing, which depends on (seed, group) alone.
std::vector<Group> shuffledGroups(const std::vector<Sample>& samples, std::uint64_t seed) {
    std::vector<Group> groups;
    std::unordered_map<std::string, std::size_t> indexOf;
    for (const Sample& sample : samples) {
        const std::string& name = groupOf(sample);
        const auto [found, isNew] = indexOf.emplace(name, groups.size());
        if (isNew) groups.push_back({Random({seed, stableHash(name)})(), name, 0});
        ++groups[found->second].samples;
    }
    std::sort(groups.begin(), groups.end(),
              [](const Group& a, const Group& b) { return a.order != b.order ? a.order < b.order : a.name < b.name; });
    return groups;
}

using SplitOfGroup = std::unordered_map<std::string, std::string>;

struct Drawn {
    std::int64_t test = 0, validation = 0;
};

// Whole groups, so that a little more may be drawn than is wanted.
Drawn draw(const std::vector<Group>& groups, std::int64_t test, std::int64_t validation, SplitOfGroup& splitOf) {
    Drawn drawn;
    for (const Group& group : groups) {
        if (drawn.test < test) {
            splitOf[group.name] = "test";
            drawn.test += group.samples;
        } else if (drawn.validation < validation) {
            splitOf[group.name] = "validation";
            drawn.validation += group.samples;
        } else {
            splitOf[group.name] = "train";
        }
    }
    return drawn;
}

std::vector<std::string> splitsOf(const std::vector<Sample>& samples, const SplitOfGroup& splitOf) {
    std::vector<std::string> splits;
    splits.reserve(samples.size());
    for (const Sample& sample : samples)
        splits.push_back(splitOf.at(groupOf(sample)));
    return splits;
}

std::string stratumOf(const Sample& sample, Stratum by) {
    switch (by) {
        case Stratum::FirstTag:
            return sample.tags.empty() ? "" : sample.tags.front();
        case Stratum::FirstLabel: {
            const auto labelled = std::find_if(sample.regions.begin(), sample.regions.end(),
                                               [](const Region& region) { return !region.label.empty(); });
            return labelled == sample.regions.end() ? "" : labelled->label;
        }
        case Stratum::Answer: {
            if (sample.turns.empty() || sample.turns.back().role != Turn::Role::Assistant) return "";
            const std::string folded = foldedCase(sample.turns.back().text);
            const auto first = folded.find_first_not_of(" \t\r\n");
            if (first == std::string::npos) return "";
            return folded.substr(first, folded.find_last_not_of(" \t\r\n") - first + 1);
        }
    }
    throw std::logic_error("an unknown stratum");
}

using Strata = std::map<std::string, std::vector<Group>>;

Strata strataOf(const std::vector<Sample>& samples, std::uint64_t seed, Stratum by) {
    std::unordered_map<std::string, const Sample*> firstOf;  // group -> sample of the least id
    for (const Sample& sample : samples) {
        const Sample*& first = firstOf[groupOf(sample)];
        if (!first || sample.id < first->id) first = &sample;
    }
    Strata strata;
    for (Group& group : shuffledGroups(samples, seed)) {
        const std::string stratum = stratumOf(*firstOf.at(group.name), by);
        strata[stratum].push_back(std::move(group));
    }
    return strata;
}

std::vector<int> foldsOf(const std::vector<Sample>& samples, const Strata& strata, int folds) {
    std::size_t groups = 0;
    for (const auto& [_, members] : strata)
        groups += members.size();
    if (folds < 2 || static_cast<std::size_t>(folds) > groups)
        throw Error(
            "cannot make " + std::to_string(folds) + " folds of " + std::to_string(groups) + " groups of samples",
            "folds", "from 2 to the number of groups");
    std::unordered_map<std::string, int> foldOf;
    std::vector<std::int64_t> inAll(static_cast<std::size_t>(folds), 0);
    for (const auto& [_, members] : strata) {
        // Samples of this stratum, then of all: the rarest strata do not all land in the first fold.
        std::vector<std::pair<std::int64_t, std::int64_t>> sizes;
        for (const auto all : inAll)
            sizes.emplace_back(0, all);
        for (const Group& group : members) {
            const auto smallest = std::min_element(sizes.begin(), sizes.end());
            smallest->first += group.samples;
            smallest->second += group.samples;
            foldOf[group.name] = static_cast<int>(smallest - sizes.begin());
        }
        for (std::size_t i = 0; i < sizes.size(); ++i)
            inAll[i] = sizes[i].second;
    }
    std::vector<int> all;
    all.reserve(samples.size());
    for (const Sample& sample : samples)
        all.push_back(foldOf.at(groupOf(sample)));
    return all;
}

}  // namespace

std::vector<std::string> drawSplits(const std::vector<Sample>& samples, const SplitOptions& options) {
    const auto total = static_cast<std::int64_t>(samples.size());
    SplitOfGroup splitOf;
    draw(shuffledGroups(samples, options.seed), wantedSamples(options.test, total),
         wantedSamples(options.validation, total), splitOf);
    return splitsOf(samples, splitOf);
}

std::vector<std::string> drawStratifiedSplits(const std::vector<Sample>& samples, const SplitOptions& options,
                                              Stratum by) {
    const Strata strata = strataOf(samples, options.seed, by);
    // What whole groups and rounding give too much or too little in one stratum is made up for in the next: with many
    // small strata the shares still hold for all samples together.
    const auto total = static_cast<std::int64_t>(samples.size());
    const auto share = [&](double wanted) {
        return wanted < 1 ? wanted : static_cast<double>(wantedSamples(wanted, total)) / static_cast<double>(total);
    };
    double test = 0, validation = 0;
    SplitOfGroup splitOf;
    for (const auto& [_, groups] : strata) {
        std::int64_t size = 0;
        for (const Group& group : groups)
            size += group.samples;
        test += share(options.test) * static_cast<double>(size);
        validation += share(options.validation) * static_cast<double>(size);
        const Drawn drawn = draw(groups, std::llround(test), std::llround(validation), splitOf);
        test -= static_cast<double>(drawn.test);
        validation -= static_cast<double>(drawn.validation);
    }
    return splitsOf(samples, splitOf);
}

std::vector<int> drawFolds(const std::vector<Sample>& samples, int folds, std::uint64_t seed) {
    return foldsOf(samples, {{"", shuffledGroups(samples, seed)}}, folds);
}

std::vector<int> drawStratifiedFolds(const std::vector<Sample>& samples, int folds, std::uint64_t seed, Stratum by) {
    return foldsOf(samples, strataOf(samples, seed, by), folds);
}

}  // namespace atelier::data
