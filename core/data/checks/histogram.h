#pragma once

#include "common/json.h"
#include "data/sample.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::data {

/// How often the values of one quantity lie between two edges: counts[i] of them in [edges[i], edges[i + 1]), the last
/// edge included. No counts and no edges: there was no value.
struct Histogram {
    std::string name;  ///< a key: "image_width", "answer_characters", "tokens", ...
    std::string unit;  ///< "pixels", "megapixels", "characters", "tokens"; empty: a bare number
    std::vector<double> edges;
    std::vector<std::int64_t> counts;

    std::int64_t total() const;
};

/// How often each name occurs, the most frequent first, then by name.
struct Categories {
    std::string name;  ///< a key: "labels", "tags", "splits", "media"
    std::vector<std::pair<std::string, std::int64_t>> counts;
};

struct Histograms {
    std::vector<Histogram> numbers;
    std::vector<Categories> categories;
    bool whole = true;  ///< false: stopped before all samples were counted
};

/// At most `most` equal steps of a round width (1, 2 or 5 times a power of ten, for `whole` numbers at least 1) that
/// begin at a multiple of it. Values that are no finite numbers are left out.
Histogram histogramOf(std::string name, std::string unit, const std::vector<double>& values, bool whole,
                      std::size_t most = 24);

/// Steps that grow by the same factor, two for each doubling, with 1 as an edge: for ratios. Values must be positive.
Histogram ratioHistogramOf(std::string name, const std::vector<double>& values);

/// Called now and then with the samples done; returning false stops the counting, and what was counted so far comes
/// back.
using HistogramProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

/// "image_width", "image_height", "image_megapixels" and "aspect_ratio" (width by height) of every image file once, as
/// their headers and EXIF say; "prompt_characters" and "answer_characters" of every turn, "turns" and "regions" of
/// every sample; and as categories "splits" ("" where none is assigned), "labels", "tags" and "media" ("image",
/// "video"). Images that cannot be read are passed over.
Histograms histograms(const std::vector<Sample>& samples, const HistogramProgress& progress = {});

/// {"numbers": {name: {"unit", "edges", "counts"}}, "categories": {name: {category: count}}}
Json toJson(const Histograms& histograms);

}  // namespace atelier::data
