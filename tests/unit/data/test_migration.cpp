#include "data/project.h"
#include "data/sample_json.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "data/store/store.h"
#include "support.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

// What Atelier 0.1 wrote.
constexpr const char* kVersion1Tables = R"sql(
CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    root TEXT NOT NULL,
    added TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE samples (
    id INTEGER PRIMARY KEY,
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    split TEXT NOT NULL DEFAULT '' CHECK (split IN ('', 'train', 'validation', 'test')),
    checked INTEGER NOT NULL DEFAULT 0,
    origin TEXT NOT NULL DEFAULT '',
    grp TEXT NOT NULL DEFAULT '',
    UNIQUE (dataset, key)
);
CREATE INDEX samples_of_dataset ON samples (dataset);
CREATE TABLE media (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    path TEXT NOT NULL,
    crop_left REAL, crop_top REAL, crop_right REAL, crop_bottom REAL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
CREATE TABLE turns (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    role INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
CREATE TABLE regions (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    media INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    points BLOB NOT NULL,
    label TEXT NOT NULL,
    transcription TEXT NOT NULL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
CREATE TABLE tags (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
)sql";

// A project of version 1 with two samples, one of them with all that it could hold.
void makeVersion1(const fs::path& folder) {
    fs::create_directories(folder);
    SQLite::Database database((folder / "project.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(kVersion1Tables);
    database.exec("PRAGMA application_id = 1098148978");
    database.exec("PRAGMA user_version = 1");
    database.exec(R"sql(
        INSERT INTO datasets (id, name, kind, source, root) VALUES (4, 'd', 'sharegpt', '/src', '/pictures');
        INSERT INTO samples VALUES (7, 4, 'a', 'test', 1, 'f.json[0]', 'g'), (9, 4, 'b', '', 0, '', '');
        INSERT INTO media VALUES (7, 0, 0, '1.png', 1, 2, 3, 4.5), (7, 1, 1, '/v.mp4', NULL, NULL, NULL, NULL);
        INSERT INTO turns VALUES (7, 0, 1, '<image><video>q'), (7, 1, 2, 'answer'), (9, 0, 1, 'q');
        INSERT INTO regions VALUES (7, 0, 0, 0, x'000000000000F03F00000000000000400000000000000840000000000000F03F',
                                    'label', 'words');
        INSERT INTO tags VALUES (7, 0, 'one'), (7, 1, 'two');
    )sql");
}

std::vector<Sample> expected() {
    Sample a = chat("a", "<image><video>q", "answer");
    a.media = {{Media::Kind::Image, "/pictures/1.png", Box{1, 2, 3, 4.5}}, {Media::Kind::Video, "/v.mp4"}};
    a.regions = {{Region::Shape::Box, 0, {{1, 2}, {3, 1}}, "label", "words"}};
    a.tags = {"one", "two"};
    a.split = "test";
    a.checked = true;
    a.origin = "f.json[0]";
    a.group = "g";
    Sample b;
    b.id = "b";
    b.turns = {{Turn::Role::User, "q"}};
    return {a, b};
}

int versionOf(const fs::path& folder) {
    SQLite::Database database((folder / "project.sqlite").string(), SQLite::OPEN_READONLY);
    return database.execAndGet("PRAGMA user_version").getInt();
}

std::string structureOf(const fs::path& folder) {
    SQLite::Database database((folder / "project.sqlite").string(), SQLite::OPEN_READONLY);
    SQLite::Statement tables(database, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name");
    std::string all;
    while (tables.executeStep())
        for (int i = 0; i < 3; ++i)
            all += tables.getColumn(i).getString() + "\n";
    return all;
}

}  // namespace

TEST(Migration, bringsAnOldProjectUpToDate) {
    const ScratchFolder folder;
    makeVersion1(folder / "p");
    {
        Project project = Project::open(folder / "p");
        EXPECT_EQ(project.samples("d"), expected());
        Sample after = expected()[0];
        after.regions[0].spans = {{1, 0, 3}};
        after.media[1].range = TimeRange{1, 2};
        applyEdit(project, "d", {"Linked", {{expected()[0], after}}});
        EXPECT_EQ(project.sample("d", "a"), after);
        ASSERT_TRUE(undo(project, "d"));
    }
    EXPECT_EQ(versionOf(folder / "p"), store::kVersion);
    EXPECT_EQ(Project::open(folder / "p").samples("d"), expected());
    Project::create(folder / "new");
    EXPECT_EQ(structureOf(folder / "p"), structureOf(folder / "new"));
}

// As version 4 left it: whole samples in the history, no index, the table image_hashes.
TEST(Migration, keepsTheHistoryOfVersion4AndMakesTheIndex) {
    const ScratchFolder folder;
    Sample before = chat("a", "<image>Which cat?", "A black cat.");
    before.media = {{Media::Kind::Image, "/r/a.png"}};
    before.tags = {"old"};
    Sample after = before;
    after.turns[1].text = "猫です";
    after.tags = {"old", "new"};
    Sample gone = chat("b", "q", "answer");
    Project::create(folder / "p").addDataset({"d", "k", "s", "/r"}, {after});
    {
        SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READWRITE);
        for (const char* column : {"images", "videos", "turns", "regions", "answer_characters", "prompt_characters"})
            database.exec(std::string("ALTER TABLE samples DROP COLUMN ") + column);
        database.exec(R"sql(
            DROP TABLE words;
            DROP TABLE vocabulary;
            ALTER TABLE datasets DROP COLUMN indexed;
            ALTER TABLE edits DROP COLUMN samples;
            ALTER TABLE edit_changes DROP COLUMN partial;
            CREATE TABLE image_hashes (path TEXT PRIMARY KEY, modified INTEGER, size INTEGER, hash INTEGER);
            INSERT INTO edits (id, dataset, description, undone) VALUES (3, 1, 'Typed', 0), (4, 1, 'Removed', 0);
            PRAGMA user_version = 4)sql");
        const auto add = [&](std::int64_t edit, std::int64_t place, Sample one, const Sample* next) {
            SQLite::Statement insert(database,
                                     "INSERT INTO edit_changes (edit, place, before, after) VALUES (?, ?, ?, ?)");
            insert.bind(1, edit);
            insert.bind(2, place);
            std::vector<std::vector<std::uint8_t>> blobs;
            for (const Sample* sample : {static_cast<const Sample*>(&one), next}) {
                const int index = 3 + static_cast<int>(blobs.size());
                if (!sample) {
                    insert.bind(index);
                    continue;
                }
                Sample stored = *sample;
                for (Media& media : stored.media)
                    media.path = media.path.filename();
                blobs.push_back(Json::to_cbor(toJson(stored)));
                insert.bind(index, static_cast<const void*>(blobs.back().data()),
                            static_cast<int>(blobs.back().size()));
            }
            insert.exec();
        };
        add(3, 1, before, &after);
        add(4, 2, gone, nullptr);
    }
    {
        const Project reader = Project::open(folder / "p", Project::Access::ReadOnly);
        EXPECT_EQ(findRows(reader, "d", {.filter = "猫"}).size(), 1u);
        EXPECT_EQ(findRows(reader, "d", {.filter = "turns:2 images:1"}).size(), 1u);
    }
    Project project = Project::open(folder / "p");
    EXPECT_EQ(versionOf(folder / "p"), store::kVersion);
    EXPECT_EQ(structureOf(folder / "p").find("image_hashes"), std::string::npos);
    EXPECT_EQ(history(project, "d").front().samples, 1);
    EXPECT_EQ(findRows(project, "d", {.filter = "猫 tag:NEW turns:2 images:1 characters:3"}).size(), 1u);
    ASSERT_TRUE(undo(project, "d"));
    ASSERT_TRUE(undo(project, "d"));
    EXPECT_EQ(project.samples("d"), (std::vector<Sample>{before, gone}));
    EXPECT_EQ(findRows(project, "d", {.filter = "black NOT tag:new"}).size(), 1u);
    ASSERT_TRUE(redo(project, "d"));
    ASSERT_TRUE(redo(project, "d"));
    EXPECT_EQ(project.samples("d"), std::vector<Sample>{after});
    EXPECT_EQ(findRows(project, "d", {.filter = "black"}).size(), 0u);
}

TEST(Migration, leavesTheFileOfAReaderAlone) {
    const ScratchFolder folder;
    makeVersion1(folder / "p");
    {
        const Project project = Project::open(folder / "p", Project::Access::ReadOnly);
        EXPECT_EQ(project.samples("d"), expected());
        EXPECT_EQ(findRows(project, "d", {.filter = "NOT linked"}).size(), 2u);
        EXPECT_TRUE(project.readOnly());
    }
    EXPECT_EQ(versionOf(folder / "p"), 1);
}

TEST(Migration, readsAnOldProjectThatCannotBeWritten) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    const ScratchFolder folder;
    makeVersion1(folder / "p");
    ::chmod((folder / "p").c_str(), 0500);
    EXPECT_EQ(Project::open(folder / "p", Project::Access::ReadOnlyIfBusy).samples("d"), expected());
    ::chmod((folder / "p").c_str(), 0700);
}

TEST(Migration, isWholeOrNotAtAll) {
    const ScratchFolder folder;
    makeVersion1(folder / "p");
    {
        SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("CREATE TABLE token_counts (in_the_way)");  // the last step fails
    }
    EXPECT_NE(errorOf([&] { Project::open(folder / "p"); }), "");
    EXPECT_EQ(versionOf(folder / "p"), 1);
    {
        SQLite::Database database((folder / "p/project.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("DROP TABLE token_counts");
    }
    EXPECT_EQ(Project::open(folder / "p").samples("d"), expected());
}
