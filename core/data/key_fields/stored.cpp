#include "data/key_fields/stored.h"

#include "data/store/connection.h"

namespace atelier::data {

std::string keyFieldSchema(const Project& project, const std::string& dataset) {
    const store::Connection& connection = project.connection();
    return connection.read([&] {
        SQLite::Statement select(connection.database(), "SELECT key_fields FROM datasets WHERE id = ?");
        select.bind(1, connection.requireDataset(dataset));
        select.executeStep();
        return select.getColumn(0).getString();
    });
}

std::optional<KeyField> keyFieldsOf(const Project& project, const std::string& dataset) {
    const std::string text = keyFieldSchema(project, dataset);
    if (text.empty()) return std::nullopt;
    return parseKeyFields(text, "key fields of " + dataset);
}

void setKeyFieldSchema(Project& project, const std::string& dataset, const std::string& text) {
    if (!text.empty()) parseKeyFields(text, "schema");
    store::Connection& connection = project.connection();
    connection.write([&] {
        SQLite::Statement update(connection.database(), "UPDATE datasets SET key_fields = ? WHERE id = ?");
        update.bind(1, text);
        update.bind(2, connection.requireDataset(dataset));
        update.exec();
    });
}

std::string derivedSchema(const Project& project, const std::string& dataset) {
    std::vector<std::string> answers;
    project.forEachSample(dataset, [&](Sample&& sample) {
        if (const auto turn = keyFieldTurn(sample)) answers.push_back(std::move(sample.turns[*turn].text));
        return true;
    });
    return toJsonSchema(deriveKeyFields(answers)).dump(2) + "\n";
}

JsonStyle answerStyle(const Project& project, const std::string& dataset) {
    std::optional<JsonStyle> style;
    project.forEachSample(dataset, [&](Sample&& sample) {
        if (const auto turn = keyFieldTurn(sample)) style = styleOf(sample.turns[*turn].text);
        return !style;
    });
    return style.value_or(JsonStyle::Compact);
}

}  // namespace atelier::data
