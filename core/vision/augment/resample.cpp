#include "vision/augment/resample.h"

#include "common/error.h"
#include "vision/augment/opencv.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace atelier::vision {
namespace {

constexpr int kMaxSide = std::numeric_limits<short>::max() - 1;  // OpenCV counts source pixels in 16 bits
constexpr double kShrinkWorthFiltering = 0.8;

void checkSide(int width, int height, const char* what) {
    if (width > kMaxSide || height > kMaxSide)
        throw Error(std::string(what) + " is too large to be augmented: " + std::to_string(width) + " x " +
                        std::to_string(height),
                    {}, "at most 32,766 pixels a side; make it smaller");
}

// The picture as large as the result needs it, so that no detail is finer than the result's pixels; `map` follows.
Image prefiltered(const Image& image, Homography& map) {
    const auto [right, down] = map.derivative({image.width / 2.0, image.height / 2.0});
    const auto side = [](int size, double scale) {
        return scale < kShrinkWorthFiltering ? std::max(1, static_cast<int>(std::lround(size * scale))) : size;
    };
    const int width = side(image.width, std::hypot(right[0], right[1]));
    const int height = side(image.height, std::hypot(down[0], down[1]));
    map = map * Homography::scaling(double(image.width) / width, double(image.height) / height);
    return resize(image, width, height, Filter::Bicubic);
}

void warp(const cv::Mat& from, cv::Mat& to, const Homography& map, int border, const cv::Scalar& colour) {
    // Ours are the pixels' corners, OpenCV's their centres.
    const Homography centres = Homography::translation(-0.5, -0.5) * map * Homography::translation(0.5, 0.5);
    const Homography back = centres.inverse();
    const cv::Mat matrix(3, 3, CV_64F, const_cast<double*>(back.m.data()));
    cv::warpPerspective(from, to, matrix, to.size(), cv::INTER_CUBIC | cv::WARP_INVERSE_MAP, border, colour);
}

Image covering(const Image& picture, int width, int height) {
    const double scale = std::max(double(width) / picture.width, double(height) / picture.height);
    const int wide = std::max(width, static_cast<int>(std::lround(picture.width * scale)));
    const int high = std::max(height, static_cast<int>(std::lround(picture.height * scale)));
    const double left = (wide - width) / 2, top = (high - height) / 2;
    return crop(resize(picture, wide, high, Filter::Bicubic), {left, top, left + width, top + height});
}

// 255 where the picture shows.
cv::Mat maskOf(const Image& image, const std::vector<std::vector<Point>>& shown) {
    if (shown.empty()) return cv::Mat(image.height, image.width, CV_8U, cv::Scalar(255));
    constexpr int bits = 4;
    cv::Mat mask(image.height, image.width, CV_8U, cv::Scalar(0));
    for (const auto& polygon : shown) {
        std::vector<cv::Point> points;
        for (const auto& [x, y] : polygon)
            points.emplace_back(static_cast<int>(std::lround((x - 0.5) * (1 << bits))),
                                static_cast<int>(std::lround((y - 0.5) * (1 << bits))));
        cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255), cv::LINE_AA, bits);
    }
    return mask;
}

// Puts `ground` where `mask` is dark.
void blend(Image& picture, const cv::Mat& mask, const Image* ground, const std::array<std::uint8_t, 3>& colour) {
    std::size_t i = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const int share = mask.at<std::uint8_t>(y, x);
            for (std::size_t c = 0; c < 3; ++c, ++i) {
                const int below = ground ? ground->pixels[i] : colour[c];
                picture.pixels[i] =
                    static_cast<std::uint8_t>((picture.pixels[i] * share + below * (255 - share) + 127) / 255);
            }
        }
}

}  // namespace

Image resample(const Image& image, const Placement& placement, const Fill& fill,
               const std::vector<std::vector<Point>>& shown) {
    const bool covered = fill.picture && placement.onBackground, blended = covered || !shown.empty();
    const bool sameSize = placement.width == image.width && placement.height == image.height;
    if (placement.map.isIdentity() && sameSize && !blended) return image;
    checkSide(placement.width, placement.height, "the result");

    Homography map = placement.map;
    const Image source = prefiltered(image, map);
    if (map.isIdentity() && source.width == placement.width && source.height == placement.height && !blended)
        return source;
    checkSide(source.width, source.height, "the picture");
    Image result{placement.width, placement.height,
                 std::vector<std::uint8_t>(std::size_t(placement.width) * std::size_t(placement.height) * 3)};
    const cv::Scalar colour(fill.colour[0], fill.colour[1], fill.colour[2]);
    // Under a mask the edge goes on, so that the fill is mixed in once.
    const int border = blended || fill.edge ? cv::BORDER_REPLICATE : cv::BORDER_CONSTANT;
    withOpenCv([&] {
        cv::Mat target = view(result);
        warp(view(source), target, map, border, colour);
        if (!blended) return;
        cv::Mat mask(placement.height, placement.width, CV_8U);
        warp(maskOf(image, shown), mask, placement.map, cv::BORDER_CONSTANT, cv::Scalar(0));
        const Image ground = covered ? covering(*fill.picture, placement.width, placement.height) : Image{};
        blend(result, mask, covered ? &ground : nullptr, fill.colour);
    });
    return result;
}

}  // namespace atelier::vision
