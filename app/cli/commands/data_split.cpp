#include "commands/data_split.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "common/json.h"
#include "data/split.h"
#include "data/store/batch_edits.h"
#include "data/store/query.h"
#include "output.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

namespace atelier::cli {
namespace {

struct Options : DatasetOptions {
    std::vector<double> ratios{0.8, 0.1, 0.1};
    std::uint64_t seed = 42;
    std::string stratify;
    int folds = 0;
    bool dryRun = false;
};

const std::map<std::string, data::Stratum>& strata() {
    static const std::map<std::string, data::Stratum> names{
        {"tag", data::Stratum::FirstTag}, {"label", data::Stratum::FirstLabel}, {"answer", data::Stratum::Answer}};
    return names;
}

void requireShares(const std::vector<double>& ratios) {
    const double sum = std::accumulate(ratios.begin(), ratios.end(), 0.0);
    const bool negative = std::any_of(ratios.begin(), ratios.end(), [](double one) { return !(one >= 0); });
    if (ratios.size() != 3 || negative || std::abs(sum - 1) > 1e-6)
        throw Error("three shares that add up to 1 are needed", "--ratios",
                    "of train, validation and test, e.g. 0.8,0.1,0.1");
}

// "train", ... or "fold:1", ... for each sample.
std::vector<std::string> drawnParts(const std::vector<data::Sample>& samples, const Options& options) {
    if (options.folds > 0) {
        std::vector<std::string> parts;
        for (const int fold : data::drawFolds(samples, options.folds, options.seed))
            parts.push_back("fold:" + std::to_string(fold + 1));
        return parts;
    }
    requireShares(options.ratios);
    // A share of all is a count, so that 1 is not taken for one sample.
    const auto total = static_cast<double>(samples.size());
    const auto wanted = [&](double share) { return share >= 1 ? total : share; };
    const data::SplitOptions draw{wanted(options.ratios[1]), wanted(options.ratios[2]), options.seed};
    return options.stratify.empty() ? data::drawSplits(samples, draw)
                                    : data::drawStratifiedSplits(samples, draw, strata().at(options.stratify));
}

std::optional<std::int64_t> store(data::Project& project, const Options& options,
                                  const std::vector<data::Sample>& samples, const std::vector<std::string>& parts) {
    if (options.folds == 0) {
        std::map<std::string, std::string> splitOfId;
        for (std::size_t i = 0; i < samples.size(); ++i)
            splitOfId[samples[i].id] = parts[i];
        return data::assignSplits(project, options.dataset, splitOfId);
    }
    std::unordered_map<std::string, std::string> tagOfId;
    for (std::size_t i = 0; i < samples.size(); ++i)
        tagOfId[samples[i].id] = parts[i];
    const auto rows = data::findRows(project, options.dataset);
    return data::changeSamples(project, options.dataset, rows, "Folds assigned", [&](data::Sample& sample) {
        std::erase_if(sample.tags, [](const std::string& tag) { return tag.starts_with("fold:"); });
        sample.tags.push_back(tagOfId.at(sample.id));
    });
}

void run(const Options& options) {
    using Access = data::Project::Access;
    auto project = options.open(options.dryRun ? Access::ReadOnly : Access::ReadWrite);
    const auto samples = project.samples(options.dataset);
    if (samples.empty()) throw Error("there are no samples", options.dataset);
    const auto parts = drawnParts(samples, options);
    const auto edit = options.dryRun ? std::nullopt : store(project, options, samples, parts);

    std::map<std::string, std::int64_t> counts;
    std::map<std::string, std::set<std::string>> groups;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        ++counts[parts[i]];
        groups[parts[i]].insert(data::groupOf(samples[i]));
    }
    if (options.json) {
        Json json{{"edit", edit ? Json(*edit) : Json()}, {"parts", Json::object()}};
        for (const auto& [part, count] : counts)
            json["parts"][part] = {{"samples", count}, {"groups", groups[part].size()}};
        return printJson(json);
    }
    std::vector<std::vector<std::string>> rows{{options.folds > 0 ? "tag" : "split", "samples", "groups"}};
    for (const auto& [part, count] : counts)
        rows.push_back({part, std::to_string(count), std::to_string(groups[part].size())});
    print(table(rows));
    print(options.dryRun ? "Nothing was stored\n" : editText(edit));
}

}  // namespace

void addDataSplit(CLI::App& data, Session& session) {
    auto* command = data.add_subcommand("split", "Divide a dataset into train, validation and test, or into folds");
    command->footer(
        "Samples of one group, e.g. all questions on one picture, always stay together. Same seed, same splits. It is\n"
        "one edit. With --folds every sample gets a tag fold:1, fold:2, ... in place of its earlier one, and the "
        "splits\n"
        "stay: --filter 'tag:fold:1' finds a fold.");
    auto options = std::make_shared<Options>();
    options->addTo(*command);
    auto* ratios = command->add_option("--ratios", options->ratios, "Shares of train, validation and test")
                       ->delimiter(',')
                       ->expected(1, 3)
                       ->default_str("0.8,0.1,0.1");
    auto* stratify = command
                         ->add_option("--stratify", options->stratify,
                                      "Same shares of each first tag, first region's label, or answer")
                         ->check(CLI::IsMember(strata()));
    command->add_option("--seed", options->seed, "Another seed, another division");
    command->add_option("--folds", options->folds, "So many folds for cross-validation, as tags")
        ->check(CLI::Range(2, 1000))
        ->excludes(ratios)
        ->excludes(stratify);
    command->add_flag("--dry-run", options->dryRun, "Only say how many samples each part would get");
    command->callback([options, &session] { session.action = [options] { run(*options); }; });
}

}  // namespace atelier::cli
