#include "data/sample.h"

#include "common/error.h"
#include "common/json.h"
#include "data/mask_runs.h"

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

bool hasEnoughPoints(const Region& region) {
    const std::size_t count = region.points.size();
    switch (region.shape) {
        case Region::Shape::Box:
        case Region::Shape::Circle:
            return count == 2;
        case Region::Shape::RotatedBox:
            return count == 4;
        case Region::Shape::Polygon:
            return count >= 3;
        case Region::Shape::Line:
            return count >= 2;
        case Region::Shape::Point:
            return count == 1;
    }
    return false;
}

void requireJson(const std::string& text, const std::string& what, const std::string& where) {
    if (!Json::accept(text)) throw Error(what + " is not JSON", where);
}

void checkMetadata(const Metadata& metadata, const std::string& where) {
    for (const auto& [key, value] : metadata)
        requireJson(value, "metadata \"" + key + "\"", where);
}

void checkTurn(const Turn& turn, const std::string& where) {
    if (turn.details.isDefault()) return;
    const TurnDetails& details = *turn.details;
    if (details.lossWeight && (!std::isfinite(*details.lossWeight) || *details.lossWeight < 0))
        throw Error("a loss weight must be a number from 0 up", where);
    if (turn.role != Turn::Role::Assistant) {
        if (!details.calls.empty()) throw Error("only the assistant calls tools", where);
        if (!details.references.empty() || details.rejected || details.liked)
            throw Error("references, a rejected answer and feedback belong to an assistant turn", where);
    }
    if (turn.role != Turn::Role::Tool && !details.callId.empty()) throw Error("only a tool turn answers a call", where);
    for (const ToolCall& call : details.calls)
        if (call.name.empty()) throw Error("a tool call without the tool's name", where);
    checkMetadata(details.metadata, where);
}

void checkMask(const Region& region, const std::string& where) {
    if (region.shape != Region::Shape::Box) throw Error("only a box has a mask", where);
    try {
        unpackMask(*region.details->mask);
    } catch (const Error& error) {
        throw Error(error.message(), where);
    }
}

void checkRegion(const Sample& sample, const Region& region, const std::string& where) {
    if (region.media < 0 || region.media >= std::ssize(sample.media))
        throw Error("a region on a picture that is not there", where);
    if (!hasEnoughPoints(region))
        throw Error("a region with " + std::to_string(region.points.size()) + " points", where);
    const auto requireFinitePoints = [&](const auto& points) {
        for (const auto& [x, y] : points) {
            requireFinite(x, where);
            requireFinite(y, where);
        }
    };
    requireFinitePoints(region.points);
    if (!region.details.isDefault()) {
        const RegionDetails& details = *region.details;
        if (!details.parts.empty() && region.shape != Region::Shape::Polygon)
            throw Error("only a polygon has several parts", where);
        for (const auto& part : details.parts) {
            if (part.size() < 3) throw Error("a part with " + std::to_string(part.size()) + " points", where);
            requireFinitePoints(part);
        }
        if (details.mask) checkMask(region, where);
        for (const Keypoint& keypoint : details.keypoints) {
            requireFinite(keypoint.x, where);
            requireFinite(keypoint.y, where);
        }
        checkMetadata(details.metadata, where);
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
    if (shape == Shape::Circle && points.size() == 2) {
        const auto& [x, y] = points[0];
        const double radius = std::hypot(points[1][0] - x, points[1][1] - y);
        return {x - radius, y - radius, x + radius, y + radius};
    }
    Box box{points[0][0], points[0][1], points[0][0], points[0][1]};
    const auto include = [&box](const std::vector<std::array<double, 2>>& outline) {
        for (const auto& [x, y] : outline) {
            box.left = std::min(box.left, x);
            box.top = std::min(box.top, y);
            box.right = std::max(box.right, x);
            box.bottom = std::max(box.bottom, y);
        }
    };
    include(points);
    for (const auto& part : details->parts)
        include(part);
    return box;
}

bool alternates(const std::vector<Turn>& turns) {
    std::size_t at = !turns.empty() && turns.front().role == Turn::Role::System ? 1 : 0;
    for (Turn::Role expected = Turn::Role::User; at < turns.size(); ++at) {
        if (turns[at].role != expected) return false;
        expected = expected == Turn::Role::User ? Turn::Role::Assistant : Turn::Role::User;
    }
    return true;
}

void joinTurns(Sample& sample) {
    std::vector<Turn>& turns = sample.turns;
    // What a joined turn could not hold keeps both apart.
    const auto joinable = [](const Turn& a, const Turn& b) {
        if (a.role != b.role || a.role == Turn::Role::Tool) return false;
        TurnDetails first = *a.details, second = *b.details;
        first.metadata = second.metadata = {};
        const TurnDetails weightAlone{.lossWeight = first.lossWeight};
        return first == second && first == weightAlone;
    };
    for (std::size_t i = 1; i < turns.size();) {
        if (!joinable(turns[i - 1], turns[i])) {
            ++i;
            continue;
        }
        Turn& kept = turns[i - 1];
        const auto offset = std::ssize(kept.text) + 1;
        kept.text += "\n" + turns[i].text;
        if (!turns[i].details->metadata.empty())
            kept.details.edit().metadata.insert(turns[i].details->metadata.begin(), turns[i].details->metadata.end());
        turns.erase(turns.begin() + static_cast<std::ptrdiff_t>(i));
        for (Region& region : sample.regions)
            for (Span& span : region.spans) {
                if (span.turn < static_cast<int>(i)) continue;
                if (span.turn == static_cast<int>(i)) span.begin += offset, span.end += offset;
                --span.turn;
            }
    }
}

void normalizeMarks(Sample& sample) {
    if (sample.turns.empty()) return;
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
    for (std::size_t i = 0; i < sample.turns.size(); ++i)
        checkTurn(sample.turns[i], where + " turn " + std::to_string(i + 1));
    if (!sample.tools.empty()) requireJson(sample.tools, "the list of tools", where);
    checkMetadata(sample.metadata, where);
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
