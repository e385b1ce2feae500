#include "support.h"

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

TEST(Marks, turnsAlternate) {
    Sample sample = chat("s", "a", "b");
    sample.turns.push_back({Role::Assistant, "c"});
    EXPECT_NE(errorOf([&] { normalizeMarks(sample); }).find("turn 3 must be the user's"), std::string::npos);
    sample.turns = {{Role::Assistant, "c"}};
    EXPECT_NE(errorOf([&] { normalizeMarks(sample); }), "");
    sample.turns = {{Role::User, "a"}, {Role::System, "b"}};
    EXPECT_NE(errorOf([&] { normalizeMarks(sample); }), "");
    sample.turns.clear();
    sample.media = {{Media::Kind::Image, "a.png", {}}};
    EXPECT_EQ(errorOf([&] { normalizeMarks(sample); }), "");
}
