#include "data/store/word_index.h"

#include "data/store/sample_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace atelier::data::store {
namespace {

// Changes that are collected, of 8 bytes each.
constexpr std::size_t kMostChanges = 4'000'000;
// Of more words it is faster to read all there is.
constexpr std::size_t kManyWords = 2000;

constexpr const char* kOne = "SELECT rows FROM words WHERE dataset = ? AND block = ? AND word = ?";

std::int64_t lastBlockOf(SQLite::Database& database, std::int64_t dataset) {
    SQLite::Statement last(database, "SELECT coalesce(max(block), -1) FROM words WHERE dataset = ?");
    last.bind(1, dataset);
    last.executeStep();
    return last.getColumn(0).getInt64();
}

std::string_view bytesOf(const SQLite::Column& column) {
    const void* bytes = column.getBlob();
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(column.getBytes())};
}

void bindBytes(SQLite::Statement& statement, int index, std::string_view bytes) {
    statement.bindNoCopy(index, static_cast<const void*>(bytes.data()), static_cast<int>(bytes.size()));
}

// The first text behind all that begin with `prefix`.
std::string behind(std::string prefix) {
    return prefix += '\xFF';  // no UTF-8 has it
}

std::vector<std::string> termsOf(const Sample& sample, void (*each)(const Sample&, const EmitTerm&)) {
    std::vector<std::string> terms;
    each(sample, [&](const std::string& term) { terms.push_back(term); });
    std::sort(terms.begin(), terms.end());
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
    return terms;
}

}  // namespace

WordIndex::WordIndex(SQLite::Database& database, std::int64_t dataset)
    : select_(database, kOne),
      put_(database, "INSERT OR REPLACE INTO words (dataset, block, word, rows) VALUES (?, ?, ?, ?)"),
      erase_(database, "DELETE FROM words WHERE dataset = ? AND block = ? AND word = ?"),
      know_(database, "INSERT OR IGNORE INTO vocabulary (dataset, word) VALUES (?, ?)"),
      lastBlock_(lastBlockOf(database, dataset)) {
    for (SQLite::Statement* statement : {&select_, &put_, &erase_, &know_})
        statement->bind(1, dataset);
}

std::uint32_t TermNumbers::of(std::string_view text) {
    if (2 * ends_.size() >= slots_.size()) grow();
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>()(text));
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot& slot = slots_[at];
        if (slot.numberPlus1 == 0) {
            texts_ += text;
            ends_.push_back(texts_.size());
            slot = {hash, static_cast<std::uint32_t>(ends_.size())};
            return slot.numberPlus1 - 1;
        }
        if (slot.hash == hash && this->text(slot.numberPlus1 - 1) == text) return slot.numberPlus1 - 1;
    }
}

void TermNumbers::grow() {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(std::max<std::size_t>(64, 4 * slots_.size())));
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.numberPlus1 == 0) continue;
        std::size_t at = slot.hash & mask;
        while (slots_[at].numberPlus1 != 0)
            at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

void TermNumbers::clear() {
    texts_.clear();
    ends_.clear();
    std::fill(slots_.begin(), slots_.end(), Slot{});
}

void WordIndex::note(std::string_view term, std::int64_t row, bool has) {
    const std::uint32_t number = terms_.of(term);
    if (number >= last_.size()) last_.resize(number + 1, -1);
    const std::int64_t change = row * 2 + has;
    if (last_[number] == change) return;
    last_[number] = change;
    changedTerms_.push_back(number);
    changes_.push_back(change);
}

void WordIndex::add(std::int64_t row, const Sample& sample) {
    const EmitTerm emit = [&](const std::string& term) { note(term, row, true); };
    forEachTagTerm(sample, emit);
    forEachOtherTerm(sample, emit);
    if (changes_.size() >= kMostChanges) flush();
}

void WordIndex::remove(std::int64_t row, const Sample& sample) {
    const EmitTerm emit = [&](const std::string& term) { note(term, row, false); };
    forEachTagTerm(sample, emit);
    forEachOtherTerm(sample, emit);
    if (changes_.size() >= kMostChanges) flush();
}

void WordIndex::change(std::int64_t row, const Sample& before, const Sample& after, bool tags, bool others) {
    const auto differ = [&](void (*each)(const Sample&, const EmitTerm&)) {
        const std::vector<std::string> old = termsOf(before, each), now = termsOf(after, each);
        std::vector<std::string> some;
        std::set_difference(old.begin(), old.end(), now.begin(), now.end(), std::back_inserter(some));
        for (const std::string& term : some)
            note(term, row, false);
        some.clear();
        std::set_difference(now.begin(), now.end(), old.begin(), old.end(), std::back_inserter(some));
        for (const std::string& term : some)
            note(term, row, true);
    };
    if (tags) differ(forEachTagTerm);
    if (others) differ(forEachOtherTerm);
    if (changes_.size() >= kMostChanges) flush();
}

void WordIndex::flush() {
    // By terms, those of one term in the order they came.
    std::vector<std::size_t> ends(terms_.size() + 1);
    for (const std::uint32_t term : changedTerms_)
        ++ends[term + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    std::vector<std::int64_t> byTerm(changes_.size());
    std::vector<std::size_t> next(ends.begin(), ends.end() - 1);
    for (std::size_t i = 0; i < changes_.size(); ++i)
        byTerm[next[changedTerms_[i]]++] = changes_[i];

    struct Part {
        std::int64_t block;
        std::string_view term;
        const std::int64_t *begin, *end;
    };
    std::vector<Part> parts;
    for (std::uint32_t term = 0; term < terms_.size(); ++term)
        for (const std::int64_t *at = byTerm.data() + ends[term], *end = byTerm.data() + ends[term + 1]; at != end;) {
            const std::int64_t block = RowSet::blockOf(*at / 2);
            const std::int64_t* behind = at;
            while (behind != end && RowSet::blockOf(*behind / 2) == block)
                ++behind;
            parts.push_back({block, terms_.text(term), at, behind});
            at = behind;
        }
    // In the order that they are stored in; changes of one term in theirs.
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        if (a.block != b.block) return a.block < b.block;
        return a.term == b.term ? a.begin < b.begin : a.term < b.term;
    });
    for (auto at = parts.begin(); at != parts.end();) {
        const Part& part = *at;
        RowSet rows;
        select_.bind(2, part.block);
        bindBytes(select_, 3, part.term);
        const bool stored = part.block <= lastBlock_ && select_.executeStep();
        if (stored) rows.addPacked(part.block, bytesOf(select_.getColumn(0)));
        select_.reset();
        for (; at != parts.end() && at->block == part.block && at->term == part.term; ++at)
            for (const std::int64_t* change = at->begin; change != at->end; ++change)
                (*change & 1) != 0 ? rows.add(*change / 2) : rows.remove(*change / 2);
        const std::string packed = rows.packed(part.block);
        if (packed.empty() && !stored) continue;
        SQLite::Statement& write = packed.empty() ? erase_ : put_;
        write.bind(2, part.block);
        bindBytes(write, 3, part.term);
        if (!packed.empty()) bindBytes(write, 4, packed);
        write.exec();
        write.reset();
        if (stored || part.term.front() != static_cast<char>(TermKind::Word)) continue;
        bindBytes(know_, 2, part.term.substr(1));
        know_.exec();
        know_.reset();
    }
    if (!parts.empty()) lastBlock_ = std::max(lastBlock_, parts.back().block);
    terms_.clear();
    changedTerms_.clear();
    changes_.clear();
    last_.clear();
}

WordSearch::WordSearch(SQLite::Database& database, std::int64_t dataset)
    : database_(database), dataset_(dataset), one_(database, kOne) {
    one_.bind(1, dataset);
    SQLite::Statement indexed(database, "SELECT indexed FROM datasets WHERE id = ?");
    indexed.bind(1, dataset);
    there_ = indexed.executeStep() && indexed.getColumn(0).getInt() != 0;
    SQLite::Statement next(database, "SELECT min(block) FROM words WHERE dataset = ? AND block > ?");
    next.bind(1, dataset);
    for (std::int64_t block = -1;;) {
        next.bind(2, block);
        next.executeStep();
        if (next.isColumnNull(0)) break;
        blocks_.push_back(block = next.getColumn(0).getInt64());
        next.reset();
    }
}

RowSet WordSearch::with(const std::string& term) {
    RowSet rows;
    addWith(term, rows);
    return rows;
}

void WordSearch::addWith(const std::string& term, RowSet& rows) {
    bindBytes(one_, 3, term);
    for (const std::int64_t block : blocks_) {
        one_.bind(2, block);
        if (one_.executeStep()) rows.addPacked(block, bytesOf(one_.getColumn(0)));
        one_.reset();
    }
}

std::optional<WordSearch::Found> WordSearch::having(std::string_view folded) {
    const Pieces pieces = piecesOf(folded);
    if (!there_ || pieces.all.empty()) return std::nullopt;
    Found found{withPiece(pieces.all.front()), pieces.exact};
    for (std::size_t i = 1; i < pieces.all.size(); ++i)
        found.rows.intersect(withPiece(pieces.all[i]));
    return found;
}

RowSet WordSearch::withPiece(const Piece& piece) {
    if (piece.kind == TermKind::Character || (!piece.openLeft && !piece.openRight))
        return with(termOf(piece.kind, piece.text));
    if (!piece.openLeft) return withWords("word >= ?2 AND word < ?3", piece);
    return withWords(piece.openRight ? "instr(word, ?2) > 0" : "substr(word, -length(?2)) = ?2", piece);
}

RowSet WordSearch::withWords(const std::string& condition, const Piece& piece) {
    const std::string last = behind(piece.text);
    SQLite::Statement select(database_, "SELECT word FROM vocabulary WHERE dataset = ?1 AND " + condition);
    select.bind(1, dataset_);
    bindBytes(select, 2, piece.text);
    if (select.getBindParameterCount() >= 3) bindBytes(select, 3, last);
    std::vector<std::string> words;
    while (select.executeStep() && words.size() <= kManyWords)
        words.push_back(termOf(TermKind::Word, bytesOf(select.getColumn(0))));
    RowSet rows;
    if (words.size() <= kManyWords) {
        for (const std::string& word : words)
            addWith(word, rows);
        return rows;
    }
    SQLite::Statement all(
        database_,
        "SELECT block, rows FROM (SELECT block, substr(word, 2) AS word, rows FROM words WHERE dataset "
        "= ?1 AND word >= x'77' AND word < x'78') WHERE " +
            condition);
    all.bind(1, dataset_);
    bindBytes(all, 2, piece.text);
    if (all.getBindParameterCount() >= 3) bindBytes(all, 3, last);
    while (all.executeStep())
        rows.addPacked(all.getColumn(0).getInt64(), bytesOf(all.getColumn(1)));
    return rows;
}

void indexAll(SQLite::Database& database) {
    std::vector<std::int64_t> missing;
    SQLite::Statement select(database, "SELECT id FROM datasets WHERE NOT indexed");
    while (select.executeStep())
        missing.push_back(select.getColumn(0).getInt64());
    if (missing.empty()) return;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const std::int64_t dataset : missing) {
        SQLite::Statement clear(database, "DELETE FROM words WHERE dataset = ?");
        clear.bind(1, dataset);
        clear.exec();
        WordIndex index(database, dataset);
        SampleScan scan(database, dataset, "/");
        while (const auto sample = scan.next())
            index.add(scan.row(), *sample);
        index.flush();
        SQLite::Statement done(database, "UPDATE datasets SET indexed = 1 WHERE id = ?");
        done.bind(1, dataset);
        done.exec();
    }
    transaction.commit();
}

}  // namespace atelier::data::store
