#include "common/random.h"
#include "data/checks/fixes.h"
#include "data/checks/health.h"
#include "data/checks/image_hash.h"
#include "data/checks/picture_checks.h"
#include "data/store/edits.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

// A picture of soft blobs, another one for each seed.
vision::Image picture(std::uint64_t seed, int width = 120, int height = 90) {
    Random random{seed, 0, 0};
    vision::Image coarse{8, 6, std::vector<std::uint8_t>(8 * 6 * 3)};
    for (auto& value : coarse.pixels)
        value = static_cast<std::uint8_t>(random.below(256));
    return vision::resize(coarse, width, height, vision::Filter::Bicubic);
}

std::vector<const Finding*> ofKind(const std::vector<Finding>& findings, const std::string& kind) {
    std::vector<const Finding*> all;
    for (const Finding& finding : findings)
        if (finding.kind == kind) all.push_back(&finding);
    return all;
}

Sample labelled(const std::string& id, const std::string& label, int count) {
    Sample sample = chat(id, "<image>q", "answer of " + id);
    sample.media = {{Media::Kind::Image, "/none/" + id}};
    for (int i = 0; i < count; ++i)
        sample.regions.push_back({Region::Shape::Box, 0, {{0, 0}, {5, 5}}, label});
    return sample;
}

}  // namespace

TEST(ImageHash, bearsScalingAndEncodingAndTellsPicturesApart) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const vision::Image image = picture(seed);
        const std::uint64_t hash = imageHash(image);
        EXPECT_NE(hash, 0u);
        EXPECT_LE(differentBits(hash, imageHash(picture(seed, 300, 225))), 4) << seed;
        EXPECT_LE(differentBits(hash, imageHash(vision::decodeImage(vision::encodeJpeg(image, 60), "jpeg"))), 4)
            << seed;
        EXPECT_GT(differentBits(hash, imageHash(picture(seed + 100))), 12) << seed;
    }
    EXPECT_EQ(imageHash({64, 48, std::vector<std::uint8_t>(64 * 48 * 3, 77)}), 0u);
    EXPECT_EQ(imageHash({1, 1, {1, 2, 3}}), 0u);
}

TEST(HealthSets, findLookAlikesAndMendThem) {
    const ScratchFolder folder;
    std::vector<Sample> samples;
    const auto add = [&](const std::string& id, const vision::Image& image, const std::string& split,
                         const std::string& answer) {
        samples.push_back(chat(id, "<image>q", answer));
        samples.back().media = {{Media::Kind::Image, folder.put("i/" + id + ".png", vision::encodePng(image))}};
        samples.back().split = split;
    };
    add("train", picture(1), "train", "x");
    add("test", picture(1, 240, 180), "test", "y");
    add("same", picture(2), "train", "z");
    add("small", picture(2, 60, 45), "", "z");
    add("asked", picture(2, 90, 70), "train", "something else");
    add("alone", picture(3), "test", "x");
    add("white", {64, 48, std::vector<std::uint8_t>(64 * 48 * 3, 255)}, "train", "x");
    add("black", {64, 48, std::vector<std::uint8_t>(64 * 48 * 3, 0)}, "test", "x");
    Project project = Project::create(folder / "p");
    project.addDataset({"d", "k", "s", folder / "i"}, samples);
    EXPECT_TRUE(check(samples).empty());  // nobody asked for pictures

    PictureChecks pictures(project.folder());
    CheckOptions options;
    options.imageHash = [&](const fs::path& path) { return pictures.hashOf(path); };
    const auto findings = check(samples, options);
    ASSERT_EQ(findings.size(), 2u);
    const Finding& leak = *ofKind(findings, "leak").at(0);
    EXPECT_EQ(leak.sample, "train");
    EXPECT_EQ(leak.others, std::vector<std::string>{"test"});
    applyFix(project, "d", *leak.fix);
    EXPECT_EQ(project.sample("d", "train").split, "test");
    const Finding& near = *ofKind(findings, "near_duplicate").at(0);
    EXPECT_EQ(near.sample, "same");
    EXPECT_EQ(near.others, (std::vector<std::string>{"small", "asked"}));
    applyFix(project, "d", *near.fix);
    EXPECT_EQ(project.samples("d").size(), 7u);
    EXPECT_NE(errorOf([&] { project.sample("d", "small"); }), "");
    std::vector<Fix> grouped;
    for (const Finding& rest : check(project.samples("d"), options)) {  // pictures alike that ask something else
        EXPECT_EQ(rest.kind, "near_duplicate");
        ASSERT_TRUE(rest.fix);
        EXPECT_EQ(rest.fix->kind, Fix::Kind::SetGroup);
        grouped.push_back(*rest.fix);
    }
    ASSERT_TRUE(applyFixes(project, "d", grouped));
    for (const Finding& rest : check(project.samples("d"), options))
        EXPECT_FALSE(rest.fix);  // they are one group now
    undo(project, "d");
    undo(project, "d");
    undo(project, "d");
    EXPECT_EQ(project.samples("d"), samples);
}

TEST(HealthSets, findSlipsInLabels) {
    const std::vector<Sample> samples{
        labelled("a", "person", 30),    labelled("b", "persn", 2),       labelled("c", "Person", 1),
        labelled("d", "line 1", 40),    labelled("e", "line 2", 1),      labelled("f", "cat", 30),
        labelled("g", "car", 1),        labelled("h", "prison", 1),      labelled("i", "tablecloth", 30),
        labelled("j", "tabelcloth", 1), labelled("k", "tabelcloths", 29)};
    const auto findings = check(samples);
    std::map<std::string, std::string> renamed;
    for (const Finding* finding : ofKind(findings, "label_typo"))
        renamed[finding->fix->from] = finding->fix->to;
    EXPECT_EQ(renamed, (std::map<std::string, std::string>{
                           {"persn", "person"}, {"Person", "person"}, {"tabelcloth", "tablecloth"}}));
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    project.addDataset({"d", "k", "s", "/none"}, samples);
    applyFix(project, "d", *ofKind(findings, "label_typo").at(0)->fix);
    EXPECT_EQ(project.sample("d", "c").regions[0].label, "person");
}

TEST(HealthSets, findRareClasses) {
    std::vector<Sample> samples{labelled("a", "dog", 100), labelled("b", "elephant", 5), labelled("c", "giraffe", 6)};
    auto findings = check(samples);
    ASSERT_EQ(ofKind(findings, "imbalance").size(), 1u);
    EXPECT_EQ(ofKind(findings, "imbalance")[0]->sample, "b");
    EXPECT_TRUE(ofKind(findings, "imbalance")[0]->others.empty());
    // Answers are classes only where they repeat.
    samples.clear();
    for (int i = 0; i < 100; ++i)
        samples.push_back(chat("s" + std::to_string(i), std::to_string(i), i % 50 == 7 ? "no" : "yes"));
    findings = check(samples);
    ASSERT_EQ(ofKind(findings, "imbalance").size(), 1u);
    EXPECT_EQ(ofKind(findings, "imbalance")[0]->others, std::vector<std::string>{"s57"});
    for (int i = 0; i < 10; ++i)
        samples.push_back(chat("t" + std::to_string(i), "q", std::to_string(i)));
    EXPECT_TRUE(ofKind(check(samples), "imbalance").empty());
}

TEST(HealthSets, realReceiptsDoNotAllLookAlike) {
    const fs::path path = realData("sroie");
    if (path.empty()) GTEST_SKIP() << "no data folder: set ATELIER_DATA";
    std::vector<Sample> samples;
    for (const auto& file : fs::recursive_directory_iterator(path)) {
        if (file.path().extension() != ".jpg" || samples.size() == 120) continue;
        samples.push_back(chat(file.path().filename().string(), "<image>q", "a"));
        samples.back().media = {{Media::Kind::Image, file.path()}};
    }
    CheckOptions options;
    options.imageHash = [](const fs::path& file) { return imageHash(vision::decodeImage(file)); };
    std::size_t alike = 0;
    for (const Finding& finding : check(samples, options))
        if (finding.kind == "near_duplicate") alike += finding.others.size();
    EXPECT_LE(alike, samples.size() / 20);
}
