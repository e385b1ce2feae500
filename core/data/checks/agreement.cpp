#include "data/checks/agreement.h"

#include "common/edit_distance.h"
#include "common/unicode.h"

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

namespace atelier::data {
namespace {

// A line or a point has no area to share: two people's are the same when they lie as close as a hand draws.
Box seen(const Region& region) {
    constexpr double kHand = 4;  // pixels
    const Box box = region.bounds();
    if (region.shape != Region::Shape::Line && region.shape != Region::Shape::Point) return box;
    return {box.left - kHand, box.top - kHand, box.right + kHand, box.bottom + kHand};
}

double overlap(const Region& ours, const Region& theirs) {
    if (ours.media != theirs.media) return 0;
    const Box a = seen(ours), b = seen(theirs);
    const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
    const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    if (width <= 0 || height <= 0) return 0;
    const double shared = width * height;
    return shared / (a.width() * a.height() + b.width() * b.height() - shared);
}

// Column of each row in the assignment of least cost; rows <= columns. The Hungarian method with potentials (Kuhn 1955,
// Munkres 1957): rows enter one by one along the shortest augmenting path. Row and column 0 are the path's beginning.
std::vector<std::size_t> leastCost(std::size_t rows, std::size_t columns, auto&& cost) {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    std::vector<double> rowPotential(rows + 1, 0), columnPotential(columns + 1, 0);
    std::vector<std::size_t> rowOf(columns + 1, 0), cameFrom(columns + 1, 0);
    for (std::size_t row = 1; row <= rows; ++row) {
        std::vector<double> distance(columns + 1, kFar);
        std::vector<bool> done(columns + 1, false);
        rowOf[0] = row;
        std::size_t column = 0;
        while (rowOf[column] != 0) {
            done[column] = true;
            std::size_t next = 0;
            double step = kFar;
            for (std::size_t j = 1; j <= columns; ++j) {
                if (done[j]) continue;
                const double reduced =
                    cost(rowOf[column] - 1, j - 1) - rowPotential[rowOf[column]] - columnPotential[j];
                if (reduced < distance[j]) {
                    distance[j] = reduced;
                    cameFrom[j] = column;
                }
                if (distance[j] < step) {
                    step = distance[j];
                    next = j;
                }
            }
            for (std::size_t j = 0; j <= columns; ++j)
                if (done[j]) {
                    rowPotential[rowOf[j]] += step;
                    columnPotential[j] -= step;
                } else {
                    distance[j] -= step;
                }
            column = next;
        }
        for (; column != 0; column = cameFrom[column])
            rowOf[column] = rowOf[cameFrom[column]];
    }
    std::vector<std::size_t> columnOf(rows, 0);
    for (std::size_t j = 1; j <= columns; ++j)
        if (rowOf[j] != 0) columnOf[rowOf[j] - 1] = j - 1;
    return columnOf;
}

std::vector<std::string> answersOf(const Sample& sample) {
    std::vector<std::string> answers;
    for (const Turn& turn : sample.turns)
        if (turn.role == Turn::Role::Assistant && !turn.text.empty()) answers.push_back(turn.text);
    return answers;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts)
        (all += all.empty() ? "" : "\n") += text;
    return all;
}

// Nothing where there is nothing on either side.
std::optional<double> jaccard(const std::vector<std::string>& ours, const std::vector<std::string>& theirs) {
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;
    for (const std::string& one : ours)
        ++counts[one].first;
    for (const std::string& one : theirs)
        ++counts[one].second;
    std::int64_t shared = 0, all = 0;
    for (const auto& [_, count] : counts) {
        shared += std::min(count.first, count.second);
        all += std::max(count.first, count.second);
    }
    if (all == 0) return std::nullopt;
    return static_cast<double>(shared) / static_cast<double>(all);
}

std::vector<std::string> labelsOf(const Sample& sample) {
    std::vector<std::string> labels;
    for (const Region& region : sample.regions)
        if (!region.label.empty()) labels.push_back(region.label);
    return labels;
}

void compareRegions(const Sample& ours, const Sample& theirs, SampleAgreement& result) {
    const auto pairs = matchRegions(ours, theirs);
    result.matched = std::ssize(pairs);
    result.onlyOurs = std::ssize(ours.regions) - result.matched;
    result.onlyTheirs = std::ssize(theirs.regions) - result.matched;
    const std::int64_t all = result.matched + result.onlyOurs + result.onlyTheirs;
    if (all == 0) return;
    double sum = 0;
    for (const auto& [i, j] : pairs)
        sum += overlap(ours.regions[i], theirs.regions[j]);
    result.boxes = sum / static_cast<double>(all);
}

SampleAgreement compared(const Sample& ours, const Sample& theirs) {
    SampleAgreement result;
    result.id = ours.id;
    const auto ourAnswers = answersOf(ours), theirAnswers = answersOf(theirs);
    if (!ourAnswers.empty() || !theirAnswers.empty()) {
        result.sameAnswers = ourAnswers == theirAnswers;
        const std::u32string a = codePoints(joined(ourAnswers)), b = codePoints(joined(theirAnswers));
        result.characterErrors =
            static_cast<double>(editDistance(a, b)) / static_cast<double>(std::max<std::size_t>(1, a.size()));
    }
    result.tags = jaccard(ours.tags, theirs.tags);
    result.labels = jaccard(labelsOf(ours), labelsOf(theirs));
    compareRegions(ours, theirs, result);
    double missing = 0;
    int figures = 0;
    const auto count = [&](const std::optional<double>& figure) {
        if (!figure) return;
        missing += 1 - *figure;
        ++figures;
    };
    if (result.characterErrors) count(1 - std::min(1.0, *result.characterErrors));
    count(result.tags);
    count(result.labels);
    count(result.boxes);
    if (figures > 0) result.disagreement = missing / figures;
    return result;
}

std::unordered_map<std::string, const Sample*> byId(const std::vector<Sample>& samples) {
    std::unordered_map<std::string, const Sample*> all;
    for (const Sample& sample : samples)
        all.emplace(sample.id, &sample);
    return all;
}

// The mean of the figures that are there.
class Mean {
public:
    void add(const std::optional<double>& figure) {
        if (!figure) return;
        sum_ += *figure;
        ++count_;
    }
    std::optional<double> value() const {
        if (count_ == 0) return std::nullopt;
        return sum_ / static_cast<double>(count_);
    }

private:
    double sum_ = 0;
    std::int64_t count_ = 0;
};

bool sameKinds(const std::vector<Media>& ours, const std::vector<Media>& theirs) {
    return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                      [](const Media& a, const Media& b) { return a.kind == b.kind; });
}

std::size_t answerLength(const Sample& sample) {
    return codePoints(joined(answersOf(sample))).size();
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> matchRegions(const Sample& ours, const Sample& theirs) {
    // The method wants no more rows than columns.
    const bool swapped = ours.regions.size() > theirs.regions.size();
    const std::vector<Region>& rows = swapped ? theirs.regions : ours.regions;
    const std::vector<Region>& columns = swapped ? ours.regions : theirs.regions;
    const auto columnOf = leastCost(rows.size(), columns.size(),
                                    [&](std::size_t i, std::size_t j) { return -overlap(rows[i], columns[j]); });
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (overlap(rows[i], columns[columnOf[i]]) < kLeastOverlap) continue;
        pairs.emplace_back(swapped ? columnOf[i] : i, swapped ? i : columnOf[i]);
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

Agreement agreement(const std::vector<Sample>& ours, const std::vector<Sample>& theirs) {
    const auto theirsById = byId(theirs), oursById = byId(ours);
    Agreement all;
    Mean characterErrors, tags, labels, boxes;
    for (const Sample& sample : ours) {
        const auto found = theirsById.find(sample.id);
        if (found == theirsById.end()) {
            all.onlyOurs.push_back(sample.id);
            continue;
        }
        SampleAgreement one = compared(sample, *found->second);
        all.answered += one.sameAnswers.has_value();
        all.sameAnswers += one.sameAnswers.value_or(false);
        all.matched += one.matched;
        all.unmatched += one.onlyOurs + one.onlyTheirs;
        characterErrors.add(one.characterErrors);
        tags.add(one.tags);
        labels.add(one.labels);
        boxes.add(one.boxes);
        all.samples.push_back(std::move(one));
    }
    for (const Sample& sample : theirs)
        if (!oursById.contains(sample.id)) all.onlyTheirs.push_back(sample.id);
    all.characterErrors = characterErrors.value();
    all.tags = tags.value();
    all.labels = labels.value();
    all.boxes = boxes.value();
    std::sort(all.samples.begin(), all.samples.end(), [](const SampleAgreement& a, const SampleAgreement& b) {
        return a.disagreement != b.disagreement ? a.disagreement > b.disagreement : a.id < b.id;
    });
    return all;
}

Edit mergeLabels(const std::vector<Sample>& ours, const std::vector<Sample>& theirs, MergeRule rule) {
    const auto theirsById = byId(theirs);
    Edit edit{"Labels merged", {}};
    for (const Sample& sample : ours) {
        const auto found = theirsById.find(sample.id);
        if (found == theirsById.end() || !sameKinds(sample.media, found->second->media)) continue;
        const Sample& other = *found->second;
        if (rule == MergeRule::Checked && (sample.checked || !other.checked)) continue;
        if (rule == MergeRule::Longer && answerLength(other) <= answerLength(sample)) continue;
        Sample after = sample;
        after.turns = other.turns;
        after.regions = other.regions;
        after.tags = other.tags;
        after.checked = other.checked;
        if (after != sample) edit.changes.push_back({sample, std::move(after)});
    }
    return edit;
}

}  // namespace atelier::data
