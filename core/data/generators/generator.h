#pragma once

#include "common/watch.h"
#include "data/sample.h"
#include "vision/image.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::data {

/// A drawn picture and what is to be said of it. The sample's one medium is "images/<id>.png"; its regions lie on the
/// picture.
struct Generated {
    vision::Image image;
    Sample sample;
};

struct GeneratorOptions {
    /// "lines": characters of a line, spaces included, 1 to 38.
    int minCharacters = 1, maxCharacters = 28;
    /// "lines": "mixed" (printed fonts) or "heldout" (dot-matrix print, half of it white on black), which "mixed" never
    /// shows.
    std::string style = "mixed";
    /// "scenes": "plain" or "json" (`{"answer": "red"}`).
    std::string answers = "plain";
    /// "scenes": "mixed", or kinds in equal parts ("count" or "colour,shape"): "caption", "count", "colour", "shape",
    /// "relation", "existence", "place", "box".
    std::string questions = "mixed";
    /// "scenes": questions about one picture, 1 to 20, none asked twice; fewer where it has no more to ask.
    int turns = 1;
    /// "scenes": shapes on one picture, 1 to 6.
    int maxShapes = 6;
    /// "lines": searched with all their folders for the fonts of packaging/deb/packages-fonts.txt.
    std::vector<std::filesystem::path> fontFolders{"/usr/share/fonts"};
};

/// Draws pictures with questions and answers. What is drawn depends on the options, the seed and the index alone.
/// Thread-safe.
class Generator {
public:
    virtual ~Generator() = default;
    virtual Generated draw(std::uint64_t seed, std::uint64_t index) const = 0;
};

/// Registered by name: Registry<GeneratorFactory>.
using GeneratorFactory = std::function<std::unique_ptr<Generator>(const GeneratorOptions&)>;

/// "lines": one printed line of a receipt, 28 pixels high, a multiple of 28 up to 336 wide, and its text.
/// "scenes": one to six coloured shapes on 112 to 168 pixels, with a caption, a question or a box.
/// Throws Error for an unknown name, an option out of range, or fonts that are not installed.
std::unique_ptr<Generator> makeGenerator(const std::string& name, const GeneratorOptions& options = {});

/// Samples 0 to count-1 of `seed` as a LLaMA-Factory dataset: images/, `name`.json (ShareGPT: messages, images) and
/// dataset_info.json. The folder appears whole or not at all; one that exists is replaced.
void writeDataset(const Generator& generator, const std::string& name, std::size_t count, std::uint64_t seed,
                  const std::filesystem::path& folder, const Watch& watch = {});

/// "lines-7-000012": the id of a generated sample.
std::string generatedId(const std::string& kind, std::uint64_t seed, std::uint64_t index);

}  // namespace atelier::data
