#pragma once

#include "vision/image.h"

#include <opencv2/core.hpp>

namespace atelier::vision {

// For the .cpp files of this folder only: no cv:: type leaves it.

/// The same memory as OpenCV sees it.
cv::Mat view(Image& image);
cv::Mat view(const Image& image);  ///< read only

/// OpenCV on the calling thread only (the caller's threads are many already, and sums stay in one order) and silent.
void prepareOpenCv();
[[noreturn]] void rethrow(const cv::Exception& error);

/// The one boundary that cv::Exception crosses: it becomes Error (Failure).
template <class F>
auto withOpenCv(F&& action) {
    prepareOpenCv();
    try {
        return action();
    } catch (const cv::Exception& error) {
        rethrow(error);
    }
}

}  // namespace atelier::vision
