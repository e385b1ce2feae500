#pragma once

#include "common/geometry.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

/// One image or video of a sample. `path` is relative to the project's approved roots or absolute; `crop` shows a part
/// of the picture only, `range` a part of the video only.
struct Media {
    enum class Kind { Image, Video };
    Kind kind = Kind::Image;
    std::filesystem::path path;
    std::optional<Box> crop = {};
    std::optional<TimeRange> range = {};
    bool operator==(const Media&) const = default;
};

/// One turn of the conversation. Each `<image>` (`<video>`) mark in `text` stands for the next image (video) of the
/// sample.
struct Turn {
    enum class Role { System, User, Assistant };
    Role role = Role::User;
    std::string text;
    bool operator==(const Turn&) const = default;
};

/// Words of the conversation: bytes [begin, end) of a turn's UTF-8 text, on character boundaries, never empty.
struct Span {
    int turn = 0;  ///< index into Sample::turns
    std::int64_t begin = 0, end = 0;
    bool operator==(const Span&) const = default;
};

/// A marked place on an image. Points are pixels of the upright image: a Box has two corners (least, greatest), a
/// RotatedBox four in order around it, a Polygon three or more.
struct Region {
    enum class Shape { Box, RotatedBox, Polygon };
    Shape shape = Shape::Box;
    int media = 0;  ///< index into Sample::media
    std::vector<std::array<double, 2>> points;
    std::string label = {};
    std::string transcription = {};
    std::vector<Span> spans = {};  ///< the words that speak of this place; regions may share words
    bool operator==(const Region&) const = default;

    /// Smallest axis-aligned box around the points.
    Box bounds() const;
};

/// An image-text pair: what is labelled, trained on and compared.
struct Sample {
    std::string id;  ///< unique in its dataset, stable across imports of the same file
    std::vector<Media> media;
    std::vector<Turn> turns;
    std::vector<Region> regions;
    std::vector<std::string> tags;
    std::string split;  ///< "train", "validation", "test" or empty: not assigned
    bool checked = false;
    std::string origin;  ///< file and index that it was imported from
    std::string
        group;  ///< samples of one group never stand in two splits (e.g. lines of one receipt); empty: its own group
    bool operator==(const Sample&) const = default;
};

/// What Sample::split can be, besides empty.
const std::vector<std::string>& splitNames();

/// Marks in the text, as in LLaMA-Factory's files.
inline constexpr const char* kImageMark = "<image>";
inline constexpr const char* kVideoMark = "<video>";

/// Throws Error (where = sample id) unless marks and files match in number and turns alternate user/assistant after an
/// optional system turn. A sample with images and no mark at all gets its marks before the first user turn instead. A
/// last user turn without an answer is allowed, and so is a sample without turns: it is not labelled yet.
void normalizeMarks(Sample& sample);

/// Throws Error naming `where` for what cannot be: an unknown split, a region on a picture that is not there or with
/// too few points, a span outside its text or inside a character, a number that is none.
void requireValid(const Sample& sample, const std::string& where);

/// Puts `text` into turn `turn` and moves the spans along with the words they were on: what stands before or after the
/// changed part keeps its links, a link across it takes in what came, one that began or ended inside keeps the words it
/// has left, and one with none is dropped.
void replaceText(Sample& sample, std::size_t turn, const std::string& text);

}  // namespace atelier::data
