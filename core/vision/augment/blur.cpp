#include "vision/augment/augmentation.h"
#include "vision/augment/opencv.h"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <numbers>

namespace atelier::vision {
namespace {

constexpr double kLeastSigma = 0.1;  // less changes no pixel

// Strength: the largest standard deviation in pixels.
void blur(Image& image, double strength, Random& random) {
    const double sigma = random.uniform(0, strength);
    if (sigma < kLeastSigma) return;
    withOpenCv([&] {
        cv::Mat pixels = view(image);
        cv::GaussianBlur(pixels, pixels, cv::Size(), sigma, sigma, cv::BORDER_REPLICATE);
    });
}

// A line of this length about the middle, each point shared among the four cells around it.
cv::Mat lineKernel(double length, double angle) {
    const int radius = static_cast<int>(std::ceil(length / 2));
    cv::Mat kernel = cv::Mat::zeros(2 * radius + 1, 2 * radius + 1, CV_32F);
    const int samples = 8 * radius + 1;
    for (int i = 0; i < samples; ++i) {
        const double along = length * (double(i) / (samples - 1) - 0.5);
        const double x = radius + along * std::cos(angle), y = radius + along * std::sin(angle);
        const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
        for (int dy = 0; dy < 2; ++dy)
            for (int dx = 0; dx < 2; ++dx) {
                const double share = (1 - std::abs(x - left - dx)) * (1 - std::abs(y - top - dy));
                if (share > 0 && left + dx < kernel.cols && top + dy < kernel.rows)
                    kernel.at<float>(top + dy, left + dx) += static_cast<float>(share / samples);
            }
    }
    return kernel;
}

// Strength: the longest way, in pixels, that the camera moved.
void motionBlur(Image& image, double strength, Random& random) {
    const double length = random.uniform(0, strength), angle = random.uniform(0, std::numbers::pi);
    if (length < kLeastSigma) return;
    withOpenCv([&] {
        cv::Mat pixels = view(image), blurred;
        cv::filter2D(pixels, blurred, -1, lineKernel(length, angle), cv::Point(-1, -1), 0, cv::BORDER_REPLICATE);
        blurred.copyTo(pixels);
    });
}

const Augmentations::Entry gaussian{"blur", {Stage::Lens, {}, blur}};
const Augmentations::Entry motion{"motion_blur", {Stage::Lens, {}, motionBlur}};

}  // namespace
}  // namespace atelier::vision
