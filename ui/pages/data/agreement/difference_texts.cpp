#include "pages/data/agreement/difference_texts.h"

#include "data/checks/agreement.h"
#include "diff_texts.h"
#include "pages/data/sample/region_outline.h"

#include <algorithm>

namespace atelier::ui {
namespace {

using widgets::CanvasRegion;
using widgets::DiffText;
using Kind = DiffText::Kind;

void append(std::vector<DiffText>& all, const std::vector<DiffText>& more, const char* between) {
    if (!all.empty()) all.push_back({Kind::Same, between});
    all.insert(all.end(), more.begin(), more.end());
}

// A label is one word for the eye, however alike two are.
std::vector<DiffText> labelDifference(const std::string& ours, const std::string& theirs) {
    if (ours == theirs) return {{Kind::Same, QString::fromStdString(ours)}};
    std::vector<DiffText> parts;
    if (!ours.empty()) parts.push_back({Kind::Missing, QString::fromStdString(ours)});
    if (!theirs.empty()) parts.push_back({Kind::Extra, QString::fromStdString(theirs)});
    return parts;
}

// Where the links go makes no difference for the eye.
bool looksAlike(const data::Region& a, const data::Region& b) {
    return a.shape == b.shape && a.media == b.media && a.points == b.points && a.details->parts == b.details->parts &&
           a.label == b.label && a.transcription == b.transcription;
}

bool hasAlike(const std::vector<data::Region>& regions, const data::Region& one) {
    return std::any_of(regions.begin(), regions.end(),
                       [&](const data::Region& region) { return looksAlike(region, one); });
}

}  // namespace

std::vector<DiffText> turnsDifference(const data::Sample& ours, const data::Sample& theirs) {
    std::vector<DiffText> all;
    for (std::size_t i = 0; i < std::max(ours.turns.size(), theirs.turns.size()); ++i)
        append(all,
               diffTexts(evaluation::diff(i < ours.turns.size() ? ours.turns[i].text : "",
                                          i < theirs.turns.size() ? theirs.turns[i].text : "")),
               "\n\n");
    return all;
}

std::vector<DiffText> tagsDifference(const data::Sample& ours, const data::Sample& theirs) {
    const auto has = [](const data::Sample& sample, const std::string& tag) {
        return std::find(sample.tags.begin(), sample.tags.end(), tag) != sample.tags.end();
    };
    std::vector<DiffText> all;
    for (const std::string& tag : ours.tags)
        append(all, {{has(theirs, tag) ? Kind::Same : Kind::Missing, QString::fromStdString(tag)}}, ", ");
    for (const std::string& tag : theirs.tags)
        if (!has(ours, tag)) append(all, {{Kind::Extra, QString::fromStdString(tag)}}, ", ");
    return all;
}

std::vector<DiffText> regionsDifference(const data::Sample& ours, const data::Sample& theirs) {
    std::vector<DiffText> all;
    for (const auto& [our, their] : data::matchRegions(ours, theirs)) {
        const data::Region &a = ours.regions[our], &b = theirs.regions[their];
        if (a.label == b.label && a.transcription == b.transcription) continue;
        std::vector<DiffText> words = labelDifference(a.label, b.label);
        if (!a.transcription.empty() || !b.transcription.empty())
            append(words, diffTexts(evaluation::diff(a.transcription, b.transcription)), ": ");
        append(all, words, "\n");
    }
    return all;
}

std::vector<CanvasRegion> regionsOfBoth(const data::Sample& ours, const data::Sample& theirs, int media,
                                        bool onlyDifferent) {
    std::vector<CanvasRegion> all;
    const auto add = [&](const data::Sample& sample, const data::Region& region, int color) {
        const auto index = static_cast<std::size_t>(region.media);
        if (region.media != media || index >= sample.media.size()) return;
        all.push_back(drawnRegion(region, sample.media[index], color));
    };
    for (const data::Region& region : ours.regions)
        if (!hasAlike(theirs.regions, region))
            add(ours, region, kOursColor);
        else if (!onlyDifferent)
            add(ours, region, kSameColor);
    for (const data::Region& region : theirs.regions)
        if (!hasAlike(ours.regions, region)) add(theirs, region, kTheirsColor);
    return all;
}

}  // namespace atelier::ui
