#pragma once

#include <array>

namespace atelier::vision {

using Point = std::array<double, 2>;

/// A projective map of the plane, row-major, in continuous picture coordinates: (0, 0) is the top left corner of the
/// first pixel, (width, height) the bottom right corner of the last; the first pixel's centre is (0.5, 0.5).
struct Homography {
    std::array<double, 9> m{1, 0, 0, 0, 1, 0, 0, 0, 1};

    static Homography translation(double x, double y);
    static Homography scaling(double x, double y);
    /// Clockwise as seen on the screen, about `centre`.
    static Homography rotation(double degrees, Point centre);
    /// Takes the corners of a picture of this size (top left, top right, bottom right, bottom left) to `corners`, which
    /// must be convex and in the same order. Source: Heckbert, Fundamentals of Texture Mapping, 1989, section 2.2.3.
    static Homography toQuad(double width, double height, const std::array<Point, 4>& corners);

    Point operator()(Point point) const;
    /// Where a small step from `at` goes: the columns of the derivative, d/dx then d/dy.
    std::array<Point, 2> derivative(Point at) const;
    /// `after * before`: first `before`.
    Homography operator*(const Homography& before) const;
    Homography inverse() const;
    bool isIdentity() const;  ///< to 1e-9
};

}  // namespace atelier::vision
