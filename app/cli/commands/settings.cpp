#include "commands/commands.h"
#include "output.h"
#include "settings/option.h"
#include "settings/reference_page.h"

namespace atelier::cli {
namespace {

const char* typeName(settings::Type type) {
    switch (type) {
        case settings::Type::Bool:
            return "bool";
        case settings::Type::Integer:
            return "integer";
        case settings::Type::Number:
            return "number";
        case settings::Type::Text:
            return "text";
        case settings::Type::Choice:
            return "choice";
        case settings::Type::List:
            return "list";
    }
    return "";
}

Json toJson(const settings::Option& option) {
    return {{"key", option.key},
            {"type", typeName(option.type)},
            {"default", settings::toText(option.defaultValue)},
            {"nullable", option.nullable},
            {"range", settings::rangeText(option)},
            {"choices", option.choices},
            {"aliases", option.aliases},
            {"unit", option.unit},
            {"label", option.label},
            {"help", option.help},
            {"simple", option.level == settings::Level::Simple},
            {"applies_when", option.appliesWhen}};
}

Json allSettings() {
    Json groups = Json::array();
    for (const auto& group : settings::allGroups()) {
        Json options = Json::array();
        for (const auto& option : group.options)
            options.push_back(toJson(option));
        groups.push_back({{"title", group.title}, {"options", options}});
    }
    return {{"groups", groups}};
}

}  // namespace

void addSettings(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("settings", "Print every key of a recipe with its meaning (Markdown)");
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "The same for programs");
    command->callback([&session, json] {
        session.action = [json] { *json ? printJson(allSettings()) : print(settings::referencePage()); };
    });
}

}  // namespace atelier::cli
