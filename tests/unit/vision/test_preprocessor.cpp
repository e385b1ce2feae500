#include "common/error.h"
#include "common/registry.h"
#include "unit/vision/files.h"
#include "vision/any_resolution.h"
#include "vision/preprocessor.h"

#include <gtest/gtest.h>

#include <cmath>

namespace atelier::vision {
namespace {

Json config(const std::string& text) {
    return parseJson(text, "test");
}

std::string errorOf(const std::string& text) {
    try {
        makePreprocessor(config(text), "model/preprocessor_config.json");
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(Preprocessor, SmartResizeTable) {
    // height, width, factor, min, max -> height, width; from transformers' smart_resize
    constexpr std::int64_t rows[][7] = {
        {480, 640, 28, 3136, 1003520, 476, 644}, {1, 1, 28, 3136, 1003520, 56, 56},
        {27, 29, 28, 3136, 1003520, 56, 84},     {3000, 4000, 28, 3136, 1003520, 840, 1148},
        {10, 1990, 28, 3136, 1003520, 28, 812},  {100, 19900, 28, 3136, 1003520, 56, 14112},
        {42, 70, 28, 3136, 1003520, 56, 56},     {14, 14, 28, 784, 1003520, 28, 28},
        {28, 336, 28, 784, 1003520, 28, 336},    {900, 450, 28, 3136, 200704, 616, 308},
        {5, 1000, 28, 3136, 1003520, 28, 812},   {112, 168, 28, 3136, 12544, 84, 112},
    };
    for (const auto& row : rows) {
        const auto size = smartResize(int(row[0]), int(row[1]), int(row[2]), row[3], row[4]);
        EXPECT_EQ(size[0], row[5]) << row[0] << "x" << row[1];
        EXPECT_EQ(size[1], row[6]) << row[0] << "x" << row[1];
    }
    EXPECT_NO_THROW(smartResize(10, 2000, 28, 3136, 1003520));
    EXPECT_THROW(smartResize(10, 2001, 28, 3136, 1003520), Error);
}

TEST(Preprocessor, QwenPatchesStandInMergeBlocks) {
    const auto preprocessor = makePreprocessor(
        config(R"({"image_processor_type": "Qwen2VLImageProcessor", "min_pixels": 3136, "max_pixels": 1003520,
                   "do_normalize": false, "do_rescale": false})"),
        "test");
    const Image image = gradient(84, 56);  // 6 x 4 patches: nothing is resized
    const PixelValues out = preprocessor->process(image);
    EXPECT_EQ(out.grids, (std::vector<std::array<std::int64_t, 3>>{{1, 4, 6}}));
    EXPECT_EQ(out.shape, (std::vector<std::int64_t>{24, 3 * 2 * 14 * 14}));
    EXPECT_EQ(preprocessor->tokenCount(84, 56), 6);
    EXPECT_EQ(preprocessor->plannedSize(84, 56), (std::array{84, 56}));
    // Patch 7 is the last of the second block's row: block column 1, inner row 1, inner column 1 -> patch (x 3, y 1).
    const auto value = [&](int patch, int channel, int frame, int y, int x) {
        return out.values[std::size_t((((patch * 3 + channel) * 2 + frame) * 14 + y) * 14 + x)];
    };
    for (const int frame : {0, 1})
        for (int channel = 0; channel < 3; ++channel)
            EXPECT_EQ(value(7, channel, frame, 5, 9),
                      image.pixels[std::size_t(((14 + 5) * 84 + 3 * 14 + 9) * 3 + channel)]);
}

TEST(Preprocessor, GlmsFileCountsFramesAndTheRecipePictures) {
    const std::string type = R"({"image_processor_type": "Glm4vImageProcessor")";
    const auto size = [&](const std::string& rest, std::int64_t low = 0, std::int64_t high = 0) {
        return makePreprocessor(config(type + rest), "test", low, high)->plannedSize(280, 280);
    };
    EXPECT_EQ(size("}"), (std::array{280, 280}));
    EXPECT_EQ(size(R"(, "size": {"shortest_edge": 3136, "longest_edge": 39200}})"), (std::array{140, 140}));
    EXPECT_EQ(size("}", 0, 19600), (std::array{140, 140}));
    EXPECT_EQ(size("}", 313600), (std::array{560, 560}));
}

TEST(Preprocessor, PaddlesPatchesAreSmallPicturesRowByRow) {
    const std::string type = R"({"image_processor_type": "PaddleOCRVLImageProcessor", "do_normalize": false,
                                 "do_rescale": false, "size": {"shortest_edge": 784, "longest_edge": 1003520})";
    const Image image = gradient(84, 56);
    const PixelValues out = makePreprocessor(config(type + "}"), "test")->process(image);
    EXPECT_EQ(out.grids, (std::vector<std::array<std::int64_t, 3>>{{1, 4, 6}}));
    EXPECT_EQ(out.shape, (std::vector<std::int64_t>{24, 3, 14, 14}));
    // Patch 7: row 1, column 1.
    for (int channel = 0; channel < 3; ++channel)
        EXPECT_EQ(out.values[std::size_t(((7 * 3 + channel) * 14 + 5) * 14 + 9)],
                  image.pixels[std::size_t(((14 + 5) * 84 + 14 + 9) * 3 + channel)]);
    EXPECT_THROW(makePreprocessor(config(type + R"(, "temporal_patch_size": 2})"), "test"), Error);
}

TEST(Preprocessor, QwenLimitsFromFileAndRecipe) {
    const std::string type = R"({"image_processor_type": "Qwen2VLImageProcessorFast")";
    const auto tokens = [&](const std::string& rest, std::int64_t low = 0, std::int64_t high = 0) {
        return makePreprocessor(config(type + rest), "test", low, high)->tokenCount(1000, 1000);
    };
    EXPECT_EQ(tokens("}"), 1225);  // 35 x 35: the default maximum is 1280 tokens
    EXPECT_EQ(tokens(R"(, "max_pixels": 78400})"), 100);
    EXPECT_EQ(tokens(R"(, "size": {"shortest_edge": 3136, "longest_edge": 78400}})"), 100);
    EXPECT_EQ(tokens(R"(, "size": {"min_pixels": 3136, "max_pixels": 78400}})"), 100);
    EXPECT_EQ(tokens(R"(, "size": {"min_pixels": 3136, "max_pixels": 78400}, "max_pixels": 3136})"), 4);
    EXPECT_EQ(tokens("}", 0, 78400), 100);
    EXPECT_EQ(tokens("}", 0, 784), 1);
    EXPECT_EQ(tokens("}", 4000000), 5184);  // 72 x 72
    EXPECT_THROW(tokens("}", 10000, 5000), Error);
}

TEST(Preprocessor, ClipCropsAndCounts) {
    const std::string text = R"({"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 336},
        "crop_size": {"height": 336, "width": 336}, "do_normalize": false, "do_rescale": false)";
    const auto clip = makePreprocessor(config(text + "}"), "test");
    EXPECT_EQ(clip->tokenCount(640, 480), 576);
    EXPECT_EQ(clip->plannedSize(640, 480), (std::array{336, 336}));
    EXPECT_EQ(clip->process(gradient(50, 20)).shape, (std::vector<std::int64_t>{1, 3, 336, 336}));
    EXPECT_EQ(
        makePreprocessor(config(text + R"(, "vision_feature_select_strategy": "full"})"), "test")->tokenCount(9, 9),
        577);
    EXPECT_EQ(makePreprocessor(config(text + R"(, "patch_size": 28})"), "test")->tokenCount(9, 9), 144);
}

TEST(Preprocessor, LlavaNextTilesWithinTheLimits) {
    const std::string text = R"({"image_processor_type": "LlavaNextImageProcessor", "size": {"shortest_edge": 336},
        "crop_size": {"height": 336, "width": 336}})";
    const auto tokens = [&](std::int64_t low, std::int64_t high) {
        return makePreprocessor(config(text), "test", low, high)->tokenCount(1000, 1000);
    };
    constexpr std::int64_t kWhole = 24 * 24, kFour = kWhole + 48 * 49, kTwo = kWhole + 24 * 25;
    EXPECT_EQ(tokens(0, 0), kFour);
    EXPECT_EQ(tokens(0, 336 * 672), kTwo);  // half of two tiles is padding, which has no tokens
    EXPECT_EQ(tokens(0, 1000), kTwo);       // no resolution is so small: the smallest
    EXPECT_EQ(tokens(1'000'000, 0), kFour);
    const auto made = makePreprocessor(config(text), "test");
    EXPECT_EQ(made->plannedSize(300, 900), (std::array{336, 1008}));
    EXPECT_EQ(made->process(gradient(50, 20)).shape, (std::vector<std::int64_t>{3, 3, 336, 336}));
}

TEST(Preprocessor, LlavaOnevisionShrinksManyTiles) {
    const std::string text = R"({"image_processor_type": "LlavaOnevisionImageProcessor")";
    const auto made = makePreprocessor(config(text + "}"), "test");
    constexpr std::int64_t kTile = 27 * 27;
    EXPECT_EQ(made->tokenCount(384, 384), kTile + 27 * 28);
    EXPECT_EQ(made->tokenCount(1152, 1152), kTile + 81 * 82);  // nine tiles
    EXPECT_EQ(made->tokenCount(1536, 1152), kTile + 70 * 94);  // twelve are shrunk
    EXPECT_EQ(
        makePreprocessor(config(text + R"(, "vision_aspect_ratio": "anyres_max_4"})"), "test")->tokenCount(1152, 1152),
        kTile + 54 * 55);
    const auto* tiled = dynamic_cast<const TiledPreprocessor*>(made.get());
    ASSERT_NE(tiled, nullptr);
    EXPECT_EQ(tiled->processWhole(gradient(50, 20)).shape, (std::vector<std::int64_t>{1, 3, 384, 384}));
}

TEST(Preprocessor, BlipResizesToOneSizeAndCountsQueries) {
    const std::string text = R"({"image_processor_type": "BlipImageProcessor", "do_normalize": false,
        "do_rescale": false)";
    const auto blip =
        makePreprocessor(config(text + R"(, "size": {"height": 14, "width": 28}, "num_query_tokens": 5})"), "test");
    EXPECT_EQ(blip->tokenCount(640, 480), 5);
    EXPECT_EQ(blip->plannedSize(640, 480), (std::array{28, 14}));
    EXPECT_EQ(blip->process(gradient(50, 20)).shape, (std::vector<std::int64_t>{1, 3, 14, 28}));
    const Image image = gradient(28, 14);  // nothing is resized
    const auto values = blip->process(image).values;
    for (const std::size_t channel : {0u, 1u, 2u})
        EXPECT_EQ(values[channel * 14 * 28 + 3 * 28 + 9], image.pixels[(3 * 28 + 9) * 3 + channel]);
    EXPECT_EQ(makePreprocessor(config(text + "}"), "test")->plannedSize(9, 9), (std::array{384, 384}));
    EXPECT_EQ(makePreprocessor(config(text + R"(, "size": 16})"), "test")->plannedSize(9, 9), (std::array{16, 16}));
}

TEST(Preprocessor, ClipPadsWithBlackWhenSmaller) {
    const auto clip = makePreprocessor(
        config(
            R"({"image_processor_type": "CLIPImageProcessor", "do_resize": false, "crop_size": 5, "do_normalize": false,
                   "do_rescale": false})"),
        "test");
    const Image image{2, 7, std::vector<std::uint8_t>(42, 9)};
    const PixelValues out = clip->process(image);
    for (int y = 0; y < 5; ++y)
        for (int x = 0; x < 5; ++x)
            EXPECT_EQ(out.values[std::size_t(y * 5 + x)], x == 1 || x == 2 ? 9.f : 0.f) << x << y;
}

TEST(Preprocessor, BadConfigsNameFileAndKey) {
    const std::string type = R"({"image_processor_type": "Qwen2VLImageProcessor", )";
    const std::pair<std::string, std::string> cases[] = {
        {R"({})", "image_processor_type"},
        {R"({"image_processor_type": "FuyuImageProcessor"})", "FuyuImageProcessor"},
        {type + R"("patch_size": "14"})", "patch_size"},
        {type + R"("patch_size": 0})", "patch_size"},
        {type + R"("min_pixels": -1})", "min_pixels"},
        {type + R"("min_pixels": 9, "max_pixels": 3})", "limit"},
        {type + R"("image_mean": [1, 2]})", "image_mean"},
        {type + R"("image_mean": [1, 2, "3"]})", "image_mean"},
        {type + R"("image_std": [1, 0, 1]})", "image_std"},
        {type + R"("resample": 4})", "resample"},
        {type + R"("do_resize": 1})", "do_resize"},
        {type + R"("size": {"shortest_edge": 1.5}})", "shortest_edge"},
        {R"({"image_processor_type": "CLIPImageProcessor", "crop_size": {"height": 3}})", "width"},
        {R"({"image_processor_type": "CLIPImageProcessor", "do_center_crop": false})", "do_center_crop"},
        {R"({"image_processor_type": "LlavaNextImageProcessor", "size": 224, "crop_size": 336})", "crop_size"},
        {R"({"image_processor_type": "LlavaNextImageProcessor", "size": 224, "crop_size": 224})",
         "image_grid_pinpoints"},
        {R"({"image_processor_type": "LlavaNextImageProcessor", "image_grid_pinpoints": [[224]]})",
         "image_grid_pinpoints"},
        {R"({"image_processor_type": "LlavaOnevisionImageProcessor", "vision_aspect_ratio": "square"})",
         "vision_aspect_ratio"},
        {R"({"image_processor_type": "LlavaOnevisionImageProcessor", "vision_aspect_ratio": "anyres_max_0"})",
         "vision_aspect_ratio"},
        {R"({"image_processor_type": "BlipImageProcessor", "do_center_crop": true})", "do_center_crop"},
        {R"({"image_processor_type": "BlipImageProcessor", "do_resize": false})", "do_resize"},
        {R"({"image_processor_type": "BlipImageProcessor", "size": {"shortest_edge": 9}})", "height"},
    };
    for (const auto& [text, key] : cases) {
        const std::string message = errorOf(text);
        EXPECT_NE(message.find(key), std::string::npos) << text << ": " << message;
        EXPECT_NE(message.find("model/preprocessor_config.json"), std::string::npos) << message;
    }
}

TEST(Preprocessor, ConfigFromEitherLayout) {
    const auto folder = std::filesystem::temp_directory_path() / ("atelier-layout-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    EXPECT_THROW(readPreprocessorConfig(folder), Error);
    std::ofstream(folder / "preprocessor_config.json")
        << R"({"image_processor_type": "CLIPImageProcessor", "crop_size": 28})";
    std::ofstream(folder / "processor_config.json") << R"({"patch_size": 7, "processor_class": "LlavaProcessor"})";
    EXPECT_EQ(makePreprocessor(readPreprocessorConfig(folder), "test")->tokenCount(1, 1), 16);
    std::ofstream(folder / "processor_config.json")
        << R"({"patch_size": 7, "image_processor": {"image_processor_type": "Qwen2VLImageProcessor", "patch_size": 14}})";
    EXPECT_EQ(makePreprocessor(readPreprocessorConfig(folder), "test")->tokenCount(560, 560), 400);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace atelier::vision
