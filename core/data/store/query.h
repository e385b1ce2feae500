#pragma once

#include "data/project.h"
#include "data/sample.h"
#include "data/store/parts.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atelier::data {

enum class SortBy {
    Order,  ///< in which they were added
    Id,
    File,  ///< name of the first file, without its folders
    Split,
    Checked,
    Regions,
    AnswerLength,  ///< characters of all answers
    Tokens,        ///< of Query::model; those not counted come last
};

struct Query {
    std::string filter = {};  ///< in the language of filter.h; empty: all
    SortBy sortBy = SortBy::Order;
    bool descending = false;
    std::string model = {};  ///< fingerprint whose token counts filter and sorting look at (token_counts.h)
};

/// Row ids of the samples that pass the filter, in order; equals stand in the order they were added. A row id is a
/// sample's place in the store: it stays with the sample through edits, undo and redo, and is no number to show. Throws
/// Error, FilterError for a filter that cannot be read.
std::vector<std::int64_t> findRows(const Project& project, const std::string& dataset, const Query& query = {});

/// Nothing where there is no such sample (any more).
std::optional<std::int64_t> rowOf(const Project& project, const std::string& dataset, const std::string& id);

struct StoredSample {
    std::int64_t row = 0;
    Sample sample;
};
/// In the order of `rows`; rows that are not there (any more) are left out. Parts that `look` leaves out are empty.
std::vector<StoredSample> samplesAt(const Project& project, const std::string& dataset,
                                    std::span<const std::int64_t> rows, SampleParts look = {});

/// What a list of samples shows of one: read without its regions and most of its text.
struct Card {
    std::int64_t row = 0;
    std::string id, split;
    bool checked = false;
    std::optional<Media> media;  ///< the first
    std::string words;  ///< beginning of the first answer or, where there is none, of the first turn; whole characters
    std::vector<std::string> tags;
    std::int64_t mediaCount = 0, regions = 0, turns = 0;
};
/// In the order of `rows`; rows that are not there (any more) are left out.
std::vector<Card> cardsAt(const Project& project, const std::string& dataset, std::span<const std::int64_t> rows);

/// What a dataset offers to filter by.
struct Overview {
    std::filesystem::path root;
    std::int64_t samples = 0;
    std::map<std::string, std::int64_t> tags;  ///< with how many samples have each
};
Overview overview(const Project& project, const std::string& dataset);

}  // namespace atelier::data
