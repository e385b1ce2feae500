#include "vision/augment/homography.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace atelier::vision {

Homography Homography::translation(double x, double y) {
    return {{1, 0, x, 0, 1, y, 0, 0, 1}};
}

Homography Homography::scaling(double x, double y) {
    return {{x, 0, 0, 0, y, 0, 0, 0, 1}};
}

Homography Homography::rotation(double degrees, Point centre) {
    const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
    const Homography about{{c, -s, 0, s, c, 0, 0, 0, 1}};
    return translation(centre[0], centre[1]) * about * translation(-centre[0], -centre[1]);
}

Homography Homography::toQuad(double width, double height, const std::array<Point, 4>& corners) {
    const auto& [a, b, c, d] = corners;
    const double dx1 = b[0] - c[0], dx2 = d[0] - c[0], sx = a[0] - b[0] + c[0] - d[0];
    const double dy1 = b[1] - c[1], dy2 = d[1] - c[1], sy = a[1] - b[1] + c[1] - d[1];
    const double area = dx1 * dy2 - dx2 * dy1;
    if (area == 0) throw std::logic_error("toQuad: the corners lie on a line");
    const double g = (sx * dy2 - dx2 * sy) / area, h = (dx1 * sy - sx * dy1) / area;
    const Homography fromUnitSquare{{b[0] - a[0] + g * b[0], d[0] - a[0] + h * d[0], a[0], b[1] - a[1] + g * b[1],
                                     d[1] - a[1] + h * d[1], a[1], g, h, 1}};
    return fromUnitSquare * scaling(1 / width, 1 / height);
}

Point Homography::operator()(Point point) const {
    const auto [x, y] = point;
    const double w = m[6] * x + m[7] * y + m[8];
    return {(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w};
}

std::array<Point, 2> Homography::derivative(Point at) const {
    const double w = m[6] * at[0] + m[7] * at[1] + m[8];
    const auto [x, y] = (*this)(at);
    return {Point{(m[0] - x * m[6]) / w, (m[3] - y * m[6]) / w}, Point{(m[1] - x * m[7]) / w, (m[4] - y * m[7]) / w}};
}

Homography Homography::operator*(const Homography& before) const {
    Homography product;
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column) {
            double sum = 0;
            for (std::size_t k = 0; k < 3; ++k)
                sum += m[row * 3 + k] * before.m[k * 3 + column];
            product.m[row * 3 + column] = sum;
        }
    return product;
}

Homography Homography::inverse() const {
    // Adjugate over determinant.
    const auto minor = [&](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
        return m[a] * m[d] - m[b] * m[c];
    };
    Homography inverse{{minor(4, 5, 7, 8), minor(2, 1, 8, 7), minor(1, 2, 4, 5), minor(5, 3, 8, 6), minor(0, 2, 6, 8),
                        minor(2, 0, 5, 3), minor(3, 4, 6, 7), minor(1, 0, 7, 6), minor(0, 1, 3, 4)}};
    const double determinant = m[0] * inverse.m[0] + m[1] * inverse.m[3] + m[2] * inverse.m[6];
    if (determinant == 0) throw std::logic_error("a homography without an inverse");
    for (double& value : inverse.m)
        value /= determinant;
    return inverse;
}

bool Homography::isIdentity() const {
    const Homography identity;
    return std::equal(m.begin(), m.end(), identity.m.begin(),
                      [this](double a, double b) { return std::abs(a / m[8] - b) < 1e-9; });
}

}  // namespace atelier::vision
