#include "vision/preprocessors/planes.h"

#include <stdexcept>

namespace atelier::vision {
namespace {

void appendPart(const Image& image, int left, int top, int width, int height, const PixelTable& table,
                std::vector<float>& values) {
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (int y = top; y < top + height; ++y) {
            std::size_t at = 3 * (std::size_t(y) * std::size_t(image.width) + std::size_t(left)) + channel;
            for (int x = 0; x < width; ++x, at += 3)
                values.push_back(table[channel][image.pixels[at]]);
        }
}

}  // namespace

void appendPlanes(const Image& image, const PixelTable& table, std::vector<float>& values) {
    appendPart(image, 0, 0, image.width, image.height, table, values);
}

void appendTiles(const Image& image, int columns, int rows, const PixelTable& table, std::vector<float>& values) {
    if (image.width % columns != 0 || image.height % rows != 0) throw std::logic_error("tiles that do not fit");
    const int width = image.width / columns, height = image.height / rows;
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
            appendPart(image, column * width, row * height, width, height, table, values);
}

}  // namespace atelier::vision
