// Places on pictures as people's files have them: numbers of classes, masks, parts, circles, splits, metadata.
#include "common/json.h"
#include "common/random.h"
#include "data/augmentation/moved_region.h"
#include "data/checks/agreement.h"
#include "data/checks/fixes.h"
#include "data/checks/health.h"
#include "data/classes.h"
#include "data/derive.h"
#include "data/export.h"
#include "data/mask_runs.h"
#include "imported.h"
#include "vision/image.h"

#include <algorithm>
#include <numeric>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;
using Shape = Region::Shape;
using Points = std::vector<std::array<double, 2>>;

namespace {

std::string picture(int width, int height) {
    vision::Image image{width, height, {}};
    image.pixels.assign(static_cast<std::size_t>(3 * width * height), 200);
    return vision::encodePng(image);
}

Box rounded(const Box& box) {
    return {std::round(box.left), std::round(box.top), std::round(box.right), std::round(box.bottom)};
}

const ImportReport::Unused* findUnused(const ImportReport& report, const std::string& kind, const std::string& name) {
    for (const auto& one : report.unused)
        if (one.kind == kind && one.name == name) return &one;
    return nullptr;
}

std::int64_t unusedCount(const ImportReport& report, const std::string& kind, const std::string& name) {
    const auto* found = findUnused(report, kind, name);
    return found ? found->count : 0;
}

// Into a project, out in a format, and into another project.
struct Again {
    ExportReport written;
    Imported read;
};

Again again(const ScratchFolder& folder, const fs::path& path, const std::string& format, bool lossy = false) {
    Project project = Project::create(folder / "project");
    importDatasets(project, path);
    Again result;
    result.written = exportDataset(project, project.datasetNames().front(), folder / "written",
                                   {.format = format, .copyMedia = true, .lossy = lossy});
    result.read = import(result.written.entry);
    return result;
}

const Json kPlainRuns = [] {
    Json runs{808};
    for (int i = 0; i < 34; ++i)
        runs.insert(runs.end(), {32, 48});
    runs.insert(runs.end(), {32, 4440});
    return runs;
}();
const std::string kPackedRuns = "Xi0P1`1" + std::string(67, '0') + "XY4";  // as pycocotools packs the same

// As ids stand in other tools' files: 1, "1" or 1.0.
using Id = Json (*)(int);

void putCoco(const ScratchFolder& folder, Id id) {
    for (const char* name : {"x1", "x2", "x3"})
        folder.put(std::string("images/") + name + ".png", picture(100, 80));
    const Json first{55, 32, 90, 32, 90, 68, 55, 68}, second{10, 8, 45, 8, 45, 40, 10, 40};
    const auto annotation = [&](int number, int image, int category, const Json& box, const Json& outline, int crowd) {
        return Json{{"id", id(number)}, {"image_id", id(image)}, {"category_id", id(category)},
                    {"bbox", box},      {"iscrowd", crowd},      {"segmentation", outline}};
    };
    Json document{{"images", Json::array()},
                  {"categories", {{{"id", id(0)}, {"name", "plate"}}, {{"id", id(1)}, {"name", "dent"}}}},
                  {"annotations",
                   {annotation(1, 1, 0, {10, 8, 35, 32}, {{"size", {80, 100}}, {"counts", kPlainRuns}}, 1),
                    annotation(2, 1, 1, {55, 32, 35, 36}, Json::array({first}), 0),
                    annotation(3, 2, 0, {10, 8, 35, 32}, {{"size", {80, 100}}, {"counts", kPackedRuns}}, 0),
                    annotation(4, 3, 1, {10, 8, 80, 60}, Json::array({second, first}), 0)}}};
    for (int i = 1; i <= 3; ++i)
        document["images"].push_back({{"id", id(i)}, {"file_name", "images/x" + std::to_string(i) + ".png"}});
    folder.put("annotations/instances.json", document.dump());
}

}  // namespace

TEST(Mask, packsAsCocoDoes) {
    const std::vector<std::int64_t> runs = kPlainRuns.get<std::vector<std::int64_t>>();
    const Mask mask = packMask(runs, 100, 80);
    EXPECT_EQ(mask.counts, kPackedRuns);
    EXPECT_EQ(unpackMask(mask), runs);
    EXPECT_EQ(boundsOf(mask), (Box{10, 8, 45, 40}));
    EXPECT_EQ(pixelsOf(mask), 35 * 32);
    EXPECT_EQ(outlinesOf(mask), (std::vector<Points>{{{10, 8}, {45, 8}, {45, 40}, {10, 40}}}));
}

TEST(Mask, anyPixelsComeBack) {
    Random random{3};
    for (int round = 0; round < 60; ++round) {
        const int width = 1 + static_cast<int>(random.below(9)), height = 1 + static_cast<int>(random.below(9));
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height));
        for (auto& pixel : pixels)
            pixel = random.below(2) == 0;
        const Mask mask = maskOf(pixels, width, height);
        EXPECT_EQ(pixelMapOf(mask), pixels);
        EXPECT_EQ(pixelsOf(mask), std::accumulate(pixels.begin(), pixels.end(), std::int64_t(0)));
        // What the outlines enclose, holes taken off, is as large.
        double twice = 0;
        for (const auto& outline : outlinesOf(mask)) {
            EXPECT_GE(outline.size(), 4u);
            for (std::size_t i = 0; i < outline.size(); ++i) {
                const auto& [ax, ay] = outline[i];
                const auto& [bx, by] = outline[(i + 1) % outline.size()];
                EXPECT_TRUE((ax == bx) != (ay == by));
                twice += ax * by - bx * ay;
            }
        }
        EXPECT_EQ(twice / 2, double(pixelsOf(mask)));
    }
}

TEST(Mask, whatIsNoneIsRefused) {
    for (const char* text : {"", "0", "\x01", "X", "Xi0P1`1", "ooooooooooooooooooooooooooo0"})
        EXPECT_NE(errorOf([&] { unpackMask({100, 80, text}); }), "") << text;
    EXPECT_NE(errorOf([] { packMask({3, -1}, 1, 2); }), "");
    EXPECT_NE(errorOf([] { packMask({3}, 2, 2); }), "");
    EXPECT_NE(errorOf([] { packMask({0}, 0, 0); }), "");
}

TEST(Coco, idsMasksAndParts) {
    const Id kinds[] = {[](int id) { return Json(id); }, [](int id) { return Json(std::to_string(id)); },
                        [](int id) { return Json(double(id)); }};
    for (const Id id : kinds) {
        const ScratchFolder folder;
        putCoco(folder, id);
        const Imported result = import(folder.path());
        ASSERT_EQ(result.samples.size(), 3u) << text(result.report);
        ASSERT_EQ(result.samples[0].regions.size(), 2u) << text(result.report);
        ASSERT_EQ(result.samples[1].regions.size(), 1u) << text(result.report);
        ASSERT_EQ(result.samples[2].regions.size(), 1u) << text(result.report);
        const Region &crowd = result.samples[0].regions[0], &dent = result.samples[0].regions[1],
                     &plate = result.samples[1].regions[0], &parts = result.samples[2].regions[0];
        EXPECT_EQ(crowd.label, "plate");
        EXPECT_EQ(crowd.bounds(), (Box{10, 8, 45, 40}));
        EXPECT_EQ(crowd.details->mask, (Mask{100, 80, kPackedRuns}));
        EXPECT_EQ(crowd.details->metadata, (Metadata{{"iscrowd", "1"}}));
        EXPECT_EQ(dent.label, "dent");
        EXPECT_EQ(dent.bounds(), (Box{55, 32, 90, 68}));
        EXPECT_EQ(plate.bounds(), (Box{10, 8, 45, 40}));
        EXPECT_EQ(plate.details->mask, (Mask{100, 80, kPackedRuns}));
        EXPECT_EQ(parts.label, "dent");
        EXPECT_EQ(parts.details->parts.size(), 1u);
        EXPECT_EQ(parts.bounds(), (Box{10, 8, 90, 68}));
        EXPECT_EQ(result.datasets[0].info.classes,
                  (std::vector<DatasetClass>{{.number = 0, .name = "plate"}, {.number = 1, .name = "dent"}}));
        EXPECT_EQ(unusedCount(result.report, "key", "iscrowd"), 1) << text(result.report);
        EXPECT_EQ(result.report.rows, 4);
        // Written and read again, the same.
        const Again back = again(folder, folder.path(), "coco");
        ASSERT_EQ(back.read.samples.size(), 3u);
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_EQ(back.read.samples[i].regions, result.samples[i].regions);
        EXPECT_EQ(back.read.datasets[0].info.classes, result.datasets[0].info.classes);
    }
}

TEST(Coco, keypointsClassesAndEveryOtherKey) {
    const ScratchFolder folder;
    folder.put("a.png", picture(40, 30));
    folder.put("c.json", R"({"info": {"year": 2024}, "licenses": [],
        "images": [{"id": 17, "file_name": "a.png", "width": 40, "height": 30, "license": 3}],
        "categories": [{"id": 4, "name": "hand", "supercategory": "body", "keypoints": ["wrist", "thumb"], "skeleton": [[1, 2]]},
                       {"id": 2, "name": "never used", "supercategory": "none"}, {"id": 2, "name": "again"}],
        "annotations": [
            {"id": 1, "image_id": 17, "category_id": 4, "bbox": [1, 2, 10, 10], "keypoints": [2, 3, 2, 0, 0, 0],
             "num_keypoints": 1, "area": 42.5, "iscrowd": 0, "score": 0.75, "attributes": {"left": true}},
            {"id": 2, "image_id": 17, "category_id": 9, "bbox": ["1", 2, 3.0, "4"]},
            {"id": 3, "image_id": 17, "category_id": 4, "keypoints": [5, 6, 2, 9, 8, 1]},
            {"id": 4, "image_id": 17, "category_id": 4, "segmentation": {"size": [30, 40], "counts": "abc"}},
            {"id": 5, "image_id": 17, "category_id": 4, "bbox": [0, 0, 5, 5], "segmentation": {"size": [30, 40], "counts": "abc"}},
            {"id": 6, "image_id": 17, "category_id": 4, "segmentation": [[1, 1, 5, 1, 5, 5], [2, 2]]}]})");
    const Imported result = import(folder / "c.json");
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    const auto& regions = result.samples[0].regions;
    ASSERT_EQ(regions.size(), 5u) << text(result.report);
    EXPECT_EQ(regions[0].details->keypoints, (std::vector<Keypoint>{{2, 3, 2}, {0, 0, 0}}));
    EXPECT_EQ(regions[0].details->metadata,
              (Metadata{{"area", "42.5"}, {"score", "0.75"}, {"attributes", R"({"left":true})"}}));
    EXPECT_EQ(regions[1].label, "");
    EXPECT_EQ(regions[1].points, (Points{{1, 2}, {4, 6}}));
    EXPECT_EQ(regions[2].bounds(), (Box{5, 6, 9, 8}));
    EXPECT_FALSE(regions[3].details->mask);
    EXPECT_EQ(regions[4].shape, Shape::Polygon);
    EXPECT_EQ(result.samples[0].metadata, (Metadata{{"id", "17"}, {"license", "3"}}));
    EXPECT_EQ(result.datasets[0].info.classes,
              (std::vector<DatasetClass>{{4, "hand", {"wrist", "thumb"}, {{0, 1}}, {{"supercategory", "\"body\""}}},
                                         {2, "never used", {}, {}, {{"supercategory", "\"none\""}}}}));
    for (const auto& [kind, name] : {std::pair("key", "info"), std::pair("key", "license"), std::pair("key", "score"),
                                     std::pair("category id", "9"), std::pair("keypoints", "without a box")})
        EXPECT_EQ(unusedCount(result.report, kind, name), 1) << name << text(result.report);
    EXPECT_EQ(unusedCount(result.report, "key", "licenses"), 0);
    // All of it goes out again, under the same numbers.
    const Again back = again(folder, folder / "c.json", "coco");
    EXPECT_EQ(back.read.samples.at(0).regions, regions) << text(back.read.report);
    EXPECT_EQ(back.read.samples.at(0).metadata, result.samples[0].metadata);
    const Json written = readJson(folder / "written/annotations/instances.json");
    EXPECT_EQ(written["images"][0]["id"], 17);
    EXPECT_EQ(written["categories"][0]["id"], 4);
    EXPECT_EQ(written["categories"][0]["skeleton"], Json::array({{1, 2}}));
    EXPECT_EQ(written["annotations"][0]["num_keypoints"], 1);
    EXPECT_EQ(written["annotations"][0]["area"], 42.5);
}

TEST(Coco, splitsInFoldersAndNames) {
    const ScratchFolder folder;
    for (const char* split : {"train", "valid"}) {
        folder.put(std::string(split) + "/a.png", picture(4, 4));
        folder.put(std::string(split) + "/_annotations.coco.json",
                   R"({"images": [{"id": 0, "file_name": "a.png"}], "categories": [], "annotations": []})");
    }
    const Imported result = import(folder.path());
    // The same name in two folders' files is the same image only in one folder.
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    EXPECT_EQ(result.samples[0].split, "train");
    EXPECT_EQ(result.samples[1].split, "validation");
    EXPECT_EQ(result.samples[1].media[0].path, folder / "valid/a.png");
    // One file alone divides nothing.
    EXPECT_EQ(import(folder / "valid/_annotations.coco.json").samples.at(0).split, "");
}

TEST(Yolo, pathsThatLeadBesideTheFolder) {
    const ScratchFolder folder;
    for (const auto& [split, count] : {std::pair("train", 4), std::pair("valid", 2), std::pair("test", 1)})
        for (int i = 0; i < count; ++i) {
            const std::string stem = "pic_" + std::string(split) + std::to_string(i) + "_jpg.rf.0a1b";
            folder.put(std::string(split) + "/images/" + stem + ".png", picture(40, 30));
            folder.put(std::string(split) + "/labels/" + stem + ".txt", "0 .5 .5 .1 .1\n1 .5 .5 .2 .2");
        }
    folder.put("README.dataset.txt", "court > 9\nhttps://example.org\n");
    folder.put("data.yaml",
               "train: ../train/images\nval: ../valid/images\ntest: ../test/images\n\nnc: 2\nnames: ['ball', "
               "'racket']\nroboflow:\n  workspace: someone\n");
    EXPECT_EQ(detectFormat(folder.path()), "yolo");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 7u) << text(result.report);
    std::map<std::string, int> splits, labels;
    for (const Sample& sample : result.samples) {
        ++splits[sample.split];
        for (const Region& region : sample.regions)
            ++labels[region.label];
    }
    EXPECT_EQ(splits, (std::map<std::string, int>{{"train", 4}, {"validation", 2}, {"test", 1}}));
    EXPECT_EQ(labels, (std::map<std::string, int>{{"ball", 7}, {"racket", 7}}));
    EXPECT_EQ(unusedCount(result.report, "key", "roboflow"), 1);
    // Paths of another machine, a list, and one that leads nowhere.
    folder.put("some.txt",
               "./valid/images/pic_valid0_jpg.rf.0a1b.png\n/data/x/valid/images/pic_valid1_jpg.rf.0a1b.png\nno.png\n");
    folder.put("data.yaml",
               "path: /content/court\ntrain: [/content/court/train/images]\nval: some.txt\ntest: elsewhere\n"
               "names: {0: ball, 1: racket}\n");
    const Imported other = import(folder.path());
    splits.clear();
    for (const Sample& sample : other.samples)
        ++splits[sample.split];
    EXPECT_EQ(splits, (std::map<std::string, int>{{"train", 4}, {"validation", 2}, {"test", 1}})) << text(other.report);
    EXPECT_EQ(unusedCount(other.report, "split path", "test: elsewhere"), 1) << text(other.report);
    ASSERT_EQ(other.report.skippedSamples.size(), 1u) << text(other.report);
    EXPECT_EQ(other.report.skippedSamples[0].where, "some.txt:3");
}

TEST(Yolo, numbersOfClassesComeBack) {
    const ScratchFolder folder;
    folder.put("in/images/train/f0.png", picture(40, 30));
    folder.put("in/images/train/f1.png", picture(40, 30));
    folder.put("in/labels/train/f0.txt", "2 0.275 0.3 0.35 0.4\n");
    folder.put("in/labels/train/f1.txt", "0 0.725 0.625 0.35 0.45\n2 0.275 0.3 0.35 0.4\n");
    folder.put(
        "in/data.yaml",
        "path: .\ntrain: images/train\nval: images/train\nnames:\n  0: number_plate\n  1: bus\n  2: 0\n  3: '1'\n");
    const Imported result = import(folder / "in");
    EXPECT_EQ(result.samples.at(0).split, "train");
    EXPECT_EQ(result.samples.at(0).regions.at(0).label, "0");
    EXPECT_EQ(unusedCount(result.report, "split path", "val: images/train"), 1) << text(result.report);
    const Again back = again(folder, folder / "in", "yolo");
    EXPECT_EQ(back.written.notes, std::vector<std::string>{});
    EXPECT_EQ(readFile(folder / "written/labels/train/f0.txt").substr(0, 2), "2 ");
    const std::string second = readFile(folder / "written/labels/train/f1.txt");
    EXPECT_EQ(second.substr(0, 2), "0 ");
    EXPECT_EQ(second.substr(second.find('\n') + 1, 2), "2 ");
    const std::string yaml = readFile(folder / "written/data.yaml");
    EXPECT_NE(yaml.find("train: \"images/train\"\nval: \"images/train\""), std::string::npos) << yaml;
    EXPECT_NE(yaml.find("names:\n  0: \"number_plate\"\n  1: \"bus\"\n  2: \"0\"\n  3: \"1\""), std::string::npos)
        << yaml;
    EXPECT_EQ(back.read.datasets[0].info.classes, result.datasets[0].info.classes);
    // As COCO the numbers stay too; a format without a list of classes says what it loses.
    const ScratchFolder other;
    EXPECT_EQ(again(other, folder / "in", "coco", true).read.datasets[0].info.classes, result.datasets[0].info.classes);
    const ScratchFolder third;
    const Again voc = again(third, folder / "in", "voc");
    ASSERT_EQ(voc.written.notes.size(), 1u);
    EXPECT_NE(voc.written.notes[0].find("bus, 1"), std::string::npos) << voc.written.notes[0];
}

TEST(Yolo, linesThatCannotBeUsedAreNamed) {
    const ScratchFolder folder;
    folder.put("images/a.png", picture(100, 100));
    folder.put("images/empty.png", picture(100, 100));
    folder.put("labels/a.txt",
               "\xEF\xBB\xBF"
               "0 .5 .5 .2 .2 0.9\r\n0 .5 .5\r\n5 .5 .5 .1 .1\r\n0 1.5 .5 .1 .1\r\n0 .5 x .1 .1\r\n"
               "0 .1 .1 .9 .1 .5 .9\r\n0.5 .5 .5 .1 .1\r\n");
    folder.put("labels/gone.txt", "0 .5 .5 .2 .2\n");
    folder.put("classes.txt",
               "\xEF\xBB\xBF"
               "dog\r\n\r\n");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    ASSERT_EQ(result.samples[0].regions.size(), 2u) << text(result.report);
    EXPECT_EQ(result.samples[0].regions[0].label, "dog");
    EXPECT_EQ(result.samples[0].regions[0].details->metadata, (Metadata{{"confidence", "0.9"}}));
    EXPECT_EQ(result.samples[0].regions[1].shape, Shape::Polygon);
    for (const char* name :
         {"has 2 values after the class", "has class 5, which has no name", "has a value that is not from 0 to 1",
          "is not numbers alone", "has no whole number as class"})
        EXPECT_EQ(unusedCount(result.report, "line", name), 1) << name << text(result.report);
    EXPECT_EQ(findUnused(result.report, "line", "has 2 values after the class")->places,
              std::vector<std::string>{"labels/a.txt:2"});
    EXPECT_EQ(unusedCount(result.report, "file", "label files"), 1) << text(result.report);
    EXPECT_EQ(result.report.rows, 7);
    EXPECT_EQ(result.datasets[0].info.classes.size(), 1u);
}

TEST(Yolo, classesWithoutNamesAreNumbers) {
    const ScratchFolder folder;
    folder.put("images/a.png", picture(100, 100));
    folder.put("labels/a.txt", "3 .5 .5 .2 .2\n");
    const Imported result = import(folder.path());
    EXPECT_EQ(result.samples.at(0).regions.at(0).label, "3");
    EXPECT_EQ(result.datasets[0].info.classes.size(), 4u);
    again(folder, folder.path(), "yolo");
    EXPECT_EQ(readFile(folder / "written/labels/unassigned/a.txt").substr(0, 2), "3 ");
}

TEST(Yolo, filesOfOtherEncodings) {
    const auto utf16 = [](const std::string& ascii) {
        std::string bytes = "\xFF\xFE";
        for (const char c : ascii)
            bytes += {c, '\0'};
        return bytes;
    };
    const ScratchFolder folder;
    folder.put("images/a.png", picture(100, 100));
    folder.put("labels/a.txt", utf16("0 .5 .5 .2 .2\r\n"));
    folder.put("classes.txt", utf16("dog\r\n"));
    const Imported result = import(folder.path(), {.format = "yolo"});
    EXPECT_EQ(result.samples.at(0).regions.at(0).label, "dog");
    EXPECT_NE(text(result.report).find("a.txt: read as UTF-16LE"), std::string::npos) << text(result.report);
    const ScratchFolder labels;
    labels.put("a.png", picture(9, 9));
    labels.put("a.json", utf16(R"({"shapes": [], "imagePath": "a.png"})"));
    EXPECT_EQ(import(labels.path()).samples.size(), 1u);
    EXPECT_EQ(import(labels.path()).datasets.at(0).info.kind, "labelme");
    const ScratchFolder coco;
    coco.put("a.png", picture(9, 9));
    coco.put("c.json", utf16(R"({"images": [{"id": 1, "file_name": "a.png"}], "annotations": []})"));
    EXPECT_EQ(import(coco / "c.json").datasets.at(0).info.kind, "coco");
}

TEST(Yolo, pose) {
    const ScratchFolder folder;
    folder.put("images/train/a.png", picture(100, 100));
    folder.put("labels/train/a.txt",
               "0 .5 .5 .2 .2 .45 .45 2 .55 .55 1\n0 .5 .5 .4 .4 0 0 0 0 0 0\n0 .5 .5 .2 .2 .45 .45 7 .55 .55 1\n0 .5 "
               ".5 .2\n");
    folder.put("data.yaml",
               "train: images/train\nval: images/train\nkpt_shape: [2, 3]\nflip_idx: [1, 0]\nnames: {0: hand}\n"
               "kpt_names:\n  0: [wrist, thumb]\n");
    EXPECT_EQ(detectFormat(folder.path()), "yolo_pose");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.at(0).regions.size(), 2u) << text(result.report);
    const auto& points = result.samples[0].regions[0].details->keypoints;
    ASSERT_EQ(points.size(), 2u);
    EXPECT_NEAR(points[0].x, 45, 1e-6);
    EXPECT_EQ(points[1].visibility, 1);
    EXPECT_TRUE(result.samples[0].regions[1].details->keypoints.empty());
    EXPECT_EQ(result.datasets[0].info.classes,
              (std::vector<DatasetClass>{{0, "hand", {"wrist", "thumb"}, {}, {{"flip_idx", "[1,0]"}}}}));
    const Again back = again(folder, folder.path(), "yolo_pose");
    EXPECT_EQ(back.read.samples.at(0).regions.size(), 2u) << text(back.read.report);
    EXPECT_EQ(back.read.samples.at(0).regions.at(0).details->keypoints.size(), 2u);
    EXPECT_EQ(back.read.datasets[0].info.classes, result.datasets[0].info.classes);
}

TEST(LabelMe, circlesLinesAndPathsOfAnotherMachine) {
    const ScratchFolder folder;
    folder.put("caps_001.png", picture(120, 90));
    folder.put("caps_002.png", picture(120, 90));
    const auto shape = [](const char* label, const Json& points, const char* type) {
        return Json{{"label", label},    {"points", points},        {"group_id", nullptr},
                    {"description", ""}, {"flags", Json::object()}, {"shape_type", type}};
    };
    folder.put(
        "caps_001.json",
        Json{{"version", "5.4.1"},
             {"flags", Json::object()},
             {"shapes",
              {shape("bottle_cap", {{84, 56}, {96, 62}}, "circle"), shape("box", {{12, 9}, {54, 45}}, "rectangle"),
               shape("scratch", {{5, 70}, {20, 74}, {40, 72}}, "linestrip"),
               shape("screw", Json::array({{60, 80}}), "point"), shape("edge", {{2, 2}, {118, 2}}, "line")}},
             {"imagePath", "caps_001.png"},
             {"imageData", nullptr},
             {"imageHeight", 90},
             {"imageWidth", 120}}
            .dump());
    folder.put("caps_002.json", Json{{"shapes",
                                      {shape("bottle_cap", {{84, 56}, {100, 56}}, "circle"),
                                       shape("bottle_cap", {{30, 28}, {30, 40}}, "circle")}},
                                     {"imagePath", "D:\\line3\\shift2\\caps_002.png"},
                                     {"imageData", nullptr}}
                                    .dump());
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    const auto &first = result.samples[0].regions, &second = result.samples[1].regions;
    ASSERT_EQ(first.size(), 5u) << text(result.report);
    ASSERT_EQ(second.size(), 2u);
    EXPECT_EQ(first[0].shape, Shape::Circle);
    EXPECT_EQ(rounded(first[0].bounds()), (Box{71, 43, 97, 69}));
    EXPECT_EQ(first[1].bounds(), (Box{12, 9, 54, 45}));
    EXPECT_EQ(first[2].shape, Shape::Line);
    EXPECT_EQ(first[3].shape, Shape::Point);
    EXPECT_EQ(first[4].shape, Shape::Line);
    EXPECT_EQ(second[0].bounds(), (Box{68, 40, 100, 72}));
    EXPECT_EQ(second[1].bounds(), (Box{18, 16, 42, 40}));
    EXPECT_TRUE(result.report.unused.empty()) << text(result.report);
    EXPECT_EQ(result.report.rows, 7);
    const Again back = again(folder, folder.path(), "labelme");
    EXPECT_EQ(back.read.samples.at(0).regions, first) << text(back.read.report);
    EXPECT_EQ(back.read.samples.at(1).regions, second);
    const Json written = readJson(folder / "written/caps_001.json");
    EXPECT_EQ(written["shapes"][2]["shape_type"], "linestrip");
    EXPECT_EQ(written["shapes"][4]["shape_type"], "line");
}

TEST(LabelMe, masksFlagsAndWhatIsNotKnown) {
    const ScratchFolder folder;
    folder.put("images/a.png", picture(8, 6));
    // A mask of 2 x 2 pixels at (3, 1): three of them are in it.
    const std::string mask =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGP4/5/hPwMACvsC/mm0tYgAAAAASUVORK5CYII=";
    folder.put("labels/a.json", R"({"flags": {"blurred": true}, "imagePath": "..\\images\\a.png", "shapes": [
        {"label": 7, "points": [["3", 1], [4, 2.0]], "shape_type": "mask", "mask": ")" +
                                    mask + R"(", "group_id": 2},
        {"label": "b", "points": [[1, 1], [2, 2]], "shape_type": "cuboid"},
        {"label": "c", "points": [[1, 1], [2, 2]], "shape_type": "polygon"},
        {"label": "d", "points": [[0, 0], [4, 0], [4, 3], [0, 3]], "shape_type": "rectangle", "difficult": true, "score": 0.5,
         "attributes": {}, "kie_linking": []},
        {"label": "e", "points": [[1, 1], [2, 2]], "shape_type": "mask", "mask": "@@"}]})");
    folder.put("labels/broken.json", "{\"shapes\": [");
    folder.put("labels/notes.json", "{\"a\": 1}");
    const Imported result = import(folder / "labels", {.read = {.mediaRoot = folder.path()}});
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    EXPECT_EQ(result.samples[0].metadata, (Metadata{{"flags", R"({"blurred":true})"}}));
    const auto& regions = result.samples[0].regions;
    ASSERT_EQ(regions.size(), 2u) << text(result.report);
    EXPECT_EQ(regions[0].label, "7");
    ASSERT_TRUE(regions[0].details->mask);
    EXPECT_EQ(pixelsOf(*regions[0].details->mask), 3);
    EXPECT_EQ(regions[0].bounds(), (Box{3, 1, 5, 3}));
    EXPECT_EQ(regions[0].details->metadata, (Metadata{{"group_id", "2"}}));
    EXPECT_EQ(regions[1].bounds(), (Box{0, 0, 4, 3}));
    EXPECT_EQ(regions[1].details->metadata, (Metadata{{"difficult", "true"}, {"score", "0.5"}}));
    for (const char* name : {"\"cuboid\" of 2 points", "\"polygon\" of 2 points", "broken base64"})
        EXPECT_EQ(unusedCount(result.report, "shape", name), 1) << name << text(result.report);
    EXPECT_EQ(unusedCount(result.report, "file", "notes.json"), 1) << text(result.report);
    ASSERT_EQ(result.report.skippedSamples.size(), 1u) << text(result.report);
    EXPECT_EQ(result.report.skippedSamples[0].where, "broken.json");
}

TEST(LabelMe, aPictureInTheFileItself) {
    const ScratchFolder folder;
    const std::string png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
    folder.put("a.json", R"({"shapes": [], "imagePath": "D:\\a.jpg", "imageData": ")" + png + "\"}");
    Project project = Project::create(folder / "p");
    EXPECT_EQ(importDatasets(project, folder / "a.json").imported, 1);
    EXPECT_EQ(readFile(project.samples("a").at(0).media.at(0).path), tinyPng());
}

TEST(Voc, flagsPartsAndSplits) {
    const ScratchFolder folder;
    folder.put("JPEGImages/a.png", picture(50, 40));
    folder.put("ImageSets/Main/val.txt", "a  1\r\n");
    folder.put("Annotations/a.xml", R"(<annotation><folder>x</folder><filename>a.png</filename>
        <source><database>mine</database><year>2007</year></source><segmented>0</segmented>
        <object><name>person</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>
          <bndbox><xmin> 1 </xmin><ymin>2</ymin><xmax>30</xmax><ymax>35</ymax></bndbox>
          <part><name>head</name><bndbox><xmin>5</xmin><ymin>3</ymin><xmax>12</xmax><ymax>10</ymax></bndbox></part>
          <attributes><attribute><name>my colour</name><value>red</value></attribute></attributes></object>
        <object><name>leaf</name><polygon><x1>1</x1><y1>1</y1><x2>9</x2><y2>1</y2><x3>9</x3><y3>9</y3></polygon></object>
        </annotation>)");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    const auto& regions = result.samples[0].regions;
    ASSERT_EQ(regions.size(), 3u) << text(result.report);
    EXPECT_EQ(regions[0].details->metadata,
              (Metadata{{"my colour", "\"red\""}, {"pose", "\"Left\""}, {"truncated", "1"}}));
    EXPECT_EQ(regions[1].label, "head");
    EXPECT_EQ(regions[2].shape, Shape::Polygon);
    EXPECT_EQ(result.samples[0].metadata, (Metadata{{"source", R"({"database":"mine","year":2007})"}}));
    EXPECT_EQ(result.samples[0].split, "validation");
    for (const auto& [kind, name] :
         {std::pair("key", "pose"), std::pair("key", "truncated"), std::pair("key", "source"),
          std::pair("key", "my colour"), std::pair("object", "part")})
        EXPECT_EQ(unusedCount(result.report, kind, name), 1) << name << text(result.report);
    EXPECT_EQ(result.report.rows, 3);
}

namespace {

Region circleAt(double x, double y, double radius) {
    return {.shape = Shape::Circle, .points = {{x, y}, {x + radius, y}}, .label = "c"};
}

}  // namespace

TEST(MovedMarks, circlesStayCirclesWhereAnglesDo) {
    using vision::Homography;
    const auto turned = moved(circleAt(50, 50, 10), 100, 100, {Homography::rotation(30, {50, 50}), 100, 100}, {});
    ASSERT_TRUE(turned);
    EXPECT_EQ(turned->shape, Shape::Circle);
    const Box bounds = turned->bounds();
    EXPECT_NEAR(bounds.left, 40, 1e-9);
    EXPECT_NEAR(bounds.bottom, 60, 1e-9);
    const auto flipped = moved(circleAt(20, 50, 10), 100, 100,
                               {Homography::translation(100, 0) * Homography::scaling(-1, 1), 100, 100}, {});
    EXPECT_EQ(flipped->shape, Shape::Circle);
    EXPECT_NEAR(flipped->points[0][0], 80, 1e-9);
    // Flattened, or cut by the edge: the polygon that is left.
    const auto flat = moved(circleAt(50, 50, 10), 100, 100, {Homography::scaling(2, 1), 200, 100}, {});
    EXPECT_EQ(flat->shape, Shape::Polygon);
    EXPECT_NEAR(flat->bounds().width(), 40, 1e-9);
    const auto cut = moved(circleAt(50, 50, 10), 100, 100, {Homography::translation(-45, 0), 100, 100}, {});
    EXPECT_EQ(cut->shape, Shape::Polygon);
    EXPECT_NEAR(cut->bounds().left, 0, 1e-9);
    EXPECT_FALSE(moved(circleAt(50, 50, 10), 100, 100, {Homography::translation(-55, 0), 100, 100}, {}));
}

TEST(MovedMarks, linesPointsPartsKeypointsAndMasks) {
    using vision::Homography;
    const vision::Placement left{Homography::translation(-40, 0), 100, 100};
    const Region line{.shape = Shape::Line, .points = {{30, 10}, {60, 10}, {60, 50}}};
    const auto cut = moved(line, 100, 100, left, {});
    ASSERT_TRUE(cut);
    EXPECT_EQ(cut->points, (Points{{0, 10}, {20, 10}, {20, 50}}));
    EXPECT_FALSE(moved(line, 100, 100, left, {0.9}));
    EXPECT_EQ(moved({.shape = Shape::Point, .points = {{50, 5}}}, 100, 100, left, {})->points, (Points{{10, 5}}));
    EXPECT_FALSE(moved({.shape = Shape::Point, .points = {{30, 5}}}, 100, 100, left, {}));

    Region parts{.shape = Shape::Polygon, .points = {{0, 0}, {10, 0}, {10, 10}}};
    parts.details.edit().parts = {{{50, 50}, {90, 50}, {90, 90}}};
    const auto kept = moved(parts, 100, 100, left, {});
    ASSERT_TRUE(kept);  // the small part is gone, most of the object is seen
    EXPECT_EQ(kept->points, (Points{{10, 50}, {50, 50}, {50, 90}}));
    EXPECT_TRUE(kept->details->parts.empty());

    Region box{.points = {{50, 20}, {54, 22}}};
    std::vector<std::uint8_t> pixels(100 * 100);
    for (const auto& [x, y] : {std::pair(50, 20), std::pair(53, 21)})
        pixels[static_cast<std::size_t>(y * 100 + x)] = 1;
    box.details.edit() = {.mask = maskOf(pixels, 100, 100), .keypoints = {{52, 21, 2}, {10, 10, 2}, {0, 0, 0}}};
    const auto there = moved(box, 100, 100, left, {});
    ASSERT_TRUE(there && there->details->mask);
    EXPECT_EQ(there->points, (Points{{10, 20}, {14, 22}}));
    EXPECT_EQ(there->details->keypoints, (std::vector<Keypoint>{{12, 21, 2}, {0, 0, 0}, {0, 0, 0}}));
    const auto now = pixelMapOf(*there->details->mask);
    EXPECT_TRUE(now[20 * 100 + 10] && now[21 * 100 + 13]);
    EXPECT_EQ(pixelsOf(*there->details->mask), 2);
    const auto flipped =
        moved(box, 100, 100, {Homography::translation(100, 0) * Homography::scaling(-1, 1), 100, 100}, {});
    EXPECT_TRUE(pixelMapOf(*flipped->details->mask)[20 * 100 + 49]);
    Region shifted = box;
    shift(shifted, 1, 2);
    EXPECT_EQ(shifted.points, (Points{{51, 22}, {55, 24}}));
    EXPECT_EQ(shifted.details->keypoints[0], (Keypoint{53, 23, 2}));
    EXPECT_FALSE(shifted.details->mask);
}

TEST(Derive, linesAndPointsArePassedOver) {
    Sample sample = chat("s", "<image>q", "a");
    sample.media = {{Media::Kind::Image, "/a.png"}};
    sample.regions = {circleAt(50, 50, 10),
                      {.shape = Shape::Line, .points = {{1, 1}, {40, 40}}, .label = "line"},
                      {.shape = Shape::Point, .points = {{5, 5}}, .label = "point"}};
    DeriveOptions options;
    options.probe = [](const fs::path&) { return vision::ImageInfo{100, 100, "png"}; };
    const auto crops = derive(sample, "region_label", options);
    ASSERT_EQ(crops.size(), 1u);
    EXPECT_EQ(crops[0].media[0].crop, (Box{40, 40, 60, 60}));
    const auto found = derive(sample, "grounding", options);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].turns[1].text, "<|box_start|>(400,400),(600,600)<|box_end|>");
}

TEST(Checks, shapesWithoutAreaAreNoFault) {
    const ScratchFolder folder;
    Sample sample = chat("s", "<image>q", "a");
    sample.media = {{Media::Kind::Image, folder.put("a.png", picture(100, 80))}};
    sample.regions = {{.shape = Shape::Line, .points = {{1, 5}, {40, 5}}},
                      {.shape = Shape::Point, .points = {{5, 5}}},
                      {.shape = Shape::Line, .points = {{3, 3}, {3, 3}}},
                      circleAt(95, 40, 10)};
    std::vector<std::string> told;
    for (const Finding& finding : check({sample}))
        if (finding.kind == "region") told.push_back(finding.message);
    EXPECT_EQ(told,
              (std::vector<std::string>{"region 2 is smaller than a pixel", "region 3 reaches out of the image"}));
    fitRegions(sample, [](const Media&) { return std::optional(std::pair(100, 80)); });
    ASSERT_EQ(sample.regions.size(), 3u);
    EXPECT_EQ(sample.regions[2].shape, Shape::Polygon);
    EXPECT_NEAR(sample.regions[2].bounds().right, 100, 1e-9);
    EXPECT_NEAR(sample.regions[2].bounds().left, 85, 1e-9);
    EXPECT_TRUE(check({sample}).empty());
    EXPECT_EQ(stats({sample}).shapes, (std::map<std::string, std::int64_t>{{"line", 1}, {"point", 1}, {"polygon", 1}}));
}

TEST(Classes, areKeptFilledAndRead) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    Sample sample = chat("s", "<image>q", "a");
    sample.media = {{Media::Kind::Image, "/a.png"}};
    sample.regions = {{.points = {{0, 0}, {1, 1}}, .label = "cat"},
                      {.points = {{0, 0}, {1, 1}}, .label = "dog"},
                      {.points = {{0, 0}, {1, 1}}, .label = "dog"},
                      {.points = {{0, 0}, {1, 1}}}};
    project.addDataset({"d", "test", "/", "/", {{.number = 4, .name = "dog"}}}, {sample});
    const auto used = regionsByLabel(project, "d");
    EXPECT_EQ(used, (std::map<std::string, std::int64_t>{{"", 1}, {"cat", 1}, {"dog", 2}}));
    std::vector<DatasetClass> classes = project.dataset("d").info.classes;
    addClassesOf(classes, used);
    EXPECT_EQ(classes, (std::vector<DatasetClass>{{.number = 4, .name = "dog"}, {.number = 5, .name = "cat"}}));
    project.setClasses("d", classes);
    EXPECT_EQ(project.dataset("d").info.classes, classes);
    EXPECT_EQ(
        classesFromText("\xEF\xBB\xBF"
                        "a\r\n\r\nc\n\n",
                        "f"),
        (std::vector<DatasetClass>{{.number = 0, .name = "a"}, {.number = 1, .name = ""}, {.number = 2, .name = "c"}}));
    EXPECT_EQ(classesFromText(R"([{"number": 7, "name": "x"}])", "f"),
              (std::vector<DatasetClass>{{.number = 7, .name = "x"}}));
    EXPECT_NE(errorOf([] { classesFromText("[{", "f.json"); }).find("f.json"), std::string::npos);
}
