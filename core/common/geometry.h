#pragma once

namespace atelier {

/// Axis-aligned box in pixels of the upright image (EXIF applied): left, top, right, bottom; right and bottom excluded.
struct Box {
    double left = 0, top = 0, right = 0, bottom = 0;
    double width() const { return right - left; }
    double height() const { return bottom - top; }
    bool operator==(const Box&) const = default;
};

/// A part of a video in seconds; the end is excluded.
struct TimeRange {
    double begin = 0, end = 0;
    bool operator==(const TimeRange&) const = default;
};

}  // namespace atelier
