#include "vision/augment/opencv.h"

#include "common/error.h"

namespace atelier::vision {

cv::Mat view(Image& image) {
    return cv::Mat(image.height, image.width, CV_8UC3, image.pixels.data());
}

cv::Mat view(const Image& image) {
    return view(const_cast<Image&>(image));
}

void prepareOpenCv() {
    static const bool prepared = [] {
        cv::setNumThreads(1);
        cv::redirectError([](int, const char*, const char*, const char*, int, void*) { return 0; });
        return true;
    }();
    (void)prepared;
}

void rethrow(const cv::Exception& error) {
    throw Error::failure("cannot augment the picture: " + error.err, error.func);
}

}  // namespace atelier::vision
