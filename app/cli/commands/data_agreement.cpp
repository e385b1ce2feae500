#include "commands/data_agreement.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "common/json.h"
#include "data/checks/agreement.h"
#include "data/copy_dataset.h"
#include "data/project.h"
#include "output.h"

#include <filesystem>

namespace atelier::cli {
namespace {

using data::Project;

struct Pair {
    std::filesystem::path project;
    std::string ours, theirs;
    bool json = false;

    void addTo(CLI::App& command) {
        command.add_option("A", ours, "One person's dataset")->required();
        command.add_option("B", theirs, "Another person's dataset of the same samples")->required();
        command.add_option("--project", project, "Project folder")->required();
        command.add_flag("--json", json, "One JSON object");
    }
    std::vector<data::Sample> samples(const Project& opened, const std::string& dataset) const {
        opened.dataset(dataset);  // says which there are
        return opened.samples(dataset);
    }
};

Json figure(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

std::string percent(const std::optional<double>& share) {
    return share ? numberText(*share * 100) + " %" : "";
}

Json jsonOf(const data::Agreement& all) {
    Json samples = Json::array();
    for (const data::SampleAgreement& one : all.samples)
        samples.push_back({{"id", one.id},
                           {"disagreement", one.disagreement},
                           {"same_answers", one.sameAnswers ? Json(*one.sameAnswers) : Json()},
                           {"character_errors", figure(one.characterErrors)},
                           {"tags", figure(one.tags)},
                           {"labels", figure(one.labels)},
                           {"boxes", figure(one.boxes)},
                           {"matched", one.matched},
                           {"only_a", one.onlyOurs},
                           {"only_b", one.onlyTheirs}});
    return {{"answered", all.answered},
            {"same_answers", all.sameAnswers},
            {"character_errors", figure(all.characterErrors)},
            {"tags", figure(all.tags)},
            {"labels", figure(all.labels)},
            {"boxes", figure(all.boxes)},
            {"matched_regions", all.matched},
            {"unmatched_regions", all.unmatched},
            {"only_a", all.onlyOurs},
            {"only_b", all.onlyTheirs},
            {"samples", std::move(samples)}};
}

void show(const data::Agreement& all, std::size_t worst) {
    const auto count = [](std::int64_t n) { return grouped(static_cast<std::uint64_t>(n)); };
    std::vector<std::vector<std::string>> rows{{"samples of both", count(std::ssize(all.samples))},
                                               {"samples of A alone", count(std::ssize(all.onlyOurs))},
                                               {"samples of B alone", count(std::ssize(all.onlyTheirs))},
                                               {"same answers", count(all.sameAnswers) + " of " + count(all.answered)}};
    const auto add = [&](const char* name, const std::optional<double>& value) {
        if (value) rows.push_back({name, percent(value)});
    };
    add("characters that differ", all.characterErrors);
    add("tags shared", all.tags);
    add("labels shared", all.labels);
    add("overlap of regions", all.boxes);
    if (all.matched + all.unmatched > 0) {
        rows.push_back({"regions of both", count(all.matched)});
        rows.push_back({"regions of one alone", count(all.unmatched)});
    }
    print(table(rows));
    std::vector<std::vector<std::string>> lines{
        {"sample", "disagreement", "characters", "tags", "labels", "overlap", "only A", "only B"}};
    for (const data::SampleAgreement& one : all.samples) {
        if (one.disagreement <= 0 || lines.size() > worst) break;
        lines.push_back({inOneLine(one.id), percent(one.disagreement), percent(one.characterErrors), percent(one.tags),
                         percent(one.labels), percent(one.boxes), count(one.onlyOurs), count(one.onlyTheirs)});
    }
    if (lines.size() > 1) print("\n" + table(lines));
}

const std::map<std::string, data::MergeRule>& rules() {
    static const std::map<std::string, data::MergeRule> names{
        {"b", data::MergeRule::Theirs}, {"checked", data::MergeRule::Checked}, {"longer", data::MergeRule::Longer}};
    return names;
}

struct MergeOptions : Pair {
    std::string name, prefer = "checked";
};

void merge(const MergeOptions& options) {
    auto project = Project::open(options.project);
    const auto ours = options.samples(project, options.ours), theirs = options.samples(project, options.theirs);
    const data::Edit edit = data::mergeLabels(ours, theirs, rules().at(options.prefer));
    std::optional<std::int64_t> stored;
    if (options.name.empty())
        stored = data::applyEdit(project, options.ours, edit);
    else
        data::copyDataset(project, options.ours, options.name, edit);
    if (options.json)
        return printJson({{"changed", edit.changes.size()},
                          {"edit", stored ? Json(*stored) : Json()},
                          {"dataset", options.name.empty() ? options.ours : options.name}});
    print(std::to_string(edit.changes.size()) + " of " + std::to_string(ours.size()) + " samples have the labels of " +
          inOneLine(options.theirs) + "\n");
    print(options.name.empty() ? editText(stored) : "The dataset: " + inOneLine(options.name) + "\n");
}

}  // namespace

void addDataAgreement(CLI::App& data, Session& session) {
    struct Options : Pair {
        std::size_t worst = 20;
    };
    auto* command = data.add_subcommand("agreement", "Compare two people's labels of the same samples");
    command->footer("Samples are the same where their ids are. Listed are those that differ the most.");
    auto options = std::make_shared<Options>();
    options->addTo(*command);
    command->add_option("--worst", options->worst, "How many samples to list (--json lists all)");
    command->callback([options, &session] {
        session.action = [options] {
            const auto project = Project::open(options->project, Project::Access::ReadOnly);
            const auto all =
                data::agreement(options->samples(project, options->ours), options->samples(project, options->theirs));
            if (all.samples.empty())
                throw Error("the two have no sample in common", options->ours + ", " + options->theirs,
                            "samples are the same where their ids are");
            if (options->json) return printJson(jsonOf(all));
            show(all, options->worst);
        };
    });
}

void addDataMerge(CLI::App& data, Session& session) {
    auto* command = data.add_subcommand("merge", "Take labels of one dataset over into another of the same samples");
    command->footer(
        "A sample's turns, regions, tags and its mark as checked are taken together from one of the two; its "
        "pictures,\n"
        "split and group stay A's. Samples that only B has are not added. Into A it is one edit.");
    auto options = std::make_shared<MergeOptions>();
    options->addTo(*command);
    command->add_option("--name", options->name, "A new dataset instead of a change of A");
    command
        ->add_option("--prefer", options->prefer,
                     "Whose labels, where they differ: checked (B's where only it is checked), longer (B's where its "
                     "answers are longer), b (always B's)")
        ->check(CLI::IsMember(rules()))
        ->capture_default_str();
    command->callback([options, &session] { session.action = [options] { merge(*options); }; });
}

}  // namespace atelier::cli
