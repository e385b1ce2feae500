#include "commands/overrides.h"

#include "common/log.h"
#include "settings/option.h"
#include "settings/overrides.h"

namespace atelier::cli {
namespace {

std::vector<std::string> assignmentsIn(const std::vector<std::string>& words, const std::string& command) {
    std::vector<std::string> all;
    const auto add = [&](const std::string& key, const std::string& value, const std::string& word) {
        if (!settings::findOption(key)) throw CLI::ExtrasError(command, {word});
        all.push_back(key + "=" + value);
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const bool dashed = word.starts_with("--");
        const std::string plain = dashed ? word.substr(2) : word;
        const auto equals = plain.find('=');
        if (equals != std::string::npos)
            add(plain.substr(0, equals), plain.substr(equals + 1), word);
        else if (!dashed)
            throw CLI::ExtrasError(command, {word});
        else if (i + 1 < words.size() && !words[i + 1].starts_with("--"))
            add(plain, words[++i], word);
        else
            add(plain, "true", word);
    }
    return all;
}

}  // namespace

void addOverrides(CLI::App& command, std::vector<std::string>& assignments) {
    command.add_option("--set", assignments, "KEY=VALUE over the recipe's own; once for each; also --KEY VALUE")
        ->allow_extra_args(false);
    command.allow_extras();
    command.parse_complete_callback([&command, &assignments] {
        for (std::string& one : assignmentsIn(command.remaining(), command.get_name()))
            assignments.push_back(std::move(one));
    });
}

void tellPassedOver(const settings::Recipe& recipe) {
    for (const std::string& line : settings::passedOver(recipe))
        log::warning(line);
}

}  // namespace atelier::cli
