#include "commands/contestant_text.h"

#include "common/error.h"

#include <sstream>

namespace atelier::cli {
namespace {

constexpr const char* kOption = "--contestant";
constexpr const char* kForm = "write name=NAME,title=TEXT,model=DIR,adapter=DIR";

}  // namespace

protocol::Contestant contestantFrom(const std::string& text) {
    protocol::Contestant contestant;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) {
        const auto equals = part.find('=');
        const std::string key = part.substr(0, equals);
        if (equals == std::string::npos || equals + 1 == part.size())
            throw Error("\"" + part + "\" has no value", kOption, kForm);
        const std::string value = part.substr(equals + 1);
        const auto set = [&](auto& member) {
            if (!member.empty()) throw Error("\"" + key + "\" comes twice in \"" + text + "\"", kOption);
            member = value;
        };
        if (key == "name")
            set(contestant.name);
        else if (key == "title")
            set(contestant.title);
        else if (key == "model")
            set(contestant.model);
        else if (key == "adapter")
            contestant.adapters.emplace_back(value);
        else
            throw Error("unknown key \"" + key + "\"", kOption, "known: name, title, model, adapter");
    }
    if (contestant.name.empty()) throw Error("\"" + text + "\" has no name", kOption, kForm);
    return contestant;
}

}  // namespace atelier::cli
