#include "common/json.h"
#include "data/import.h"
#include "imported.h"

#include <chrono>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;
using Role = Turn::Role;

TEST(Formats, eachSaysWhatItIsAndTakesNoFolderThatIsNotThere) {
    for (const auto& [name, format] : Formats::instance().all()) {
        EXPECT_FALSE(format.title.empty());
        EXPECT_TRUE(format.detect && format.read) << name;
        EXPECT_EQ(format.detect("/nowhere/at/all"), 0) << name;
    }
}

TEST(DatasetInfo, shareGptWithTags) {
    const ScratchFolder folder;
    folder.put("images/1.png", tinyPng());
    folder.put("dataset_info.json", R"({"d": {"file_name": "d.json", "formatting": "sharegpt",
        "columns": {"messages": "messages", "images": "images"},
        "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}})");
    folder.put("d.json", R"([{"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"},
        {"role": "assistant", "content": "A"}], "images": "images/1.png", "system": "not a column", "videos": ["no.mp4"]}])");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    const Sample& sample = result.samples[0];
    EXPECT_EQ(sample.turns, (std::vector<Turn>{{Role::System, "S"}, {Role::User, "<image>Q"}, {Role::Assistant, "A"}}));
    // A plain string is one file; columns that are not listed are not there.
    ASSERT_EQ(sample.media.size(), 1u);
    EXPECT_EQ(sample.media[0].path, folder / "images/1.png");
    EXPECT_EQ(sample.id, "d-0");
    EXPECT_EQ(sample.origin, "d.json[0]");
    EXPECT_EQ(sample.group, "images/1.png");
    EXPECT_EQ(result.datasets[0].info.kind, "dataset_info");
    EXPECT_EQ(result.datasets[0].info.root, folder.path());
}

TEST(DatasetInfo, alpacaDefaultsAndColumns) {
    const ScratchFolder folder;
    folder.put("dataset_info.json", R"({"plain": {"file_name": "a.jsonl"},
        "named": {"file_name": "a.jsonl", "columns": {"prompt": "instruction", "response": "output"}}})");
    folder.put("a.jsonl",
               "\xEF\xBB\xBF{\"instruction\": \"Add.\", \"input\": \"1 2\", \"output\": \"3\", \"system\": \"S\", "
               "\"history\": [[\"hi\", \"hello\"]]}\n\n{\"instruction\": \"Go\", \"input\": \"\", \"output\": null}\n");
    const Imported plain = import(folder.path(), {.read = {.entry = "plain"}});
    ASSERT_EQ(plain.samples.size(), 2u);
    EXPECT_EQ(plain.samples[0].turns, (std::vector<Turn>{{Role::System, "S"},
                                                         {Role::User, "hi"},
                                                         {Role::Assistant, "hello"},
                                                         {Role::User, "Add.\n1 2"},
                                                         {Role::Assistant, "3"}}));
    EXPECT_EQ(plain.samples[1].turns, (std::vector<Turn>{{Role::User, "Go"}}));
    const Imported named = import(folder.path(), {.read = {.entry = "named"}});
    EXPECT_EQ(named.samples[0].turns, (std::vector<Turn>{{Role::User, "Add."}, {Role::Assistant, "3"}}));
}

TEST(DatasetInfo, whatIsMissingIsOneLineEach) {
    const ScratchFolder folder;
    folder.put("dataset_info.json",
               R"({"gone": {"file_name": "gone.json"}, "hub": {"hf_hub_url": "a/b"}, "out": {"file_name": "../x.json"},
        "pairs": {"file_name": "a.json", "ranking": true}, "csv": {"file_name": "a.csv"}, "broken": {"file_name": "broken.json"},
        "bad": {"file_name": 3}, "good": {"file_name": "a.json"}})");
    folder.put("a.json", R"([{"instruction": "q", "output": "a"}])");
    folder.put("a.csv", "x");
    folder.put("broken.json", "[{\"instruction\": \"q\",\n \"output\" \"a\"}]");
    const Imported result = import(folder.path());
    EXPECT_EQ(result.report.imported, 1);
    ASSERT_EQ(result.report.skippedSources.size(), 5u) << text(result.report);
    EXPECT_EQ(result.report.skippedSamples.size(), 2u) << text(result.report);
    EXPECT_EQ(text(result.report).find("not read: "), std::string::npos) << "few are listed: " << text(result.report);
    std::string all;
    for (const std::string& line : result.report.lines(true))
        all += line + "\n";
    EXPECT_NE(all.find("not read gone: file not found: gone.json"), std::string::npos) << all;
    EXPECT_NE(all.find("hf_hub_url a/b"), std::string::npos) << all;
    EXPECT_NE(all.find("leaves its folder"), std::string::npos) << all;
    EXPECT_NE(all.find("broken.json:2:13"), std::string::npos) << all;
    EXPECT_NE(errorOf([&] { import(folder.path(), {.read = {.entry = "hub"}}); }).find("hf_hub_url"),
              std::string::npos);
    EXPECT_NE(errorOf([&] { import(folder.path(), {.read = {.entry = "nope"}}); }).find("known: gone, hub"),
              std::string::npos);
}

TEST(DatasetInfo, namesOfSeveralEntries) {
    const ScratchFolder folder;
    folder.put("dataset_info.json", R"({"a": {"file_name": "a.json"}, "b": {"file_name": "a.json"}})");
    folder.put("a.json", R"([{"instruction": "q", "output": "a"}])");
    const Imported result = import(folder.path(), {.name = "x"});
    ASSERT_EQ(result.datasets.size(), 2u);
    EXPECT_EQ(result.datasets[0].info.name, "x_a");
    EXPECT_EQ(result.datasets[1].info.name, "x_b");
}

TEST(MediaPaths, confinesEveryFileOfAFolder) {
    const ScratchFolder folder, outside;
    outside.put("a.png", "x");
    folder.put("sub/a.png", "x");
    fs::create_directory_symlink(outside.path(), folder / "out");
    fs::create_directory_symlink(folder / "sub", folder / "in");
    fs::create_symlink(outside / "a.png", folder / "sub/link.png");
    fs::create_symlink(folder / "sub/a.png", folder / "sub/own.png");
    const MediaPaths paths(folder.path());
    for (int again = 0; again < 2; ++again) {  // the second time the folder is known
        EXPECT_NE(errorOf([&] { paths.resolve("out/a.png"); }).find("leaves its folder"), std::string::npos);
        EXPECT_NE(errorOf([&] { paths.resolve((outside / "a.png").string()); }).find("leaves its folder"),
                  std::string::npos);
        EXPECT_NE(errorOf([&] { paths.resolve("sub/link.png"); }).find("leaves its folder"), std::string::npos);
        EXPECT_NE(errorOf([&] { paths.resolve("sub/.."); }), "");
        EXPECT_NE(errorOf([&] { paths.resolve("gone/a.png"); }).find("not found"), std::string::npos);
        EXPECT_EQ(paths.resolve("in/a.png"), folder / "sub/a.png");
        EXPECT_EQ(paths.resolve("in/../sub/a.png"), folder / "sub/a.png");
        EXPECT_EQ(paths.resolve("sub/own.png"), folder / "sub/a.png");
        EXPECT_EQ(paths.resolve((folder / "sub/a.png").string()), folder / "sub/a.png");
    }
}

TEST(Import, badSamplesAreSkippedAndCounted) {
    const ScratchFolder folder;
    const ScratchFolder outside;
    outside.put("secret.png", tinyPng());
    folder.put("ok.png", tinyPng());
    fs::create_symlink(outside / "secret.png", folder / "link.png");
    fs::create_symlink(folder / "loop.png", folder / "loop.png");
    fs::create_directory(folder / "dir.png");
    const auto row = [](const std::string& image) {
        return R"({"conversations": [{"from": "human", "value": "<image>q"}, {"from": "gpt", "value": "a"}], "image": ")" +
               image + "\"}";
    };
    folder.put("d.json", "[" + row("ok.png") + "," + row("gone.png") + "," +
                             row("../" + outside.path().filename().string() + "/secret.png") + "," +
                             row((outside / "secret.png").string()) + "," + row("link.png") + "," + row("loop.png") +
                             "," + row("dir.png") + "," + row("a\\nb\\u001b[31m.png") + "," +
                             row("https://x.org/a.png") + "," + row("") + "," + row("ok.png\\u0000.txt") +
                             R"(, 3, {"conversations": []}, {"conversations": [{"from": "martian", "value": "x"}]},
        {"conversations": [{"from": "human", "value": "<image><image>q"}, {"from": "gpt", "value": "a"}], "image": "ok.png"},
        {"conversations": [{"from": "human", "value": "q"}], "image": {"bytes": "x"}},
        {"conversations": [{"from": "human", "value": "q"}], "audios": ["a.wav"]}])");
    const Imported result = import(folder / "d.json");
    const std::string all = text(result.report);
    EXPECT_EQ(result.report.imported, 1) << all;
    EXPECT_EQ(result.report.skippedSamples.size(), 16u) << all;
    for (const std::string& line : result.report.lines())
        for (const char c : line)
            EXPECT_GE(static_cast<unsigned char>(c), 0x20) << line;
    EXPECT_NE(all.find("d.json[1]: gone.png: file not found"), std::string::npos) << all;
    EXPECT_EQ(all.find("d.json[0]"), std::string::npos) << all;
}

TEST(Import, brokenJsonNamesLineAndColumn) {
    const ScratchFolder folder;
    folder.put("d.json", "[\n {\"conversations\": ]\n");
    EXPECT_NE(errorOf([&] { import(folder / "d.json"); }).find("d.json:2:20"), std::string::npos)
        << errorOf([&] { import(folder / "d.json"); });
    folder.put("d.jsonl", "{\"conversations\": [{\"from\": \"human\", \"value\": \"q\"}]}\n{\"conversations\": [,]}\n");
    const Imported result = import(folder / "d.jsonl");
    EXPECT_EQ(result.report.imported, 1);
    ASSERT_EQ(result.report.skippedSamples.size(), 1u);
    EXPECT_NE(text(result.report).find("d.jsonl:2:20"), std::string::npos) << text(result.report);
}

TEST(Import, refusesWhatItCannotUse) {
    const ScratchFolder folder;
    EXPECT_NE(errorOf([&] { import(folder / "gone"); }).find("no such file"), std::string::npos);
    folder.put("x.bin", "x");
    EXPECT_NE(errorOf([&] { import(folder / "x.bin"); }).find("known: alpaca, atelier"), std::string::npos);
    EXPECT_NE(errorOf([&] { import(folder / "x.bin", {.format = "nope"}); }).find("unknown dataset format"),
              std::string::npos);
    folder.put("d.json", R"([{"conversations": [{"from": "human", "value": "q"}], "image": "gone.png"}])");
    EXPECT_NE(errorOf([&] { import(folder / "d.json"); }).find("gone.png: file not found"), std::string::npos);
    folder.put("e.json", R"([{"conversations": [{"from": "human", "value": "q"}]}])");
    Project project = Project::create(folder / "p");
    importDatasets(project, folder / "e.json", {});
    EXPECT_NE(errorOf([&] { importDatasets(project, folder / "e.json", {}); }).find("--replace"), std::string::npos);
    EXPECT_EQ(importDatasets(project, folder / "e.json", {.replace = true}).imported, 1);
    EXPECT_EQ(importDatasets(project, folder / "e.json", {.name = "f"}).imported, 1);
}

TEST(Import, aFolderOfImagesAloneIsToBeLabelled) {
    const ScratchFolder folder;
    folder.put("d/b.png", "x");
    folder.put("d/below/a.jpg", "x");
    folder.put("d/notes.md", "x");
    const Imported result = import(folder / "d");
    ASSERT_EQ(result.samples.size(), 2u);
    EXPECT_EQ(result.datasets[0].info.kind, "images");
    EXPECT_EQ(result.samples[0].id, "b");
    EXPECT_EQ(result.samples[1].id, "below/a");
    EXPECT_TRUE(result.samples[0].turns.empty());
    EXPECT_EQ(result.samples[0].media[0].path, folder / "d/b.png");
    // Texts beside them are surer.
    folder.put("d/b.txt", "a caption");
    EXPECT_EQ(detectFormat(folder / "d"), "captions");
}

TEST(Import, idsAreStableAndUnique) {
    const ScratchFolder folder;
    const std::string turns = R"("conversations": [{"from": "human", "value": "q"}])";
    folder.put("d.json", "[{\"id\": \"x\", " + turns + "}, {\"id\": \"x\", " + turns + "}, {\"id\": 7, " + turns +
                             "}, {\"id\": \"d-4\", " + turns + "}, {" + turns + "}, {\"id\": \"a#b\", " + turns + "}]");
    const Imported result = import(folder / "d.json");
    std::vector<std::string> ids;
    for (const Sample& sample : result.samples)
        ids.push_back(sample.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"x", "d-1", "7", "d-4", "d-4'", "d-5"}));
}

TEST(Import, copiesImagesOnRequest) {
    const ScratchFolder folder;
    folder.put("in/a/1.png", tinyPng());
    folder.put("in/a/1.txt", "one");
    folder.put("in/b/1.png", tinyPng() + "x");
    folder.put("in/b/1.txt", "two");
    Project project = Project::create(folder / "p");
    importDatasets(project, folder / "in", {.name = "c/../d", .copyImages = true});
    fs::remove_all(folder / "in");
    const std::vector<Sample> samples = project.samples("c/../d");
    ASSERT_EQ(samples.size(), 2u);
    EXPECT_EQ(readFile(samples[0].media[0].path), tinyPng());
    EXPECT_EQ(readFile(samples[1].media[0].path), tinyPng() + "x");
    EXPECT_EQ(samples[1].media[0].path, folder / "p/images/c____d/b/1.png");
    // Replacing takes the old copies away.
    folder.put("in/1.png", tinyPng());
    folder.put("in/1.txt", "three");
    importDatasets(project, folder / "in", {.name = "c/../d", .replace = true, .copyImages = true});
    EXPECT_FALSE(fs::exists(folder / "p/images/c____d"));
    EXPECT_TRUE(fs::exists(project.samples("c/../d")[0].media[0].path));
}

TEST(Import, stoppedItLeavesNothing) {
    const ScratchFolder folder;
    for (const char* name : {"in/1", "in/2", "in/3"}) {
        folder.put(std::string(name) + ".png", tinyPng());
        folder.put(std::string(name) + ".txt", "text");
    }
    Project project = Project::create(folder / "p");
    for (const bool copying : {false, true}) {
        std::stop_source source;
        std::vector<std::pair<std::int64_t, std::int64_t>> reported;
        const Watch watch{source.get_token(), [&](std::int64_t done, std::int64_t total) {
                              reported.emplace_back(done, total);
                              if ((total > 0) == copying && done == 1) source.request_stop();
                          }};
        try {
            importDatasets(project, folder / "in", {.name = "d", .copyImages = true}, watch);
            ADD_FAILURE() << "was not stopped";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Interrupted);
        }
        EXPECT_EQ(reported.back(), (std::pair<std::int64_t, std::int64_t>(1, copying ? 3 : 0)));
        EXPECT_FALSE(project.hasDataset("d"));
        EXPECT_TRUE(!fs::exists(project.images()) || fs::is_empty(project.images()));
    }
}

TEST(Captions, imagesWithTextBeside) {
    const ScratchFolder folder;
    folder.put("in/1.png", tinyPng());
    folder.put("in/1.txt", "\xEF\xBB\xBF a red cat \n");
    folder.put("in/sub/2.PNG", tinyPng());
    folder.put("in/sub/2.txt", "a dog");
    folder.put("in/3.png", tinyPng());
    fs::create_symlink(folder / "in", folder / "in/again");
    const Imported result = import(folder / "in", {.read = {.prompt = "Say it."}});
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    EXPECT_EQ(result.samples[0].id, "1");
    EXPECT_EQ(result.samples[0].turns,
              (std::vector<Turn>{{Role::User, "<image>Say it."}, {Role::Assistant, "a red cat"}}));
    EXPECT_EQ(result.samples[1].id, "sub/2");
    EXPECT_NE(text(result.report).find("3.png: no caption file"), std::string::npos);
}

TEST(LabelMe, aFolderOfItsOwn) {
    const ScratchFolder folder;
    folder.put("in/1.png", tinyPng());
    folder.put("in/2.png", tinyPng());
    folder.put("in/1.json", R"({"shapes": [
        {"label": "a", "description": "T", "points": [[5, 6], [1, 2]], "shape_type": "rectangle"},
        {"label": "b", "text": "old", "points": [[0, 0], [1, 0], [1, 1]], "shape_type": "polygon"},
        {"label": "c", "points": [[0, 0], [1, 0], [1, 1], [0, 1]], "shape_type": "rotation"},
        {"label": "d", "points": [[0, 0]], "shape_type": "points"}, {"label": "e", "points": "x"}], "imagePath": "1.png"})");
    folder.put("in/2.json", R"({"shapes": [], "imagePath": "C:\\pictures\\2.png"})");
    folder.put("in/3.json", R"({"shapes": [], "imagePath": "../3.png"})");
    const Imported result = import(folder / "in");
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    const std::vector<Region>& regions = result.samples[0].regions;
    ASSERT_EQ(regions.size(), 3u);
    EXPECT_EQ(regions[0], (Region{Region::Shape::Box, 0, {{1, 2}, {5, 6}}, "a", "T"}));
    EXPECT_EQ(regions[1].transcription, "old");
    EXPECT_EQ(regions[2].shape, Region::Shape::RotatedBox);
    EXPECT_EQ(result.report.unused.size(), 2u) << text(result.report);
    EXPECT_EQ(result.samples[1].media[0].path, folder / "in/2.png");  // by its name
    EXPECT_NE(text(result.report).find("3.json"), std::string::npos);
}

TEST(LabelMe, besideConversations) {
    const ScratchFolder folder;
    folder.put("images/1.png", tinyPng());
    folder.put("d.json", R"([{"conversations": [{"from": "human", "value": "q"}], "image": "images/1.png"},
                             {"conversations": [{"from": "human", "value": "q"}]}])");
    folder.put("labels/1.json", R"({"shapes": [{"label": "a", "points": [[0, 0], [1, 1]], "shape_type": "rectangle"}],
                                    "imagePath": "../images/1.png"})");
    const Imported result = import(folder / "d.json");
    ASSERT_EQ(result.samples.size(), 2u);
    EXPECT_EQ(result.samples[0].regions.size(), 1u);
    EXPECT_TRUE(result.samples[1].regions.empty());
    EXPECT_EQ(result.report.datasets[0].regions, 1);
}

TEST(RealData, sroie) {
    const fs::path path = realData("sroie");
    if (path.empty()) GTEST_SKIP() << "no data folder: set ATELIER_DATA";
    const auto start = std::chrono::steady_clock::now();
    const Imported result = import(path);
    std::cout << "import " << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() << " s\n";
    EXPECT_EQ(result.report.imported, 500);
    EXPECT_EQ(result.report.datasets.at(0).regions, 26'802);
    EXPECT_EQ(result.datasets.at(0).regions, 26'802);
    EXPECT_TRUE(result.report.skippedSamples.empty() && result.report.skippedSources.empty() &&
                result.report.warnings.empty())
        << text(result.report);
    EXPECT_EQ(result.samples[0].regions[1].transcription, "BOOK TA .K(TAMAN DAYA) SDN BND");
    EXPECT_EQ(result.samples[0].regions[1].bounds(), (Box{45, 78, 420, 115}));
    EXPECT_EQ(import(path / "sroie.json").report.imported, 500);
    // The label files alone name images outside of their folder.
    EXPECT_NE(errorOf([&] { import(path / "labelme"); }).find("leaves its folder"), std::string::npos);
    const Imported labels = import(path / "labelme", {.read = {.mediaRoot = path}});
    EXPECT_EQ(labels.report.imported, 500);
    EXPECT_EQ(labels.report.datasets.at(0).regions, 26'802);
}

TEST(RealData, llamaFactoryDemo) {
    const fs::path path = realData("llamafactory_demo");
    if (path.empty()) GTEST_SKIP() << "no data folder: set ATELIER_DATA";
    const Imported result = import(path);
    ASSERT_EQ(result.datasets.size(), 2u) << text(result.report);
    EXPECT_EQ(result.datasets[0].info.name, "mllm_demo");
    EXPECT_EQ(result.datasets[0].samples, 6);
    EXPECT_EQ(result.datasets[1].info.name, "mllm_video_demo");
    EXPECT_EQ(result.datasets[1].samples, 3);
    const Json info = readJson(path / "dataset_info.json");
    EXPECT_EQ(result.report.skippedSources.size(), info.size() - 2) << text(result.report);
    EXPECT_TRUE(result.report.skippedSamples.empty()) << text(result.report);
    EXPECT_EQ(result.samples.back().media[0].kind, Media::Kind::Video);
}
