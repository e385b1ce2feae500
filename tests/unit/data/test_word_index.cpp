#include "common/random.h"
#include "common/unicode.h"
#include "data/store/batch_edits.h"
#include "data/store/filter.h"
#include "data/store/find_replace.h"
#include "data/store/query.h"
#include "data/store/row_set.h"
#include "data/store/word_index.h"
#include "support.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <set>

using namespace atelier;
using namespace atelier::data;
using store::RowSet;
using store::TermKind;

namespace {

// Pieces of which texts and what is looked for are made: words that hold one another, scripts with and without blanks,
// what folding changes, what is no letter, and bytes that are no UTF-8.
const std::vector<std::string> kPieces{
    "cat",  "Cats",   "a",  "concatenate", "straße", "STRASSE", "Äpfel",    "100%",   "a_b", "x",       "42", "4",
    "日本", "日本語", "本", "語を",        "猫",     "ก็ไม่",     "한국",     "한국어", "Éa",  "e\u0301", "→",  "…",
    "-",    ", ",     "!",  "😀",          "ё",      "\xFF",    "\xE6\x97", "\n",     "ﬁ",   "“дом”"};

std::string drawText(Random& random, std::uint64_t most) {
    std::string text;
    for (auto n = random.below(most); n > 0; --n) {
        text += kPieces[random.below(kPieces.size())];
        if (random.below(2) == 0) text += ' ';
    }
    // A long run now and then.
    if (random.below(20) == 0)
        for (int i = 0; i < 60; ++i)
            text += random.below(2) ? "ab" : "ä";
    return text;
}

Sample drawSample(Random& random, const std::string& id) {
    Sample sample = chat(id, drawText(random, 6), drawText(random, 8));
    if (random.below(3) == 0) {
        sample.media = {{Media::Kind::Image, "/r/folder/" + std::string(random.below(2) ? "Cat 日本.png" : "x42.png")}};
        sample.regions = {{Region::Shape::Box, 0, {{0, 0}, {1, 1}}, drawText(random, 3), drawText(random, 3)}};
    }
    if (random.below(3) == 0) sample.tags = {kPieces[random.below(4)]};
    return sample;
}

bool has(const std::string& text, const std::string& folded) {
    return foldedCase(text).find(folded) != std::string::npos;
}

bool hasAnywhere(const Sample& sample, const std::string& folded) {
    for (const Turn& turn : sample.turns)
        if (has(turn.text, folded)) return true;
    for (const Region& region : sample.regions)
        if (has(region.transcription, folded) || has(region.label, folded)) return true;
    for (const Media& media : sample.media)
        if (has(media.path.filename().string(), folded)) return true;
    return false;
}

class Searched : public ::testing::Test {
protected:
    std::set<std::string> found(const std::string& filter) {
        std::set<std::string> ids;
        for (const StoredSample& one : samplesAt(project, "d", findRows(project, "d", {.filter = filter})))
            ids.insert(one.sample.id);
        return ids;
    }

    // The index and a plain look at each sample find the same.
    void expectSame(Random& random, int rounds) {
        const std::vector<Sample> samples = project.samples("d");
        for (int i = 0; i < rounds; ++i) {
            std::string text = drawText(random, 4);
            if (random.below(3) == 0) text = kPieces[random.below(kPieces.size())];
            if (random.below(4) == 0) text = text.substr(0, random.below(text.size() + 1));
            if (text.empty()) continue;
            const std::string folded = foldedCase(text);
            std::set<std::string> anywhere, answers, tagged;
            for (const Sample& sample : samples) {
                if (hasAnywhere(sample, folded)) anywhere.insert(sample.id);
                if (sample.turns.size() > 1 && has(sample.turns[1].text, folded)) answers.insert(sample.id);
                for (const std::string& tag : sample.tags)
                    if (foldedCase(tag) == folded) tagged.insert(sample.id);
            }
            EXPECT_EQ(found(filterText(text)), anywhere) << text;
            EXPECT_EQ(found("answer:" + filterText(text)), answers) << text;
            EXPECT_EQ(found("tag:" + filterText(text)), tagged) << text;
        }
    }

    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
};

}  // namespace

TEST_F(Searched, findsWhatAPlainScanFinds) {
    Random random{11, 1};
    std::vector<Sample> samples;
    for (int i = 0; i < 120; ++i)
        samples.push_back(drawSample(random, "s" + std::to_string(i)));
    project.addDataset({"other", "k", "s", "/r"}, {chat("o", "cat 日本", "cat")});
    project.addDataset({"d", "k", "s", "/r"}, samples);
    expectSame(random, 120);
}

TEST_F(Searched, followsEveryEdit) {
    Random random{12, 1};
    std::vector<Sample> samples;
    for (int i = 0; i < 40; ++i)
        samples.push_back(drawSample(random, "s" + std::to_string(i)));
    project.addDataset({"d", "k", "s", "/r"}, samples);
    for (int round = 0; round < 60; ++round) {
        const std::vector<std::int64_t> rows = findRows(project, "d");
        const auto some = std::span(rows).first(rows.empty() ? 0 : random.below(rows.size()) + 1);
        switch (random.below(7)) {
            case 0:
                if (rows.size() > 20) removeSamples(project, "d", some.first(1));
                break;
            case 1:
                addTags(project, "d", some, {kPieces[random.below(4)]});
                break;
            case 2:
                replaceAll(project, "d", some, {.find = "cat", .replacement = "猫 cats", .labels = true});
                break;
            case 3:
                while (random.below(3) > 0)
                    undo(project, "d");
                break;
            case 4:
                redo(project, "d");
                break;
            case 5:
                applyEdit(project, "d", {"added", {{{}, drawSample(random, "n" + std::to_string(round))}}});
                break;
            default: {
                if (rows.empty()) break;
                const Sample before = samplesAt(project, "d", some.first(1)).at(0).sample;
                Sample after = drawSample(random, before.id);
                after.media = before.media;
                after.regions = before.regions;
                after.turns = {{Turn::Role::User, drawText(random, 5)}};
                applyEdit(project, "d", {"typed", {{before, after}}, random.below(2) ? "key" : ""});
            }
        }
        expectSame(random, 4);
    }
}

TEST_F(Searched, ofADatasetReplacedNothingIsLeft) {
    project.addDataset({"d", "k", "s", "/r"}, {chat("a", "cat", "dog")});
    project.addDataset({"d", "k", "s", "/r"}, {chat("b", "bird", "dog")}, Project::Existing::Replace);
    EXPECT_TRUE(found("cat").empty());
    EXPECT_EQ(found("bird"), std::set<std::string>{"b"});
    project.removeDataset("d");
    project.addDataset({"d", "k", "s", "/r"}, {chat("c", "fish", "dog")});
    EXPECT_TRUE(found("bird").empty());
    EXPECT_EQ(found("ish"), std::set<std::string>{"c"});
}

TEST_F(Searched, manyMatchingWordsAreReadInOneGo) {
    std::vector<Sample> samples;
    for (int i = 0; i < 3000; ++i)
        samples.push_back(chat("s" + std::to_string(i), "w" + std::to_string(i), i == 7 ? "none" : "answer"));
    project.addDataset({"d", "k", "s", "/r"}, samples);
    EXPECT_EQ(found("w").size(), 3000u);
    EXPECT_EQ(found("non"), std::set<std::string>{"s7"});
    EXPECT_EQ(found("NOT e"), std::set<std::string>{});
    EXPECT_EQ(found("w2999"), std::set<std::string>{"s2999"});
    EXPECT_EQ(found("999").size(), 3u);
}

TEST_F(Searched, withoutAnIndexTheSame) {
    Random random{13, 1};
    std::vector<Sample> samples;
    for (int i = 0; i < 40; ++i)
        samples.push_back(drawSample(random, "s" + std::to_string(i)));
    project.addDataset({"d", "k", "s", "/r"}, samples);
    {
        SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("UPDATE datasets SET indexed = 0; DELETE FROM words; DELETE FROM vocabulary");
    }
    expectSame(random, 40);
    // A writer makes it again.
    {
        const Project gone = std::move(project);
    }
    project = Project::open(folder / "p");
    SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READONLY);
    EXPECT_EQ(database.execAndGet("SELECT count(*) FROM datasets WHERE NOT indexed").getInt(), 0);
    EXPECT_GT(database.execAndGet("SELECT count(*) FROM words").getInt(), 0);
    expectSame(random, 40);
}

TEST_F(Searched, countsInRowsAreThoseOfTheTables) {
    Random random{14, 1};
    std::vector<Sample> samples;
    for (int i = 0; i < 40; ++i)
        samples.push_back(drawSample(random, "s" + std::to_string(i)));
    samples[0].turns[1].text = std::string("ab\0cd", 5);
    project.addDataset({"d", "k", "s", "/r"}, samples);
    replaceAll(project, "d", findRows(project, "d"), {.find = "a", .replacement = "äöü"});
    undo(project, "d");
    redo(project, "d");
    SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READONLY);
    EXPECT_EQ(database
                  .execAndGet("SELECT count(*) FROM samples s WHERE"
                              " images <> (SELECT count(*) FROM media WHERE sample = s.id AND kind = 0)"
                              " OR videos <> (SELECT count(*) FROM media WHERE sample = s.id AND kind = 1)"
                              " OR turns <> (SELECT count(*) FROM turns WHERE sample = s.id)"
                              " OR regions <> (SELECT count(*) FROM regions WHERE sample = s.id)"
                              " OR answer_characters <>"
                              " (SELECT total(length(text)) FROM turns WHERE sample = s.id AND role = 2)"
                              " OR prompt_characters <>"
                              " (SELECT total(length(text)) FROM turns WHERE sample = s.id AND role <> 2)")
                  .getInt(),
              0);
}

TEST(Terms, ofTexts) {
    std::set<std::string> terms;
    store::forEachOtherTerm(chat("a", "Big_cat, 日本 GPT模", ""), [&](const std::string& term) { terms.insert(term); });
    for (const char* term : {"wbig_cat", "c日", "c本", "c日本", "wgpt", "c模"})
        EXPECT_EQ(terms.count(term), 1u) << term;
    EXPECT_EQ(terms.size(), 6u);

    const store::Pieces one = store::piecesOf("cat");
    ASSERT_EQ(one.all.size(), 1u);
    EXPECT_TRUE(one.exact && one.all[0].openLeft && one.all[0].openRight);
    const store::Pieces several = store::piecesOf("cat, 日本語 x");
    ASSERT_EQ(several.all.size(), 4u);
    EXPECT_FALSE(several.exact);
    EXPECT_TRUE(several.all[0].openLeft && !several.all[0].openRight);
    EXPECT_EQ(several.all[1].text, "日本");
    EXPECT_TRUE(!several.all[3].openLeft && several.all[3].openRight);
    EXPECT_TRUE(store::piecesOf("?!").all.empty());
    EXPECT_TRUE(store::piecesOf("cat\xFF").all.empty());
    EXPECT_FALSE(store::piecesOf(std::string(100, 'a')).exact);
}

TEST(TermNumbers, areOnesOwnForEachText) {
    Random random{16, 1};
    store::TermNumbers numbers;
    for (int round = 0; round < 2; ++round) {
        std::map<std::string, std::uint32_t> expected;
        for (int i = 0; i < 20'000; ++i) {
            const std::string text = std::to_string(random.below(8000));
            const auto known = expected.emplace(text, static_cast<std::uint32_t>(expected.size())).first;
            ASSERT_EQ(numbers.of(text), known->second);
            ASSERT_EQ(numbers.text(known->second), text);
        }
        EXPECT_EQ(numbers.size(), expected.size());
        numbers.clear();
    }
}

TEST(RowSet, keepsWhatIsPacked) {
    Random random{15, 1};
    for (const std::uint64_t many : {3, 5000, 60'000}) {
        RowSet rows;
        std::set<std::int64_t> expected;
        for (std::uint64_t i = 0; i < many; ++i) {
            const auto row = static_cast<std::int64_t>(random.below(3 * RowSet::kBlockRows));
            rows.add(row);
            expected.insert(row);
        }
        const std::int64_t gone = *expected.begin();
        rows.remove(gone);
        expected.erase(gone);
        RowSet back;
        for (std::int64_t block = 0; block < 4; ++block)
            back.addPacked(block, rows.packed(block));
        EXPECT_EQ(back.rows(), std::vector<std::int64_t>(expected.begin(), expected.end()));
        EXPECT_EQ(back.size(), std::ssize(expected));
        EXPECT_FALSE(back.contains(gone));
        RowSet few;
        few.add(*expected.rbegin());
        few.add(10 * RowSet::kBlockRows);
        back.intersect(few);
        EXPECT_EQ(back.rows(), std::vector<std::int64_t>{*expected.rbegin()});
        back.unite(few);
        EXPECT_EQ(back.size(), 2);
    }
    EXPECT_NE(errorOf([] { RowSet().addPacked(0, "abc"); }), "");
}
