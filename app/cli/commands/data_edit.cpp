#include "commands/data_edit.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "output.h"

#include <map>
#include <memory>

namespace atelier::cli {
namespace {

using data::Project;

Json jsonOf(const data::Card& card) {
    return {{"id", card.id},
            {"file", card.media ? Json(card.media->path.string()) : Json()},
            {"files", card.mediaCount},
            {"words", card.words},
            {"turns", card.turns},
            {"regions", card.regions},
            {"tags", card.tags},
            {"split", card.split},
            {"checked", card.checked}};
}

Json jsonOf(const data::EditInfo& edit) {
    return {{"id", edit.id},
            {"time", edit.time},
            {"description", edit.description},
            {"samples", edit.samples},
            {"undone", edit.undone}};
}

const std::map<std::string, data::SortBy>& sortKeys() {
    static const std::map<std::string, data::SortBy> keys{
        {"order", data::SortBy::Order},         {"id", data::SortBy::Id},           {"file", data::SortBy::File},
        {"split", data::SortBy::Split},         {"checked", data::SortBy::Checked}, {"regions", data::SortBy::Regions},
        {"answer", data::SortBy::AnswerLength},
    };
    return keys;
}

using Step = std::optional<data::Replay> (*)(Project&, const std::string&);

// Undo and redo: one step in the history.
void addStep(CLI::App& parent, Session& session, const char* name, const char* help, const char* done, Step step) {
    auto* command = parent.add_subcommand(name, help);
    auto options = std::make_shared<DatasetOptions>();
    options->addTo(*command);
    const std::string nothing = std::string("there is nothing to ") + name;
    command->callback([options, &session, done, step, nothing] {
        session.action = [options, done, step, nothing] {
            auto project = options->open(Project::Access::ReadWrite);
            const auto replay = step(project, options->dataset);
            if (!replay) throw Error(nothing, options->dataset, "atelier data history lists the edits");
            if (options->json)
                printJson(jsonOf(replay->edit));
            else
                print(std::string(done) + ": " + inOneLine(replay->edit.description) + ", " +
                      std::to_string(replay->edit.samples) + " samples\n");
        };
    });
}

void listDatasets(const DatasetOptions& options) {
    const auto datasets = Project::open(options.project, Project::Access::ReadOnly).datasets();
    Json all = Json::array();
    std::vector<std::vector<std::string>> lines{{"dataset", "samples", "images, videos", "regions", "from"}};
    for (const auto& one : datasets) {
        const std::string source = one.info.source.string();
        all.push_back({{"name", one.info.name},
                       {"samples", one.samples},
                       {"media", one.media},
                       {"turns", one.turns},
                       {"regions", one.regions},
                       {"kind", one.info.kind},
                       {"source", source}});
        const auto count = [](std::int64_t n) { return grouped(static_cast<std::uint64_t>(n)); };
        lines.push_back(
            {inOneLine(one.info.name), count(one.samples), count(one.media), count(one.regions), inOneLine(source)});
    }
    if (options.json) return printJson({{"datasets", std::move(all)}});
    print(table(lines, Align::Left));
}

}  // namespace

void addDataList(CLI::App& parent, Session& session) {
    struct Options : DatasetOptions {
        data::Query query;
        std::string sort = "order";
        std::size_t limit = 0;
    };
    auto* command = parent.add_subcommand("list", "List the datasets of a project, or the samples of one");
    command->footer(
        "Without --dataset: the datasets. A filter is what the window's search takes: words, FIELD:TEXT,\n"
        "FIELD:>NUMBER, flags, AND, OR, NOT and parentheses, e.g. --filter 'tag:receipt regions:>3 NOT checked'.");
    auto options = std::make_shared<Options>();
    command->add_option("--project", options->project, "Project folder")->required();
    auto* dataset = command->add_option("--dataset", options->dataset, "The dataset whose samples are listed");
    command->add_flag("--json", options->json, "One JSON object");
    command->add_option("--filter", options->query.filter, "Only samples that pass (default: all)")->needs(dataset);
    command->add_option("--sort", options->sort, "By what (default: in the order they were added)")
        ->needs(dataset)
        ->check(CLI::IsMember(sortKeys()));
    command->add_flag("--descending", options->query.descending, "The greatest first")->needs(dataset);
    command->add_option("--limit", options->limit, "At most so many (default: all)")
        ->needs(dataset)
        ->check(CLI::PositiveNumber);
    command->callback([options, &session] {
        session.action = [options] {
            if (options->dataset.empty()) return listDatasets(*options);
            const auto project = options->open(Project::Access::ReadOnly);
            options->query.sortBy = sortKeys().at(options->sort);
            auto rows = data::findRows(project, options->dataset, options->query);
            const std::size_t found = rows.size();
            if (options->limit > 0 && found > options->limit) rows.resize(options->limit);
            const auto cards = data::cardsAt(project, options->dataset, rows);
            if (options->json) {
                Json samples = Json::array();
                for (const auto& card : cards)
                    samples.push_back(jsonOf(card));
                printJson({{"found", found}, {"samples", std::move(samples)}});
                return;
            }
            std::vector<std::vector<std::string>> lines{{"sample", "split", "checked", "regions", "words"}};
            for (const auto& card : cards)
                lines.push_back({inOneLine(card.id), card.split, card.checked ? "yes" : "",
                                 std::to_string(card.regions), inOneLine(card.words)});
            print(table(lines, Align::Left));
            print(std::to_string(cards.size()) + " of " + std::to_string(found) + " samples\n");
        };
    });
}

void addDataHistory(CLI::App& parent, Session& session) {
    auto* command = parent.add_subcommand("history", "List a dataset's edits, oldest first");
    auto options = std::make_shared<DatasetOptions>();
    options->addTo(*command);
    command->callback([options, &session] {
        session.action = [options] {
            const auto edits = data::history(options->open(Project::Access::ReadOnly), options->dataset);
            if (options->json) {
                Json list = Json::array();
                for (const auto& edit : edits)
                    list.push_back(jsonOf(edit));
                printJson({{"edits", std::move(list)}});
                return;
            }
            std::vector<std::vector<std::string>> lines{{"time (UTC)", "samples", "", "edit"}};
            for (const auto& edit : edits)
                lines.push_back({edit.time, std::to_string(edit.samples), edit.undone ? "undone" : "",
                                 inOneLine(edit.description)});
            print(table(lines, Align::Left));
        };
    });
}

void addDataUndo(CLI::App& parent, Session& session) {
    addStep(parent, session, "undo", "Take back the last edit of a dataset", "Undone", data::undo);
}

void addDataRedo(CLI::App& parent, Session& session) {
    addStep(parent, session, "redo", "Do again the last edit that was undone", "Done again", data::redo);
}

}  // namespace atelier::cli
