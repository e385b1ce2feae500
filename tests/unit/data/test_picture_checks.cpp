#include "common/error.h"
#include "common/file.h"
#include "data/checks/health.h"
#include "data/checks/image_hash.h"
#include "data/checks/picture_checks.h"
#include "support.h"
#include "unit/vision/files.h"
#include "unit/vision/made_pictures.h"
#include "unit/vision/made_video.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace atelier::data {
namespace {

namespace fs = std::filesystem;

Sample about(const std::string& id, const fs::path& file) {
    Sample sample;
    sample.id = id;
    sample.media = {{Media::Kind::Image, file}};
    sample.turns = {{Turn::Role::User, "<image>what"}, {Turn::Role::Assistant, "answer " + id}};
    return sample;
}

std::set<std::string> samplesOf(const std::vector<Finding>& findings, const std::string& kind) {
    std::set<std::string> samples;
    for (const Finding& finding : findings)
        if (finding.kind == kind) samples.insert(finding.sample);
    return samples;
}

TEST(PictureChecks, NameEveryFileThatCannotBeDecodedWhole) {
    const ScratchFolder folder;
    const std::string jpeg = vision::encodeJpeg(vision::gradient(120, 90), 90);
    std::vector<Sample> samples{about("whole", folder.put("whole.jpg", jpeg)),
                                about("cut", folder.put("cut.jpg", jpeg.substr(0, jpeg.size() - 15))),
                                about("half", folder.put("half.jpg", jpeg.substr(0, jpeg.size() * 6 / 10))),
                                about("empty", folder.put("empty.jpg", "")),
                                about("svg", folder.put("svg.jpg", "<svg/>")),
                                about("again", folder / "cut.jpg"),
                                about("gone", folder / "gone.jpg")};
    EXPECT_EQ(samplesOf(check(samples), "corrupt_image"), (std::set<std::string>{"empty", "svg"}));  // by headers

    PictureChecks pictures;
    CheckOptions options;
    options.pictures = &pictures;
    const auto findings = check(samples, options);
    EXPECT_EQ(samplesOf(findings, "corrupt_image"), (std::set<std::string>{"cut", "half", "empty", "svg", "again"}));
    EXPECT_EQ(samplesOf(findings, "missing_media"), std::set<std::string>{"gone"});
    for (const Finding& finding : findings)
        if (finding.sample == "svg") EXPECT_NE(finding.message.find("SVG"), std::string::npos) << finding.message;
}

TEST(PictureChecks, TellOnceHowPicturesAreConverted) {
    const ScratchFolder folder;
    std::vector<std::uint16_t> values(64 * 32);
    std::iota(values.begin(), values.end(), 0);
    const std::string deep = vision::deepPng(64, 32, values);
    const auto page = vision::greyPage<std::uint8_t>(2, 1, {0, 255});
    std::vector<Sample> samples{about("a", folder.put("a.png", deep)), about("b", folder.put("b.png", deep + " ")),
                                about("c", folder.put("c.tif", vision::tiffOf({page, page}))),
                                about("d", folder.put("d.png", vision::encodePng(vision::gradient(8, 8))))};
    PictureChecks pictures;
    CheckOptions options;
    options.pictures = &pictures;
    std::vector<Finding> told;
    for (const Finding& finding : check(samples, options))
        if (finding.kind == "converted") told.push_back(finding);
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[0].sample, "a");
    EXPECT_EQ(told[0].others, std::vector<std::string>{"b"});
    EXPECT_EQ(told[0].severity, Finding::Severity::Warning);
    for (const char* part : {"16-bit grey: 0 is black, 2047 is white", "image_grey_window", "a.png", "1 more file"})
        EXPECT_NE(told[0].message.find(part), std::string::npos) << told[0].message;
    EXPECT_EQ(told[1].sample, "c");
    EXPECT_NE(told[1].message.find("first page"), std::string::npos);
}

TEST(PictureChecks, AreKeptUntilTheFileChanges) {
    const ScratchFolder folder;
    const auto one = vision::gradient(60, 40), other = vision::resize(one, 40, 60, vision::Filter::Bilinear);
    const fs::path file = folder.put("a.png", vision::encodePng(one));
    const fs::path project = folder / "p";
    fs::create_directories(project);
    EXPECT_EQ(PictureChecks(project).hashOf(file), imageHash(one));
    // The same size and time: what was kept is taken, whatever the file holds.
    const auto time = fs::last_write_time(file);
    const std::string noise(readFile(file).size(), 'x');
    folder.put("a.png", noise);
    fs::last_write_time(file, time);
    EXPECT_EQ(PictureChecks(project).hashOf(file), imageHash(one));
    EXPECT_EQ(PictureChecks(project, true).of(file).problem, "");
    folder.put("a.png", vision::encodePng(other));
    EXPECT_EQ(PictureChecks(project, true).hashOf(file), imageHash(other));
    // Problems are not kept.
    folder.put("a.png", noise);
    fs::last_write_time(file, time + std::chrono::seconds(5));
    EXPECT_THROW(PictureChecks(project).hashOf(file), Error);
    EXPECT_NE(PictureChecks(project).of(file).problem, "");
    EXPECT_THROW(PictureChecks(project).hashOf(folder / "none.png"), Error);
}

TEST(PictureChecks, TellVideosThatEndEarly) {
    const ScratchFolder folder;
    vision::makeVideo(folder / "whole.mkv", 100, [](int i) { return vision::numbered(i); });
    const std::string bytes = readFile(folder / "whole.mkv");
    folder.put("cut.mkv", bytes.substr(0, bytes.size() / 2));
    folder.put("header.mkv", bytes.substr(0, 50));
    std::vector<Sample> samples;
    for (const char* name : {"whole", "cut", "header"}) {
        samples.push_back(about(name, folder / (std::string(name) + ".mkv")));
        samples.back().media[0].kind = Media::Kind::Video;
        samples.back().turns[0].text = "<video>what";
    }
    PictureChecks pictures;
    CheckOptions options;
    options.pictures = &pictures;
    const auto findings = check(samples, options);
    EXPECT_EQ(samplesOf(findings, "cut_video"), (std::set<std::string>{"cut"}));
    EXPECT_EQ(samplesOf(findings, "corrupt_video"), (std::set<std::string>{"header"}));
    EXPECT_TRUE(samplesOf(check(samples), "cut_video").empty()) << "by headers alone";
    for (const Finding& finding : findings)
        if (finding.kind == "cut_video")
            EXPECT_NE(finding.message.find("of 4.0 s: the video is cut off"), std::string::npos) << finding.message;
}

TEST(PictureChecks, StopWhenAsked) {
    const ScratchFolder folder;
    std::vector<fs::path> files;
    for (int i = 0; i < 40; ++i)
        files.push_back(folder.put(std::to_string(i) + ".png", vision::encodePng(vision::gradient(600, 500))));
    PictureChecks pictures;
    EXPECT_FALSE(pictures.look(files, [](std::int64_t) { return false; }));
    EXPECT_THROW(pictures.look(files, [](std::int64_t) -> bool { throw Error::interrupted("stopped"); }), Error);
    std::int64_t last = 0;
    EXPECT_TRUE(pictures.look(files, [&](std::int64_t done) {
        EXPECT_GE(done, last);
        last = done;
        return true;
    }));
    EXPECT_TRUE(pictures.look(files));
}

}  // namespace
}  // namespace atelier::data
