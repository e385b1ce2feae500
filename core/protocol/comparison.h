#pragma once

#include "data/sample.h"
#include "protocol/contestant.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::protocol {

/// An image as a text: its path, and "#xywh=LEFT,TOP,WIDTH,HEIGHT" (W3C media fragment, pixels) where a part is shown.
template <>
struct JsonForm<data::Media> {
    static Json write(const data::Media& media);
    static data::Media read(const Json& json, const std::string& where);
};

struct Comparison;
/// The list of contestants; in files of older versions each is its name alone.
struct ContestantsField {
    static void write(const Comparison& comparison, Json& json);
    static void read(Comparison& comparison, ObjectReader& reader);
};

/// Answers of several contestants to the same samples, and their figures. Also a file: RUN/comparison.json.
struct Comparison {
    struct Sample {
        std::string id;
        std::vector<data::Media> images;
        std::string prompt, reference;
        std::vector<std::string> answers;  ///< one for each contestant
        std::map<std::string, std::vector<double>>
            scores;  ///< metric -> one for each contestant; absent where it does not apply
        bool operator==(const Sample&) const = default;

        static constexpr auto fields() {
            return std::tuple(field("id", &Sample::id), field("images", &Sample::images),
                              field("prompt", &Sample::prompt), field("reference", &Sample::reference),
                              field("answers", &Sample::answers), field("scores", &Sample::scores));
        }
    };

    std::vector<Contestant> contestants;
    std::string baseline;  ///< name of the contestant that the others are measured against; empty: the first
    std::vector<std::pair<std::string, std::vector<double>>>
        metrics;  ///< corpus figures, one for each contestant; the metric that matters most first
    std::vector<Sample> samples;
    bool operator==(const Comparison&) const = default;

    /// Index into contestants; nothing for a name that none has.
    std::optional<std::size_t> find(const std::string& name) const;
    std::size_t baselineIndex() const;        ///< 0 where it is not among the contestants
    std::vector<std::size_t> others() const;  ///< all but the baseline, in their order

    static constexpr auto fields() {
        return std::tuple(ContestantsField{}, optionalField("baseline", &Comparison::baseline),
                          field("metrics", &Comparison::metrics), field("samples", &Comparison::samples));
    }
    /// Throws Error where answers, scores or figures are not one for each contestant.
    void validate(const std::string& where) const;
};

}  // namespace atelier::protocol
