#pragma once

#include "hub/access.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace atelier::hub {

struct SearchQuery {
    std::string words;
    std::vector<std::string> families;       ///< config.json's model_type, any of these; empty: all
    std::vector<std::string> tasks;          ///< the hub's pipeline tags, any of these; empty: all
    std::optional<std::uint64_t> mostBytes;  ///< of the weights; those whose size the hub does not know are left out
    std::size_t limit = 20;
};

struct FoundModel {
    std::string id, family, task, licence, changed;  ///< `changed`: a date; each empty where the hub does not say
    std::optional<std::uint64_t> parameters, bytes;  ///< of the safetensors weights
    std::int64_t downloads = 0, likes = 0;
    bool gated = false;
};

struct SearchResult {
    std::vector<FoundModel> models;                                ///< the most downloaded first
    std::size_t otherFamilies = 0, tooLarge = 0, unknownSize = 0;  ///< looked at and left out
    bool more = false;                                             ///< the hub has more that were not looked at
};

/// Asks the hub. Blocks. Throws Error as pull() does, and for offline mode.
SearchResult searchModels(const SearchQuery& query, const Access& access,
                          const std::function<void(const std::string&)>& note = {}, std::stop_token stop = {});

}  // namespace atelier::hub
