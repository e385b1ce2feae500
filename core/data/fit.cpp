#include "data/fit.h"

#include "data/change.h"
#include "data/formats/format.h"

#include <algorithm>
#include <set>

namespace atelier::data {
namespace {

const char* markOf(Media::Kind kind) {
    return kind == Media::Kind::Image ? kImageMark : kVideoMark;
}

// Takes the `index`-th mark of a kind out of the conversation.
void removeMark(Sample& sample, Media::Kind kind, std::size_t index) {
    const std::string mark = markOf(kind);
    for (std::size_t turn = 0; turn < sample.turns.size(); ++turn) {
        const std::string& text = sample.turns[turn].text;
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size()))
            if (index-- == 0) return replaceText(sample, turn, std::string(text).erase(at, mark.size()));
    }
}

void removeMedium(Sample& sample, std::size_t index) {
    const Media::Kind kind = sample.media[index].kind;
    const auto before = std::count_if(sample.media.begin(), sample.media.begin() + static_cast<std::ptrdiff_t>(index),
                                      [kind](const Media& media) { return media.kind == kind; });
    removeMark(sample, kind, static_cast<std::size_t>(before));
    sample.media.erase(sample.media.begin() + static_cast<std::ptrdiff_t>(index));
    const int removed = static_cast<int>(index);
    std::erase_if(sample.regions, [removed](const Region& region) { return region.media == removed; });
    for (Region& region : sample.regions)
        region.media -= region.media > removed;
}

void imagesFirst(Sample& sample) {
    std::vector<Media> sorted;
    std::vector<int> place(sample.media.size());
    for (const Media::Kind kind : {Media::Kind::Image, Media::Kind::Video})
        for (std::size_t i = 0; i < sample.media.size(); ++i)
            if (sample.media[i].kind == kind) {
                place[i] = static_cast<int>(sorted.size());
                sorted.push_back(sample.media[i]);
            }
    sample.media = std::move(sorted);
    for (Region& region : sample.regions)
        region.media = place.at(static_cast<std::size_t>(region.media));
}

bool fitMedia(Sample& sample, const Holds& holds, const Lost& lost) {
    const bool had = !sample.media.empty();
    for (std::size_t i = sample.media.size(); i-- > 0;) {
        const bool video = sample.media[i].kind == Media::Kind::Video;
        if (video ? holds.videos : holds.images) continue;
        lost(video ? "videos" : "images");
        removeMedium(sample, i);
    }
    imagesFirst(sample);
    while (!holds.several && sample.media.size() > 1) {
        lost("further images and videos");
        removeMedium(sample, sample.media.size() - 1);
    }
    for (Media& media : sample.media) {
        if (media.crop && !holds.crops) {
            lost("parts of images");
            media.crop.reset();
        }
        if (media.range && !holds.ranges) {
            lost("parts of videos");
            media.range.reset();
        }
    }
    if (!sample.media.empty() || (holds.mediaFree && !had)) return true;
    lost(had ? "samples with nothing that can be shown" : "samples without an image");
    return false;
}

template <class Field>
void drop(bool held, Field& field, const char* kind, const Lost& lost) {
    if (held || field == Field{}) return;
    lost(kind);
    field = {};
}

// Metadata under a key that means something else in the format.
void dropOwnKeys(const KeySet& own, Metadata& metadata, const Lost& lost) {
    for (const std::string& key : own)
        if (metadata.erase(key) > 0) lost("metadata with names that the format uses itself");
}

struct ShapeHold {
    bool held;
    const char* name;
};

ShapeHold holdOf(Region::Shape shape, const Holds& holds) {
    switch (shape) {
        case Region::Shape::Box:
            return {holds.boxes, "boxes"};
        case Region::Shape::RotatedBox:
            return {holds.rotatedBoxes, "rotated boxes"};
        case Region::Shape::Polygon:
            return {holds.polygons, "polygons"};
        case Region::Shape::Circle:
            return {holds.circles, "circles"};
        case Region::Shape::Line:
            return {holds.lines, "lines"};
        case Region::Shape::Point:
            return {holds.points, "points"};
    }
    return {false, "regions"};
}

void fitDetails(Region& region, const Writer& writer, const Lost& lost) {
    if (region.details.isDefault()) return;
    const Holds& holds = writer.holds;
    RegionDetails details = *region.details;
    drop(holds.masks, details.mask, "masks", lost);
    drop(holds.keypoints, details.keypoints, "keypoints", lost);
    drop(holds.metadata, details.metadata, "metadata", lost);
    dropOwnKeys(writer.own.region, details.metadata, lost);
    region.details = std::move(details);
}

// A polygon for each outline where one region cannot have several.
void splitParts(std::vector<Region>& regions, bool masks, const Lost& lost) {
    std::vector<Region> split;
    for (Region& region : regions) {
        const auto parts = region.details->parts;
        if (parts.empty() || (masks && region.details->mask)) {  // a mask has all parts
            split.push_back(std::move(region));
            continue;
        }
        lost("objects of several parts (each part becomes an object)");
        region.details.edit().parts.clear();
        split.push_back(region);
        for (const auto& part : parts) {
            region.points = part;
            split.push_back(region);
        }
    }
    regions = std::move(split);
}

void fitRegions(Sample& sample, const Writer& writer, const Lost& lost) {
    const Holds& holds = writer.holds;
    if (!holds.parts) splitParts(sample.regions, holds.masks, lost);
    std::erase_if(sample.regions, [&](Region& region) {
        const auto [held, name] = holdOf(region.shape, holds);
        if (held) return false;
        if (region.shape == Region::Shape::Circle && holds.boxes) {
            lost("circles (each becomes a box)");
            moveRegion(region, Region::Shape::Box, cornersOf(region.bounds()));
            return false;
        }
        lost(name);
        return true;
    });
    for (Region& region : sample.regions) {
        drop(holds.labels, region.label, "labels", lost);
        drop(holds.transcriptions, region.transcription, "transcriptions", lost);
        drop(holds.spans, region.spans, "links between words and places", lost);
        fitDetails(region, writer, lost);
    }
}

// False where nothing of the sample can be kept.
bool fitTurns(Sample& sample, const Writer& writer, const Lost& lost) {
    const Holds& holds = writer.holds;
    if (!holds.tools) {
        const auto usesTools = [](const Turn& turn) {
            return turn.role == Turn::Role::Tool || !turn.details->calls.empty();
        };
        if (std::any_of(sample.turns.begin(), sample.turns.end(), usesTools)) {
            lost("samples with tool calls");
            return false;
        }
        drop(holds.tools, sample.tools, "definitions of tools", lost);
    }
    for (Turn& turn : sample.turns) {
        if (turn.role == Turn::Role::Developer && !holds.developer) {
            lost("developer turns (each becomes a system turn)");
            turn.role = Turn::Role::System;
        }
        if (turn.details.isDefault()) continue;
        TurnDetails details = *turn.details;
        drop(holds.lossWeights, details.lossWeight, "loss weights of turns", lost);
        drop(holds.references, details.references, "further right answers", lost);
        drop(holds.preferences, details.rejected, "rejected answers", lost);
        drop(holds.feedback, details.liked, "yes/no feedback", lost);
        drop(holds.metadata, details.metadata, "metadata", lost);
        dropOwnKeys(writer.own.turn, details.metadata, lost);
        if (turn.role != Turn::Role::Tool) drop(holds.metadata, details.name, "names of speakers", lost);
        turn.details = std::move(details);
    }
    if (holds.anyOrder || alternates(sample.turns)) return true;
    joinTurns(sample);
    lost(alternates(sample.turns) ? "turns of one speaker in a row (joined)" : "samples whose turns do not alternate");
    return alternates(sample.turns);
}

// The first question and its answer, with the marks before the question where some are missing now.
void keepOnePair(Sample& sample, const Holds& holds, const Lost& lost) {
    const std::size_t first = sample.turns.front().role == Turn::Role::System;
    if (sample.turns.size() > first + 2) {
        lost("further turns");
        sample.turns.resize(first + 2);
        for (std::size_t i = sample.media.size(); i-- > 0;) {
            const std::string mark = markOf(sample.media[i].kind);
            const bool there = std::any_of(sample.turns.begin(), sample.turns.end(),
                                           [&](const Turn& turn) { return turn.text.find(mark) != std::string::npos; });
            if (!there) replaceText(sample, first, mark + sample.turns[first].text);
        }
    }
    if (holds.text != Holds::Text::Answer || sample.turns.size() < first + 2) return;
    drop(false, sample.turns[first].details, "details of questions", lost);
    if (const Turn& answer = sample.turns[first + 1]; !answer.details->name.empty()) {
        lost("names of speakers");
        sample.turns[first + 1].details.edit().name.clear();
    }
    std::string question = ReadOptions{}.prompt;
    for (const Media& media : sample.media)
        question = markOf(media.kind) + question;
    if (sample.turns[first].text == question) return;
    lost("questions");
    sample.turns[first].text = question;
}

bool fitTexts(Sample& sample, const Holds& holds, const Lost& lost) {
    if (!holds.system && !sample.turns.empty() && sample.turns.front().role == Turn::Role::System) {
        const std::string& system = sample.turns.front().text;
        if (system.find(kImageMark) != std::string::npos || system.find(kVideoMark) != std::string::npos) {
            lost("samples with images in the system prompt");
            return false;
        }
        lost("system prompts");
        sample.turns.erase(sample.turns.begin());
        for (Region& region : sample.regions) {
            std::erase_if(region.spans, [](const Span& span) { return span.turn == 0; });
            for (Span& span : region.spans)
                --span.turn;
        }
    }
    if (holds.text == Holds::Text::None && !sample.turns.empty()) {
        lost("texts");
        sample.turns.clear();
    }
    if (holds.text == Holds::Text::Answer || holds.text == Holds::Text::Question)
        if (!sample.turns.empty()) keepOnePair(sample, holds, lost);
    if (!sample.turns.empty() && !holds.unanswered && sample.turns.back().role != Turn::Role::Assistant) {
        lost(holds.untexted ? "questions without an answer" : "samples without an answer");
        if (!holds.untexted) return false;
        sample.turns.clear();
    }
    if (!sample.turns.empty() || holds.untexted) return true;
    lost("samples without a text");
    return false;
}

void fitMarks(Sample& sample, const Holds& holds, const Lost& lost) {
    if (!holds.tags && !sample.tags.empty()) {
        lost("tags");
        sample.tags.clear();
    }
    if (!holds.splits && !sample.split.empty()) {
        lost("splits");
        sample.split.clear();
    }
    if (!holds.checks && sample.checked) {
        lost("marks of what a person checked");
        sample.checked = false;
    }
    drop(holds.metadata, sample.metadata, "metadata", lost);
}

bool fitSample(Sample& sample, const Writer& writer, const Lost& lost) {
    // Spans go before texts are cut, so that a link into a cut turn is reported once, as a link.
    if (!fitMedia(sample, writer.holds, lost)) return false;
    fitRegions(sample, writer, lost);
    if (!fitTurns(sample, writer, lost)) return false;
    if (!fitTexts(sample, writer.holds, lost)) return false;
    fitMarks(sample, writer.holds, lost);
    dropOwnKeys(writer.own.sample, sample.metadata, lost);
    return !writer.fit || writer.fit(sample, lost);
}

}  // namespace

bool Fitter::fit(Sample& sample) {
    std::set<std::string> kinds;
    const std::string id = sample.id;
    const Lost lost = [&](const std::string& kind) {
        if (!kinds.insert(kind).second) return;
        const auto known =
            std::find_if(losses_.begin(), losses_.end(), [&](const Loss& loss) { return loss.kind == kind; });
        if (known == losses_.end())
            losses_.push_back({kind, 1, id});
        else
            ++known->samples;
    };
    return fitSample(sample, writer_, lost);
}

}  // namespace atelier::data
