#include "data/store/token_counts.h"

#include "data/store/connection.h"

namespace atelier::data {

std::vector<SampleVersion> withoutTokenCount(const Project& project, const std::string& dataset,
                                             const std::string& model) {
    const store::Connection& connection = project.connection();
    return connection.read([&] {
        SQLite::Statement select(connection.database(),
                                 "SELECT s.id, s.revision FROM samples s WHERE s.dataset = ?1 AND NOT EXISTS (SELECT 1 "
                                 "FROM token_counts WHERE sample = s.id AND model = ?2 AND revision = s.revision) "
                                 "ORDER BY s.id");
        select.bind(1, connection.requireDataset(dataset));
        select.bind(2, model);
        std::vector<SampleVersion> missing;
        while (select.executeStep())
            missing.push_back({select.getColumn(0).getInt64(), select.getColumn(1).getInt64()});
        return missing;
    });
}

std::vector<TokenCount> tokenCounts(const Project& project, const std::string& dataset, const std::string& model) {
    const store::Connection& connection = project.connection();
    return connection.read([&] {
        SQLite::Statement select(connection.database(),
                                 "SELECT s.id, s.revision, t.tokens, t.image_tokens FROM samples s JOIN token_counts t "
                                 "ON t.sample = s.id AND t.revision = s.revision WHERE s.dataset = ?1 AND t.model = ?2 "
                                 "ORDER BY s.id");
        select.bind(1, connection.requireDataset(dataset));
        select.bind(2, model);
        std::vector<TokenCount> counts;
        while (select.executeStep())
            counts.push_back({{select.getColumn(0).getInt64(), select.getColumn(1).getInt64()},
                              select.getColumn(2).getInt64(),
                              select.getColumn(3).getInt64()});
        return counts;
    });
}

void storeTokenCounts(Project& project, const std::string& model, std::span<const TokenCount> counts) {
    const store::Connection& connection = project.connection();
    connection.write([&] {
        SQLite::Statement insert(connection.database(),
                                 "INSERT OR REPLACE INTO token_counts (sample, model, revision, tokens, image_tokens) "
                                 "SELECT id, ?3, revision, ?4, ?5 FROM samples WHERE id = ?1 AND revision = ?2");
        for (const TokenCount& count : counts) {
            insert.bind(1, count.sample.row);
            insert.bind(2, count.sample.revision);
            insert.bind(3, model);
            insert.bind(4, count.tokens);
            insert.bind(5, count.imageTokens);
            insert.exec();
            insert.reset();
        }
    });
}

}  // namespace atelier::data
