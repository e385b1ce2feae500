#include "settings/reference_page.h"

#include "settings/option.h"

#include <stdexcept>

namespace atelier::settings {
namespace {

const char* name(Type type) {
    switch (type) {
        case Type::Bool:
            return "true/false";
        case Type::Integer:
            return "whole number";
        case Type::Number:
            return "number";
        case Type::Text:
            return "text";
        case Type::Choice:
            return "choice";
        case Type::List:
            return "list";
    }
    throw std::logic_error("option type");
}

std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '|' ? "\\|" : c == '\n' ? "<br>" : std::string(1, c);
    return out;
}

std::string row(const Option& option) {
    std::string help = option.help;
    if (!option.appliesWhen.empty()) help += " Only with `" + option.appliesWhen + "`.";
    for (const std::string& alias : option.aliases)
        help += " Also read as `" + alias + "`.";
    const std::string type = std::string(name(option.type)) + (option.nullable ? " or null" : "");
    const std::string standard = toText(option.defaultValue);
    return "| `" + option.key + "` | " + type + " | " + (standard.empty() ? "" : "`" + cell(standard) + "`") + " | " +
           cell(rangeText(option)) + " | " + cell(option.unit) + " | " + cell(help) + " |\n";
}

}  // namespace

std::string referencePage() {
    std::string page = "# Settings\n";
    for (const Group& group : allGroups()) {
        page +=
            "\n## " + group.title + "\n\n| key | type | default | range | unit | help |\n|---|---|---|---|---|---|\n";
        for (const Option& option : group.options)
            page += row(option);
    }
    return page;
}

}  // namespace atelier::settings
