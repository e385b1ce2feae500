// Files as people have them: what is harmless is read, what is bad costs itself alone, and what becomes of anything
// else is told.
#include "common/text_encoding.h"
#include "data/formats/loose_json.h"
#include "imported.h"

#include <iconv.h>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;
using Role = Turn::Role;

namespace {

std::string chat(const std::string& question = "<image>q", const std::string& more = "") {
    return R"({"messages": [{"role": "user", "content": ")" + question +
           R"("}, {"role": "assistant", "content": "a"}], "images": ["1.png"])" + more + "}";
}

bool tells(const ImportReport& report, const std::string& words) {
    return text(report).find(words) != std::string::npos;
}

std::string converted(const std::string& utf8, const char* encoding) {
    const iconv_t converter = ::iconv_open(encoding, "UTF-8");
    std::string from = utf8, to(utf8.size() * 4, '\0');
    char *in = from.data(), *out = to.data();
    std::size_t left = from.size(), room = to.size();
    ::iconv(converter, &in, &left, &out, &room);
    ::iconv_close(converter);
    to.resize(to.size() - room);
    return to;
}

std::optional<bool> likedOf(const Sample& sample) {
    return sample.turns.back().details->liked;
}

}  // namespace

TEST(OddFiles, encodingsAreMadeOut) {
    const std::pair<const char*, std::string> texts[] = {
        {"GB18030", "图中有什么东西，请说明一下它们的颜色和位置。"},
        {"GB18030", "é 你好"},
        {"BIG5", "圖中有什麼東西，請說明一下它們的顏色和位置。"},
        {"SHIFT_JIS", "この写真には何が写っていますか。ネコです。"},
        {"EUC-JP", "この写真には何が写っていますか。ネコです。"},
        {"EUC-KR", "이 사진에는 무엇이 있습니까? 고양이 두 마리가 있습니다."},
        {"WINDOWS-1251", "Что изображено на картинке? Две кошки и собака."},
        {"WINDOWS-1252", "Größe und Farbe: à côté de l'hôtel, “señor”"},
        {"WINDOWS-1252", "gr\u00fc\u00df"},  // two accents side by side are no Chinese character
    };
    for (const auto& [encoding, text] : texts) {
        const DecodedText decoded = decodeText(converted(text, encoding), "f");
        EXPECT_EQ(decoded.text, text) << encoding << " read as " << decoded.encoding;
    }
}

TEST(OddFiles, jsonOfOtherProgramsIsMended) {
    const MendedJson mended = mendJson("{\"a\": NaN, \"b\": [-Infinity, 1,], \"c\": \"NaN,]\tx\",}");
    EXPECT_EQ(mended.text, "{\"a\": null, \"b\": [null, 1], \"c\": \"NaN,]\\u0009x\"}");
    EXPECT_EQ(mended.mended.size(), 3u);
    EXPECT_TRUE(mendJson(R"({"a": "NaN, Infinity", "b": -1, "c": [,]})").mended.empty());

    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    folder.put("d.jsonl", chat("<image>q", R"(, "score": NaN)") + "\n" + chat("<image>a\tb") + "\n{broken\n" + chat());
    const Imported result = import(folder / "d.jsonl");
    ASSERT_EQ(result.samples.size(), 3u) << text(result.report);
    EXPECT_EQ(result.samples[1].turns[0].text, "<image>a\tb");
    EXPECT_TRUE(tells(result.report, "NaN and Infinity")) << text(result.report);
    EXPECT_TRUE(tells(result.report, "skipped d.jsonl:3")) << text(result.report);
}

TEST(OddFiles, rowsComeInAnyArrangement) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    const std::string row = chat();
    folder.put("array.jsonl", "[" + row + "," + row + "]");
    folder.put("lines.json", row + "\n" + row);
    std::string pretty = row;
    for (const char* comma : {", \"images\""})
        pretty.replace(pretty.find(comma), 2, ",\n  ");
    pretty = "{\n" + pretty.substr(1);
    folder.put("pretty.jsonl", pretty + "\n" + pretty);
    folder.put("by_id.json", R"({"x1": )" + row + R"(, "x2": )" + row + "}");
    folder.put("data.json", R"({"version": 1, "data": [)" + row + "," + row + "]}");
    for (const char* name : {"array.jsonl", "lines.json", "pretty.jsonl", "by_id.json", "data.json"}) {
        const Imported result = import(folder / name);
        EXPECT_EQ(result.samples.size(), 2u) << name << ": " << text(result.report);
        for (const Sample& sample : result.samples)
            EXPECT_EQ(sample.media.size(), 1u) << name;
    }
    EXPECT_EQ(import(folder / "by_id.json").samples[1].id, "x2");
}

TEST(OddFiles, emptyFilesAreCalledEmpty) {
    const ScratchFolder folder;
    folder.put("a.jsonl", "");
    folder.put("b.csv", "\n\n");
    folder.put("c.json", " [ ]\n");
    for (const char* name : {"a.jsonl", "b.csv", "c.json"})
        EXPECT_NE(errorOf([&] { import(folder / name); }).find("empty"), std::string::npos) << name;
}

TEST(OddFiles, pathsOfOtherMachinesLeadToTheFilesHere) {
    const ScratchFolder folder;
    folder.put("images/1.png", tinyPng());
    const auto with = [](const std::string& path) {
        return R"({"messages": [{"role": "user", "content": "<image>q"}, {"role": "assistant", "content": "a"}], "images": [")" +
               path + "\"]}\n";
    };
    folder.put("d.jsonl", with("/home/bob/set/images/1.png") + with(R"(D:\\set\\images\\1.png)") +
                              with(R"(images\\1.png)") + with("/etc/hostname") + with("../x/1.png"));
    const Imported result = import(folder / "d.jsonl");
    EXPECT_EQ(result.samples.size(), 3u) << text(result.report);
    EXPECT_EQ(result.report.skippedSamples.size(), 2u) << text(result.report);
}

TEST(OddFiles, idsThatCannotBeOneAreTold) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    folder.put("d.jsonl", chat("<image>q", R"(, "id": 7)") + "\n" + chat("<image>q", R"(, "id": "7")") + "\n" +
                              chat("<image>q", R"(, "id": {"$oid": "5"})"));
    const Imported result = import(folder / "d.jsonl");
    ASSERT_EQ(result.samples.size(), 3u);
    EXPECT_EQ(result.samples[0].id, "7");
    EXPECT_TRUE(tells(result.report, "the sample got a new one: 1 time")) << text(result.report);
    EXPECT_EQ(result.samples[2].metadata, (Metadata{{"id", R"({"$oid":"5"})"}}));
}

TEST(OddFiles, feedbackComesInManyWords) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    std::string rows;
    for (const char* label : {R"("true")", "1", R"("bad")", "true", R"("undesirable")", "0.0", "-1", "3", R"("cat")"})
        rows += chat("<image>q", std::string(R"(, "label": )") + label) + "\n";
    folder.put("d.jsonl", rows);
    const Imported result = import(folder / "d.jsonl");
    ASSERT_EQ(result.samples.size(), 9u);
    std::vector<std::optional<bool>> liked;
    for (const Sample& sample : result.samples)
        liked.push_back(likedOf(sample));
    EXPECT_EQ(liked, (std::vector<std::optional<bool>>{true, true, false, true, false, false, false, {}, {}}));
    EXPECT_EQ(result.samples[8].metadata, (Metadata{{"label", R"("cat")"}}));
    EXPECT_TRUE(tells(result.report, R"("label" read as yes/no feedback: 6 times)")) << text(result.report);
}

TEST(OddFiles, preferencesUnderAnyQuestion) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    folder.put("question.jsonl", R"({"question": "<image>q", "chosen": "c", "rejected": "r", "image": "1.png"})");
    folder.put(
        "alpaca.json",
        R"([{"instruction": "<image>q", "input": "more", "chosen": "c", "rejected": "r", "images": ["1.png"]}])");
    folder.put("table.csv", "image,prompt,chosen,rejected\n1.png,q,c,r\n");
    folder.put("lists.csv",
               "images,prompt,chosen,rejected\n1.png,q,"
               R"("[{""role"": ""assistant"", ""content"": ""c""}]","[{""role"": ""assistant"", ""content"": ""r""}]")"
               "\n");
    for (const char* name : {"question.jsonl", "alpaca.json", "table.csv", "lists.csv"}) {
        const Imported result = import(folder / name);
        ASSERT_EQ(result.samples.size(), 1u) << name << text(result.report);
        EXPECT_EQ(result.samples[0].turns.back().text, "c") << name;
        EXPECT_EQ(result.samples[0].turns.back().details->rejected, "r") << name;
    }
    EXPECT_EQ(import(folder / "alpaca.json").samples[0].turns[0].text, "<image>q\nmore");
}

TEST(OddFiles, qwensOwnPictureTagsAreRead) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    folder.put(
        "d.jsonl",
        R"({"conversations": [{"from": "user", "value": "Picture 1: <img>1.png</img>\nq"}, {"from": "assistant", "value": "a <img>b</img>"}]})"
        "\n"
        R"({"conversations": [{"from": "user", "value": "<img>gone.png</img>q"}, {"from": "assistant", "value": "a"}]})");
    const Imported result = import(folder / "d.jsonl");
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    EXPECT_EQ(result.samples[0].turns[0].text, "Picture 1: <image>\nq");
    EXPECT_EQ(result.samples[0].media.size(), 1u);
    EXPECT_TRUE(tells(result.report, "gone.png: file not found")) << text(result.report);
}

TEST(OddTables, columnsAndCellsAsPeopleWriteThem) {
    const ScratchFolder folder;
    folder.put("p/1.png", tinyPng());
    folder.put("p/2.png", tinyPng());
    folder.put("names.csv", "Image Path,Question,Answer\np/1.png,q,a\n");
    folder.put("content.csv", "foto;Frage;answer\np/1.png;q;a\np/2.png;q;a\n");
    folder.put("mac.csv", "image,question,answer\rp/1.png,q,a\rp/2.png,q,a\r");
    folder.put("several.csv",
               "image,question,answer\np/1.png|p/2.png,q,a\n\"[\"\"p/1.png\"\", \"\"p/2.png\"\"]\",q,a\n\"['p/1.png', "
               "'p/2.png']\",q,a\np/1.png;p/2.png,q,a\n");
    for (const char* name : {"names.csv", "content.csv", "mac.csv", "several.csv"}) {
        const Imported result = import(folder / name);
        EXPECT_TRUE(result.report.skippedSamples.empty()) << name << text(result.report);
        for (const Sample& sample : result.samples) {
            EXPECT_EQ(sample.media.size(), std::string(name) == "several.csv" ? 2u : 1u) << name;
            EXPECT_EQ(sample.turns.back().text, "a") << name;
        }
    }
    folder.put("unknown.csv", "bild,frage,antwort\nx,q,a\n");
    const std::string error = errorOf([&] { import(folder / "unknown.csv"); });
    EXPECT_NE(error.find("its columns: bild, frage, antwort"), std::string::npos) << error;
    EXPECT_NE(error.find("--column"), std::string::npos) << error;
}

TEST(OddTables, aBrokenRowCostsItselfAlone) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    folder.put("d.csv", "image,question,answer,answer\n1.png,\"open,a,x\n1.png,q,a,y\n1.png,\"q\"b,a,z\n1.png,q,a,z\n");
    const Imported result = import(folder / "d.csv");
    EXPECT_EQ(result.samples.size(), 2u) << text(result.report);
    EXPECT_TRUE(tells(result.report, "skipped d.csv:2")) << text(result.report);
    EXPECT_TRUE(tells(result.report, "skipped d.csv:4: text behind a closing quote")) << text(result.report);
    EXPECT_TRUE(tells(result.report, "answer.1")) << text(result.report);
}

TEST(OddFiles, severalFilesWithLabelsOfTheSamePicturesAreOffered) {
    const ScratchFolder folder;
    folder.put("images/1.png", tinyPng());
    const auto labels = [](const std::string& name) {
        return R"({"images": [{"id": 1, "file_name": "1.png", "width": 1, "height": 1}], "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}], "categories": [{"id": 1, "name": ")" +
               name + "\"}]}";
    };
    folder.put("old.json", labels("a"));
    folder.put("new.json", labels("b"));
    const std::string error = errorOf([&] { import(folder.path()); });
    EXPECT_NE(error.find("label the same pictures: new.json, old.json"), std::string::npos) << error;
    EXPECT_EQ(import(folder / "new.json").samples.at(0).regions.at(0).label, "b");
}

TEST(OddFiles, labelStudioTasks) {
    const ScratchFolder folder;
    folder.put("upload/cat.png", tinyPng());
    const std::string box =
        R"("original_width": 200, "original_height": 100, "type": "rectanglelabels", "value": {"x": 10, "y": "20", "width": 30.0, "height": 40, "rotation": 0, "rectanglelabels": ["cat"]})";
    folder.put(
        "tasks.json",
        R"([{"id": 3, "data": {"image": "/data/upload/1/1a2b3c4d-cat.png", "shop": "A"}, "predictions": [], "annotations": [{"result": [{"id": "r", )" +
            box +
            R"(}, {"id": "r", "original_width": 200, "original_height": 100, "type": "textarea", "value": {"text": ["12.50"]}}, {"type": "choices", "value": {"choices": ["indoor"]}}, {"type": "brushlabels", "original_width": 200, "original_height": 100, "value": {"rle": [1], "format": "rle", "brushlabels": ["x"]}}]}, {"result": []}]}])");
    folder.put(
        "min.json",
        R"([{"id": 4, "image": "cat.png", "caption": "a cat", "label": [{"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 90, "rectanglelabels": ["cat"], "original_width": 200, "original_height": 100}]}])");
    const Imported tasks = import(folder / "tasks.json");
    ASSERT_EQ(tasks.samples.size(), 1u) << text(tasks.report);
    const Sample& sample = tasks.samples[0];
    ASSERT_EQ(sample.regions.size(), 1u) << text(tasks.report);
    EXPECT_EQ(sample.regions[0].points, (std::vector<std::array<double, 2>>{{20, 20}, {80, 60}}));
    EXPECT_EQ(sample.regions[0].label, "cat");
    EXPECT_EQ(sample.regions[0].transcription, "12.50");
    EXPECT_EQ(sample.tags, std::vector<std::string>{"indoor"});
    EXPECT_EQ(sample.metadata, (Metadata{{"shop", R"("A")"}}));
    EXPECT_TRUE(tells(tasks.report, "a mask of a brush")) << text(tasks.report);
    EXPECT_TRUE(tells(tasks.report, "of another person")) << text(tasks.report);
    const Imported min = import(folder / "min.json");
    ASSERT_EQ(min.samples.size(), 1u) << text(min.report);
    EXPECT_EQ(min.samples[0].turns.back().text, "a cat");
    ASSERT_EQ(min.samples[0].regions.size(), 1u);
    EXPECT_EQ(min.samples[0].regions[0].shape, Region::Shape::RotatedBox);
    EXPECT_NEAR(min.samples[0].regions[0].bounds().left, -20, 1e-6);
}

TEST(OddFiles, rowsInAFolderOfTheirOwnBesideThePictures) {
    const ScratchFolder folder;
    folder.put("images/1.png", tinyPng());
    folder.put(
        "annotations/train.jsonl",
        chat() + "\n" + R"({"messages": "[{\"Role\": 1}]", "images": "x"})" + "\n" +
            R"({"messages": "[{\"role\": \"User\", \"value\": \"<image>q\"}, {\"role\": \"Assistant\", \"content\": \"a\"}]", "images": ["../images/1.png"]})");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    EXPECT_EQ(result.samples[1].turns[0].role, Role::User);
    EXPECT_EQ(result.samples[1].media.size(), 1u);
    EXPECT_EQ(result.report.skippedSamples.size(), 1u) << text(result.report);
}

TEST(OddFiles, foldersOfDatasets) {
    const ScratchFolder folder;
    const std::string labels =
        R"({"images": [{"id": 1, "file_name": "1.png", "width": 1, "height": 1}], "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}], "categories": [{"id": 1, "name": "cat"}]})";
    folder.put("first/images/1.png", tinyPng());
    folder.put("first/annotations/instances.json", labels);
    const Imported one = import(folder.path());
    ASSERT_EQ(one.samples.size(), 1u) << text(one.report);
    EXPECT_EQ(one.samples[0].regions.size(), 1u);
    folder.put("second/images/1.png", tinyPng());
    folder.put("second/annotations/instances.json", labels);
    const std::string error = errorOf([&] { import(folder.path()); });
    EXPECT_NE(error.find("several folders in this folder are datasets: first, second"), std::string::npos) << error;
}

TEST(OddFiles, vocPicturesThatWereRenamed) {
    const ScratchFolder folder;
    folder.put("JPEGImages/2.png", tinyPng());
    folder.put("Annotations/2.xml",
               "<annotation><filename>C:\\x\\before.png</filename><object><name>cat</name><bndbox><xmin>0.0</xmin>"
               "<ymin>0</ymin><xmax>1</xmax><ymax>1</ymax></bndbox></object></annotation>");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    EXPECT_TRUE(tells(result.report, "the picture named like the XML is taken")) << text(result.report);
}

// As LLaMA-Factory's demo folder is: two of many datasets are on the disk.
TEST(OddFiles, whatIsNotOnTheDiskIsOneLine) {
    const ScratchFolder folder;
    folder.put("1.png", tinyPng());
    std::string info =
        R"({"here": {"file_name": "here.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"}, "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}, "broken": {"file_name": "broken.json"})";
    for (int i = 0; i < 50; ++i)
        info += R"(, "gone)" + std::to_string(i) +
                (i % 2 ? R"(": {"hf_hub_url": "a/b"})" : R"(": {"file_name": "gone.json"})");
    folder.put("dataset_info.json", info + "}");
    folder.put("here.json", "[" + chat() + "]");
    folder.put("broken.json", "");
    const Imported result = import(folder.path());
    const auto lines = result.report.lines();
    EXPECT_LE(lines.size(), 4u) << text(result.report);
    EXPECT_TRUE(tells(result.report, "not read broken: ")) << "it is here: " << text(result.report);
    EXPECT_TRUE(tells(result.report, "gone0, gone1, gone2, and 47 more, which are not on this disk"))
        << text(result.report);
    EXPECT_EQ(result.report.lines(true).size(), 53u);
}
