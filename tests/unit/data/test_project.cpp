#include "data/project.h"
#include "support.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <sys/wait.h>
#include <unistd.h>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

Sample fullSample(const std::string& id, const fs::path& root) {
    Sample sample = chat(id, "<image><image>Was? \xF0\x9F\x98\x80", "Ein \"Test\"\nmit Zeilen");
    sample.media = {{Media::Kind::Image, root / "a b\n.png", Box{1.5, 2, 3, 4.25}},
                    {Media::Kind::Video, "/elsewhere/x.mp4", {}, TimeRange{0.5, 1.0 / 3}}};
    sample.regions = {{Region::Shape::Box, 0, {{0.1, 0.2}, {3, 4}}, "text", "TOTAL"},
                      {Region::Shape::Polygon, 1, {{1, 1}, {2, 1}, {2, 5}}, "", ""}};
    sample.regions[0].spans = {{1, 4, 8}, {0, 0, 7}};
    sample.regions[1].spans = {{1, 0, 3}};
    sample.tags = {"zwei", "eins"};
    sample.split = "validation";
    sample.checked = true;
    sample.origin = "f.json[3]";
    sample.group = "g";
    return sample;
}

}  // namespace

TEST(Project, samplesComeBackAsTheyWere) {
    const ScratchFolder folder;
    const fs::path root = folder / "pictures";
    std::vector<Sample> samples{fullSample("b", root), fullSample("a", root), chat("c", "q", "a")};
    {
        Project project = Project::create(folder / "p");
        project.addDataset({"d", "sharegpt", "/src", root}, samples);
    }
    const Project project = Project::open(folder / "p");
    EXPECT_EQ(project.samples("d"), samples);
    EXPECT_EQ(project.samples("d", "validation").size(), 2u);
    EXPECT_EQ(project.samples("d", "").size(), 1u);
    EXPECT_EQ(project.sample("d", "a"), samples[1]);
    const Dataset dataset = project.dataset("d");
    EXPECT_EQ(dataset.samples, 3);
    EXPECT_EQ(dataset.media, 4);
    EXPECT_EQ(dataset.turns, 6);
    EXPECT_EQ(dataset.regions, 4);
    EXPECT_EQ(dataset.info.root, root);
    EXPECT_EQ(project.datasetNames(), std::vector<std::string>{"d"});
    EXPECT_NE(errorOf([&] { project.samples("e"); }).find("known: d"), std::string::npos);
    EXPECT_NE(errorOf([&] { project.sample("d", "z"); }), "");
}

TEST(Project, makesAndRenamesDatasets) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    project.createDataset("My cats/1");
    EXPECT_EQ(project.dataset("My cats/1").info.root, project.images() / "My_cats_1");
    EXPECT_TRUE(project.samples("My cats/1").empty());
    project.createDataset("My cats_1");  // the folder's name is spoken for, though it is not there yet
    EXPECT_EQ(project.dataset("My cats_1").info.root, project.images() / "My_cats_1-2");
    project.renameDataset("My cats/1", "dogs");
    EXPECT_EQ(project.datasetNames(), (std::vector<std::string>{"dogs", "My cats_1"}));
    EXPECT_NE(errorOf([&] { project.renameDataset("dogs", "My cats_1"); }).find("already"), std::string::npos);
    EXPECT_NE(errorOf([&] { project.renameDataset("dogs", ""); }), "");
    EXPECT_NE(errorOf([&] { project.renameDataset("birds", "b"); }), "");
    EXPECT_NE(errorOf([&] { project.createDataset("dogs"); }).find("already"), std::string::npos);
}

TEST(Project, movesWithImagesInsideIt) {
    const ScratchFolder folder;
    {
        Project project = Project::create(folder / "p");
        Sample sample = chat("s", "<image>q", "a");
        sample.media = {{Media::Kind::Image, project.images() / "d" / "1.png", {}}};
        project.addDataset({"d", "captions", "/src", project.images() / "d"}, {sample});
    }
    fs::rename(folder / "p", folder / "moved");
    const Project project = Project::open(folder / "moved");
    EXPECT_EQ(project.samples("d")[0].media[0].path, folder / "moved/images/d/1.png");
}

TEST(Project, anAddedDatasetIsWholeOrNotThere) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    project.addDataset({"d", "k", "s", "/"}, {chat("old", "q", "a")});
    EXPECT_NE(errorOf([&] { project.addDataset({"d", "k", "s", "/"}, {chat("new", "q", "a")}); }).find("already"),
              std::string::npos);
    // The second sample breaks the rule that ids are unique: the old dataset must stay.
    EXPECT_NE(errorOf([&] {
                  project.addDataset({"d", "k", "s", "/"}, {chat("x", "q", "a"), chat("x", "q", "a")},
                                     Project::Existing::Replace);
              }),
              "");
    EXPECT_EQ(project.samples("d")[0].id, "old");
    project.addDataset({"d", "k", "s", "/"}, {chat("new", "q", "a")}, Project::Existing::Replace);
    ASSERT_EQ(project.samples("d").size(), 1u);
    EXPECT_EQ(project.samples("d")[0].id, "new");
    project.removeDataset("d");
    EXPECT_TRUE(project.datasets().empty());
}

TEST(Project, hasOneWriter) {
    const ScratchFolder folder;
    Project first = Project::create(folder / "p");
    first.addDataset({"d", "k", "s", "/"}, {chat("a", "q", "a")});
    const std::string refusal = errorOf([&] { Project::open(folder / "p"); });
    EXPECT_NE(refusal.find("open for writing"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find(std::to_string(::getpid())), std::string::npos) << refusal;
    Project second = Project::open(folder / "p", Project::Access::ReadOnlyIfBusy);
    EXPECT_TRUE(second.readOnly());
    EXPECT_EQ(second.samples("d").size(), 1u);
    EXPECT_NE(errorOf([&] { second.removeDataset("d"); }).find("cannot change the project"), std::string::npos);
    // What the writer adds is seen by the reader.
    first.addDataset({"e", "k", "s", "/"}, {chat("a", "q", "a")});
    EXPECT_EQ(second.datasets().size(), 2u);
}

TEST(Project, aLockDiesWithItsProcess) {
    const ScratchFolder folder;
    {
        Project::create(folder / "p");
    }
    const pid_t child = ::fork();
    if (child == 0) {
        Project project = Project::open(folder / "p");
        project.addDataset({"d", "k", "s", "/"}, {chat("a", "q", "a")});
        ::_exit(0);  // no destructor: as if it were killed
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    EXPECT_EQ(Project::open(folder / "p").samples("d").size(), 1u);
}

TEST(Project, refusesWhatItCannotRead) {
    const ScratchFolder folder;
    EXPECT_NE(errorOf([&] { Project::open(folder / "p"); }).find("no Atelier project"), std::string::npos);
    folder.put("text/project.sqlite", std::string(5000, 'x'));
    EXPECT_NE(errorOf([&] { Project::open(folder / "text"); }).find("of another program"), std::string::npos);
    {
        Project::create(folder / "new");
    }
    EXPECT_NE(errorOf([&] { Project::create(folder / "new"); }).find("already"), std::string::npos);
    {
        SQLite::Database database((folder / "new/project.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version = 99");
    }
    const std::string newer = errorOf([&] { Project::open(folder / "new"); });
    EXPECT_NE(newer.find("newer Atelier"), std::string::npos) << newer;
    {
        SQLite::Database database((folder / "other.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("CREATE TABLE t (x)");
    }
    fs::create_directories(folder / "other");
    fs::rename(folder / "other.sqlite", folder / "other/project.sqlite");
    EXPECT_NE(errorOf([&] { Project::open(folder / "other"); }).find("of another program"), std::string::npos);
}

TEST(Project, anInterruptedCreationIsFinished) {
    const ScratchFolder folder;
    folder.put("p/project.sqlite", "");
    Project project = Project::openOrCreate(folder / "p");
    project.addDataset({"d", "k", "s", "/"}, {chat("a", "q", "a")});
    EXPECT_EQ(project.samples("d").size(), 1u);
}

TEST(Project, holdsAHundredThousandSamples) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples;
    for (int i = 0; i < 100'000; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "<image>What is it?", "Answer number " + std::to_string(i)));
        samples.back().media = {{Media::Kind::Image, folder / ("images/" + std::to_string(i) + ".jpg"), {}}};
    }
    const auto start = std::chrono::steady_clock::now();
    project.addDataset({"d", "k", "s", folder.path()}, samples);
    const auto added = std::chrono::steady_clock::now();
    std::size_t count = 0;
    project.forEachSample("d", [&](Sample&& sample) {
        if (count % 10'000 == 0) EXPECT_EQ(sample, samples[count]);
        ++count;
        return true;
    });
    const auto read = std::chrono::steady_clock::now();
    EXPECT_EQ(count, samples.size());
    EXPECT_EQ(project.dataset("d").samples, 100'000);
    const auto seconds = [](auto duration) { return std::to_string(std::chrono::duration<double>(duration).count()); };
    RecordProperty("write_seconds", seconds(added - start));
    RecordProperty("read_seconds", seconds(read - added));
    std::cout << "write " << seconds(added - start) << " s, read " << seconds(read - added) << " s\n";
}
