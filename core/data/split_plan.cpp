#include "data/split_plan.h"

#include "common/error.h"
#include "data/store/edits.h"

#include <algorithm>
#include <unordered_set>

namespace atelier::data {
namespace {

constexpr std::string_view kFold = "fold-";

bool isFoldTag(const std::string& tag) {
    return tag.starts_with(kFold) && tag.size() > kFold.size() &&
           std::all_of(tag.begin() + kFold.size(), tag.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void place(Sample& sample, const SplitPlan::Place& place) {
    sample.split = place.split;
    if (place.foldTag.empty()) return;
    std::erase_if(sample.tags, isFoldTag);
    sample.tags.push_back(place.foldTag);
}

std::string countOf(std::int64_t count) {
    return std::to_string(count);
}

void requireShares(const SplitOptions& shares, std::int64_t total) {
    const std::int64_t test = wantedSamples(shares.test, total), validation = wantedSamples(shares.validation, total);
    if (validation + test < total) return;
    throw Error("validation and test would take all " + countOf(total) + " samples",
                validation > test ? "validation" : "test", "leave some to train on");
}

std::vector<SplitPlan::Place> drawnShares(const std::vector<Sample>& samples, const SplitPlanOptions& options) {
    const auto total = std::ssize(samples);
    requireShares(options.shares, total);
    const std::vector<std::string> splits = options.stratum
                                                ? drawStratifiedSplits(samples, options.shares, *options.stratum)
                                                : drawSplits(samples, options.shares);
    const auto has = [&](const char* split) { return std::find(splits.begin(), splits.end(), split) != splits.end(); };
    if (options.shares.validation > 0 && !has("validation"))
        throw Error("no group is left for validation", "validation", "groups are too large to be shared out like this");
    if (!has("train"))
        throw Error("whole groups leave nothing to train on", options.shares.test > 0 ? "test" : "validation",
                    "groups are too large to be shared out like this");
    std::vector<SplitPlan::Place> places;
    for (const std::string& split : splits)
        places.push_back({split, {}});
    return places;
}

std::vector<SplitPlan::Place> drawnFolds(const std::vector<Sample>& samples, const SplitPlanOptions& options,
                                         std::vector<std::int64_t>& sizes) {
    const std::vector<int> folds = drawFolds(samples, options.folds, options.shares.seed);
    if (options.validationFold < 1 || options.validationFold > options.folds)
        throw Error("there is no fold " + countOf(options.validationFold), "fold",
                    "from 1 to " + countOf(options.folds));
    sizes.assign(static_cast<std::size_t>(options.folds), 0);
    std::vector<SplitPlan::Place> places;
    for (const int fold : folds) {
        ++sizes[static_cast<std::size_t>(fold)];
        places.push_back({fold + 1 == options.validationFold ? "validation" : "train",
                          std::string(kFold) + std::to_string(fold + 1)});
    }
    return places;
}

SplitPlan planned(const std::vector<Sample>& samples, std::span<const std::int64_t> rows,
                  const SplitPlanOptions& options) {
    SplitPlan plan;
    if (samples.empty()) return plan;
    const auto places = options.folds > 0 ? drawnFolds(samples, options, plan.folds) : drawnShares(samples, options);
    std::unordered_set<std::string> groups;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        Sample after;
        after.tags = samples[i].tags;
        place(after, places[i]);
        plan.changed += after.split != samples[i].split || after.tags != samples[i].tags;
        ++plan.parts[samples[i].split].before;
        SplitPlan::Part& part = plan.parts[places[i].split];
        ++part.after;
        part.groups += groups.insert(groupOf(samples[i])).second;
        plan.places.emplace(rows[i], places[i]);
    }
    return plan;
}

}  // namespace

std::vector<StoredSample> withWholeGroups(const std::vector<StoredSample>& all, std::span<const std::int64_t> rows) {
    const std::unordered_set<std::int64_t> wanted(rows.begin(), rows.end());
    std::unordered_set<std::string> groups;
    for (const StoredSample& stored : all)
        if (wanted.contains(stored.row)) groups.insert(groupOf(stored.sample));
    std::vector<StoredSample> chosen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
                 [&](const StoredSample& stored) { return groups.contains(groupOf(stored.sample)); });
    return chosen;
}

SplitPlan planSplits(const std::vector<StoredSample>& samples, const SplitPlanOptions& options) {
    std::vector<std::int64_t> rows;
    std::vector<Sample> alone;
    rows.reserve(samples.size());
    alone.reserve(samples.size());
    for (const StoredSample& stored : samples) {
        rows.push_back(stored.row);
        alone.push_back(stored.sample);
    }
    return planned(alone, rows, options);
}

SplitPlan planSplits(const Project& project, const std::string& dataset, std::span<const std::int64_t> rows,
                     const SplitPlanOptions& options) {
    constexpr std::size_t kAtOnce = 1024;
    const SampleParts look{.tags = true, .others = options.stratum && *options.stratum != Stratum::FirstTag};
    std::vector<std::int64_t> found;
    std::vector<Sample> samples;
    samples.reserve(rows.size());
    for (std::size_t done = 0; done < rows.size(); done += kAtOnce)
        for (StoredSample& stored :
             samplesAt(project, dataset, rows.subspan(done, std::min(kAtOnce, rows.size() - done)), look)) {
            found.push_back(stored.row);
            samples.push_back(std::move(stored.sample));
            samples.back().origin = {};
            samples.back().media = {};
            samples.back().metadata = {};
        }
    return planned(samples, found, options);
}

std::optional<std::int64_t> applySplitPlan(Project& project, const std::string& dataset, const SplitPlan& plan) {
    std::vector<std::int64_t> rows;
    for (const auto& [row, _] : plan.places)
        rows.push_back(row);
    return editRows(project, dataset,
                    plan.folds.empty() ? "Splits drawn" : countOf(std::ssize(plan.folds)) + " folds drawn",
                    {"splits_assigned"}, rows, {.tags = true, .others = false},
                    [&](std::int64_t row, std::optional<Sample>& sample) { place(*sample, plan.places.at(row)); });
}

}  // namespace atelier::data
