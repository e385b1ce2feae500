// Formats of boxes and polygons: good files of other tools, and broken ones.
#include "common/json.h"
#include "data/export.h"
#include "imported.h"
#include "streamed.h"

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;
using Role = Turn::Role;
using Shape = Region::Shape;
using Points = std::vector<std::array<double, 2>>;

namespace {

// 200 x 100 pixels, by its header.
std::string image() {
    std::string png = tinyPng();
    png[19] = static_cast<char>(200);
    png[23] = 100;
    return png;
}

// One sample through a format's writer and reader alone, with no project between.
std::vector<Sample> throughFiles(const std::string& name, const std::vector<Sample>& samples, const fs::path& root,
                                 const fs::path& target, std::string* content = nullptr) {
    const Format& format = Formats::instance().at(name, "format");
    fs::create_directories(target);
    Output output(target, {"d", "", "", root}, false, 0, {});
    const fs::path entry = target / format.writer->write(streamOf(samples), output);
    if (content) *content = readFile(entry);
    EXPECT_GT(format.detect(entry), 70);
    std::vector<Sample> back;
    ImportReport report;
    format.read(entry, {.mediaRoot = root},
                {[](const DatasetInfo&) {}, [&](Sample&& sample) { back.push_back(std::move(sample)); }}, report);
    EXPECT_TRUE(report.skippedSamples.empty()) << text(report);
    return back;
}

}  // namespace

TEST(Coco, instancesCaptionsAndWhatIsBroken) {
    const ScratchFolder folder;
    folder.put("val/a.png", image());
    folder.put("val/b.png", image());
    folder.put("annotations/instances_val.json",
               R"({"images": [{"id": 7, "file_name": "a.png"}, {"id": 8, "file_name": "b.png"},
        {"id": 9, "file_name": "gone.png"}, {"id": 10}],
        "categories": [{"id": 3, "name": "cat"}],
        "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40]},
        {"id": 2, "image_id": 7, "category_id": 3, "bbox": [0, 0, 9, 9], "segmentation": [[0, 0, 9, 0, 9, 9], [1, 1, 2, 1, 2, 2]]},
        {"id": 3, "image_id": 7, "category_id": 3, "iscrowd": 1, "segmentation": {"counts": [1, 2], "size": [2, 2]}},
        {"id": 4, "image_id": 99, "bbox": [1, 2, 3, 4]}, {"id": 5, "image_id": 8, "bbox": [1, 2, "x"]},
        {"id": 6, "image_id": 8, "bbox": [1, 2, -3, 4]}, {"id": 7, "image_id": 8, "segmentation": [[1, 2, 3, 4]]}]})");
    folder.put("annotations/captions_val.json", R"({"images": [{"id": 1, "file_name": "a.png"}],
        "annotations": [{"id": 1, "image_id": 1, "caption": "one"}, {"id": 2, "image_id": 1, "caption": "two"}]})");
    EXPECT_EQ(detectFormat(folder.path()), "coco");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 3u) << text(result.report);
    EXPECT_EQ(result.samples[0].turns[1].text, "one");
    EXPECT_EQ(result.samples[1].turns[1].text, "two");
    EXPECT_EQ(result.samples[0].group, result.samples[1].group);
    ASSERT_EQ(result.samples[0].regions.size(), 2u);
    EXPECT_EQ(result.samples[0].regions[0].points, (Points{{10, 20}, {40, 60}}));
    EXPECT_EQ(result.samples[0].regions[0].label, "cat");
    EXPECT_EQ(result.samples[0].regions[1].shape, Shape::Polygon);
    EXPECT_EQ(result.samples[0].regions[1].details->parts.size(), 1u);
    EXPECT_TRUE(result.samples[2].regions.empty());
    EXPECT_EQ(result.report.skippedSamples.size(), 2u) << text(result.report);
    EXPECT_EQ(result.report.rows, 9);
    for (const char* why :
         {"the run lengths of a mask are 3 pixels, not 4", "of an image that is not there",
          "a box must be pairs of numbers", "a box of negative size", "an outline of less than 3 points"})
        EXPECT_NE(text(result.report).find(why), std::string::npos) << why << text(result.report);
    // One file alone.
    EXPECT_EQ(import(folder / "annotations/captions_val.json").samples.size(), 2u);
}

TEST(Yolo, foldersNamesAndBrokenLines) {
    const ScratchFolder folder;
    folder.put("images/train/a.png", image());
    folder.put("images/val/b.png", image());
    folder.put("images/val/none.png", image());
    folder.put("labels/train/a.txt",
               "1 0.5 0.5 0.1 0.2\n\n0 0.1\nx 1 2 3 4\n1.5 0 0 0 0\n7 0.5 0.5 1 1\n0 0 0 nan 1\n");
    folder.put("labels/val/b.txt", "0 0.25 0.5 0.5 1\r\n");
    folder.put("data.yaml", "train: images/train\nval: images/val\nnc: 2\nnames: ['dog', \"big cat\"]\n");
    EXPECT_EQ(detectFormat(folder.path()), "yolo");
    for (const fs::path& path : {folder.path(), folder / "data.yaml"}) {
        const Imported result = import(path, {.format = "yolo"});
        ASSERT_EQ(result.samples.size(), 3u) << text(result.report);
        ASSERT_EQ(result.samples[0].regions.size(), 1u) << text(result.report);
        EXPECT_EQ(result.samples[0].regions[0].label, "big cat");
        EXPECT_EQ(result.samples[0].regions[0].points, (Points{{90, 40}, {110, 60}}));
        EXPECT_EQ(result.samples[0].split, "train");
        EXPECT_EQ(result.samples[1].split, "validation");
        EXPECT_TRUE(result.samples[2].regions.empty());
        EXPECT_EQ(result.report.unused.size(), 4u) << text(result.report);
        EXPECT_NE(text(result.report).find("a.txt:3"), std::string::npos) << text(result.report);
    }
    folder.put("data.yaml", "names: [a\nx: {");
    EXPECT_NE(errorOf([&] { import(folder.path(), {.format = "yolo"}); }).find("data.yaml:"), std::string::npos);
    folder.put("data.yaml", "names: {99999999: a}");
    EXPECT_NE(errorOf([&] { import(folder.path(), {.format = "yolo"}); }).find("99999999"), std::string::npos);
}

TEST(Yolo, polygonsAndRotatedBoxesAreToldApart) {
    const ScratchFolder folder;
    folder.put("p/images/a.png", image());
    folder.put("p/labels/a.txt", "0 0.1 0.1 0.9 0.1 0.5 0.9\n");
    folder.put("p/classes.txt", "dog\r\n");
    folder.put("o/images/a.png", image());
    folder.put("o/labels/a.txt", "0 0.1 0.1 0.5 0.1 0.5 0.3 0.1 0.3\n");
    EXPECT_EQ(detectFormat(folder / "p"), "yolo_segment");
    EXPECT_EQ(detectFormat(folder / "o"), "yolo_obb");
    EXPECT_EQ(import(folder / "p").samples.at(0).regions.at(0).label, "dog");
    EXPECT_EQ(import(folder / "o").samples.at(0).regions.at(0).shape, Shape::RotatedBox);
}

TEST(Voc, boxesAndBrokenFiles) {
    const ScratchFolder folder;
    folder.put("JPEGImages/a.png", image());
    const auto annotation = [](const std::string& inside) { return "<annotation>" + inside + "</annotation>"; };
    folder.put("Annotations/a.xml",
               annotation("<filename>a.png</filename><object><name>cat</name><bndbox><xmin>1</xmin><ymin>2.5</ymin>"
                          "<xmax>30</xmax><ymax>40</ymax></bndbox></object><object><name>no box</name></object>"
                          "<object><bndbox><xmin>x</xmin></bndbox></object>"));
    folder.put("Annotations/b.xml", annotation("<filename>../../../etc/passwd</filename>"));
    folder.put("Annotations/c.xml", "<annotation>\n<filename>a.png</file>");
    folder.put("Annotations/d.xml", annotation(""));
    folder.put("Annotations/e.xml",
               "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + annotation("<filename>&x;</filename>"));
    EXPECT_EQ(detectFormat(folder.path()), "voc");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    ASSERT_EQ(result.samples[0].regions.size(), 1u);
    EXPECT_EQ(result.samples[0].regions[0].points, (Points{{1, 2.5}, {30, 40}}));
    for (const char* why : {"without a <bndbox>", "a <bndbox> without a number <xmin>"})
        EXPECT_NE(text(result.report).find(why), std::string::npos) << why << text(result.report);
    EXPECT_EQ(result.report.skippedSamples.size(), 4u) << text(result.report);
    EXPECT_NE(text(result.report).find("c.xml:2:"), std::string::npos) << text(result.report);
    EXPECT_EQ(import(folder / "Annotations/a.xml").samples.size(), 1u);
}

TEST(MsSwift, marksBecomeLinks) {
    const ScratchFolder folder;
    folder.put("a.png", image());
    folder.put(
        "d.jsonl",
        R"({"messages": [{"role": "user", "content": "<image>Find the <ref-object>"}, {"role": "assistant", "content": "[{\"bbox_2d\": <bbox>, \"label\": \"<ref-object>\"}, {\"bbox_2d\": <bbox>, \"label\": \"<ref-object>\"}]"}], "images": ["a.png"], "objects": {"ref": ["sheep", "sheep", "dog"], "bbox": [[1, 2, 30, 40], [50, 60, 70, 80]]}})"
        "\n"
        R"({"messages": [{"role": "user", "content": "<image>?"}, {"role": "assistant", "content": "A <ref-object><bbox> here"}], "images": ["a.png"], "objects": {"ref": ["große cat"], "bbox": [[0.5, 0.5, 1, 1]], "bbox_type": "norm1"}})"
        "\n"
        R"({"messages": [{"role": "user", "content": "<image><bbox>"}, {"role": "assistant", "content": "x"}], "images": ["a.png"], "objects": {"ref": [], "bbox": []}})"
        "\n"
        R"({"messages": [{"role": "user", "content": "<image><bbox>"}, {"role": "assistant", "content": "x"}], "images": ["a.png"], "objects": {"bbox": [[1, 2, 3]]}})"
        "\n"
        R"({"messages": [{"role": "user", "content": "<image><bbox>"}, {"role": "assistant", "content": "x"}], "images": ["a.png"], "objects": {"bbox": [[1, 2, 3, 4]], "image_id": [5]}})"
        "\n"
        R"({"messages": [{"role": "user", "content": "<image>q"}, {"role": "assistant", "content": "plain"}], "images": ["a.png"], "objects": {"bbox": [[1, 2, 3, 4]]}})"
        "\n");
    EXPECT_EQ(detectFormat(folder / "d.jsonl"), "ms_swift");
    std::vector<Sample> samples;
    ImportReport report;
    Formats::instance()
        .at("ms_swift", "format")
        .read(folder / "d.jsonl", {},
              {[](const DatasetInfo&) {}, [&](Sample&& sample) { samples.push_back(std::move(sample)); }}, report);
    ASSERT_EQ(samples.size(), 3u) << text(report);
    EXPECT_EQ(report.skippedSamples.size(), 3u) << text(report);

    EXPECT_EQ(samples[0].turns[0].text, "<image>Find the sheep");
    EXPECT_EQ(samples[0].turns[1].text,
              R"([{"bbox_2d": <bbox>, "label": "sheep"}, {"bbox_2d": <bbox>, "label": "dog"}])");
    ASSERT_EQ(samples[0].regions.size(), 2u);
    EXPECT_EQ(samples[0].regions[0].label, "sheep");
    EXPECT_EQ(samples[0].regions[1].label, "dog");
    EXPECT_EQ(samples[0].regions[0].points, (Points{{1, 2}, {30, 40}}));
    const auto words = [&](const Sample& sample, const Span& span) {
        return sample.turns[static_cast<std::size_t>(span.turn)].text.substr(
            static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin));
    };
    EXPECT_EQ(words(samples[0], samples[0].regions[1].spans.at(0)), "dog");
    EXPECT_EQ(words(samples[0], samples[0].regions[1].spans.at(1)), "<bbox>");
    EXPECT_EQ(samples[1].turns[1].text, "A große cat<bbox> here");
    EXPECT_EQ(samples[1].regions.at(0).points, (Points{{100, 50}, {200, 100}}));
    EXPECT_EQ(words(samples[1], samples[1].regions[0].spans.at(0)), "große cat");
    EXPECT_EQ(words(samples[1], samples[1].regions[0].spans.at(1)), "<bbox>");
    EXPECT_TRUE(samples[2].regions.at(0).spans.empty());
}

TEST(MsSwift, linksComeBackEqual) {
    const ScratchFolder folder;
    const Writer& writer = *Formats::instance().at("ms_swift", "format").writer;
    Sample sample = chat("1", "<image><image>where is the cat?", "a cat<bbox> and a dog: <bbox>");
    sample.media = {{Media::Kind::Image, folder.put("a.png", image())},
                    {Media::Kind::Image, folder.put("b.png", image())}};
    Region cat{.points = {{1, 2}, {30.25, 40}}, .label = "cat", .spans = {{1, 2, 5}, {1, 5, 11}}};
    Region dog{.media = 1, .points = {{5, 6}, {7, 8}}, .label = "dog", .spans = {{1, 18, 21}, {1, 23, 29}}};
    sample.regions = {cat, dog};
    std::vector<Sample> samples{sample};
    EXPECT_TRUE(fit(samples, writer).empty());
    std::string content;
    const std::vector<Sample> back = throughFiles("ms_swift", samples, folder.path(), folder / "out", &content);
    EXPECT_NE(content.find("a <ref-object><bbox> and a <ref-object>: <bbox>"), std::string::npos) << content;
    ASSERT_EQ(back.size(), 1u);
    EXPECT_EQ(back[0].turns, sample.turns);
    EXPECT_EQ(back[0].regions, sample.regions);

    // What it cannot hold is reported: another label, words of two regions, a box that nothing speaks of, loose marks.
    const auto lossOf = [&](const std::function<void(Sample&)>& change) {
        std::vector<Sample> changed{sample};
        change(changed[0]);
        const std::vector<Loss> losses = fit(changed, writer);
        return losses.empty() ? std::string() : losses[0].kind;
    };
    EXPECT_EQ(lossOf([](Sample& s) { s.regions[0].label = "tiger"; }),
              "labels and links that are not the words in the text");
    EXPECT_EQ(lossOf([](Sample& s) { s.regions[1].spans[0] = {1, 0, 5}; }),
              "labels and links that are not the words in the text");
    EXPECT_EQ(lossOf([](Sample& s) { s.regions.push_back({.points = {{1, 1}, {2, 2}}}); }),
              "boxes that no words are linked to");
    // Words that are linked in the window alone: ms-swift's row always speaks of the box.
    EXPECT_EQ(lossOf([](Sample& s) {
                  s.turns[1].text = "a cat here";
                  s.regions.erase(s.regions.begin() + 1);
                  s.regions[0].spans = {{1, 2, 5}};
              }),
              "labels and links that are not the words in the text");
    EXPECT_EQ(lossOf([](Sample& s) { s.turns[0].text += "<bbox>"; }), "samples with marks of boxes in the text");
    EXPECT_EQ(lossOf([](Sample& s) { s.regions[0].transcription = "x"; }), "transcriptions");
}

TEST(CreateMl, foldersOfSplitsAndWhatIsBroken) {
    const ScratchFolder folder;
    folder.put("train/a.png", image());
    folder.put("valid/b.png", image());
    folder.put("train/_annotations.createml.json",
               R"([{"image": "a.png", "annotations": [
        {"label": "cat", "coordinates": {"x": 50, "y": 20, "width": 20, "height": 10}},
        {"label": "cut", "coordinates": {"x": 50, "y": 20, "width": 20}},
        {"label": "dog", "confidence": 0.5, "coordinates": {"x": "30", "y": 8.5, "width": 3, "height": 3}}]},
        {"image": "gone.png", "annotations": []}, {"annotations": []}])");
    folder.put("valid/_annotations.createml.json", R"([{"imagefilename": "b.png", "annotation": []}])");
    EXPECT_EQ(detectFormat(folder.path()), "createml");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    const Sample& first = result.samples[0];
    ASSERT_EQ(first.regions.size(), 2u);
    EXPECT_EQ(first.regions[0].points, (Points{{40, 15}, {60, 25}}));
    EXPECT_EQ(first.regions[0].label, "cat");
    EXPECT_EQ(first.regions[1].points, (Points{{28.5, 7}, {31.5, 10}}));
    EXPECT_EQ(first.regions[1].details->metadata.at("confidence"), "0.5");
    EXPECT_EQ(first.split, "train");
    EXPECT_EQ(result.samples[1].split, "validation");
    EXPECT_TRUE(result.samples[1].regions.empty());
    EXPECT_EQ(result.report.skippedSamples.size(), 2u);
    EXPECT_NE(text(result.report).find("with coordinates without \"height\""), std::string::npos)
        << text(result.report);
}

TEST(Via, projectsOfVersion2) {
    const ScratchFolder folder;
    folder.put("a.png", image());
    folder.put("via_project.json",
               R"({"_via_settings": {"ui": {}}, "_via_img_metadata": {
        "a.png123": {"filename": "a.png", "size": 123, "file_attributes": {"caption": "A shelf.", "shop": "3"}, "regions": [
            {"shape_attributes": {"name": "rect", "x": 10, "y": 20, "width": 30, "height": 5}, "region_attributes": {"kind": "jar"}},
            {"shape_attributes": {"name": "polygon", "all_points_x": [1, 9, 9], "all_points_y": [1, 1, 9]},
             "region_attributes": {"label": {"lid": true, "cap": true, "no": false}, "text": "Tea", "colour": "red"}},
            {"shape_attributes": {"name": "circle", "cx": 50, "cy": 40, "r": 6}, "region_attributes": {}},
            {"shape_attributes": {"name": "ellipse", "cx": 50, "cy": 40, "rx": 6, "ry": 3, "theta": 0}, "region_attributes": {}},
            {"shape_attributes": {"name": "polyline", "all_points_x": [1, 9], "all_points_y": [1, 1]}, "region_attributes": {}},
            {"shape_attributes": {"name": "point", "cx": 5, "cy": 4}, "region_attributes": {}},
            {"shape_attributes": {"name": "polygon", "all_points_x": [1, 9], "all_points_y": [1]}, "region_attributes": {}},
            {"shape_attributes": {"name": "star"}, "region_attributes": {}}]},
        "gone.png5": {"filename": "gone.png", "regions": []}, "v": {"filename": "v.mp4", "regions": []}}})");
    EXPECT_EQ(detectFormat(folder.path()), "via");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    const Sample& sample = result.samples[0];
    ASSERT_EQ(sample.regions.size(), 6u) << text(result.report);
    EXPECT_EQ(sample.regions[0].points, (Points{{10, 20}, {40, 25}}));
    EXPECT_EQ(sample.regions[0].label, "jar");
    EXPECT_EQ(sample.regions[1].label, "lid, cap");
    EXPECT_EQ(sample.regions[1].transcription, "Tea");
    EXPECT_EQ(sample.regions[1].details->metadata.at("colour"), "\"red\"");
    EXPECT_EQ(sample.regions[2].shape, Shape::Circle);
    EXPECT_EQ(sample.regions[2].points, (Points{{50, 40}, {56, 40}}));
    EXPECT_EQ(sample.regions[3].shape, Shape::Polygon);
    EXPECT_NEAR(sample.regions[3].bounds().left, 44, 1e-9);
    EXPECT_NEAR(sample.regions[3].bounds().bottom, 43, 1e-9);
    EXPECT_EQ(sample.regions[4].shape, Shape::Line);
    EXPECT_EQ(sample.regions[5].shape, Shape::Point);
    ASSERT_EQ(sample.turns.size(), 2u);
    EXPECT_EQ(sample.turns[1].text, "A shelf.");
    EXPECT_EQ(sample.metadata.at("shop"), "\"3\"");
    EXPECT_EQ(result.report.skippedSamples.size(), 2u);
    for (const char* said : {"\"star\"", "_via_settings", "v.mp4: a video"})
        EXPECT_NE(text(result.report).find(said), std::string::npos) << said << text(result.report);
}

TEST(Via, otherVersionsAndTables) {
    const auto regionsOf = [](const std::string& name, const std::string& content) {
        const ScratchFolder folder;
        folder.put("a.png", image());
        folder.put(name, content);
        EXPECT_EQ(detectFormat(folder.path()), "via") << name;
        const Imported result = import(folder.path());
        EXPECT_EQ(result.samples.size(), 1u) << text(result.report);
        return result.samples.empty() ? std::vector<Region>() : result.samples[0].regions;
    };
    const std::vector<std::vector<Region>> all{
        regionsOf("one.json", R"({"a.png5": {"fileref": "", "size": 5, "filename": "a.png", "base64_img_data": "",
            "file_attributes": {}, "regions": {"0": {"shape_attributes": {"name": "rect", "x": 1, "y": 2, "width": 3,
            "height": 4}, "region_attributes": {"name": "cat"}}}}})"),
        regionsOf(
            "table.csv",
            "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\n"
            "a.png,5,\"{}\",1,0,\"{\"\"name\"\":\"\"rect\"\",\"\"x\"\":1,\"\"y\"\":2,\"\"width\"\":3,"
            "\"\"height\"\":4}\",\"{\"\"name\"\":\"\"cat\"\"}\"\n"),
        regionsOf("three.json", R"({"project": {"pid": "x"}, "config": {}, "attribute": {"1": {"aname": "name",
            "type": 4, "options": {"0": "dog", "1": "cat"}}}, "file": {"1": {"fid": "1", "fname": "a.png", "type": 2,
            "loc": 1, "src": "a.png"}}, "metadata": {"1_x": {"vid": "1", "flg": 0, "z": [], "xy": [2, 1, 2, 3, 4],
            "av": {"1": "1"}}}, "view": {"1": {"fid_list": ["1"]}}})")};
    for (const auto& regions : all) {
        ASSERT_EQ(regions.size(), 1u);
        EXPECT_EQ(regions[0].points, (Points{{1, 2}, {4, 6}}));
        EXPECT_EQ(regions[0].label, "cat");
    }
}
