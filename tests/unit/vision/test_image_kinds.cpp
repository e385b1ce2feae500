#include "common/error.h"
#include "unit/vision/files.h"
#include "unit/vision/made_pictures.h"
#include "vision/image_kinds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace atelier::vision {
namespace {

using Pixel = std::array<int, 3>;

Pixel at(const Image& image, int x, int y) {
    const auto* p = image.pixels.data() + (y * image.width + x) * 3;
    return {p[0], p[1], p[2]};
}

template <class Call>
std::string errorOf(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

std::vector<std::string> lossesOf(const std::string& bytes) {
    const TemporaryFile file("losses", bytes);
    Conversion conversion;
    decodeImage(file.path(), GreyWindow::Auto, conversion);
    return conversion.losses;
}

const std::string kPalette("\0\0\0\xFF\0\0\0\xFF\0\0\0\xFF\xFF\xFF\0\0\xFF\xFF\xFF\0\xFF\xFF\xFF\xFF", 24);
constexpr Pixel kBlack{0, 0, 0}, kRed{255, 0, 0}, kGreen{0, 255, 0}, kBlue{0, 0, 255}, kYellow{255, 255, 0};

std::string smallGif(const std::vector<GifFrame>& more = {}) {
    std::vector<GifFrame> frames{{0, 0, 3, 2, {0, 1, 2, 3, 4, 0}}};
    frames.insert(frames.end(), more.begin(), more.end());
    return gifOf(3, 2, kPalette, frames);
}

// One of each kind that this build can write, by the format's name.
std::map<std::string, std::string> oneOfEach() {
    const Image image = gradient(40, 24);
    std::vector<std::int32_t> values(image.pixels.begin(), image.pixels.end());
    std::map<std::string, std::string> all{
        {"jpeg", encodeJpeg(image, 95)},
        {"png", encodePng(image)},
        {"tiff", tiffOf({greyPage<std::uint8_t>(4, 1, {0, 80, 160, 240})})},
        {"bmp", bmpOf(2, 2, 24, {}, std::string(16, '\x50'))},
        {"gif", smallGif()},
        {"heic", heicOf(image)},
        {"avif", avifOf(image)},
        {"jpeg2000", jpeg2000Of(40, 24, 3, 8, values)},
    };
    std::erase_if(all, [](const auto& one) { return one.second.empty(); });
    return all;
}

TEST(ImageKinds, AreKnownByTheirContentWhateverTheirName) {
    const auto all = oneOfEach();
    EXPECT_GE(all.size(), 5u);
    for (const auto& [format, bytes] : all) {
        SCOPED_TRACE(format);
        const TemporaryFile file("wrong.jpg", bytes);
        EXPECT_EQ(probeImage(file.path()).format, format);
        const Image image = decodeImage(file.path());
        EXPECT_EQ(image.width, probeImage(file.path()).width);
        EXPECT_EQ(image.height, probeImage(file.path()).height);
        const ImageKind* kind = imageKindOf(std::string_view(bytes).substr(0, 32));
        ASSERT_TRUE(kind);
        EXPECT_EQ(kind->format, format);
        EXPECT_TRUE(kind->readable);
    }
}

TEST(ImageKinds, CutOffFilesOfEachKindAreErrorsThatNameTheFile) {
    for (const auto& [format, bytes] : oneOfEach())
        for (const double part : {0.05, 0.3, 0.6, 0.85}) {
            SCOPED_TRACE(format + " " + std::to_string(part));
            const auto size = static_cast<std::size_t>(static_cast<double>(bytes.size()) * part);
            const std::string message = errorOf([&] { decodeImage(bytes.substr(0, size), "scans/17"); });
            EXPECT_NE(message.find("scans/17"), std::string::npos) << message;
        }
}

TEST(ImageKinds, RandomDamageNeverEscapesAsAnythingElse) {
    std::uint32_t state = 11;
    const auto draw = [&] { return state = state * 1664525u + 1013904223u, state >> 8; };
    auto all = oneOfEach();
    all["deep"] = tiffOf({greyPage<float>(4, 2, {0, 1, 2, 3, 4, 5, 6, 7})});
    for (const auto& [format, whole] : all)
        for (int round = 0; round < (whole.size() > 1000 ? 60 : 400); ++round) {
            std::string bytes = whole;
            for (int i = 0; i < 3; ++i)
                bytes[draw() % bytes.size()] = static_cast<char>(draw());
            EXPECT_NO_THROW(errorOf([&] { decodeImage(bytes, format); })) << format << round;
        }
}

TEST(ImageKinds, HugeSizesAreRefusedBeforeMemoryIsTaken) {
    const std::string codestream = std::string("\xFF\x4F\xFF\x51\0\x2F\0\0", 8) + bigEndian32(60'000) +
                                   bigEndian32(60'000) + std::string(40, '\0');
    auto page = greyPage<std::uint16_t>(60'000, 60'000, {1});
    auto channels = greyPage<std::uint16_t>(4'000, 4'000, {1});
    channels.samples = 60'000;
    for (const std::string& bytes :
         {bmpOf(60'000, 60'000, 24, {}, std::string(8, '\0')), bmpOf(60'000, 60'000, 8, {}, "\x01", 1),
          gifOf(65'535, 65'535, kPalette, {{0, 0, 65'535, 65'535, {1}}}), codestream, tiffOf({page}),
          tiffOf({channels})})
        EXPECT_NE(errorOf([&] { decodeImage(bytes, "bomb"); }).find("too large"), std::string::npos)
            << errorOf([&] { decodeImage(bytes, "bomb"); });
}

TEST(ImageKinds, ForeignFilesAreNamedWithWhatTheyAre) {
    const std::pair<std::string, const char*> cases[] = {
        {std::string("\0\0\0\x0CJXL \r\n\x87\n", 12), "JPEG XL"},
        {"<?xml version=\"1.0\"?>\n<svg width=\"4\"/>", "SVG"},
        {"8BPS\0\1", "Photoshop"},
        {std::string(128, '\0') + "DICM", "DICOM"},
        {"\xEF\xBB\xBF <!DOCTYPE html><html>", "a web page"},
        {"version https://git-lfs.github.com/spec/v1\noid", "Git LFS"},
        {std::string("\0\0\0\x18"
                     "ftypisom\0\0\2\0isomiso2",
                     24),
         "a video"},
        {"%PDF-1.7", "a PDF document"},
        {std::string("II*\0\x10\0\0\0CR\2\0", 12), "camera raw"},
    };
    for (const auto& [bytes, name] : cases) {
        const std::string message = errorOf([&] { decodeImage(bytes, "a.jpg"); });
        EXPECT_NE(message.find(name), std::string::npos) << message;
        EXPECT_NE(message.find("a.jpg"), std::string::npos) << message;
    }
    EXPECT_NE(errorOf([] { decodeImage("hello", "a.jpg"); }).find("AVIF"), std::string::npos);  // what would be read
}

TEST(ImageKinds, FilesOfFoldersAreTakenForPictures) {
    const TemporaryFile svg("a.svg", "<svg/>"), wrong("b.psd", encodePng(gradient(2, 2))), bare("bare", smallGif()),
        text("text", "hello"), capitals("c.BMP", "BM");
    EXPECT_TRUE(looksLikeImage(svg.path()));
    EXPECT_NE(whyUnreadable(svg.path()).find("SVG"), std::string::npos);
    EXPECT_EQ(whyUnreadable(wrong.path()), "");  // a PNG after all
    EXPECT_TRUE(looksLikeImage(bare.path()));
    EXPECT_FALSE(looksLikeImage(text.path()));
    EXPECT_TRUE(looksLikeImage(capitals.path()));
    EXPECT_EQ(whyUnreadable(capitals.path()), "");
    EXPECT_FALSE(looksLikeImage("notes.txt"));
    EXPECT_NE(readableKinds().find("JPEG 2000"), std::string::npos);
}

TEST(Bmp, RowsFromBelowAndFromAbove) {
    const std::string rows(
        "\xFF\0\0\0\xFF\0\0\0"     // blue, green
        "\0\0\xFF\0\xFF\xFF\0\0",  // red, yellow
        16);
    const Image upwards = decodeImage(bmpOf(2, 2, 24, {}, rows), "a");
    EXPECT_EQ(at(upwards, 0, 0), kRed);
    EXPECT_EQ(at(upwards, 1, 0), kYellow);
    EXPECT_EQ(at(upwards, 0, 1), kBlue);
    EXPECT_EQ(at(upwards, 1, 1), kGreen);
    const Image downwards = decodeImage(bmpOf(2, -2, 24, {}, rows), "a");
    EXPECT_EQ(at(downwards, 0, 0), kBlue);
    EXPECT_EQ(at(downwards, 0, 1), kRed);
}

TEST(Bmp, PalettesOfEveryWidth) {
    std::string palette("\0\0\0\0\0\0\xFF\0", 8);  // black, red
    EXPECT_EQ(at(decodeImage(bmpOf(3, 1, 1, palette, std::string("\x40\0\0\0", 4)), "a"), 1, 0), kRed);
    palette += std::string("\0\xFF\0\0\xFF\0\0\0", 8) + std::string(12 * 4, '\0');
    EXPECT_EQ(at(decodeImage(bmpOf(3, 1, 4, palette, std::string("\x01\x20\0\0", 4)), "a"), 2, 0), kGreen);
    palette += std::string(240 * 4, '\0');
    EXPECT_EQ(at(decodeImage(bmpOf(3, 1, 8, palette, std::string("\0\1\3\0", 4)), "a"), 2, 0), kBlue);
    // Lengths: three of red, one row up, one of green behind a jump; then its end.
    const Image runs = decodeImage(bmpOf(3, 2, 8, palette, std::string("\3\1\0\0\0\2\1\0\1\2\0\1", 12), 1), "a");
    EXPECT_EQ(at(runs, 2, 1), kRed);
    EXPECT_EQ(at(runs, 0, 0), kBlack);
    EXPECT_EQ(at(runs, 1, 0), kGreen);
    EXPECT_FALSE(errorOf([&] { decodeImage(bmpOf(3, 2, 8, palette, std::string("\3\1\0", 3), 1), "a"); }).empty());
}

TEST(Bmp, BitFieldsAndTransparency) {
    const auto masks = [](std::uint32_t r, std::uint32_t g, std::uint32_t b) {
        return littleEndian(r) + littleEndian(g) + littleEndian(b);
    };
    EXPECT_EQ(
        at(decodeImage(bmpOf(1, 1, 16, masks(0xF800, 0x07E0, 0x001F), std::string("\xE0\x07\0\0", 4), 3), "a"), 0, 0),
        kGreen);
    EXPECT_EQ(at(decodeImage(bmpOf(1, 1, 16, {}, std::string("\0\x7C\0\0", 4)), "a"), 0, 0), kRed);
    EXPECT_EQ(at(decodeImage(bmpOf(1, 1, 32, {}, std::string("\xFF\0\0\x07", 4)), "a"), 0, 0), kBlue);
    EXPECT_FALSE(errorOf([&] { decodeImage(bmpOf(1, 1, 16, masks(0, 0, 0), std::string(4, 'x'), 3), "a"); }).empty());
    EXPECT_FALSE(errorOf([&] { decodeImage(bmpOf(1, 1, 7, {}, std::string(4, 'x')), "a"); }).empty());
}

TEST(Gif, TheFirstFrameOfSeveral) {
    const Image image = decodeImage(smallGif(), "a");
    EXPECT_EQ(at(image, 0, 0), kBlack);
    EXPECT_EQ(at(image, 1, 0), kRed);
    EXPECT_EQ(at(image, 2, 0), kGreen);
    EXPECT_EQ(at(image, 0, 1), kBlue);
    EXPECT_TRUE(lossesOf(smallGif()).empty());
    const std::string animated = smallGif({{0, 0, 3, 2, {5, 5, 5, 5, 5, 5}}});
    EXPECT_EQ(decodeImage(animated, "a").pixels, image.pixels);
    EXPECT_EQ(lossesOf(animated), std::vector<std::string>{"first frame of an animation taken"});
    // Damage behind it is no damage to it.
    EXPECT_EQ(decodeImage(animated.substr(0, animated.size() - 4), "a").pixels, image.pixels);
}

TEST(Gif, InterlacedPartialAndTransparent) {
    GifFrame frame{0, 0, 1, 9, {0, 1, 2, 3, 4, 5, 6, 7, 0}, true};
    const Image image = decodeImage(gifOf(1, 9, kPalette, {frame}), "a");  // rows 0, 8, 4, 2, 6, 1, 3, 5, 7
    EXPECT_EQ(at(image, 0, 8), kRed);
    EXPECT_EQ(at(image, 0, 4), kGreen);
    EXPECT_EQ(at(image, 0, 2), kBlue);
    EXPECT_EQ(at(image, 0, 6), kYellow);

    const Image part = decodeImage(gifOf(3, 3, kPalette, {{1, 1, 1, 1, {2}, false, 3}}), "a");
    EXPECT_EQ(at(part, 1, 1), kGreen);
    EXPECT_EQ(at(part, 0, 0), kBlue);  // what is clear
    EXPECT_EQ(lossesOf(gifOf(3, 3, kPalette, {{1, 1, 1, 1, {2}, false, 3}})),
              std::vector<std::string>{"transparency dropped"});
    // A frame that is larger than its canvas.
    EXPECT_EQ(decodeImage(gifOf(1, 1, kPalette, {{0, 0, 3, 2, {0, 1, 2, 3, 4, 0}}}), "a").width, 3);
}

TEST(Tiff, FurtherPagesAreTold) {
    const auto page = greyPage<std::uint8_t>(4, 1, {0, 80, 160, 240});
    EXPECT_TRUE(lossesOf(tiffOf({page})).empty());
    EXPECT_EQ(lossesOf(tiffOf({page, page})), std::vector<std::string>{"first page of several taken"});
    auto smaller = greyPage<std::uint8_t>(2, 1, {0, 240});
    smaller.shorts[254] = {1};  // a reduced copy is no page
    EXPECT_TRUE(lossesOf(tiffOf({page, smaller})).empty());
    EXPECT_EQ(at(decodeImage(tiffOf({page, page}), "a"), 1, 0), (Pixel{80, 80, 80}));
}

TEST(Late, HeicAndAvifLookLikeTheirSource) {
    const Image source = gradient(40, 24);
    int known = 0;
    for (const std::string& bytes : {heicOf(source), avifOf(source)}) {
        if (bytes.empty()) continue;
        ++known;
        const Image image = decodeImage(bytes, "a");
        ASSERT_EQ(image.pixels.size(), source.pixels.size());
        double sum = 0;
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            sum += std::abs(int(image.pixels[i]) - int(source.pixels[i]));
        EXPECT_LT(sum / static_cast<double>(image.pixels.size()), 4);
    }
    if (known == 0) GTEST_SKIP() << "this build has no libheif";
}

TEST(Late, Jpeg2000OfEveryDepth) {
    const Image source = gradient(20, 12);
    const std::string colour = jpeg2000Of(20, 12, 3, 8, {source.pixels.begin(), source.pixels.end()});
    if (colour.empty()) GTEST_SKIP() << "this build has no OpenJPEG";
    EXPECT_EQ(decodeImage(colour, "a").pixels, source.pixels);
    std::vector<std::int32_t> ramp, deep, coarse, low, signedRamp;
    for (int i = 0; i < 256; ++i) {
        ramp.push_back(i);
        deep.push_back(i * 257);
        low.push_back(i * 16);
        coarse.push_back(i / 64);
        signedRamp.push_back(i * 257 - 32768);
    }
    const auto levels = [](const std::string& bytes) {
        const Image image = decodeImage(bytes, "a");
        std::vector<int> first;
        for (std::size_t i = 0; i < image.pixels.size(); i += 3)
            first.push_back(image.pixels[i]);
        return first;
    };
    const std::vector<int> wanted(ramp.begin(), ramp.end());
    EXPECT_EQ(levels(jpeg2000Of(16, 16, 1, 8, ramp)), wanted);
    EXPECT_EQ(levels(jpeg2000Of(16, 16, 1, 16, deep)), wanted);
    EXPECT_EQ(levels(jpeg2000Of(16, 16, 1, 16, signedRamp, true)), wanted);
    EXPECT_EQ(levels(jpeg2000Of(16, 16, 1, 2, coarse)).at(64), 85);
    for (const std::uint32_t bits : {12u, 16u}) {
        const auto shown = levels(jpeg2000Of(16, 16, 1, bits, low));
        for (std::size_t i = 0; i < shown.size(); ++i)
            EXPECT_NEAR(shown[i], wanted[i], 1) << bits;
    }
}

}  // namespace
}  // namespace atelier::vision
