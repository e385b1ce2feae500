#pragma once

#include "data/augmentation/augment_options.h"
#include "data/sample.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::data {

/// How the samples of one concept (a folder, a tag) are treated in training.
struct Concept {
    double weight = 1;         ///< of their loss
    std::int64_t repeats = 1;  ///< times in an epoch; 0: left out
    AugmentOptions pictures;
    bool varyTexts = true;
};

/// One rule of ConceptRules.
struct ConceptRule {
    std::vector<std::string> tags, paths;  ///< all tags, and any picture with any path
    std::optional<double> weight;
    std::optional<std::int64_t> repeats;
    std::optional<bool> augment;
    std::vector<std::pair<std::string, std::string>> options;  ///< of the pictures' augmentation, key and value
    bool operator==(const ConceptRule&) const = default;

    /// Throws Error naming the rule and what is wrong with it.
    static ConceptRule parsed(const std::string& text);
    /// What parsed() reads.
    std::string text() const;
    bool picks(const Sample& sample) const;
};

/// Rules that pick samples by tag or path, each a text of KEY=VALUE parts with spaces between them:
///
///     concepts:
///       - "tag=receipt weight=2 repeats=3"
///       - "path=photos/* augment=off"
///       - "path=scans/* augment_rotate=2 augment_blur=0.5"
///
/// `path` is a glob on the end of a picture's path, from the start of a name in it: `*` stands for any characters,
/// folders included, `?` for one. A rule without tag and path is for all. `augment=off` turns off all that is varied,
/// texts too, and a later `augment=on` takes that back; an option of the pictures' augmentation replaces the recipe's.
/// Of several rules that pick a sample the later ones win, key by key; weights and repeats are not multiplied.
class ConceptRules {
public:
    ConceptRules() = default;
    /// Throws Error naming the rule and what is wrong with it.
    explicit ConceptRules(const std::vector<std::string>& rules);

    bool empty() const { return rules_.empty(); }
    Concept of(const Sample& sample, const Concept& otherwise) const;

private:
    std::vector<ConceptRule> rules_;
};

}  // namespace atelier::data
