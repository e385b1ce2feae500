#include "data/store/query.h"

#include "common/error.h"
#include "data/store/connection.h"
#include "data/store/filter_sql.h"
#include "data/store/sample_rows.h"

namespace atelier::data {
using store::Connection;

namespace {

// Characters of a card's words.
constexpr int kCardWords = 200;

// What the rows are ordered by, as SQL over `s`; ?2 is the model.
const char* orderOf(SortBy by) {
    switch (by) {
        case SortBy::Order:
            return "s.id";
        case SortBy::Id:
            return "s.key";
        case SortBy::File:
            return "(SELECT file_name(path) FROM media WHERE sample = s.id AND ordinal = 0)";
        case SortBy::Split:
            return "s.split";
        case SortBy::Checked:
            return "s.checked";
        case SortBy::Regions:
            return "(SELECT count(*) FROM regions WHERE sample = s.id)";
        case SortBy::AnswerLength:
            return "(SELECT total(length(text)) FROM turns WHERE sample = s.id AND role = 2)";
        case SortBy::Tokens:
            return "(SELECT tokens FROM token_counts WHERE sample = s.id AND model = ?2 AND revision = s.revision)";
    }
    throw std::logic_error("an unknown order");
}
static_assert(static_cast<int>(Turn::Role::Assistant) == 2, "the number in the statements here");

}  // namespace

std::vector<std::int64_t> findRows(const Project& project, const std::string& dataset, const Query& query) {
    const store::SqlCondition condition = store::compileFilter(query.filter);
    const Connection& connection = project.connection();
    return connection.read([&] {
        const std::string direction = query.descending ? " DESC" : " ASC";
        SQLite::Statement select(connection.database(), "SELECT s.id FROM samples s WHERE s.dataset = ?1 AND (" +
                                                            condition.sql + ") ORDER BY " + orderOf(query.sortBy) +
                                                            direction + " NULLS LAST, s.id");
        select.bind(1, connection.requireDataset(dataset));
        // Few filters and orders look at tokens, and SQLite refuses a value that a statement has no place for.
        if (select.getBindParameterCount() >= 2) select.bind(2, query.model);
        condition.bind(select);
        std::vector<std::int64_t> rows;
        while (select.executeStep())
            rows.push_back(select.getColumn(0).getInt64());
        return rows;
    });
}

std::optional<std::int64_t> rowOf(const Project& project, const std::string& dataset, const std::string& id) {
    const Connection& connection = project.connection();
    return connection.read([&]() -> std::optional<std::int64_t> {
        SQLite::Statement select(connection.database(), "SELECT id FROM samples WHERE dataset = ? AND key = ?");
        select.bind(1, connection.requireDataset(dataset));
        select.bind(2, id);
        if (!select.executeStep()) return std::nullopt;
        return select.getColumn(0).getInt64();
    });
}

std::vector<StoredSample> samplesAt(const Project& project, const std::string& dataset,
                                    std::span<const std::int64_t> rows) {
    const Connection& connection = project.connection();
    return connection.read([&] {
        const std::int64_t id = connection.requireDataset(dataset);
        store::SampleReader reader(connection.database(), id, connection.rootOf(id));
        std::vector<StoredSample> samples;
        samples.reserve(rows.size());
        for (const std::int64_t row : rows)
            if (auto sample = reader.read(row)) samples.push_back({row, std::move(*sample)});
        return samples;
    });
}

std::vector<Card> cardsAt(const Project& project, const std::string& dataset, std::span<const std::int64_t> rows) {
    const Connection& connection = project.connection();
    return connection.read([&] {
        const std::int64_t id = connection.requireDataset(dataset);
        const auto root = connection.rootOf(id);
        SQLite::Statement select(connection.database(), R"sql(
            SELECT s.key, s.split, s.checked,
                (SELECT count(*) FROM media WHERE sample = s.id),
                (SELECT count(*) FROM regions WHERE sample = s.id),
                (SELECT count(*) FROM turns WHERE sample = s.id),
                (SELECT substr(text, 1, ?2) FROM turns WHERE sample = s.id AND text <> '' ORDER BY role <> 2, ordinal LIMIT 1),
                m.kind, m.path, m.crop_left, m.crop_top, m.crop_right, m.crop_bottom, m.range_begin, m.range_end
            FROM samples s LEFT JOIN media m ON m.sample = s.id AND m.ordinal = 0 WHERE s.id = ?1 AND s.dataset = ?3)sql");
        SQLite::Statement tags(connection.database(), "SELECT tag FROM tags WHERE sample = ? ORDER BY ordinal");
        static_assert(static_cast<int>(Turn::Role::Assistant) == 2, "the number in the statement");
        select.bind(2, kCardWords);
        select.bind(3, id);
        std::vector<Card> cards;
        cards.reserve(rows.size());
        for (const std::int64_t row : rows) {
            select.bind(1, row);
            if (select.executeStep()) {
                Card card;
                card.row = row;
                card.id = select.getColumn(0).getString();
                card.split = select.getColumn(1).getString();
                card.checked = select.getColumn(2).getInt() != 0;
                card.mediaCount = select.getColumn(3).getInt64();
                card.regions = select.getColumn(4).getInt64();
                card.turns = select.getColumn(5).getInt64();
                card.words = select.getColumn(6).getString();
                if (card.mediaCount > 0) card.media = store::mediaOf(select, 7, root);
                tags.bind(1, row);
                while (tags.executeStep())
                    card.tags.push_back(tags.getColumn(0).getString());
                tags.reset();
                cards.push_back(std::move(card));
            }
            select.reset();
        }
        return cards;
    });
}

Overview overview(const Project& project, const std::string& dataset) {
    const Connection& connection = project.connection();
    return connection.read([&] {
        const std::int64_t id = connection.requireDataset(dataset);
        Overview seen{connection.rootOf(id), 0, {}};
        SQLite::Statement count(connection.database(), "SELECT count(*) FROM samples WHERE dataset = ?");
        count.bind(1, id);
        count.executeStep();
        seen.samples = count.getColumn(0).getInt64();
        SQLite::Statement tags(connection.database(),
                               "SELECT tag, count(DISTINCT t.sample) FROM tags t JOIN samples s ON s.id = t.sample "
                               "WHERE s.dataset = ? GROUP BY tag");
        tags.bind(1, id);
        while (tags.executeStep())
            seen.tags[tags.getColumn(0).getString()] = tags.getColumn(1).getInt64();
        return seen;
    });
}

}  // namespace atelier::data
