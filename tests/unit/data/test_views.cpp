#include "data/checks/health.h"
#include "data/dataset_source.h"
#include "data/split.h"
#include "data/store/batch_edits.h"
#include "support.h"

#include <algorithm>
#include <numeric>
#include <set>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

Sample page(const std::string& id, const fs::path& image, int lines) {
    Sample sample = chat(id, "<image>Read it.", "{}");
    sample.media = {{Media::Kind::Image, image, {}}};
    sample.group = image.filename().string();
    for (int i = 0; i < lines; ++i)
        sample.regions.push_back(
            {Region::Shape::Box, 0, {{1, 10.0 * i}, {100, 10.0 * i + 8}}, "text", std::string(std::size_t(i), 'x')});
    return sample;
}

std::set<std::string> ids(const std::vector<Sample>& samples) {
    std::set<std::string> all;
    for (const Sample& sample : samples)
        all.insert(sample.id);
    return all;
}

// "a", "b", "c", ... pages of 6 lines with transcriptions of 0 to 5 characters.
Project pages(const ScratchFolder& folder, int count) {
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples;
    for (int i = 0; i < count; ++i)
        samples.push_back(page("page" + std::to_string(i), folder / (std::to_string(i) + ".png"), 6));
    project.addDataset({"pages", "k", "s", folder.path()}, samples);
    return project;
}

DataOptions lines() {
    DataOptions options;
    options.dataset = {"pages"};
    options.derive = "region_transcription";
    return options;
}

}  // namespace

TEST(Derive, regionsBecomeCrops) {
    Sample parent = page("p", "/x/1.png", 4);
    parent.split = "test";
    parent.tags = {"t"};
    const auto derived = derive(parent, "region_transcription", {.prompt = "Read.", .minCharacters = 2, .margin = 3});
    ASSERT_EQ(derived.size(), 2u);
    EXPECT_EQ(derived[0].id, "p#2");
    EXPECT_EQ(derived[0].media[0].crop, (Box{-2, 17, 103, 31}));
    EXPECT_EQ(derived[0].turns[0].text, "<image>Read.");
    EXPECT_EQ(derived[0].turns[1].text, "xx");
    EXPECT_EQ(derived[0].group, "1.png");
    EXPECT_EQ(derived[0].split, "test");
    EXPECT_EQ(derived[0].tags, parent.tags);
    EXPECT_EQ(derive(parent, "region_transcription", {.maxCharacters = 1}).size(), 1u);
    EXPECT_EQ(derive(parent, "none", {}).front(), parent);
    EXPECT_NE(errorOf([&] { derive(parent, "no", {}); }).find("known: none, region_transcription"), std::string::npos);
}

TEST(Derive, skipsWhatCannotBeShown) {
    Sample parent = page("p", "/x/1.png", 1);
    parent.regions = {{Region::Shape::Box, 5, {{0, 0}, {9, 9}}, "", "no such image"},
                      {Region::Shape::Box, 0, {{4, 4}, {4, 9}}, "", "no width"},
                      {Region::Shape::Box, 0, {{0, 0}, {9, 9}}, "", "a mark <image> inside"},
                      {Region::Shape::Box, 0, {{0, 0}, {9, 9}}, "", "\xC3\xA4\xC3\xB6"}};
    const auto derived = derive(parent, "region_transcription", {.maxCharacters = 2});
    ASSERT_EQ(derived.size(), 1u);
    EXPECT_EQ(derived[0].id, "p#3");
}

TEST(Split, groupsAreNeverDivided) {
    std::vector<Sample> samples;
    for (int i = 0; i < 300; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "q", "a"));
        samples.back().group = "g" + std::to_string(i % 60);
    }
    const SplitOptions options{0.1, 50, 7};
    const auto splits = drawSplits(samples, options);
    std::map<std::string, std::set<std::string>> byGroup;
    std::map<std::string, int> counts;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        byGroup[samples[i].group].insert(splits[i]);
        ++counts[splits[i]];
    }
    for (const auto& [group, found] : byGroup)
        EXPECT_EQ(found.size(), 1u) << group;
    EXPECT_EQ(counts["test"], 50);
    EXPECT_EQ(counts["validation"], 30);
    EXPECT_EQ(drawSplits(samples, options), splits);
    EXPECT_NE(drawSplits(samples, {0.1, 50, 8}), splits);
    std::vector<Sample> reversed(samples.rbegin(), samples.rend());
    auto again = drawSplits(reversed, options);
    std::reverse(again.begin(), again.end());
    EXPECT_EQ(again, splits);
}

TEST(Split, sharesAndCounts) {
    EXPECT_EQ(wantedSamples(0, 10), 0);
    EXPECT_EQ(wantedSamples(0.25, 10), 3);
    EXPECT_EQ(wantedSamples(0.001, 10), 1);
    EXPECT_EQ(wantedSamples(4, 10), 4);
    EXPECT_EQ(wantedSamples(40, 10), 10);
}

TEST(DatasetSource, testAndValidationAreHeldOut) {
    const ScratchFolder folder;
    const Project project = pages(folder, 20);
    DataOptions options = lines();
    options.testSize = 4;
    options.valSize = 0.1;
    const Splits splits = resolveData(project, options);
    EXPECT_EQ(splits.test.size(), 4u * 5);
    EXPECT_EQ(splits.validation.size(), 2u * 5);
    EXPECT_EQ(splits.train.size(), 14u * 5);
    std::set<fs::path> tested;
    for (const Sample& sample : splits.test)
        tested.insert(sample.media[0].path);
    for (const auto* others : {&splits.train, &splits.validation})
        for (const Sample& sample : *others)
            EXPECT_FALSE(tested.contains(sample.media[0].path));
    // A filter of the lines does not move pages.
    options.deriveMinCharacters = 4;
    for (const Sample& sample : resolveData(project, options).test)
        EXPECT_TRUE(tested.contains(sample.media[0].path));
    options.deriveMinCharacters = 1;
    EXPECT_EQ(ids(resolveData(project, options).train), ids(splits.train));
}

TEST(DatasetSource, storedSplitsComeFirst) {
    const ScratchFolder folder;
    Project project = pages(folder, 10);
    assignSplits(project, "pages", {{"page3", "test"}, {"page4", "validation"}, {"page5", "train"}});
    DataOptions options;
    options.dataset = {"pages"};
    EXPECT_EQ(ids(resolveData(project, options).test), (std::set<std::string>{"page3"}));
    options.testSize = 3;
    const Splits splits = resolveData(project, options);
    EXPECT_EQ(splits.test.size(), 3u);
    EXPECT_TRUE(ids(splits.test).contains("page3"));
    EXPECT_TRUE(ids(splits.train).contains("page5"));
    EXPECT_EQ(ids(splits.validation), (std::set<std::string>{"page4"}));
}

TEST(DatasetSource, testImagesAreNotTrainedOnThroughAnotherDataset) {
    const ScratchFolder folder;
    Project project = pages(folder, 10);
    std::vector<Sample> others;
    for (int i = 0; i < 10; ++i)
        others.push_back(page("other" + std::to_string(i), folder / (std::to_string(i) + ".png"), 0));
    project.addDataset({"others", "k", "s", folder.path()}, others);
    assignSplits(project, "pages", {{"page3", "test"}});
    DataOptions options;
    options.dataset = {"pages", "others"};
    const Splits splits = resolveData(project, options);
    EXPECT_EQ(ids(splits.test), (std::set<std::string>{"pages/page3"}));
    EXPECT_EQ(splits.train.size(), 18u);
    EXPECT_FALSE(ids(splits.train).contains("others/other3"));
    ASSERT_EQ(splits.notes.size(), 1u);
}

TEST(DatasetSource, limitsAreSeeded) {
    const ScratchFolder folder;
    const Project project = pages(folder, 20);
    DataOptions options = lines();
    options.valSize = 5;
    options.maxSamples = 7;
    options.maxEvalSamples = 3;
    const Splits splits = resolveData(project, options);
    EXPECT_EQ(splits.train.size(), 7u);
    EXPECT_EQ(splits.validation.size(), 3u);
    EXPECT_EQ(ids(resolveData(project, options).train), ids(splits.train));
    options.splitSeed = 1;
    EXPECT_NE(ids(resolveData(project, options).train), ids(splits.train));
}

TEST(DatasetSource, saysWhatIsWrong) {
    const ScratchFolder folder;
    Project project = pages(folder, 3);
    DataOptions options;
    EXPECT_NE(errorOf([&] { resolveData(project, options); }).find("no dataset"), std::string::npos);
    options.dataset = {"pages", "pages"};
    EXPECT_NE(errorOf([&] { resolveData(project, options); }).find("twice"), std::string::npos);
    options.dataset = {"nope"};
    EXPECT_NE(errorOf([&] { resolveData(project, options); }).find("known: pages"), std::string::npos);
    options.dataset = {"pages"};
    options.testSize = 3;
    EXPECT_NE(errorOf([&] { resolveData(project, options); }).find("no sample is left"), std::string::npos);
    options.testSize = 0;
    options.evalDataset = {"pages"};
    EXPECT_EQ(resolveData(project, options).validation.size(), 3u);
    options.valSize = 1;
    EXPECT_NE(errorOf([&] { resolveData(project, options); }).find("exclude each other"), std::string::npos);
}

TEST(DatasetSource, readsARecipe) {
    const auto recipe = settings::Recipe::parse(
        "dataset: a, b\ntest_size: 0.2\nderive: region_transcription\nderive_max_chars: 28\n", "r.yaml");
    const DataOptions options = DataOptions::schema().read(recipe);
    EXPECT_EQ(options.dataset, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(options.testSize, 0.2);
    EXPECT_EQ(options.derive, "region_transcription");
    EXPECT_EQ(options.deriveMaxCharacters, 28);
    EXPECT_EQ(options.cutoffLength, 2048);
}

TEST(DatasetSource, receiptsKeepTheirLinesTogether) {
    const fs::path path = realData("sroie");
    if (path.empty()) GTEST_SKIP() << "no data folder: set ATELIER_DATA";
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples;
    for (int i = 0; i < 500; ++i)
        samples.push_back(page(std::to_string(i), path / (std::to_string(i) + ".jpg"), 50));
    project.addDataset({"pages", "k", "s", path}, samples);
    DataOptions options = lines();
    options.testSize = 0.1;
    options.deriveMaxCharacters = 28;
    EXPECT_EQ(resolveData(project, options).test.size(), 50u * 28);
}

TEST(Split, strataHaveTheirShareEverywhere) {
    std::vector<Sample> samples;
    for (int i = 0; i < 1000; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "q", i % 10 == 0 ? " Yes\n" : i % 2 ? "no" : "NO"));
        samples.back().group = "g" + std::to_string(i / 20 * 2 + (i % 10 == 0));  // of one stratum each
        if (i % 3 == 0) samples.back().tags = {"third"};
    }
    const auto counts = [&](const std::vector<std::string>& splits) {
        std::map<std::string, int> all;
        for (std::size_t i = 0; i < samples.size(); ++i)
            ++all[splits[i] + (i % 10 == 0 ? " yes" : " no")];
        return all;
    };
    const auto splits = drawStratifiedSplits(samples, {0.1, 200, 3}, Stratum::Answer);
    for (const auto& [what, wanted] :
         std::map<std::string, int>{{"test yes", 20}, {"test no", 180}, {"validation yes", 10}, {"validation no", 90}})
        EXPECT_NEAR(counts(splits)[what], wanted, what.ends_with("yes") ? 2 : 18) << what;  // a group is 2 or 18
    EXPECT_NE(drawStratifiedSplits(samples, {0.1, 200, 4}, Stratum::Answer), splits);
    EXPECT_NE(drawStratifiedSplits(samples, {0.1, 200, 3}, Stratum::FirstTag), splits);
    std::map<std::string, std::set<std::string>> splitsOfGroup;
    for (std::size_t i = 0; i < samples.size(); ++i)
        splitsOfGroup[samples[i].group].insert(splits[i]);
    for (const auto& [group, several] : splitsOfGroup)
        EXPECT_EQ(several.size(), 1u) << group;
    // Strata of one sample each are as good as none.
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i].regions = {{Region::Shape::Box, 0, {}, ""}, {Region::Shape::Box, 0, {}, std::to_string(i / 20)}};
    const auto byLabel = drawStratifiedSplits(samples, {0.1, 0.1, 3}, Stratum::FirstLabel);
    EXPECT_NEAR(std::count(byLabel.begin(), byLabel.end(), "test"), 100, 18);
    EXPECT_NEAR(std::count(byLabel.begin(), byLabel.end(), "validation"), 100, 18);
    std::reverse(samples.begin(), samples.end());
    auto reversed = drawStratifiedSplits(samples, {0.1, 0.1, 3}, Stratum::FirstLabel);
    std::reverse(reversed.begin(), reversed.end());
    EXPECT_EQ(reversed, byLabel);
}

TEST(Split, foldsKeepGroupsTogetherAndAreOfOneSize) {
    std::vector<Sample> samples;
    for (int i = 0; i < 100; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "q", "a"));
        if (i >= 40) samples.back().group = "g" + std::to_string(i / 4);
    }
    const auto folds = drawFolds(samples, 5, 1);
    std::map<int, int> sizes;
    for (const int fold : folds)
        ++sizes[fold];
    ASSERT_EQ(sizes.size(), 5u);
    for (const auto& [fold, size] : sizes)
        EXPECT_NEAR(size, 20, 3) << fold;
    for (std::size_t i = 40; i < 100; ++i)
        EXPECT_EQ(folds[i], folds[i / 4 * 4]);
    EXPECT_NE(drawFolds(samples, 5, 2), folds);
    std::reverse(samples.begin(), samples.end());
    auto reversed = drawFolds(samples, 5, 1);
    std::reverse(reversed.begin(), reversed.end());
    EXPECT_EQ(reversed, folds);
    EXPECT_NE(errorOf([&] { drawFolds(samples, 1, 1); }), "");
    EXPECT_NE(errorOf([&] { drawFolds(samples, 56, 1); }), "");
}

TEST(Health, findsWhatSpoilsATraining) {
    const ScratchFolder folder;
    folder.put("ok.png", tinyPng());
    folder.put("same.png", tinyPng());
    folder.put("bad.png", "this is no image");
    std::vector<Sample> samples;
    const auto add = [&](const std::string& id, const std::string& image, const std::string& answer) -> Sample& {
        samples.push_back(chat(id, "<image>" + id.substr(0, 1), answer));
        samples.back().media = {{Media::Kind::Image, folder / image, {}}};
        return samples.back();
    };
    add("a1", "ok.png", "x").split = "train";
    add("a2", "same.png", "x").split = "test";
    add("b", "gone.png", "x");
    add("c", "bad.png", "x");
    add("d", "ok.png", " \n");
    add("e", "ok.png", "x").turns.pop_back();
    add("f", "ok.png", "x").turns[0].text = "<image><image>";
    add("g", "ok.png", "x").split = "test";
    add("h", "ok.png", "long");
    add("i", "ok.png", "x").regions = {{Region::Shape::Box, 0, {{0, 0}, {5, 5}}, "", ""},
                                       {Region::Shape::Box, 1, {{0, 0}, {1, 1}}, "", ""},
                                       {Region::Shape::Box, 0, {{0, 0}, {0.2, 1}}, "", ""}};
    CheckOptions options;
    options.cutoffLength = 3;
    options.countTokens = [](const Sample& sample) {
        return static_cast<std::int64_t>(sample.turns.back().text.size()) * (sample.id == "h");
    };
    std::multiset<std::string> found;
    for (const Finding& finding : check(samples, options)) {
        found.insert(finding.kind + " " + finding.sample);
        EXPECT_FALSE(finding.message.empty());
    }
    EXPECT_EQ(found, (std::multiset<std::string>{"duplicate a2", "missing_media b", "corrupt_image c", "empty_answer d",
                                                 "no_answer e", "marks f", "leak g", "too_long h", "region i",
                                                 "region i", "region i"}));
    EXPECT_EQ(toJson(check(samples, options)).size(), found.size());
}

TEST(Health, stopsOnRequest) {
    std::vector<Sample> samples(1000, chat("a", "q", ""));
    CheckOptions options;
    options.progress = [](std::int64_t done, std::int64_t) { return done < 100; };
    EXPECT_LT(check(samples, options).size(), 200u);
}

TEST(Health, statistics) {
    const ScratchFolder folder;
    folder.put("ok.png", tinyPng());
    std::vector<Sample> samples;
    for (int i = 1; i <= 20; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "\xC3\xA4", std::string(std::size_t(i), 'x')));
        samples.back().media = {{Media::Kind::Image, folder / "ok.png", {}}};
        samples.back().split = i <= 5 ? "test" : "";
    }
    const Stats result = stats(samples);
    EXPECT_EQ(result.samples, 20);
    EXPECT_EQ(result.images, 20);
    EXPECT_EQ(result.promptCharacters.max, 1);
    EXPECT_EQ(result.answerCharacters.min, 1);
    EXPECT_EQ(result.answerCharacters.median, 11);
    EXPECT_EQ(result.answerCharacters.p95, 19);
    EXPECT_EQ(result.answerCharacters.max, 20);
    EXPECT_EQ(result.answerCharacters.histogram.size(), 32u);
    EXPECT_EQ(result.answerCharacters.histogram.front(), 1);
    EXPECT_EQ(result.answerCharacters.histogram.back(), 1);
    EXPECT_EQ(std::accumulate(result.answerCharacters.histogram.begin(), result.answerCharacters.histogram.end(), 0),
              20);
    EXPECT_EQ(result.promptCharacters.histogram, std::vector<std::int64_t>{20});
    EXPECT_EQ(result.imageWidth.max, 1);
    EXPECT_EQ(toJson(result)["splits"].dump(), R"({"":15,"test":5})");
}
