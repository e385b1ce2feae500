// Tables, lists of metadata, subtitles, and what the names of folders say.
#include "data/formats/csv.h"
#include "data/formats/table.h"
#include "imported.h"

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;
using Role = Turn::Role;

TEST(Csv, cellsAndErrors) {
    const auto cells = [](const std::string& text, char separator = ',') {
        std::vector<std::vector<std::string>> all;
        for (const CsvRecord& record : parseCsv(text, separator, "f"))
            all.push_back(record.cells);
        return all;
    };
    using Cells = std::vector<std::vector<std::string>>;
    EXPECT_EQ(cells("\xEF\xBB\xBF"
                    "a,b\r\n\"1,\"\"2\"\"\n3\",\n\n,x"),
              (Cells{{"a", "b"}, {"1,\"2\"\n3", ""}, {"", "x"}}));
    EXPECT_EQ(cells("a\tb,c\n", '\t'), (Cells{{"a", "b,c"}}));
    EXPECT_EQ(parseCsv("\"two\nlines\"\nnext", ',', "f").at(1).line, 3);
    EXPECT_EQ(cells(""), Cells{});
    EXPECT_EQ(cells("a,"), (Cells{{"a", ""}}));
    const auto open = parseCsv("a\n\"b\nc", ',', "f");
    ASSERT_EQ(open.size(), 3u) << "the next line goes on";
    EXPECT_EQ(open[1].line, 2);
    EXPECT_NE(open[1].problem.find("never closed"), std::string::npos);
    EXPECT_EQ(open[2].cells, Cells::value_type{"c"});
    EXPECT_NE(parseCsv("a\n\"b\"c", ',', "f").at(1).problem.find("behind a closing quote"), std::string::npos);
    EXPECT_EQ(cells("a,b\r1,2\r"), (Cells{{"a", "b"}, {"1", "2"}}));
    for (const std::string text : {"", "a", "a,b", "\"", "a\nb", "a\r", " x "})
        EXPECT_EQ(cells("-," + csvCell(text)), (Cells{{"-", text}})) << text;
}

TEST(Table, suggestsAndTakesAMapping) {
    const ScratchFolder folder;
    folder.put("p/1.png", tinyPng());
    const fs::path file = folder.put(
        "d.csv", "Question,foto,Answer,nr\nwhat?,p/1.png,\"a, b\",x7\nwhy?,,because,x8\nbad,row\nhow?,p/2.png,so,x9\n");
    const TablePreview preview = previewTable(file, 2);
    EXPECT_EQ(preview.columns, (std::vector<std::string>{"Question", "foto", "Answer", "nr"}));
    ASSERT_EQ(preview.rows.size(), 2u);
    EXPECT_EQ(preview.rows[0][2], "a, b");
    EXPECT_EQ(preview.suggested, (ColumnMapping{.image = "foto", .prompt = "Question", .answer = "Answer"}))
        << "a column of pictures' names is known by them";
    EXPECT_EQ(detectFormat(file), "table");
    ColumnMapping mapping = preview.suggested;
    setColumn(mapping, "image", "foto");
    setColumn(mapping, "id", "nr");
    EXPECT_NE(errorOf([&] { setColumn(mapping, "sound", "x"); }).find("known: image"), std::string::npos);
    const Imported result = import(file, {.read = {.columns = mapping}});
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    EXPECT_EQ(result.samples[0].id, "x7");
    EXPECT_EQ(result.samples[0].turns, (std::vector<Turn>{{Role::User, "<image>what?"}, {Role::Assistant, "a, b"}}));
    EXPECT_TRUE(result.samples[1].media.empty());
    ASSERT_EQ(result.report.skippedSamples.size(), 2u);
    EXPECT_EQ(result.report.skippedSamples[0].where, "d.csv:4");
    mapping.answer = "gone";
    EXPECT_NE(errorOf([&] { import(file, {.read = {.columns = mapping}}); }).find("columns: Question, foto"),
              std::string::npos);
    EXPECT_NE(errorOf([&] { import(folder.put("e.csv", "a,a\n1,2\n"), {.format = "table"}); }), "");
}

// As VQA-RAD names its columns.
TEST(Table, aColumnOfImageNamesIsNoMetadata) {
    const ScratchFolder folder;
    folder.put("images/s1.png", tinyPng());
    const fs::path file = folder.put(
        "t.json",
        R"([{"qid": 7, "image_name": "s1.png", "question": "Is it?", "answer": "Yes", "answer_type": "CLOSED"}])");
    const Imported result = import(file, {.read = {.mediaRoot = folder / "images"}});
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    EXPECT_EQ(result.samples[0].media.size(), 1u);
    EXPECT_EQ(result.samples[0].id, "7");
    EXPECT_EQ(import(file).samples.at(0).media.size(), 1u) << "one folder has it";
    folder.put("others/s1.png", tinyPng());
    EXPECT_NE(errorOf([&] { import(file); }).find("--media-root"), std::string::npos);
}

TEST(Table, unknownJson) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    const fs::path file = folder.put("d.json", R"([{"picture": ["1.png"], "q": "what?", "fields": {"a": 1}, "n": 5}])");
    const TablePreview preview = previewTable(file);
    EXPECT_EQ(preview.rows.at(0), (std::vector<std::string>{"[\"1.png\"]", "what?", "{\"a\":1}", "5"}));
    const Imported result =
        import(file, {.read = {.columns = {.image = "picture", .prompt = "q", .answer = "fields"}}});
    EXPECT_EQ(result.samples.at(0).turns,
              (std::vector<Turn>{{Role::User, "<image>what?"}, {Role::Assistant, "{\"a\":1}"}}));
    // Without a mapping, and with names that tell nothing.
    EXPECT_NE(errorOf([&] { import(folder.put("x.json", R"([{"a": "b"}])"), {.format = "table"}); }).find("--column"),
              std::string::npos);
}

TEST(Metadata, listsOfOtherTools) {
    const ScratchFolder folder;
    folder.put("cord/train/i.png", tinyPng());
    folder.put("cord/train/metadata.jsonl",
               R"({"file_name": "i.png", "ground_truth": "{\"gt_parse\": {\"total\": \"1.00\"}, \"meta\": {}}"})"
               "\n"
               R"({"file_name": "i.png", "ground_truth": "{\"gt_parse\": {\"text_sequence\": \"plain words\"}}"})"
               "\n"
               R"({"file_name": "i.png", "ground_truth": "{\"gt_parse\""})"
               "\n"
               R"({"file_name": "../../../x.png", "ground_truth": "{\"gt_parse\": {}}"})"
               "\n"
               R"({"file_name": "i.png", "ground_truth": "{}"})"
               "\n");
    const Imported donut = import(folder / "cord");
    EXPECT_EQ(donut.datasets.at(0).info.kind, "donut");
    ASSERT_EQ(donut.samples.size(), 2u) << text(donut.report);
    EXPECT_EQ(donut.samples[0].turns[1].text, "{\"total\":\"1.00\"}");
    EXPECT_EQ(donut.samples[1].turns[1].text, "plain words");
    EXPECT_EQ(donut.samples[0].split, "train");
    EXPECT_EQ(donut.report.skippedSamples.size(), 3u);
    folder.put("hf/i.png", tinyPng());
    folder.put("hf/metadata.csv", "file_name,text\ni.png,\"a \"\"cat\"\"\"\n");
    const Imported list = import(folder / "hf");
    EXPECT_EQ(list.datasets.at(0).info.kind, "imagefolder");
    EXPECT_EQ(list.samples.at(0).turns[1].text, "a \"cat\"");
}

TEST(Subtitles, linesAndTheirTimes) {
    const ScratchFolder folder;
    folder.put("a.mp4", "x");
    folder.put("a.srt",
               "1\r\n00:00:01,500 --> 00:01:02,250\r\n<i>Hello</i>\r\nworld\r\n\r\n2\r\n00:00:05,000 --> "
               "00:00:04,000\r\nback\r\n\r\n3\r\nx --> y\r\nno\r\n");
    folder.put("b.webm", "x");
    folder.put("b.vtt", "WEBVTT\n\nNOTE no cue\n\n00:02.000 --> 01:00:03.000 align:start\nHi\n");
    folder.put("alone.mp4", "x");
    EXPECT_EQ(detectFormat(folder.path()), "subtitles");
    std::vector<Sample> samples;
    ImportReport report;
    Formats::instance()
        .at("subtitles", "format")
        .read(folder.path(), {.prompt = "What is said?"},
              {[](const DatasetInfo&) {}, [&](Sample&& sample) { samples.push_back(std::move(sample)); }}, report);
    ASSERT_EQ(samples.size(), 2u) << text(report);
    EXPECT_EQ(samples[0].turns,
              (std::vector<Turn>{{Role::User, "<video>What is said?"}, {Role::Assistant, "Hello\nworld"}}));
    EXPECT_EQ(samples[0].media.at(0).range, (TimeRange{1.5, 62.25}));
    EXPECT_EQ(samples[1].media.at(0).range, (TimeRange{2, 3603}));
    ASSERT_EQ(report.skippedSamples.size(), 2u) << text(report);
    EXPECT_EQ(report.skippedSamples[0].where, "a.srt:7");
}

TEST(Folders, namesAsTagsOrAnswers) {
    const ScratchFolder folder;
    folder.put("top.png", tinyPng());
    folder.put("pets/cat/1.png", tinyPng());
    const Imported tags = import(folder.path(), {.read = {.folderNames = FolderNames::Tags}});
    ASSERT_EQ(tags.samples.size(), 2u);
    EXPECT_EQ(tags.samples[0].tags, (std::vector<std::string>{"pets", "cat"}));
    EXPECT_TRUE(tags.samples[1].tags.empty());
    const Imported answers = import(folder.path(), {.read = {.prompt = "Which?", .folderNames = FolderNames::Answers}});
    ASSERT_EQ(answers.samples.size(), 1u) << text(answers.report);
    EXPECT_EQ(answers.samples[0].turns, (std::vector<Turn>{{Role::User, "<image>Which?"}, {Role::Assistant, "cat"}}));
    EXPECT_EQ(answers.report.skippedSamples.size(), 1u);
}
