#include "data/store/query.h"

#include "common/error.h"
#include "data/store/connection.h"
#include "data/store/filter_sql.h"
#include "data/store/sample_rows.h"
#include "data/store/word_index.h"

#include <cctype>
#include <unordered_map>

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
            return "s.regions";
        case SortBy::AnswerLength:
            return "s.answer_characters";
        case SortBy::Tokens:
            return "(SELECT tokens FROM token_counts WHERE sample = s.id AND model = ?2 AND revision = s.revision)";
    }
    throw std::logic_error("an unknown order");
}
static_assert(static_cast<int>(Turn::Role::Assistant) == 2, "the number in the statements here");

// Whether SQL looks at more of `s` than its id.
bool readsColumns(const std::string& sql) {
    const auto isName = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    for (auto at = sql.find("s."); at != std::string::npos; at = sql.find("s.", at + 1)) {
        if (at > 0 && isName(sql[at - 1])) continue;  // of another table
        std::size_t end = at + 2;
        while (end < sql.size() && isName(sql[end]))
            ++end;
        if (sql.substr(at + 2, end - at - 2) != "id") return true;
    }
    return false;
}

}  // namespace

std::vector<std::int64_t> findRows(const Project& project, const std::string& dataset, const Query& query) {
    const Connection& connection = project.connection();
    return connection.read([&] {
        const std::int64_t id = connection.requireDataset(dataset);
        store::WordSearch search(connection.database(), id);
        const store::SqlCondition condition = store::compileFilter(query.filter, &search);
        const std::string direction = query.descending ? " DESC" : "";
        std::string order = orderOf(query.sortBy) + direction;
        if (query.sortBy != SortBy::Order) order += " NULLS LAST, s.id";
        const bool columns = readsColumns(condition.sql) || readsColumns(order);
        SQLite::Statement select(connection.database(),
                                 "SELECT s.id FROM samples s WHERE " +
                                     std::string(columns ? store::kOfDataset : "s.dataset = ?1") + " AND (" +
                                     condition.sql + ") ORDER BY " + order);
        select.bind(1, id);
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
                                    std::span<const std::int64_t> rows, SampleParts look) {
    const Connection& connection = project.connection();
    return connection.read([&] {
        const std::int64_t id = connection.requireDataset(dataset);
        store::SampleReader reader(connection.database(), id, connection.rootOf(id));
        std::vector<StoredSample> samples;
        samples.reserve(rows.size());
        for (const std::int64_t row : rows)
            if (auto sample = reader.read(row, look)) samples.push_back({row, std::move(*sample)});
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
        // In the order of the table: grouped by SQLite, a million of them would be sorted.
        SQLite::Statement tags(
            connection.database(),
            "SELECT tag, t.sample FROM tags t CROSS JOIN samples s ON s.id = t.sample WHERE "
            "s.dataset = ?1 AND t.sample BETWEEN (SELECT min(id) FROM samples WHERE dataset = ?1) AND "
            "(SELECT max(id) FROM samples WHERE dataset = ?1) ORDER BY t.sample");
        tags.bind(1, id);
        struct Seen {
            std::int64_t samples = 0, last = -1;
        };
        std::unordered_map<std::string, Seen> counts;
        while (tags.executeStep()) {
            Seen& one = counts[tags.getColumn(0).getString()];
            const std::int64_t row = tags.getColumn(1).getInt64();
            one.samples += one.last != row;
            one.last = row;
        }
        for (const auto& [tag, one] : counts)
            seen.tags[tag] = one.samples;
        return seen;
    });
}

}  // namespace atelier::data
