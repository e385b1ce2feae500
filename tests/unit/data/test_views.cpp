#include "data/augmentation/augmentation.h"
#include "data/checks/fixes.h"
#include "data/checks/health.h"
#include "data/dataset_source.h"
#include "data/split.h"
#include "data/store/batch_edits.h"
#include "support.h"
#include "unit/vision/marks.h"

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

// A sample on one picture of 2000 x 500 pixels that is not opened.
Sample scene(const std::vector<Region>& regions) {
    Sample sample = chat("s", "<image>What is on it?", "A red cat and a dog.");
    sample.media = {{Media::Kind::Image, "/x/wide.png", {}}};
    sample.regions = regions;
    return sample;
}

DeriveOptions wide(BoxUnit boxes, const std::string& prompt = "") {
    DeriveOptions options;
    options.prompt = prompt;
    options.boxes = boxes;
    options.probe = [](const fs::path&) { return vision::ImageInfo{2000, 500, "png"}; };
    return options;
}

Region box(const Box& at, const std::string& label, const std::string& transcription = "") {
    return {Region::Shape::Box, 0, {{at.left, at.top}, {at.right, at.bottom}}, label, transcription};
}

std::string question(const Sample& sample) {
    return sample.turns.at(0).text;
}

std::string answer(const Sample& sample) {
    return sample.turns.at(1).text;
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

TEST(Derive, labelsAnswerCrops) {
    const Sample parent =
        scene({box({10, 10, 30, 40}, "cat"), box({0, 0, 9, 9}, "", "text"), box({1, 1, 9, 9}, "dog")});
    const auto derived = derive(parent, "region_label", {.minCharacters = 9, .margin = 2});
    ASSERT_EQ(derived.size(), 2u);
    EXPECT_EQ(derived[0].id, "s#0");
    EXPECT_EQ(derived[0].media[0].crop, (Box{8, 8, 32, 42}));
    EXPECT_EQ(question(derived[0]), "<image>What is this?");
    EXPECT_EQ(answer(derived[0]), "cat");
    EXPECT_EQ(answer(derived[1]), "dog");
    EXPECT_EQ(derived[1].id, "s#2");
}

TEST(Derive, everyDerivationHasAQuestionOfItsOwn) {
    const Sample parent = scene({box({10, 10, 30, 40}, "cat", "MEOW")});
    std::set<std::string> questions;
    for (const std::string& name : derivationNames()) {
        if (name == "none") continue;
        const auto derived = derive(parent, name, wide(BoxUnit::Pixels));
        ASSERT_EQ(derived.size(), 1u) << name;
        EXPECT_GT(question(derived[0]).size(), std::string("<image>").size()) << name;
        EXPECT_TRUE(questions.insert(question(derived[0])).second) << name;
        EXPECT_EQ(derived[0].group, "s") << name;
        EXPECT_NO_THROW(requireValid(derived[0], name));
        EXPECT_EQ(question(derive(parent, name, wide(BoxUnit::Pixels, "{label}?"))[0]),
                  name == "grounding" ? "<image>cat?" : "<image>{label}?");
        EXPECT_TRUE(derive(scene({}), name, wide(BoxUnit::Pixels)).empty()) << name;
    }
}

TEST(Derive, groundingWritesBoxesOfEachSystem) {
    const Sample parent = scene({box({200, 50, 1000, 125}, "a \"cat\"")});
    const auto answered = [&](BoxUnit unit) { return answer(derive(parent, "grounding", wide(unit)).at(0)); };
    EXPECT_EQ(answered(BoxUnit::Thousandths), "<|box_start|>(100,100),(500,250)<|box_end|>");
    EXPECT_EQ(answered(BoxUnit::Pixels), R"({"bbox_2d": [200, 50, 1000, 125], "label": "a \"cat\""})");
    EXPECT_EQ(answered(BoxUnit::Shares), R"({"bbox_2d": [0.100, 0.100, 0.500, 0.250], "label": "a \"cat\""})");
    EXPECT_EQ(answered(BoxUnit::Bins), "<loc0102><loc0102><loc0256><loc0512> a \"cat\"");
    EXPECT_NE(errorOf([&] { derive(parent, "grounding", wide(BoxUnit::Pixels, "Where?")); }).find("{label}"),
              std::string::npos);
}

TEST(Derive, groundingAnswersWithAllRegionsInReadingOrder) {
    Region turned{Region::Shape::RotatedBox, 0, {{1500, 100}, {1600, 200}, {1500, 300}, {1400, 200}}, "cat"};
    const Sample parent = scene({box({0, 400, 100, 500}, "cat"), turned, box({20, 20, 40, 40}, "dog"),
                                 box({200, 190, 300, 230}, "cat"), box({200, 10, 300, 60}, "cat")});
    const auto derived = derive(parent, "grounding", wide(BoxUnit::Thousandths));
    ASSERT_EQ(derived.size(), 2u);
    EXPECT_EQ(derived[0].id, "s#0");
    EXPECT_EQ(question(derived[0]), "<image>Where is cat?");
    EXPECT_EQ(answer(derived[0]),
              "<|box_start|>(100,20),(150,120)<|box_end|>\n"
              "<|box_start|>(100,380),(150,460)<|box_end|>\n"
              "<|box_start|>(700,200),(800,600)<|box_end|>\n"
              "<|box_start|>(0,800),(50,1000)<|box_end|>");
    EXPECT_EQ(derived[0].regions.size(), 4u);
    EXPECT_EQ(derived[0].regions[2].shape, Region::Shape::RotatedBox);
    EXPECT_EQ(derived[1].id, "s#1");
    EXPECT_EQ(answer(derived[1]), "<|box_start|>(10,40),(20,80)<|box_end|>");
}

TEST(Derive, groundingAsksForLinkedPhrases) {
    Sample parent = scene({box({0, 0, 200, 50}, "cat"), box({200, 0, 400, 50}, "")});
    parent.turns[1].text = "A red cat [0, 0, 200, 50] and a dog.";
    const auto span = [&](const std::string& words) {
        const auto at = static_cast<std::int64_t>(parent.turns[1].text.find(words));
        return Span{1, at, at + static_cast<std::int64_t>(words.size())};
    };
    parent.regions[0].spans = {span("red cat"), span("cat"), span("[0, 0, 200, 50]")};
    parent.regions[1].spans = {span("a dog"), span("red cat")};
    std::vector<std::string> asked;
    const auto derived = derive(parent, "grounding", wide(BoxUnit::Pixels, "{label}/{label}"));
    for (const Sample& sample : derived)
        asked.push_back(question(sample));
    EXPECT_EQ(asked, (std::vector<std::string>{"<image>cat/cat", "<image>red cat/red cat", "<image>a dog/a dog"}));
    EXPECT_EQ(answer(derived.at(1)),
              "{\"bbox_2d\": [0, 0, 200, 50], \"label\": \"red cat\"}\n"
              "{\"bbox_2d\": [200, 0, 400, 50], \"label\": \"red cat\"}");
}

TEST(Derive, picturesAreAskedOneByOneAsTheyAreShown) {
    Sample parent = scene({box({100, 100, 300, 200}, "cat"), box({0, 0, 40, 40}, "cat"),
                           box({1900, 0, 2100, 80}, "cat"), box({0, 0, 9, 9}, "cat"), box({0, 0, 9, 9}, "cat")});
    parent.media[0].crop = Box{99.5, 50, 1099, 450};
    parent.media.push_back({Media::Kind::Image, "/x/other.png", {}});
    parent.media.push_back({Media::Kind::Video, "/x/film.mp4", {}});
    parent.regions[2].media = 1;
    parent.regions[3].media = 2;
    parent.regions[4].media = 7;
    const auto derived = derive(parent, "grounding", wide(BoxUnit::Thousandths));
    ASSERT_EQ(derived.size(), 2u);
    // The crop is 99..1099 x 50..450; what lies outside is not asked for.
    EXPECT_EQ(answer(derived[0]), "<|box_start|>(1,125),(201,375)<|box_end|>");
    EXPECT_EQ(derived[0].media, std::vector{parent.media[0]});
    EXPECT_EQ(answer(derived[1]), "<|box_start|>(950,0),(1000,160)<|box_end|>");
    EXPECT_EQ(derived[1].media, std::vector{parent.media[1]});
    EXPECT_EQ(derived[1].regions.at(0).media, 0);
    EXPECT_EQ(derived[1].regions.at(0).bounds(), (Box{1900, 0, 2000, 80}));
}

TEST(Derive, textBoxesListEverythingWithAName) {
    Sample parent = scene({box({1000, 50, 1200, 100}, "price", "12.90"), box({0, 60, 400, 90}, "", "TOTAL"),
                           box({0, 200, 200, 250}, "logo"), box({0, 300, 9, 309}, "")});
    const auto listed = [&](BoxUnit unit) { return answer(derive(parent, "text_boxes", wide(unit)).at(0)); };
    EXPECT_EQ(listed(BoxUnit::Pixels),
              "{\"bbox_2d\": [0, 60, 400, 90], \"text_content\": \"TOTAL\"}\n"
              "{\"bbox_2d\": [1000, 50, 1200, 100], \"text_content\": \"12.90\"}\n"
              "{\"bbox_2d\": [0, 200, 200, 250], \"label\": \"logo\"}");
    EXPECT_EQ(listed(BoxUnit::Thousandths),
              "<|object_ref_start|>TOTAL<|object_ref_end|><|box_start|>(0,120),(200,180)<|box_end|>\n"
              "<|object_ref_start|>12.90<|object_ref_end|><|box_start|>(500,100),(600,200)<|box_end|>\n"
              "<|object_ref_start|>logo<|object_ref_end|><|box_start|>(0,400),(100,500)<|box_end|>");
    EXPECT_EQ(listed(BoxUnit::Bins),
              "<loc0123><loc0000><loc0184><loc0205> TOTAL ; <loc0102><loc0512><loc0205><loc0614> 12.90 ; "
              "<loc0410><loc0000><loc0512><loc0102> logo");
    parent.regions[1].transcription = "<|im_end|>";
    EXPECT_TRUE(derive(parent, "text_boxes", wide(BoxUnit::Pixels)).empty());
}

TEST(Derive, writtenBoxesFollowTheMovedPicture) {
    Augmenter::Options options;
    options.pictures.flipHorizontal = options.pictures.probability = 1;
    const Augmenter mirrored(options);
    const Sample parent = scene({box({1900, 50, 2100, 125}, "cat"), box({0, 0, 10, 10}, "", "x")});
    const auto open = [](const Media&) { return vision::plain(2000, 500, 128); };
    for (const auto& [unit, wanted] : std::map<BoxUnit, std::string>{
             {BoxUnit::Thousandths,
              "<|object_ref_start|>x<|object_ref_end|><|box_start|>(995,0),(1000,20)<|box_end|>\n"
              "<|object_ref_start|>cat<|object_ref_end|><|box_start|>(0,100),(50,250)<|box_end|>"},
             {BoxUnit::Pixels,
              "{\"bbox_2d\": [1990, 0, 2000, 10], \"text_content\": \"x\"}\n"
              "{\"bbox_2d\": [0, 50, 100, 125], \"label\": \"cat\"}"},
             {BoxUnit::Bins, "<loc0000><loc1019><loc0020><loc1023> x ; <loc0102><loc0000><loc0256><loc0051> cat"},
             {BoxUnit::Shares,
              "{\"bbox_2d\": [0.995, 0.000, 1.000, 0.020], \"text_content\": \"x\"}\n"
              "{\"bbox_2d\": [0.000, 0.100, 0.050, 0.250], \"label\": \"cat\"}"}}) {
        const auto varied = mirrored.augment(derive(parent, "text_boxes", wide(unit)).at(0), 0, open);
        EXPECT_EQ(varied.straight, "");
        EXPECT_EQ(answer(varied.sample), wanted);
    }
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

TEST(DatasetSource, boxesAreOfThePicturesSize) {
    const ScratchFolder folder;
    const Project project = pages(folder, 3);
    DataOptions options = lines();
    options.derive = "grounding";
    options.deriveBoxes = "pixels";
    EXPECT_NE(errorOf([&] { resolveData(project, options); }).find("0.png"), std::string::npos);
    for (const char* name : {"0.png", "1.png", "2.png"})
        folder.put(name, vision::encodePng(vision::plain(80, 12, 200)));
    const Splits splits = resolveData(project, options);
    ASSERT_EQ(splits.train.size(), 3u);
    EXPECT_EQ(question(splits.train[0]), "<image>Where is text?");
    EXPECT_EQ(answer(splits.train[0]),
              "{\"bbox_2d\": [1, 0, 80, 8], \"label\": \"text\"}\n"
              "{\"bbox_2d\": [1, 10, 80, 12], \"label\": \"text\"}");
}

TEST(DatasetSource, readsARecipe) {
    const auto recipe = settings::Recipe::parse(
        "dataset: a, b\ntest_size: 0.2\nderive: region_transcription\nderive_max_chars: 28\nderive_boxes: normalized\n",
        "r.yaml");
    const DataOptions options = DataOptions::schema().read(recipe);
    EXPECT_EQ(options.dataset, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(options.testSize, 0.2);
    EXPECT_EQ(options.derive, "region_transcription");
    EXPECT_EQ(options.deriveMaxCharacters, 28);
    EXPECT_EQ(options.deriveOptions().boxes, BoxUnit::Shares);
    EXPECT_NE(errorOf([] { boxUnitNamed("feet"); }).find("known: qwen2_vl"), std::string::npos);
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

TEST(Folds, strataAreSpreadAndGroupsStayWhole) {
    std::vector<Sample> samples;
    for (int i = 0; i < 120; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "q", i % 6 < 4 ? "often" : "seldom"));
        samples.back().group = "g" + std::to_string(i / 2);  // both of a group have the same answer
    }
    const auto folds = drawStratifiedFolds(samples, 4, 1, Stratum::Answer);
    std::map<std::pair<int, std::string>, int> sizes;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        EXPECT_EQ(folds[i], folds[i / 2 * 2]);
        ++sizes[{folds[i], samples[i].turns.back().text}];
    }
    for (int fold = 0; fold < 4; ++fold) {
        EXPECT_EQ((sizes[{fold, "often"}]), 20);
        EXPECT_EQ((sizes[{fold, "seldom"}]), 10);
    }
    EXPECT_NE(errorOf([&] { drawStratifiedFolds(samples, 61, 1, Stratum::Answer); }), "");
}

TEST(Folds, noGroupAndNoPictureLeaks) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples;
    for (int i = 0; i < 60; ++i) {
        samples.push_back(chat("s" + std::to_string(i), "<image>q", i % 2 ? "odd" : "even"));
        // Three samples a group; the picture "shared.png" stands in two groups.
        samples.back().group = "g" + std::to_string(i / 3);
        const std::string picture = i == 4 || i == 40 ? "shared.png" : std::to_string(i) + ".png";
        samples.back().media = {{Media::Kind::Image, folder / picture, {}}};
        if (i < 6) samples.back().split = "validation";
    }
    project.addDataset({"set", "k", "s", folder.path()}, samples);
    DataOptions options;
    options.dataset = {"set"};
    options.testSize = 9;
    options.folds = 4;
    std::set<std::string> validated, tested;
    for (const char* by : {"none", "answer"}) {
        options.foldsBy = by;
        validated.clear();
        for (int fold = 1; fold <= 4; ++fold) {
            options.fold = fold;
            const Splits splits = resolveData(project, options);
            std::set<std::string> groups, pictures;
            for (const auto* part : {&splits.validation, &splits.test})
                for (const Sample& sample : *part) {
                    groups.insert(sample.group);
                    pictures.insert(sample.media[0].path.string());
                }
            for (const Sample& sample : splits.train) {
                EXPECT_FALSE(groups.contains(sample.group)) << sample.id;
                EXPECT_FALSE(pictures.contains(sample.media[0].path.string())) << sample.id;
            }
            EXPECT_GE(splits.train.size() + splits.validation.size() + splits.test.size(), 58u);
            for (const Sample& sample : splits.validation)
                EXPECT_TRUE(validated.insert(sample.id).second) << sample.id;
            if (tested.empty()) tested = ids(splits.test);
            EXPECT_EQ(ids(splits.test), tested);
        }
        EXPECT_GE(validated.size() + tested.size(), 58u);  // each in one fold, but for what shows a test picture
    }
    options.fold = 5;
    EXPECT_NE(errorOf([&] { resolveData(project, options); }), "");
    options.fold = 1;
    options.valSize = 3;
    EXPECT_NE(errorOf([&] { resolveData(project, options); }), "");
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
