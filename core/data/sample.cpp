#include "data/sample.h"

#include "common/error.h"

#include <algorithm>

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

}  // namespace

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
    user->text.insert(0, marks);
}

}  // namespace atelier::data
