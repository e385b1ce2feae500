#include "data/sample.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>

namespace atelier::data {
namespace {

std::size_t countMarks(const Sample& sample, std::string_view mark) {
    std::size_t count = 0;
    for (const Turn& turn : sample.turns)
        for (auto at = turn.text.find(mark); at != std::string::npos; at = turn.text.find(mark, at + mark.size()))
            ++count;
    return count;
}

std::size_t countMedia(const Sample& sample, Media::Kind kind) {
    return static_cast<std::size_t>(
        std::count_if(sample.media.begin(), sample.media.end(), [kind](const Media& m) { return m.kind == kind; }));
}

void checkRoles(const Sample& sample) {
    Turn::Role expected = Turn::Role::User;
    for (std::size_t i = 0; i < sample.turns.size(); ++i) {
        const Turn::Role role = sample.turns[i].role;
        if (role == Turn::Role::System && i == 0) continue;
        if (role == Turn::Role::System)
            throw Error("turn " + std::to_string(i + 1) + " is a system turn", sample.id,
                        "only the first turn may be one");
        if (role != expected)
            throw Error("turn " + std::to_string(i + 1) + " must be the " +
                            (expected == Turn::Role::User ? "user's" : "assistant's"),
                        sample.id, "user and assistant take turns, the user begins");
        expected = role == Turn::Role::User ? Turn::Role::Assistant : Turn::Role::User;
    }
}

// Returns the marks to put before the first user turn.
std::string checkMarks(const Sample& sample, Media::Kind kind, const char* mark, const char* noun) {
    const std::size_t files = countMedia(sample, kind);
    const std::size_t marks = countMarks(sample, mark);
    if (marks == files) return {};
    if (marks > 0 || sample.turns.empty())
        throw Error(std::to_string(marks) + " " + mark + " marks for " + std::to_string(files) + " " + noun + " files",
                    sample.id, std::string("write one ") + mark + " for each file, or none");
    std::string all;
    for (std::size_t i = 0; i < files; ++i)
        all += mark;
    return all;
}

// Whether the byte at `at` goes on with a character that began before it.
bool continues(const std::string& utf8, std::int64_t at) {
    return at < std::ssize(utf8) && (static_cast<unsigned char>(utf8[static_cast<std::size_t>(at)]) & 0xC0) == 0x80;
}

void requireFinite(double number, const std::string& where) {
    if (!std::isfinite(number)) throw Error("expected a number", where);
}

void checkRegion(const Sample& sample, const Region& region, const std::string& where) {
    if (region.media < 0 || region.media >= std::ssize(sample.media))
        throw Error("a region on a picture that is not there", where);
    const std::size_t count = region.points.size();
    const bool enough = region.shape == Region::Shape::Box          ? count == 2
                        : region.shape == Region::Shape::RotatedBox ? count == 4
                                                                    : count >= 3;
    if (!enough) throw Error("a region with " + std::to_string(count) + " points", where);
    for (const auto& [x, y] : region.points) {
        requireFinite(x, where);
        requireFinite(y, where);
    }
    for (const Span& span : region.spans) {
        if (span.turn < 0 || span.turn >= std::ssize(sample.turns))
            throw Error("a span in a turn that is not there", where);
        const std::string& words = sample.turns[static_cast<std::size_t>(span.turn)].text;
        if (span.begin < 0 || span.end <= span.begin || span.end > std::ssize(words) || continues(words, span.begin) ||
            continues(words, span.end))
            throw Error("a span outside its text, or inside a character", where);
    }
}

}  // namespace

const std::vector<std::string>& splitNames() {
    static const std::vector<std::string> names{"train", "validation", "test"};
    return names;
}

Box Region::bounds() const {
    if (points.empty()) return {};
    Box box{points[0][0], points[0][1], points[0][0], points[0][1]};
    for (const auto& [x, y] : points) {
        box.left = std::min(box.left, x);
        box.top = std::min(box.top, y);
        box.right = std::max(box.right, x);
        box.bottom = std::max(box.bottom, y);
    }
    return box;
}

void normalizeMarks(Sample& sample) {
    if (sample.turns.empty()) return;
    checkRoles(sample);
    const std::string marks = checkMarks(sample, Media::Kind::Image, kImageMark, "image") +
                              checkMarks(sample, Media::Kind::Video, kVideoMark, "video");
    if (marks.empty()) return;
    const auto user = std::find_if(sample.turns.begin(), sample.turns.end(),
                                   [](const Turn& turn) { return turn.role == Turn::Role::User; });
    if (user == sample.turns.end()) throw Error("images, but no user turn to show them in", sample.id);
    std::string text = marks + user->text;
    replaceText(sample, static_cast<std::size_t>(user - sample.turns.begin()), text);
}

void requireValid(const Sample& sample, const std::string& where) {
    const auto& splits = splitNames();
    if (!sample.split.empty() && std::find(splits.begin(), splits.end(), sample.split) == splits.end())
        throw Error("unknown split \"" + sample.split + "\"", where, "known: train, validation, test");
    for (std::size_t i = 0; i < sample.media.size(); ++i) {
        const Media& media = sample.media[i];
        const Box crop = media.crop.value_or(Box{});
        const TimeRange range = media.range.value_or(TimeRange{});
        for (const double number : {crop.left, crop.top, crop.right, crop.bottom, range.begin, range.end})
            requireFinite(number, where + " media " + std::to_string(i));
    }
    for (std::size_t i = 0; i < sample.regions.size(); ++i)
        checkRegion(sample, sample.regions[i], where + " region " + std::to_string(i));
}

void replaceText(Sample& sample, std::size_t turn, const std::string& text) {
    std::string& old = sample.turns.at(turn).text;
    const auto shortest = std::ssize(old) < std::ssize(text) ? std::ssize(old) : std::ssize(text);
    std::int64_t head = std::mismatch(old.begin(), old.begin() + shortest, text.begin()).first - old.begin();
    while (head > 0 && (continues(old, head) || continues(text, head)))
        --head;
    std::int64_t tail =
        std::mismatch(old.rbegin(), old.rbegin() + (shortest - head), text.rbegin()).first - old.rbegin();
    while (tail > 0 && continues(old, std::ssize(old) - tail))
        --tail;
    const std::int64_t grown = std::ssize(text) - std::ssize(old);
    const std::int64_t changedEnd = std::ssize(old) - tail;
    for (Region& region : sample.regions) {
        for (Span& span : region.spans) {
            if (span.turn != static_cast<int>(turn)) continue;
            // A word that starts inside the change keeps its part behind it; one that ends inside, its part before.
            if (span.begin >= changedEnd)
                span.begin += grown;
            else if (span.begin > head)
                span.begin = changedEnd + grown;
            if (span.end > head) span.end = span.end >= changedEnd ? span.end + grown : head;
        }
        std::erase_if(region.spans, [](const Span& span) { return span.end <= span.begin; });
    }
    old = text;
}

}  // namespace atelier::data
