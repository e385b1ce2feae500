#include "data/change.h"
#include "data/sample_json.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;
using Role = Turn::Role;

TEST(Region, boundsOfAnyShape) {
    Region region;
    region.points = {{3, 9}, {1, 4}, {8, 5}};
    EXPECT_EQ(region.bounds(), (Box{1, 4, 8, 9}));
    EXPECT_EQ(Region{}.bounds(), Box{});
}

TEST(Marks, areAddedWhereThereAreNone) {
    Sample sample = chat("s", "What is it?", "A cat.");
    sample.media = {
        {Media::Kind::Image, "a.png", {}}, {Media::Kind::Image, "b.png", {}}, {Media::Kind::Video, "c.mp4", {}}};
    sample.turns.insert(sample.turns.begin(), {Role::System, "Be brief."});
    normalizeMarks(sample);
    EXPECT_EQ(sample.turns[0].text, "Be brief.");
    EXPECT_EQ(sample.turns[1].text, "<image><image><video>What is it?");
    const Sample once = sample;
    normalizeMarks(sample);
    EXPECT_EQ(sample, once);
}

TEST(Marks, mustBeAsManyAsFiles) {
    Sample sample = chat("s7", "<image><image>?", "x");
    sample.media = {{Media::Kind::Image, "a.png", {}}};
    const std::string error = errorOf([&] { normalizeMarks(sample); });
    EXPECT_NE(error.find("s7: 2 <image> marks for 1 image files"), std::string::npos) << error;
    sample.media.clear();
    EXPECT_NE(errorOf([&] { normalizeMarks(sample); }), "");
    sample.turns[0].text = "<video>?";
    EXPECT_NE(errorOf([&] { normalizeMarks(sample); }), "");
}

TEST(Marks, mayStandInLaterTurns) {
    Sample sample = chat("s", "<image>Who?", "They.");
    sample.turns.push_back({Role::User, "And here?<image>"});
    sample.media = {{Media::Kind::Image, "a.png", {}}, {Media::Kind::Image, "b.png", {}}};
    EXPECT_EQ(errorOf([&] { normalizeMarks(sample); }), "");
}

TEST(Marks, turnsComeInAnyOrder) {
    Sample sample = chat("s", "a", "b");
    sample.turns.push_back({Role::Assistant, "c"});
    EXPECT_EQ(errorOf([&] { normalizeMarks(sample); }), "");
    EXPECT_FALSE(alternates(sample.turns));
    sample.media = {{Media::Kind::Image, "a.png", {}}};
    sample.turns = {{Role::Assistant, "c"}};
    EXPECT_NE(errorOf([&] { normalizeMarks(sample); }), "");
    sample.turns.clear();
    EXPECT_EQ(errorOf([&] { normalizeMarks(sample); }), "");
}

TEST(Turns, ofOneSpeakerAreJoinedWithTheirLinks) {
    Sample sample = chat("s", "a", "The cat");
    sample.turns.push_back({Role::Assistant, "sits."});
    sample.turns.push_back({Role::User, "Thanks"});
    sample.media = {{Media::Kind::Image, "a.png", {}}};
    Region region{Region::Shape::Box, 0, {{1, 2}, {3, 4}}};
    region.spans = {{1, 4, 7}, {2, 0, 4}, {3, 0, 6}};
    sample.regions = {region};
    joinTurns(sample);
    ASSERT_EQ(sample.turns.size(), 3u);
    EXPECT_EQ(sample.turns[1].text, "The cat\nsits.");
    EXPECT_EQ(sample.regions[0].spans, (std::vector<Span>{{1, 4, 7}, {1, 8, 12}, {2, 0, 6}}));
    EXPECT_TRUE(alternates(sample.turns));
}

TEST(Turns, thatCountDifferentlyStayApart) {
    Sample sample = chat("s", "a", "wrong");
    sample.turns[1].details.edit().lossWeight = 0;
    sample.turns.push_back({Role::Assistant, "right"});
    const auto before = sample.turns;
    joinTurns(sample);
    EXPECT_EQ(sample.turns, before);
    sample.turns[2].details.edit().lossWeight = 0;
    joinTurns(sample);
    EXPECT_EQ(sample.turns.size(), 2u);
}

TEST(Region, boundsTakeInEveryShapeAndPart) {
    Region circle{Region::Shape::Circle, 0, {{10, 10}, {13, 14}}};
    EXPECT_EQ(circle.bounds(), (Box{5, 5, 15, 15}));
    Region parts{Region::Shape::Polygon, 0, {{0, 0}, {4, 0}, {4, 4}}};
    parts.details.edit().parts = {{{10, 10}, {20, 10}, {20, 30}}};
    EXPECT_EQ(parts.bounds(), (Box{0, 0, 20, 30}));
}

namespace {

// "The red cat sits": one region linked to "red cat", one to "sits".
Sample linked() {
    Sample sample = chat("s", "What is it?", "The red cat sits");
    sample.media = {{Media::Kind::Image, "a.png"}};
    Region cat{Region::Shape::Box, 0, {{1, 2}, {3, 4}}};
    cat.spans = {{1, 4, 11}};
    Region seat = cat;
    seat.spans = {{1, 12, 16}};
    sample.regions = {cat, seat};
    return sample;
}

std::vector<std::string> linkedWords(const Sample& sample) {
    std::vector<std::string> words;
    for (const Region& region : sample.regions)
        for (const Span& span : region.spans)
            words.push_back(sample.turns[static_cast<std::size_t>(span.turn)].text.substr(
                static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin)));
    return words;
}

std::vector<std::string> wordsAfter(const std::string& text) {
    Sample sample = linked();
    replaceText(sample, 1, text);
    EXPECT_EQ(sample.turns[1].text, text);
    return linkedWords(sample);
}

using Words = std::vector<std::string>;

}  // namespace

TEST(Links, followTheirWordsThroughAnEdit) {
    EXPECT_EQ(wordsAfter("The red cat sits"), (Words{"red cat", "sits"}));
    EXPECT_EQ(wordsAfter("Look: The red cat sits"), (Words{"red cat", "sits"}));
    EXPECT_EQ(wordsAfter("The red cat sits."), (Words{"red cat", "sits"}));
    EXPECT_EQ(wordsAfter("red cat sits"), (Words{"red cat", "sits"}));
    EXPECT_EQ(wordsAfter("The red fat cat sits"), (Words{"red fat cat", "sits"}));
    EXPECT_EQ(wordsAfter("The sits"), (Words{"sits"}));
    EXPECT_EQ(wordsAfter("The red"), (Words{"red"}));
    EXPECT_EQ(wordsAfter(""), Words{});
    // A change inside a character (é is C3 A9, è is C3 A8) never cuts one in half.
    Sample sample = chat("s", "?", "un caf\xC3\xA9 noir");
    sample.media = {{Media::Kind::Image, "a.png"}};
    sample.regions = {{Region::Shape::Box, 0, {{0, 0}, {1, 1}}}};
    sample.regions[0].spans = {{1, 3, 8}};
    replaceText(sample, 1, "un caf\xC3\xA8 noir");
    EXPECT_EQ(linkedWords(sample), (Words{"caf\xC3\xA8"}));
    // Another turn's words stay where they are.
    sample = linked();
    replaceText(sample, 0, "And what is this?");
    EXPECT_EQ(linkedWords(sample), (Words{"red cat", "sits"}));
}

TEST(SampleJson, holdsEverything) {
    Sample sample = linked();
    sample.media = {{Media::Kind::Image, "a b.png", Box{0.1, 0.2, 1e-17, 4.0 / 3}},
                    {Media::Kind::Video, "v.mp4", {}, TimeRange{1.0 / 3, 2}}};
    sample.regions.push_back({Region::Shape::RotatedBox, 0, {{0, 0}, {1, 0}, {1, 1}, {0, 1}}, "label", "text"});
    sample.regions.push_back({Region::Shape::Polygon, 1, {{0, 0}, {1, 0}, {1, 1}}});
    sample.tags = {"one", "two\n"};
    sample.split = "test";
    sample.checked = true;
    sample.origin = "file.json 3";
    sample.group = "g";
    EXPECT_EQ(sampleFromJson(toJson(sample), "x"), sample);
    EXPECT_EQ(sampleFromJson(atelier::parseJson(toJson(sample).dump(), "x"), "x"), sample);
    EXPECT_EQ(sampleFromJson(toJson(Sample{}), "x"), Sample{});
}

TEST(SampleJson, refusesWhatCannotBe) {
    const auto refused = [](const char* text) {
        return errorOf([&] { sampleFromJson(atelier::parseJson(text, "x"), "x.jsonl 3"); });
    };
    for (
        const char* text :
        {R"({"media":[{"path":3}]})", R"({"media":[{"path":"a","kind":"sound"}]})", R"({"turns":{}})",
         R"({"turns":[{"role":"nobody","text":""}]})", R"({"split":"dev"})", R"({"tags":[1]})",
         R"({"regions":[{"points":[[0,0],[1,1]]}]})", R"({"media":[{"path":"a"}],"regions":[{"points":[[0,0]]}]})",
         R"({"media":[{"path":"a"}],"turns":[{"role":"user","text":"é"}],"regions":[{"points":[[0,0],[1,1]],"spans":[[0,0,1]]}]})",
         R"({"media":[{"path":"a","crop":[0,0,1]}]})", R"([])"})
        EXPECT_NE(refused(text).find("x.jsonl 3"), std::string::npos) << text << ": " << refused(text);
}

TEST(Change, turnsAlternateAndPicturesGetTheirMarks) {
    Sample sample;
    sample.id = "s";
    sample.media = {{Media::Kind::Image, "a.png"}};
    addTurn(sample, Role::User, "What?");
    ASSERT_EQ(sample.turns.size(), 1u);
    EXPECT_EQ(sample.turns[0].text, "<image>What?");
    addTurn(sample, Role::User, "And?");  // nobody has answered yet
    ASSERT_EQ(sample.turns.size(), 3u);
    EXPECT_EQ(sample.turns[1], (Turn{Role::Assistant, ""}));
    addTurn(sample, Role::Assistant, "A cat.");
    EXPECT_EQ(sample.turns[3].text, "A cat.");

    Sample empty;
    empty.media = sample.media;
    addTurn(empty, Role::User, "");
    EXPECT_EQ(empty.turns[0].text, "<image>");
    addTurn(empty, Role::User, "What?");  // it said nothing yet
    ASSERT_EQ(empty.turns.size(), 1u);
    EXPECT_EQ(empty.turns[0].text, "<image>What?");
}

TEST(Change, whatGoesTakesItsLinksAlong) {
    Sample sample = linked();
    addTurn(sample, Role::User, "Why?");
    link(sample.regions[0], {2, 0, 3});
    link(sample.regions[0], {2, 0, 3});
    link(sample.regions[0], {2, 1, 1});
    EXPECT_EQ(linkedWords(sample), (Words{"red cat", "Why", "sits"}));
    removeTurnsFrom(sample, 2);
    EXPECT_EQ(linkedWords(sample), (Words{"red cat", "sits"}));
    removeRegions(sample, {0, 0});
    EXPECT_EQ(linkedWords(sample), (Words{"sits"}));
    moveRegion(sample.regions[0], Region::Shape::Box, {{9, 8}, {1, 2}, {9, 2}, {1, 8}});
    EXPECT_EQ(sample.regions[0].points, (std::vector<std::array<double, 2>>{{1, 2}, {9, 8}}));
}
