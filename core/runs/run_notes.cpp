#include "runs/run_notes.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "runs/run_folder.h"
#include "settings/option.h"

#include <set>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

fs::path notesFile(const fs::path& run) {
    return run / "notes.json";
}

std::string textOf(const settings::Recipe& recipe, const settings::Option& option) {
    const auto* entry = recipe.find(option.key);
    return settings::toText(entry ? settings::checked(option, entry->value, entry->where) : option.defaultValue);
}

std::string unknownText(const settings::Recipe& recipe, const std::string& key) {
    const auto* entry = recipe.find(key);
    if (!entry) return {};
    const auto begin = entry->yaml.find_first_not_of(" \n");
    return begin == std::string::npos ? settings::toText(entry->value) : entry->yaml.substr(begin);
}

}  // namespace

RunNotes readNotes(const fs::path& run) {
    RunNotes notes;
    if (!pathExists(notesFile(run))) return notes;
    const std::string where = notesFile(run).string();
    const Json json = readJson(where);
    notes.note = jsonAt<std::string>(json, "note", where, std::string());
    for (const auto& tag : json.value("tags", Json::array())) {
        if (!tag.is_string()) throw Error("\"tags\" must be a list of texts", where);
        notes.tags.push_back(tag.get<std::string>());
    }
    return notes;
}

void writeNotes(const fs::path& run, const RunNotes& notes) {
    writeFileAtomically(notesFile(run), Json{{"tags", notes.tags}, {"note", notes.note}}.dump(2) + "\n");
}

std::vector<SettingDifference> differences(const settings::Recipe& first, const settings::Recipe& second) {
    std::vector<SettingDifference> all;
    const auto add = [&](const std::string& key, std::string a, std::string b) {
        if (a != b) all.push_back({key, std::move(a), std::move(b)});
    };
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options)
            add(option.key, textOf(first, option), textOf(second, option));
    std::set<std::string> unknown;
    for (const auto* recipe : {&first, &second})
        for (const auto& [key, _] : recipe->entries())
            if (!settings::findOption(key)) unknown.insert(key);
    for (const auto& key : unknown)
        add(key, unknownText(first, key), unknownText(second, key));
    return all;
}

fs::path anyRun(const fs::path& project, const std::string& name) {
    const fs::path runs = project / "runs";
    if (name == "last") return findStartedRun(runs, name);
    checkRunName(name);
    if (pathExists(RunFolder(runs / name).recipe())) return runs / name;
    std::string known;
    for (const auto& run : listRuns(project))
        known += (known.empty() ? "" : ", ") + run.name;
    throw Error("no run \"" + name + "\"", runs.string(), known.empty() ? "there is none yet" : "there are: " + known);
}

}  // namespace atelier::runs
