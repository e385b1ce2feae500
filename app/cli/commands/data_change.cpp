#include "commands/data_change.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "common/json.h"
#include "data/store/batch_edits.h"
#include "data/store/find_replace.h"
#include "output.h"

#include <algorithm>
#include <array>

namespace atelier::cli {
namespace {

using data::Project;

struct TagOptions : DatasetOptions {
    ChosenSamples chosen;
    std::vector<std::string> add, remove;
};

void tag(const TagOptions& options) {
    if (options.add.empty() && options.remove.empty())
        throw Error("no tag is named", "--add, --remove", "e.g. --add receipt");
    auto project = options.open(Project::Access::ReadWrite);
    const auto rows = options.chosen.rows(project, options.dataset);
    const auto change = [&](data::Sample& sample) {
        std::erase_if(sample.tags, [&](const std::string& tag) {
            return std::find(options.remove.begin(), options.remove.end(), tag) != options.remove.end();
        });
        for (const std::string& tag : options.add)
            if (std::find(sample.tags.begin(), sample.tags.end(), tag) == sample.tags.end()) sample.tags.push_back(tag);
    };
    const auto edit = data::changeSamples(project, options.dataset, rows, "Tags changed", change, {},
                                          {.tags = true, .others = false});
    if (options.json) return printJson({{"samples", rows.size()}, {"edit", edit ? Json(*edit) : Json()}});
    print(std::to_string(rows.size()) + " samples\n" + editText(edit));
}

struct ReplaceOptions : DatasetOptions {
    ChosenSamples chosen;
    data::ReplaceOptions replace;
    std::vector<std::string> places{"prompts", "answers", "transcriptions"};
    bool wholeWord = false, regex = false, ignoreCase = false, dryRun = false;
};

struct Place {
    const char* name;
    bool data::ReplaceOptions::* in;
};
constexpr std::array kPlaces{
    Place{"prompts", &data::ReplaceOptions::prompts}, Place{"answers", &data::ReplaceOptions::answers},
    Place{"transcriptions", &data::ReplaceOptions::transcriptions}, Place{"labels", &data::ReplaceOptions::labels},
    Place{"tags", &data::ReplaceOptions::tags}};

void replace(ReplaceOptions options) {
    using Mode = data::ReplaceOptions::Mode;
    options.replace.mode = options.regex ? Mode::Regex : options.wholeWord ? Mode::WholeWord : Mode::Plain;
    options.replace.matchCase = !options.ignoreCase;
    for (const Place& place : kPlaces)
        options.replace.*place.in =
            std::find(options.places.begin(), options.places.end(), place.name) != options.places.end();
    auto project = options.open(options.dryRun ? Project::Access::ReadOnly : Project::Access::ReadWrite);
    const auto rows = options.chosen.rows(project, options.dataset);
    const auto found = options.dryRun ? data::findReplacements(project, options.dataset, rows, options.replace)
                                      : data::replaceAll(project, options.dataset, rows, options.replace);
    if (options.json)
        return printJson({{"occurrences", found.occurrences},
                          {"samples", found.samples},
                          {"edit", found.edit ? Json(*found.edit) : Json()}});
    print(std::to_string(found.occurrences) + " found in " + std::to_string(found.samples) + " samples\n");
    print(options.dryRun ? "Nothing was changed\n" : editText(found.edit));
}

}  // namespace

void addDataTag(CLI::App& data, Session& session) {
    auto* command = data.add_subcommand("tag", "Give samples tags, or take tags off them");
    command->footer("One edit; e.g. --filter 'regions:>20' --add crowded.");
    auto options = std::make_shared<TagOptions>();
    options->addTo(*command);
    options->chosen.addTo(*command);
    command->add_option("--add", options->add, "A tag to give; once for each");
    command->add_option("--remove", options->remove, "A tag to take off; once for each");
    command->callback([options, &session] { session.action = [options] { tag(*options); }; });
}

void addDataReplace(CLI::App& data, Session& session) {
    auto* command = data.add_subcommand("replace", "Find and replace words of many samples");
    command->footer("One edit. Links between words and places follow the words.");
    auto options = std::make_shared<ReplaceOptions>();
    command->add_option("FIND", options->replace.find, "What to look for")->required();
    command->add_option("REPLACEMENT", options->replace.replacement, "What to put in its place; may be empty")
        ->required();
    options->addTo(*command);
    options->chosen.addTo(*command);
    std::vector<std::string> names;
    for (const Place& place : kPlaces)
        names.emplace_back(place.name);
    command
        ->add_option("--in", options->places,
                     "Where: prompts, answers, transcriptions, labels, tags (default: the first three)")
        ->delimiter(',')
        ->check(CLI::IsMember(names));
    auto* words = command->add_flag("--whole-words", options->wholeWord, "Not inside of words");
    command->add_flag("--regex", options->regex, "FIND is a regular expression; $1 or ${name} are its groups")
        ->excludes(words);
    command->add_flag("--ignore-case", options->ignoreCase, "Capitals and small letters are the same");
    command->add_flag("--dry-run", options->dryRun, "Only say how many there are");
    command->callback([options, &session] { session.action = [options] { replace(*options); }; });
}

}  // namespace atelier::cli
