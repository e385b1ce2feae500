#include "data/checks/histogram.h"

#include "common/error.h"
#include "data/derive.h"
#include "vision/image.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_set>

namespace atelier::data {
namespace {

// The least round width with which `most` steps reach from the least to the greatest value.
double stepFor(double least, double greatest, bool whole, std::size_t most) {
    const double wanted = (greatest - least) / static_cast<double>(most);
    double power = std::pow(10.0, std::floor(std::log10(wanted > 0 ? wanted : 1.0)));
    if (whole) power = std::max(power, 1.0);
    for (;; power *= 10)
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double step = factor * power;
            const double first = std::floor(least / step) * step;
            if (first + step * static_cast<double>(most) > greatest) return step;
        }
}

void count(Histogram& histogram, const std::vector<double>& values) {
    histogram.counts.assign(histogram.edges.size() - 1, 0);
    for (const double value : values) {
        const auto above = std::upper_bound(histogram.edges.begin(), histogram.edges.end(), value);
        const auto step =
            std::clamp<std::ptrdiff_t>(above - histogram.edges.begin() - 1, 0, std::ssize(histogram.counts) - 1);
        ++histogram.counts[static_cast<std::size_t>(step)];
    }
}

Categories categoriesOf(std::string name, const std::map<std::string, std::int64_t>& counts) {
    Categories categories{std::move(name), {counts.begin(), counts.end()}};
    std::sort(categories.counts.begin(), categories.counts.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    return categories;
}

}  // namespace

std::int64_t Histogram::total() const {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t(0));
}

Histogram histogramOf(std::string name, std::string unit, const std::vector<double>& all, bool whole,
                      std::size_t most) {
    Histogram histogram{std::move(name), std::move(unit), {}, {}};
    std::vector<double> values;
    std::copy_if(all.begin(), all.end(), std::back_inserter(values), [](double value) { return std::isfinite(value); });
    if (values.empty()) return histogram;
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    const double step = stepFor(*least, *greatest, whole, most);
    const double first = std::floor(*least / step);
    const auto steps = static_cast<int>(std::floor(*greatest / step) - first) + 1;
    for (int i = 0; i <= steps; ++i)
        histogram.edges.push_back((first + i) * step);
    count(histogram, values);
    return histogram;
}

Histogram ratioHistogramOf(std::string name, const std::vector<double>& values) {
    Histogram histogram{std::move(name), {}, {}, {}};
    if (values.empty()) return histogram;
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    const double first = std::floor(std::log2(*least) * 2);
    const auto steps = static_cast<int>(std::floor(std::log2(*greatest) * 2) - first) + 1;
    for (int i = 0; i <= steps; ++i)
        histogram.edges.push_back(std::exp2((first + i) / 2));
    count(histogram, values);
    return histogram;
}

Histograms histograms(const std::vector<Sample>& samples, const HistogramProgress& progress) {
    constexpr std::int64_t kOften = 64;
    std::vector<double> widths, heights, areas, ratios, prompts, answers, turns, regions;
    std::map<std::string, std::int64_t> splits, labels, tags, media;
    std::unordered_set<std::string> files;
    Histograms all;
    std::int64_t done = 0;
    for (const Sample& sample : samples) {
        if (progress && done % kOften == 0 && !progress(done, std::ssize(samples))) {
            all.whole = false;
            break;
        }
        ++done;
        ++splits[sample.split];
        for (const std::string& tag : sample.tags)
            ++tags[tag];
        for (const Region& region : sample.regions)
            ++labels[region.label];
        for (const Turn& turn : sample.turns)
            if (turn.role != Turn::Role::System)
                (turn.role == Turn::Role::Assistant ? answers : prompts)
                    .push_back(static_cast<double>(characterCount(turn.text)));
        turns.push_back(static_cast<double>(sample.turns.size()));
        regions.push_back(static_cast<double>(sample.regions.size()));
        for (const Media& one : sample.media) {
            ++media[one.kind == Media::Kind::Image ? "image" : "video"];
            if (one.kind != Media::Kind::Image || !files.insert(one.path.string()).second) continue;
            try {
                const vision::ImageInfo info = vision::probeImage(one.path);
                widths.push_back(info.width);
                heights.push_back(info.height);
                areas.push_back(static_cast<double>(info.width) * info.height / 1e6);
                ratios.push_back(static_cast<double>(info.width) / info.height);
            } catch (const Error&) {
                // check() names it
            }
        }
    }
    all.numbers = {histogramOf("image_width", "pixels", widths, true),
                   histogramOf("image_height", "pixels", heights, true),
                   histogramOf("image_megapixels", "megapixels", areas, false),
                   ratioHistogramOf("aspect_ratio", ratios),
                   histogramOf("prompt_characters", "characters", prompts, true),
                   histogramOf("answer_characters", "characters", answers, true),
                   histogramOf("turns", "", turns, true),
                   histogramOf("regions", "", regions, true)};
    all.categories = {categoriesOf("splits", splits), categoriesOf("labels", labels), categoriesOf("tags", tags),
                      categoriesOf("media", media)};
    return all;
}

Json toJson(const Histograms& histograms) {
    Json numbers = Json::object(), categories = Json::object();
    for (const Histogram& one : histograms.numbers)
        numbers[one.name] = {{"unit", one.unit}, {"edges", one.edges}, {"counts", one.counts}};
    for (const Categories& one : histograms.categories) {
        categories[one.name] = Json::object();
        for (const auto& [name, count] : one.counts)
            categories[one.name][name] = count;
    }
    return {{"numbers", std::move(numbers)}, {"categories", std::move(categories)}};
}

}  // namespace atelier::data
