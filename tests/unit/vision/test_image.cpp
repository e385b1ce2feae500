#include "common/error.h"
#include "unit/vision/files.h"
#include "vision/image.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace atelier::vision {
namespace {

using Pixel = std::array<int, 3>;

Pixel at(const Image& image, int x, int y) {
    const auto* p = image.pixels.data() + (y * image.width + x) * 3;
    return {p[0], p[1], p[2]};
}

// What a call threw, or an empty text.
template <class Call>
std::string errorOf(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(Image, PngRoundTripIsExact) {
    const Image image = gradient(37, 23);
    const Image back = decodeImage(encodePng(image), "a.png");
    EXPECT_EQ(back.width, 37);
    EXPECT_EQ(back.height, 23);
    EXPECT_EQ(back.pixels, image.pixels);
}

TEST(Image, JpegRoundTripIsClose) {
    const Image image = gradient(64, 48);
    const Image back = decodeImage(encodeJpeg(image, 95), "a.jpg");
    ASSERT_EQ(back.pixels.size(), image.pixels.size());
    for (std::size_t i = 0; i < back.pixels.size(); ++i)
        ASSERT_NEAR(back.pixels[i], image.pixels[i], 12) << i;
}

// Where the stored picture's top left and top right corners stand in the upright one, by the EXIF standard:
// the orientation tells which edge of the scene the first row and the first column are.
struct Corners {
    int orientation;
    bool swapped;
    std::array<bool, 2> topLeft, topRight;  // (right?, bottom?) in the upright picture
};
constexpr Corners kCorners[] = {
    {1, false, {0, 0}, {1, 0}}, {2, false, {1, 0}, {0, 0}}, {3, false, {1, 1}, {0, 1}}, {4, false, {0, 1}, {1, 1}},
    {5, true, {0, 0}, {0, 1}},  {6, true, {1, 0}, {1, 1}},  {7, true, {1, 1}, {1, 0}},  {8, true, {0, 1}, {0, 0}},
};

void checkOrientation(const std::string& bytes, const Corners& corners, const Image& stored, int tolerance) {
    const Image image = decodeImage(bytes, "oriented");
    ASSERT_EQ(image.width, corners.swapped ? stored.height : stored.width);
    ASSERT_EQ(image.height, corners.swapped ? stored.width : stored.height);
    const TemporaryFile file("oriented", bytes);
    EXPECT_EQ(probeImage(file.path()).width, image.width);
    EXPECT_EQ(probeImage(file.path()).height, image.height);
    const auto corner = [&](const std::array<bool, 2>& place) {
        return at(image, place[0] ? image.width - 1 : 0, place[1] ? image.height - 1 : 0);
    };
    for (int c = 0; c < 3; ++c) {
        EXPECT_NEAR(corner(corners.topLeft)[c], at(stored, 0, 0)[c], tolerance);
        EXPECT_NEAR(corner(corners.topRight)[c], at(stored, stored.width - 1, 0)[c], tolerance);
    }
}

TEST(Image, AllOrientationsOfJpeg) {
    const Image stored = gradient(48, 32);
    const std::string jpeg = encodeJpeg(stored, 98);
    for (const Corners& corners : kCorners)
        for (const bool big : {false, true}) {
            SCOPED_TRACE(corners.orientation);
            checkOrientation(withExif(jpeg, exifBlock(corners.orientation, big)), corners, stored, 20);
        }
}

TEST(Image, AllOrientationsOfPngAlsoBehindThePixels) {
    const Image stored = gradient(5, 3);
    const std::string png = encodePng(stored);
    const std::size_t header = 8 + 25, end = png.size() - 12;
    for (const Corners& corners : kCorners)
        for (const std::size_t place : {header, end}) {
            SCOPED_TRACE(corners.orientation);
            std::string bytes = png;
            checkOrientation(bytes.insert(place, pngChunk("eXIf", exifBlock(corners.orientation))), corners, stored, 0);
        }
}

TEST(Image, OrientationOutOfRangeOrBrokenExifIsUpright) {
    const std::string jpeg = encodeJpeg(gradient(16, 8), 95);
    for (const std::string& exif : {exifBlock(0), exifBlock(9), std::string("II*\0\xFF\xFF\xFF\xFF", 8),
                                    exifBlock(6).substr(0, 12), std::string("garbage")})
        EXPECT_EQ(decodeImage(withExif(jpeg, exif), "a.jpg").width, 16);
}

TEST(Image, LimitsBeforeDecoding) {
    const TemporaryFile bomb("bomb.png", pngHeader(50'000, 50'000)), wide("wide.png", pngHeader(70'000, 1));
    for (const auto* file : {&bomb, &wide}) {
        const std::string probed = errorOf([&] { probeImage(file->path()); });
        EXPECT_NE(probed.find("too large"), std::string::npos) << probed;
        EXPECT_NE(probed.find(file->path().filename().string()), std::string::npos) << probed;
        EXPECT_NE(errorOf([&] { decodeImage(file->path()); }).find("too large"), std::string::npos);
    }
    const TemporaryFile empty("none.png", pngHeader(0, 4));
    EXPECT_FALSE(errorOf([&] { probeImage(empty.path()); }).empty());
}

TEST(Image, TruncatedFilesAreErrorsThatNameTheFile) {
    const Image image = gradient(200, 160);
    for (const std::string& whole : {encodeJpeg(image, 90), encodePng(image)})
        for (const double part : {0.01, 0.1, 0.3, 0.5, 0.9, 0.98}) {
            const std::string bytes =
                whole.substr(0, static_cast<std::size_t>(static_cast<double>(whole.size()) * part));
            const std::string message = errorOf([&] { decodeImage(bytes, "receipts/17.x"); });
            EXPECT_NE(message.find("receipts/17.x"), std::string::npos) << part << ": " << message;
        }
}

TEST(Image, DamageInsideAJpegIsAnError) {
    std::string bytes = encodeJpeg(gradient(200, 160), 90);
    bytes.replace(bytes.size() / 2, 2, "\xFF\xD9");  // an end mark in the middle
    EXPECT_NE(errorOf([&] { decodeImage(bytes, "a.jpg"); }).find("damaged"), std::string::npos);
}

TEST(Image, ForeignFilesAreErrors) {
    for (const std::string& bytes :
         {std::string(), std::string("GIF89a.."), std::string("BM......"), std::string("hello"), std::string("GIF89a"),
          std::string("RIFF\x10\0\0\0WEBPVP8 ", 16), std::string("II*\0\x08\0\0\0", 8),
          std::string("\x89PNG\r\n\x1A\n"), std::string("\xFF\xD8\xFF")}) {
        const TemporaryFile file("foreign", bytes);
        EXPECT_FALSE(errorOf([&] { probeImage(file.path()); }).empty()) << bytes;
        EXPECT_FALSE(errorOf([&] { decodeImage(file.path()); }).empty()) << bytes;
    }
    EXPECT_FALSE(errorOf([&] { probeImage("/does/not/exist.png"); }).empty());
    EXPECT_FALSE(errorOf([&] { probeImage("/tmp"); }).empty());
}

TEST(Image, RandomDamageNeverEscapesAsAnythingElse) {
    std::uint32_t state = 7;
    const auto draw = [&] { return state = state * 1664525u + 1013904223u, state >> 8; };
    for (const std::string& whole : {encodeJpeg(gradient(60, 50), 90), encodePng(gradient(60, 50))})
        for (int round = 0; round < 300; ++round) {
            std::string bytes = whole;
            for (int i = 0; i < 4; ++i)
                bytes[draw() % bytes.size()] = static_cast<char>(draw());
            EXPECT_NO_THROW(errorOf([&] { decodeImage(bytes, "damaged"); }));
        }
}

TEST(Image, CropRoundsOutwardsAndClips) {
    const Image image = gradient(10, 8);
    const Image part = crop(image, {2.6, 1.2, 5.1, 3.0});
    EXPECT_EQ(part.width, 4);  // 2..6
    EXPECT_EQ(part.height, 2);
    EXPECT_EQ(at(part, 0, 0), at(image, 2, 1));
    EXPECT_EQ(at(part, 3, 1), at(image, 5, 2));
    const Image all = crop(image, {-1e300, -5, 1e300, 900});
    EXPECT_EQ(all.pixels, image.pixels);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const Box& box : {Box{10, 0, 20, 8}, {-9, 0, 0, 8}, {4, 4, 4, 6}, {6, 2, 3, 5}, {nan, nan, nan, nan}})
        EXPECT_NE(errorOf([&] { crop(image, box); }).find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace atelier::vision
