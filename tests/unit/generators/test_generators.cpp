#include "common/error.h"
#include "common/json.h"
#include "common/registry.h"
#include "data/generators/generator.h"
#include "data/generators/receipt_text.h"
#include "data/generators/typesetter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <unistd.h>

namespace atelier::data {
namespace {

int grey(const vision::Image& image, int x, int y) {
    const auto* p = image.pixels.data() + (y * image.width + x) * 3;
    return (p[0] + p[1] + p[2]) / 3;
}

GeneratorOptions style(const std::string& name) {
    GeneratorOptions options;
    options.style = name;
    return options;
}

TEST(Generators, AllAreRegistered) {
    std::set<std::string> names;
    for (const auto& [name, _] : Registry<GeneratorFactory>::instance().all())
        names.insert(name);
    EXPECT_EQ(names, (std::set<std::string>{"lines", "scenes"}));
    EXPECT_THROW(makeGenerator("poems"), Error);
}

TEST(Generators, SameSeedAndIndexGiveTheSame) {
    for (const auto& [name, options] :
         {std::pair{"lines", style("mixed")}, {"lines", style("heldout")}, {"scenes", GeneratorOptions{}}}) {
        const auto one = makeGenerator(name, options), other = makeGenerator(name, options);
        other->draw(3, 999);
        int different = 0;
        for (std::uint64_t i = 0; i < 30; ++i) {
            const Generated a = one->draw(3, i), b = other->draw(3, i), c = one->draw(4, i);
            EXPECT_EQ(a.image.pixels, b.image.pixels);
            EXPECT_EQ(a.sample, b.sample);
            different += a.image.pixels != c.image.pixels;
        }
        EXPECT_EQ(different, 30);
    }
}

TEST(Lines, TextHasTheAlphabetAndTheLength) {
    for (const auto& [low, high] : {std::pair{1, 1}, {1, 5}, {12, 12}, {8, 28}, {38, 38}})
        for (std::uint64_t i = 0; i < 300; ++i) {
            Random random{i};
            const std::string text = receiptText(random, low, high);
            ASSERT_GE(int(text.size()), low) << text;
            ASSERT_LE(int(text.size()), high) << text;
            ASSERT_EQ(text.find_first_not_of(kLineAlphabet), std::string::npos) << text;
            ASSERT_NE(text.front(), ' ');
            ASSERT_NE(text.back(), ' ');
            ASSERT_EQ(text.find("  "), std::string::npos) << text;
        }
}

TEST(Lines, EveryFontHasEveryLetter) {
    const Typesetter typesetter(GeneratorOptions{}.fontFolders);
    EXPECT_GE(typesetter.fonts(), 25u);
    for (std::size_t font = 0; font < typesetter.fonts(); ++font)
        EXPECT_TRUE(typesetter.covers(font, std::string(kLineAlphabet))) << typesetter.fontName(font);
}

TEST(Lines, MissingFontsAreNamed) {
    GeneratorOptions options;
    options.fontFolders = {"/does/not/exist"};
    try {
        makeGenerator("lines", options);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("DejaVuSans.ttf"), std::string::npos);
        EXPECT_NE(error.hint().find("packages-fonts.txt"), std::string::npos);
    }
}

TEST(Lines, TextFitsAndIsThere) {
    for (const char* name : {"mixed", "heldout"}) {
        const auto lines = makeGenerator("lines", style(name));
        for (std::uint64_t i = 0; i < 400; ++i) {
            const Generated drawn = lines->draw(1, i);
            const std::string& text = drawn.sample.turns.at(1).text;
            EXPECT_EQ(drawn.image.height, 28);
            EXPECT_EQ(drawn.image.width % 28, 0);
            EXPECT_LE(drawn.image.width, 336);
            const Region& region = drawn.sample.regions.at(0);
            EXPECT_EQ(region.transcription, text);
            const auto& [topLeft, bottomRight] = std::pair{region.points.at(0), region.points.at(1)};
            EXPECT_GE(topLeft[0], 0) << text;
            EXPECT_GE(topLeft[1], 0) << text;
            EXPECT_LE(bottomRight[0], drawn.image.width) << text;
            EXPECT_LE(bottomRight[1], 28) << text;
            // Ink stands out from paper inside the box. Thin marks such as a lone comma cover few pixels.
            int low = 255, high = 0;
            for (int y = int(topLeft[1]); y < int(bottomRight[1]); ++y)
                for (int x = std::max(0, int(topLeft[0]) - 2); x < std::min(drawn.image.width, int(bottomRight[0]) + 2);
                     ++x) {
                    low = std::min(low, grey(drawn.image, x, y));
                    high = std::max(high, grey(drawn.image, x, y));
                }
            EXPECT_GE(high - low, 45) << text << " " << i;
        }
    }
}

TEST(Lines, LengthsAreChecked) {
    GeneratorOptions options;
    options.minCharacters = 9;
    options.maxCharacters = 3;
    EXPECT_THROW(makeGenerator("lines", options), Error);
    EXPECT_THROW(makeGenerator("lines", style("cursive")), Error);
    options.answers = "yaml";
    EXPECT_THROW(makeGenerator("scenes", options), Error);
}

const std::map<std::string, std::array<int, 3>> kRgb{
    {"red", {214, 32, 32}},     {"green", {38, 150, 52}},   {"blue", {36, 72, 214}},  {"yellow", {240, 205, 20}},
    {"orange", {244, 128, 16}}, {"purple", {134, 48, 168}}, {"brown", {120, 72, 36}}, {"black", {24, 24, 24}}};

TEST(Scenes, OneKindOfQuestionAlone) {
    const std::map<std::string, std::string> begins{
        {"caption", "Describe"}, {"count", "How many"}, {"relation", "What is"}, {"box", "Where is"}};
    for (const auto& [kind, begin] : begins) {
        GeneratorOptions options;
        options.questions = kind;
        const auto scenes = makeGenerator("scenes", options);
        for (std::uint64_t i = 0; i < 20; ++i) {
            const std::string text = scenes->draw(3, i).sample.turns[0].text.substr(std::string(kImageMark).size());
            EXPECT_TRUE(text.starts_with(begin)) << kind << ": " << text;
        }
    }
    GeneratorOptions options;
    options.questions = "riddle";
    EXPECT_THROW(makeGenerator("scenes", options), Error);
}

TEST(Scenes, SeveralQuestionsAboutOnePictureAreAllDifferent) {
    GeneratorOptions options;
    options.questions = "existence,box";
    options.turns = 4;
    const auto scenes = makeGenerator("scenes", options);
    std::set<std::string> begins;
    std::size_t most = 0;
    for (std::uint64_t i = 0; i < 40; ++i) {
        const std::vector<Turn> turns = scenes->draw(3, i).sample.turns;
        std::set<std::string> asked;
        ASSERT_EQ(turns.size() % 2, 0u);
        for (std::size_t turn = 0; turn < turns.size(); turn += 2) {
            const std::string& text = turns[turn].text;
            EXPECT_EQ(text.starts_with(kImageMark), turn == 0) << text;
            const std::string question = turn == 0 ? text.substr(std::string(kImageMark).size()) : text;
            EXPECT_TRUE(asked.insert(question).second) << question << " twice";
            begins.insert(question.substr(0, 8));
        }
        most = std::max(most, asked.size());
    }
    EXPECT_EQ(most, 4u);
    EXPECT_EQ(begins, (std::set<std::string>{"Is there", "Where is"}));
    options.maxShapes = 2;
    const auto few = makeGenerator("scenes", options);
    for (std::uint64_t i = 0; i < 40; ++i)
        EXPECT_LE(few->draw(3, i).sample.regions.size(), 2u);
    options.turns = 0;
    EXPECT_THROW(makeGenerator("scenes", options), Error);
    options.turns = 1;
    options.questions = "";
    EXPECT_THROW(makeGenerator("scenes", options), Error);
}

TEST(Scenes, BoxesBoundTheDrawnShapes) {
    const auto scenes = makeGenerator("scenes");
    for (std::uint64_t i = 0; i < 200; ++i) {
        const Generated drawn = scenes->draw(5, i);
        ASSERT_FALSE(drawn.sample.regions.empty());
        for (const Region& region : drawn.sample.regions) {
            const auto rgb = kRgb.at(region.label.substr(0, region.label.find(' ')));
            const auto isColour = [&](int x, int y) {
                const auto* p = drawn.image.pixels.data() + (y * drawn.image.width + x) * 3;
                int worst = 0;
                for (int c = 0; c < 3; ++c)
                    worst = std::max(worst, std::abs(p[c] - rgb[std::size_t(c)]));
                return worst <= 2;
            };
            const int left = int(region.points[0][0]), top = int(region.points[0][1]);
            const int right = int(region.points[1][0]), bottom = int(region.points[1][1]);
            ASSERT_TRUE(left >= 0 && top >= 0 && right <= drawn.image.width && bottom <= drawn.image.height);
            // Fully covered pixels reach to within two pixels of each side, and none lies beyond (in a rim of two
            // pixels).
            int minX = 999, minY = 999, maxX = -1, maxY = -1;
            for (int y = std::max(0, top - 2); y < std::min(drawn.image.height, bottom + 2); ++y)
                for (int x = std::max(0, left - 2); x < std::min(drawn.image.width, right + 2); ++x)
                    if (isColour(x, y)) {
                        minX = std::min(minX, x);
                        minY = std::min(minY, y);
                        maxX = std::max(maxX, x + 1);
                        maxY = std::max(maxY, y + 1);
                    }
            EXPECT_TRUE(minX >= left && minX <= left + 3 && maxX <= right && maxX >= right - 3)
                << drawn.sample.id << region.label;
            EXPECT_TRUE(minY >= top && minY <= top + 3 && maxY <= bottom && maxY >= bottom - 3)
                << drawn.sample.id << region.label;
        }
    }
}

TEST(Scenes, AnswersAgreeWithTheRegions) {
    const auto scenes = makeGenerator("scenes");
    std::map<std::string, int> kinds;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const Generated drawn = scenes->draw(6, i);
        std::string question = drawn.sample.turns.at(0).text, answer = drawn.sample.turns.at(1).text;
        ASSERT_TRUE(question.starts_with("<image>"));
        question.erase(0, 7);
        std::map<std::string, int> names;
        for (const Region& region : drawn.sample.regions)
            ++names[region.label];
        const auto tail = [&](const std::string& head) {
            return question.substr(head.size(), question.size() - head.size() - 1);
        };
        if (question.starts_with("Is there a")) {
            const std::string name = question.substr(question.find(' ', 9) + 1);
            EXPECT_EQ(answer, names.contains(name.substr(0, name.size() - 1)) ? "yes" : "no") << question;
            ++kinds["existence " + answer];
        } else if (question.starts_with("Where is the ")) {
            const std::string name = tail("Where is the ");
            ASSERT_EQ(names[name], 1);
            int x1, y1, x2, y2;
            ASSERT_EQ(std::sscanf(answer.c_str(), "<|box_start|>(%d,%d),(%d,%d)<|box_end|>", &x1, &y1, &x2, &y2), 4)
                << answer;
            for (const Region& region : drawn.sample.regions)
                if (region.label == name) {
                    EXPECT_NEAR(x1 * drawn.image.width / 1000.0, region.points[0][0], 0.1);
                    EXPECT_NEAR(y2 * drawn.image.height / 1000.0, region.points[1][1], 0.1);
                }
            ++kinds["box"];
        } else if (question.starts_with("What colour is the ")) {
            EXPECT_EQ(names[answer + " " + tail("What colour is the ")], 1);
            ++kinds["colour"];
        } else if (question.starts_with("What shape is ")) {
            EXPECT_EQ(names[tail("What shape is ") + " " + answer], 1);
            ++kinds["shape"];
        } else if (question.starts_with("What is ")) {
            EXPECT_EQ(names[answer.substr(2)] > 0, true) << question << answer;
            ++kinds["relation"];
        } else if (question == "How many shapes are there?") {
            const std::array words{"", "one", "two", "three", "four", "five", "six"};
            EXPECT_EQ(answer, words[drawn.sample.regions.size()]);
            ++kinds["count"];
        } else if (question.starts_with("Describe")) {
            EXPECT_EQ(std::count(answer.begin(), answer.end(), ',') + (answer.find(" and ") != std::string::npos) + 1,
                      int(drawn.sample.regions.size()));
            ++kinds["caption"];
        } else if (question.starts_with("In which part")) {
            ++kinds["place " + answer];
        } else {
            ++kinds["other"];
        }
    }
    for (const char* kind : {"existence yes", "existence no", "box", "colour", "shape", "relation", "count", "caption",
                             "place left", "place right", "place top", "place bottom", "place centre", "other"})
        EXPECT_GT(kinds[kind], 10) << kind;
}

TEST(Scenes, JsonAnswersTheSameQuestions) {
    GeneratorOptions options;
    options.answers = "json";
    const auto plain = makeGenerator("scenes"), json = makeGenerator("scenes", options);
    for (std::uint64_t i = 0; i < 100; ++i) {
        const Generated a = plain->draw(1, i), b = json->draw(1, i);
        EXPECT_EQ(a.image.pixels, b.image.pixels);
        EXPECT_EQ(a.sample.turns[0], b.sample.turns[0]);
        const Json answer = parseJson(b.sample.turns[1].text, "answer");
        if (answer["answer"].is_string())
            EXPECT_EQ(answer["answer"].get<std::string>(), a.sample.turns[1].text);
        else
            EXPECT_EQ(answer["answer"].size(), 4u);
    }
}

TEST(Generators, DatasetHasLlamaFactorysLayout) {
    const auto folder = std::filesystem::temp_directory_path() / ("atelier-generated-" + std::to_string(::getpid()));
    const auto scenes = makeGenerator("scenes");
    writeDataset(*scenes, "shapes", 5, 2, folder);
    const Json info = readJson(folder / "dataset_info.json"), samples = readJson(folder / "shapes.json");
    EXPECT_EQ(info["shapes"]["columns"]["messages"].get<std::string>(), "messages");
    ASSERT_EQ(samples.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) {
        const auto image = vision::decodeImage(folder / samples[i]["images"][0].get<std::string>());
        EXPECT_EQ(image.pixels, scenes->draw(2, i).image.pixels);
        EXPECT_EQ(samples[i]["messages"][1]["role"].get<std::string>(), "assistant");
    }
    std::filesystem::remove_all(folder);
    EXPECT_THROW(writeDataset(*scenes, "../evil", 1, 1, folder), Error);
}

// A person looks at these: ATELIER_CONTACT_SHEETS=folder test_generators --gtest_filter='*ContactSheets*'
TEST(Generators, ContactSheets) {
    const char* target = std::getenv("ATELIER_CONTACT_SHEETS");
    if (!target) GTEST_SKIP() << "set ATELIER_CONTACT_SHEETS to a folder";
    const auto sheet = [&](const std::string& name, const Generator& generator, int columns, int width, int height,
                           std::uint64_t first) {
        vision::Image page{columns * (width + 4), (60 / columns) * (height + 4), {}};
        page.pixels.assign(std::size_t(page.width) * std::size_t(page.height) * 3, 90);
        std::ofstream texts(std::string(target) + "/" + name + ".txt");
        for (int i = 0; i < 60; ++i) {
            const Generated drawn = generator.draw(11, first + std::uint64_t(i));
            const int left = i % columns * (width + 4), top = i / columns * (height + 4);
            for (int y = 0; y < drawn.image.height; ++y)
                std::copy_n(drawn.image.pixels.begin() + y * drawn.image.width * 3, drawn.image.width * 3,
                            page.pixels.begin() + ((top + y) * page.width + left) * 3);
            texts << i << "\t" << drawn.sample.turns[0].text << "\t" << drawn.sample.turns[1].text << "\n";
        }
        std::ofstream(std::string(target) + "/" + name + ".png", std::ios::binary) << vision::encodePng(page);
    };
    sheet("lines", *makeGenerator("lines", style("mixed")), 3, 336, 28, 0);
    sheet("heldout", *makeGenerator("lines", style("heldout")), 3, 336, 28, 0);
    sheet("scenes", *makeGenerator("scenes"), 10, 168, 168, 0);
}

}  // namespace
}  // namespace atelier::data
