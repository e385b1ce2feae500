#include "commands/data_split.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "common/json.h"
#include "data/split_plan.h"
#include "data/store/query.h"
#include "output.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace atelier::cli {
namespace {

struct Options : DatasetOptions {
    std::vector<double> ratios{0.8, 0.1, 0.1};
    std::uint64_t seed = 42;
    std::string stratify;
    int folds = 0, fold = 1;
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

data::SplitPlanOptions planOptions(const Options& options) {
    data::SplitPlanOptions wanted;
    wanted.folds = options.folds;
    wanted.validationFold = options.fold;
    wanted.shares.seed = options.seed;
    if (options.folds > 0) return wanted;
    requireShares(options.ratios);
    wanted.shares.validation = options.ratios[1];
    wanted.shares.test = options.ratios[2];
    if (!options.stratify.empty()) wanted.stratum = strata().at(options.stratify);
    return wanted;
}

void run(const Options& options) {
    using Access = data::Project::Access;
    auto project = options.open(options.dryRun ? Access::ReadOnly : Access::ReadWrite);
    const auto rows = data::findRows(project, options.dataset);
    if (rows.empty()) throw Error("there are no samples", options.dataset);
    const auto plan = data::planSplits(project, options.dataset, rows, planOptions(options));
    const auto edit = options.dryRun ? std::nullopt : data::applySplitPlan(project, options.dataset, plan);

    if (options.json) {
        Json json{{"edit", edit ? Json(*edit) : Json()}, {"parts", Json::object()}};
        for (const auto& [part, count] : plan.parts)
            json["parts"][part] = {{"before", count.before}, {"samples", count.after}, {"groups", count.groups}};
        if (options.folds > 0) json["folds"] = plan.folds;
        return printJson(json);
    }
    std::vector<std::vector<std::string>> lines{{"split", "before", "samples", "groups"}};
    for (const auto& [part, count] : plan.parts)
        lines.push_back({part.empty() ? "not assigned" : part, std::to_string(count.before),
                         std::to_string(count.after), std::to_string(count.groups)});
    print(table(lines));
    for (std::size_t i = 0; i < plan.folds.size(); ++i)
        print("fold-" + std::to_string(i + 1) + ": " + std::to_string(plan.folds[i]) + " samples\n");
    print(options.dryRun ? "Nothing was stored\n" : editText(edit));
}

}  // namespace

void addDataSplit(CLI::App& data, Session& session) {
    auto* command = data.add_subcommand("split", "Divide a dataset into train, validation and test, or into folds");
    command->footer(
        "Samples of one group, e.g. all questions on one picture, always stay together. Same seed, same splits. It is\n"
        "one edit. With --folds every sample gets a tag fold-1, fold-2, ...; those of --fold are for validation, all\n"
        "others for training: --filter 'tag:fold-1' finds a fold.");
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
    command->add_option("--fold", options->fold, "The fold that is for validation")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_flag("--dry-run", options->dryRun, "Only say how many samples each part would get");
    command->callback([options, &session] { session.action = [options] { run(*options); }; });
}

}  // namespace atelier::cli
