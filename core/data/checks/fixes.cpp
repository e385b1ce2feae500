#include "data/checks/fixes.h"

#include "common/error.h"
#include "data/augmentation/moved_region.h"
#include "data/change.h"
#include "data/key_fields/fill.h"
#include "data/key_fields/stored.h"
#include "data/store/edits.h"
#include "data/store/filter.h"
#include "data/store/query.h"
#include "vision/image.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace atelier::data {
namespace {

using Kind = Fix::Kind;

std::optional<std::pair<int, int>> sizeOfFile(const Media& media) {
    if (media.kind != Media::Kind::Image) return std::nullopt;
    try {
        const vision::ImageInfo info = vision::probeImage(media.path);
        return std::pair(info.width, info.height);
    } catch (const Error&) {  // a finding of its own
        return std::nullopt;
    }
}

// Nothing is left of a sample that is removed.
void mend(std::optional<Sample>& sample, const Fix& fix, const std::optional<KeyField>& fields) {
    switch (fix.kind) {
        case Kind::RemoveSamples:
            sample.reset();
            return;
        case Kind::SetSplit:
            sample->split = fix.to;
            return;
        case Kind::SetGroup:
            sample->group = fix.to;
            return;
        case Kind::AddTag:
            if (std::find(sample->tags.begin(), sample->tags.end(), fix.to) == sample->tags.end())
                sample->tags.push_back(fix.to);
            return;
        case Kind::RenameLabel:
            for (Region& region : sample->regions)
                if (region.label == fix.from) region.label = fix.to;
            return;
        case Kind::FitMarks:
            return fitMarks(*sample);
        case Kind::RemoveEmptyAnswers:
            return removeEmptyAnswers(*sample);
        case Kind::FitRegions:
            return fitRegions(*sample, sizeOfFile);
        case Kind::MendFields:
            if (fields) mendAnswer(*sample, *fields);
            return;
    }
    throw std::logic_error("an unknown fix");
}

// What was done, in English and as data.
Edit described(std::span<const Fix> fixes) {
    const Fix& first = fixes.front();
    const bool alike = std::all_of(fixes.begin(), fixes.end(), [&](const Fix& fix) {
        return fix.kind == first.kind && fix.from == first.from && fix.to == first.to;
    });
    const auto edit = [](std::string text, std::string kind, std::vector<std::string> arguments = {}) {
        return Edit{std::move(text), {}, {}, {std::move(kind), std::move(arguments)}};
    };
    if (!alike) return edit(std::to_string(fixes.size()) + " findings mended", "findings_mended");
    switch (first.kind) {
        case Kind::RemoveSamples:
            return edit("Samples removed", "samples_removed");
        case Kind::SetSplit:
            return edit("Split set to " + first.to, "split_set", {first.to});
        case Kind::SetGroup:
            return edit("Samples grouped", "samples_grouped");
        case Kind::AddTag:
            return edit("Tags added: " + first.to, "tags_added", {first.to});
        case Kind::RenameLabel:
            return edit("Label " + first.from + " renamed to " + first.to, "label_renamed", {first.from, first.to});
        case Kind::FitMarks:
            return edit("Marks fitted to the files", "marks_fitted");
        case Kind::RemoveEmptyAnswers:
            return edit("Empty answers removed", "empty_answers_removed");
        case Kind::FitRegions:
            return edit("Regions fitted to the pictures", "regions_fitted");
        case Kind::MendFields:
            return edit("Key fields mended", "fields_mended");
    }
    throw std::logic_error("an unknown fix");
}

std::vector<std::int64_t> rowsOf(const Project& project, const std::string& dataset, const Fix& fix) {
    // The filter does not look at case: what has another one is left as it is by mend().
    if (fix.kind == Kind::RenameLabel) return findRows(project, dataset, {"label:" + filterText(fix.from)});
    std::vector<std::int64_t> rows;
    for (const std::string& id : fix.samples)
        if (const auto row = rowOf(project, dataset, id)) rows.push_back(*row);
    return rows;
}

std::size_t count(const std::string& text, std::string_view mark) {
    std::size_t found = 0;
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size()))
        ++found;
    return found;
}

void fitMarksOf(Sample& sample, Media::Kind kind, std::string_view mark) {
    const auto question = std::find_if(sample.turns.begin(), sample.turns.end(),
                                       [](const Turn& turn) { return turn.role == Turn::Role::User; });
    if (question == sample.turns.end()) return;
    std::size_t marks = 0;
    for (const Turn& turn : sample.turns)
        marks += count(turn.text, mark);
    const auto files = static_cast<std::size_t>(
        std::count_if(sample.media.begin(), sample.media.end(), [kind](const Media& m) { return m.kind == kind; }));
    std::string missing;
    for (; marks < files; ++marks)
        missing += mark;
    if (!missing.empty())
        replaceText(sample, static_cast<std::size_t>(question - sample.turns.begin()), missing + question->text);
    for (std::size_t i = sample.turns.size(); i-- > 0 && marks > files;) {
        std::string text = sample.turns[i].text;
        for (auto at = text.rfind(mark); at != std::string::npos && marks > files; at = text.rfind(mark), --marks)
            text.erase(at, mark.size());
        if (text != sample.turns[i].text) replaceText(sample, i, text);
    }
}

}  // namespace

void fitMarks(Sample& sample) {
    fitMarksOf(sample, Media::Kind::Video, kVideoMark);
    fitMarksOf(sample, Media::Kind::Image, kImageMark);
}

void removeEmptyAnswers(Sample& sample) {
    const auto isEmpty = [](const Turn& turn) {
        return turn.role == Turn::Role::Assistant && turn.details->calls.empty() &&
               turn.text.find_first_not_of(" \t\r\n") == std::string::npos;
    };
    for (std::size_t i = sample.turns.size(); i-- > 0;) {
        if (!isEmpty(sample.turns[i])) continue;
        if (i + 1 == sample.turns.size()) {
            removeTurnsFrom(sample, i);
            continue;
        }
        // The question behind it joins the one before it, and its links move along.
        if (i == 0 || sample.turns[i - 1].role != Turn::Role::User || sample.turns[i + 1].role != Turn::Role::User)
            continue;
        Turn& before = sample.turns[i - 1];
        before.text += '\n';
        const std::int64_t moved = std::ssize(before.text);
        before.text += sample.turns[i + 1].text;
        const int gone = static_cast<int>(i);
        for (Region& region : sample.regions) {
            std::erase_if(region.spans, [gone](const Span& span) { return span.turn == gone; });
            for (Span& span : region.spans) {
                if (span.turn == gone + 1) span.begin += moved, span.end += moved;
                if (span.turn > gone) span.turn -= 2;
            }
        }
        sample.turns.erase(sample.turns.begin() + gone, sample.turns.begin() + gone + 2);
    }
}

namespace {

using Points = std::vector<std::array<double, 2>>;

// Within a picture of this size; a circle that reaches out of it becomes the polygon that is left.
void fitRegion(Region& region, double width, double height) {
    const Box box = region.bounds();
    if (box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height) return;
    const auto within = [&](Points points) {
        for (auto& [x, y] : points) {
            x = std::clamp(x, 0.0, width);
            y = std::clamp(y, 0.0, height);
        }
        return points;
    };
    std::vector<Points> parts = region.details->parts;
    if (region.shape == Region::Shape::Circle) {
        moveRegion(region, Region::Shape::Polygon, clipped(outlineOf(region), {0, 0, width, height}));
        return;
    }
    // Cut off, the corners of a rotated box are not square any more.
    const bool turned = region.shape == Region::Shape::RotatedBox;
    moveRegion(region, turned ? Region::Shape::Polygon : region.shape, within(region.points));
    for (Points& part : parts)
        part = within(std::move(part));
    if (!parts.empty()) region.details.edit().parts = std::move(parts);
}

bool hasSize(const Region& region) {
    const Box box = region.bounds();
    if (region.shape == Region::Shape::Point) return true;
    if (region.shape == Region::Shape::Line) return box.width() >= 1 || box.height() >= 1;
    return region.points.size() > 1 && box.width() >= 1 && box.height() >= 1;
}

}  // namespace

void fitRegions(Sample& sample, const std::function<std::optional<std::pair<int, int>>(const Media&)>& sizeOf) {
    std::erase_if(sample.regions, [&](Region& region) {
        if (region.media < 0 || region.media >= std::ssize(sample.media)) return true;
        if (const auto size = sizeOf(sample.media[static_cast<std::size_t>(region.media)]))
            fitRegion(region, size->first, size->second);
        return !hasSize(region);
    });
}

std::optional<std::int64_t> applyFixes(Project& project, const std::string& dataset, std::span<const Fix> fixes) {
    if (fixes.empty()) return std::nullopt;
    const auto fields = keyFieldsOf(project, dataset);
    std::vector<std::vector<std::int64_t>> rowsOfFix;
    std::vector<std::int64_t> all;
    for (const Fix& fix : fixes) {
        std::vector<std::int64_t> rows = rowsOf(project, dataset, fix);
        std::sort(rows.begin(), rows.end());
        all.insert(all.end(), rows.begin(), rows.end());
        rowsOfFix.push_back(std::move(rows));
    }
    const Edit edit = described(fixes);
    return editRows(project, dataset, edit.description, edit.words, all, {},
                    [&](std::int64_t row, std::optional<Sample>& sample) {
                        for (std::size_t i = 0; i < fixes.size() && sample; ++i)
                            if (std::binary_search(rowsOfFix[i].begin(), rowsOfFix[i].end(), row))
                                mend(sample, fixes[i], fields);
                    });
}

std::optional<std::int64_t> applyFix(Project& project, const std::string& dataset, const Fix& fix) {
    return applyFixes(project, dataset, {&fix, 1});
}

}  // namespace atelier::data
