#pragma once

#include "common/geometry.h"
#include "common/rare.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
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

/// What a file says beside all that has a place of its own: key -> value as JSON text.
using Metadata = std::map<std::string, std::string>;

/// A call of a tool by the assistant.
struct ToolCall {
    std::string id;         ///< what the tool's result names; may be empty
    std::string name;       ///< of the tool
    std::string arguments;  ///< JSON text, as a rule an object
    bool operator==(const ToolCall&) const = default;
};

/// What few turns have.
struct TurnDetails {
    /// How much the turn's tokens count in the loss, 0 = not learned; none: 1 for the assistant's turns, 0 for others.
    std::optional<double> lossWeight = {};
    std::vector<ToolCall> calls = {};          ///< of an assistant turn; its text may be empty then
    std::string callId = {};                   ///< of a tool turn: the call that it answers
    std::string name = {};                     ///< of a tool turn: the tool; else of the speaker
    std::vector<std::string> references = {};  ///< of an assistant turn: further answers that are right
    std::optional<std::string> rejected = {};  ///< of an assistant turn: an answer that is worse than `text`
    std::optional<bool> liked = {};            ///< of an assistant turn: yes/no feedback
    Metadata metadata = {};
    bool operator==(const TurnDetails&) const = default;
};

/// One turn of the conversation. Each `<image>` (`<video>`) mark in `text` stands for the next image (video) of the
/// sample. Roles come in any order: templates that need user and assistant to alternate get joinTurns().
struct Turn {
    enum class Role { System, User, Assistant, Tool, Developer };
    Role role = Role::User;
    std::string text;
    Rare<TurnDetails> details = {};
    bool operator==(const Turn&) const = default;
};

/// Words of the conversation: bytes [begin, end) of a turn's UTF-8 text, on character boundaries, never empty.
struct Span {
    int turn = 0;  ///< index into Sample::turns
    std::int64_t begin = 0, end = 0;
    bool operator==(const Span&) const = default;
};

/// A mask in run lengths, as COCO packs them (column by column, from the top left; the first run is background).
struct Mask {
    int width = 0, height = 0;  ///< pixels, of the whole image
    std::string counts;         ///< COCO's packed text
    bool operator==(const Mask&) const = default;
};

struct Keypoint {
    double x = 0, y = 0;
    int visibility = 2;  ///< 0: not labelled, 1: hidden, 2: visible
    bool operator==(const Keypoint&) const = default;
};

/// What few regions have.
struct RegionDetails {
    /// Further outlines of a Polygon: an object of several parts.
    std::vector<std::vector<std::array<double, 2>>> parts = {};
    std::optional<Mask> mask = {};         ///< goes when the region is moved or gets another shape
    std::vector<Keypoint> keypoints = {};  ///< in the order of the class's names (DatasetClass)
    Metadata metadata = {};
    bool operator==(const RegionDetails&) const = default;
};

/// A marked place on an image. Points are pixels of the upright image: a Box has two corners (least, greatest), a
/// RotatedBox four in order around it, a Polygon three or more, a Circle its centre and a point on its edge, a Line two
/// or more, a Point one.
struct Region {
    enum class Shape { Box, RotatedBox, Polygon, Circle, Line, Point };
    Shape shape = Shape::Box;
    int media = 0;  ///< index into Sample::media
    std::vector<std::array<double, 2>> points;
    std::string label = {};
    std::string transcription = {};
    std::vector<Span> spans = {};  ///< the words that speak of this place; regions may share words
    Rare<RegionDetails> details = {};
    bool operator==(const Region&) const = default;

    /// Smallest axis-aligned box around the shape with all its parts.
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
    std::string tools = {};  ///< definitions of the tools that the assistant may call: a JSON list; empty: none
    Metadata metadata = {};
    bool operator==(const Sample&) const = default;
};

/// A class of a dataset's labels. Numbers need not be consecutive; classes without a region are kept.
struct DatasetClass {
    int number = 0;
    std::string name;
    std::vector<std::string> keypoints = {};        ///< names of its keypoints
    std::vector<std::array<int, 2>> skeleton = {};  ///< pairs of keypoints (from 0) that are drawn joined
    Metadata metadata = {};                         ///< such as COCO's supercategory
    bool operator==(const DatasetClass&) const = default;
};

/// What Sample::split can be, besides empty.
const std::vector<std::string>& splitNames();

/// Marks in the text, as in LLaMA-Factory's files.
inline constexpr const char* kImageMark = "<image>";
inline constexpr const char* kVideoMark = "<video>";

/// Throws Error (where = sample id) unless marks and files match in number. A sample with images and no mark at all
/// gets its marks before the first user turn instead. Any order of turns is allowed, and so is a sample without turns:
/// it is not labelled yet.
void normalizeMarks(Sample& sample);

/// Throws Error naming `where` for what cannot be: an unknown split, a region on a picture that is not there or with
/// too few points, a span outside its text or inside a character, a number that is none, details of a turn that its
/// role cannot have, metadata that is not JSON.
void requireValid(const Sample& sample, const std::string& where);

/// Whether user and assistant take turns, the user first, behind at most one system turn; with no other role.
bool alternates(const std::vector<Turn>& turns);
/// Joins turns of one role in a row, with a line break between their texts; spans move along. Turns with tool calls,
/// tool results or different loss weights stay apart. For templates and formats that need turns to alternate.
void joinTurns(Sample& sample);

/// Puts `text` into turn `turn` and moves the spans along with the words they were on: what stands before or after the
/// changed part keeps its links, a link across it takes in what came, one that began or ended inside keeps the words it
/// has left, and one with none is dropped.
void replaceText(Sample& sample, std::size_t turn, const std::string& text);

}  // namespace atelier::data
