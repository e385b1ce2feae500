#include "pages/data/checks/dataset_plots.h"

#include "common/error.h"
#include "data/checks/histogram.h"
#include "data/derive.h"
#include "data/project.h"
#include "data/store/filter.h"
#include "data/store/token_counts.h"
#include "vision/image.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace atelier::ui {
namespace {

using What = DatasetPlot::What;

constexpr std::size_t kMostSteps = 24, kMostSizeSteps = 12;
constexpr std::size_t kMostNames = 200;

std::string whole(double value) {
    return std::to_string(static_cast<std::int64_t>(value));
}

// Whole numbers from `from` to below `to`.
std::string between(const char* field, double from, double to) {
    return std::string(field) + ':' + whole(from) + ".." + whole(std::max(from, to - 1));
}

// Of one number a sample, which `field` filters by.
DatasetPlot numbers(What what, const std::vector<double>& values, const char* field) {
    const data::Histogram histogram = data::histogramOf({}, {}, values, true, kMostSteps);
    DatasetPlot plot{what, histogram.edges, {}, {}};
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        PlotBin bin{.from = histogram.edges[i], .to = histogram.edges[i + 1], .count = histogram.counts[i]};
        bin.filter = between(field, bin.from, bin.to);
        plot.bins.push_back(std::move(bin));
    }
    return plot;
}

using Counts = std::map<std::string, std::int64_t>;

DatasetPlot names(What what, const Counts& counts, const char* field, const std::string& without) {
    DatasetPlot plot{what, {}, {}, {}};
    for (const auto& [name, count] : counts) {
        PlotBin bin{.name = name, .count = count};
        bin.filter = name.empty() ? without : std::string(field) + ':' + data::filterText(name);
        plot.bins.push_back(std::move(bin));
    }
    std::sort(plot.bins.begin(), plot.bins.end(), [](const PlotBin& a, const PlotBin& b) {
        return a.count != b.count ? a.count > b.count : a.name < b.name;
    });
    if (plot.bins.size() > kMostNames) plot.bins.resize(kMostNames);
    return plot;
}

struct Size {
    int width, height;
    auto operator<=>(const Size&) const = default;
};

// Headers of pictures, each read once.
class Sizes {
public:
    std::optional<Size> of(const std::filesystem::path& file) {
        const auto [found, isNew] = known_.try_emplace(file.string());
        if (isNew) found->second = read(file);
        return found->second;
    }

private:
    static std::optional<Size> read(const std::filesystem::path& file) {
        try {
            const vision::ImageInfo info = vision::probeImage(file);
            return Size{info.width, info.height};
        } catch (const Error&) {  // the check tells of it
            return std::nullopt;
        }
    }
    std::unordered_map<std::string, std::optional<Size>> known_;
};

std::size_t stepOf(const std::vector<double>& edges, double value) {
    const auto above = std::upper_bound(edges.begin(), edges.end(), value);
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(above - edges.begin() - 1, 0, std::ssize(edges) - 2));
}

// As the filter counts a sample with several pictures: by the widest and the highest.
Size largest(const std::set<Size>& sizes) {
    Size most{0, 0};
    for (const Size& size : sizes)
        most = {std::max(most.width, size.width), std::max(most.height, size.height)};
    return most;
}

// `sizes`: those of each sample's pictures, none twice.
DatasetPlot sizesPlot(const std::vector<std::set<Size>>& sizes) {
    std::vector<double> widths, heights;
    for (const auto& one : sizes)
        if (!one.empty()) {
            widths.push_back(largest(one).width);
            heights.push_back(largest(one).height);
        }
    DatasetPlot plot{What::Sizes,
                     data::histogramOf({}, {}, widths, true, kMostSizeSteps).edges,
                     data::histogramOf({}, {}, heights, true, kMostSizeSteps).edges,
                     {}};
    for (std::size_t y = 0; y + 1 < plot.edges2.size(); ++y)
        for (std::size_t x = 0; x + 1 < plot.edges.size(); ++x) {
            PlotBin bin{plot.edges[x], plot.edges[x + 1], plot.edges2[y], plot.edges2[y + 1]};
            bin.filter = between("width", bin.from, bin.to) + ' ' + between("height", bin.from2, bin.to2);
            plot.bins.push_back(std::move(bin));
        }
    for (std::size_t i = 0; i < widths.size(); ++i)
        ++plot.bins[stepOf(plot.edges2, heights[i]) * (plot.edges.size() - 1) + stepOf(plot.edges, widths[i])].count;
    return plot;
}

DatasetPlot aspectPlot(const std::vector<std::set<Size>>& sizes) {
    std::vector<double> ratios;
    for (const auto& one : sizes)
        for (const Size& size : one)
            ratios.push_back(static_cast<double>(size.width) / size.height);
    const data::Histogram histogram = data::ratioHistogramOf({}, ratios);
    DatasetPlot plot{What::Aspect, histogram.edges, {}, {}};
    for (std::size_t i = 0; i < histogram.counts.size(); ++i)
        plot.bins.push_back({.from = histogram.edges[i], .to = histogram.edges[i + 1], .count = histogram.counts[i]});
    return plot;
}

// What is collected of each sample.
struct Collected {
    std::vector<double> prompts, answers, regions;
    Counts labels, tags, splits;
    std::vector<std::set<Size>> sizes;

    void add(const data::Sample& sample, Sizes& known) {
        double prompt = 0, answer = 0;
        for (const data::Turn& turn : sample.turns)
            (turn.role == data::Turn::Role::Assistant ? answer : prompt) +=
                static_cast<double>(data::characterCount(turn.text));
        prompts.push_back(prompt);
        answers.push_back(answer);
        regions.push_back(static_cast<double>(sample.regions.size()));
        std::set<std::string> labelsHere;
        for (const data::Region& region : sample.regions)
            if (!region.label.empty()) labelsHere.insert(region.label);
        for (const std::string& label : labelsHere)
            ++labels[label];
        for (const std::string& tag : sample.tags)
            ++tags[tag];
        if (sample.tags.empty()) ++tags[""];
        ++splits[sample.split];
        std::set<Size> sizesHere;
        for (const data::Media& media : sample.media)
            if (media.kind == data::Media::Kind::Image)
                if (const auto size = known.of(media.path)) sizesHere.insert(*size);
        sizes.push_back(std::move(sizesHere));
    }
};

}  // namespace

DatasetPlots readPlots(const QString& folder, const QString& dataset, const std::string& model, const Watch& watch) {
    const auto project = data::Project::open(folder.toStdString(), data::Project::Access::ReadOnly);
    const std::string name = dataset.toStdString();
    Collected all;
    Sizes known;
    DatasetPlots plots;
    project.forEachSample(name, [&](data::Sample&& sample) {
        watch.at(plots.samples++);
        all.add(sample, known);
        return true;
    });
    std::vector<double> tokens, imageTokens;
    if (!model.empty()) {
        for (const data::TokenCount& count : data::tokenCounts(project, name, model)) {
            tokens.push_back(static_cast<double>(count.tokens));
            imageTokens.push_back(static_cast<double>(count.imageTokens));
        }
        plots.uncounted = plots.samples - std::ssize(tokens);
    }
    const auto add = [&](DatasetPlot plot) {
        if (!plot.bins.empty()) plots.plots.push_back(std::move(plot));
    };
    add(sizesPlot(all.sizes));
    add(numbers(What::Tokens, tokens, "tokens"));
    add(numbers(What::ImageTokens, imageTokens, "imagetokens"));
    add(numbers(What::AnswerCharacters, all.answers, "characters"));
    add(numbers(What::PromptCharacters, all.prompts, "promptcharacters"));
    add(names(What::Labels, all.labels, "label", {}));
    add(numbers(What::Regions, all.regions, "regions"));
    if (all.tags.size() > 1 || !all.tags.contains("")) add(names(What::Tags, all.tags, "tag", "tags:0"));
    add(names(What::Splits, all.splits, "split", "split:none"));
    add(aspectPlot(all.sizes));
    return plots;
}

}  // namespace atelier::ui
