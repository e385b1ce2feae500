#pragma once

#include "common/random.h"
#include "common/registry.h"
#include "data/sample.h"
#include "settings/schema.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::data {

/// How texts are varied for training: prompts, and answers where asked. Lists hold groups "one way | another way"; an
/// item "@FILE" stands for the lines of a file in the project's folder.
struct TextOptions {
    std::vector<std::string> paraphrases, templates, synonyms;
    double probability = 0.5;
    double letterCase = 0, punctuation = 0, spaces = 0, typos = 0;
    bool answers = false;

    static const settings::Schema<TextOptions>& schema();
};

/// Bytes [begin, end) of a text become `text`. Borders of characters only.
struct TextEdit {
    std::size_t begin = 0, end = 0;
    std::string text;
};

/// Another wording of a prompt, from outside (a language model, a service); nothing where it knows none. The same
/// `draw` should give the same wording, or a run cannot be repeated. Called in several threads.
using Paraphraser = std::function<std::optional<std::string>(const std::string& prompt, std::uint64_t draw)>;

/// What variations choose from.
struct Wordings {
    using Groups = std::vector<std::vector<std::string>>;
    Groups paraphrases, synonyms;
    std::vector<std::string> templates;  ///< "{prompt}" stands for the prompt
    Paraphraser paraphraser;
};

/// One way to vary a text. `edits` gives its changes in order, none overlapping; marks such as "<image>" stay.
/// Thread-safe, draws from `random` alone, changes nothing at strength 0.
struct TextVariation {
    int order = 0;         ///< whole prompts first, single letters last
    bool answers = false;  ///< may be used on answers
    std::function<std::vector<TextEdit>(const std::string& text, double strength, const Wordings&, Random&)> edits;
};

using TextVariations = Registry<TextVariation>;

/// The variations that a recipe asks for.
class TextVarier {
public:
    /// Reads the lists. Throws Error naming the option: a file that is not there or outside `folder`, a group of one, a
    /// template without its place.
    TextVarier(const TextOptions& options, const std::filesystem::path& folder, Paraphraser paraphraser = {});

    bool active() const { return !steps_.empty(); }
    /// Varies the sample's turns, drawn from `key`; the spans of regions follow.
    void vary(Sample& sample, std::uint64_t key) const;

private:
    struct Step {
        std::string name;
        double strength;
        const TextVariation* variation;
    };
    std::vector<Step> steps_;
    Wordings wordings_;
    bool answers_;
};

/// [begin, end) of what is asked: without marks and white space around it.
std::pair<std::size_t, std::size_t> bodyOf(std::string_view text);
/// [begin, end) of each word: letters, marks and digits of any script; nothing inside "<...>".
std::vector<std::pair<std::size_t, std::size_t>> wordsOf(std::string_view text);
/// Where a mark or special token that begins at `at` ends; `at` where none begins.
std::size_t markEnd(std::string_view text, std::size_t at);

}  // namespace atelier::data
