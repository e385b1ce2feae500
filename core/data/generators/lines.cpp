#include "common/error.h"
#include "common/random.h"
#include "common/registry.h"
#include "data/generators/generator.h"
#include "data/generators/receipt_text.h"
#include "data/generators/typesetter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace atelier::data {
namespace {

constexpr int kHeight = 28, kStep = 28, kMaxWidth = 336;
constexpr double kMargin = 3;          // of free paper at both ends of the text
constexpr double kSmallestCap = 10.5;  // pixels; below, a person cannot tell 5 from S any more
constexpr double kTightest = 0.78;     // narrowest squeeze of a font

int paperWidth(double textWidth) {
    const int steps = static_cast<int>(std::ceil((textWidth + 2 * kMargin) / kStep));
    return std::clamp(steps * kStep, kStep, kMaxWidth);
}

struct Printed {
    std::string text;
    Coverage coverage;
    Box box;
};

// Drops the last character and the spaces before it.
void shorten(std::string& text) {
    text.pop_back();
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
}

Printed printInFont(Random& random, const Typesetter& typesetter, std::string text) {
    const std::size_t font = random.below(typesetter.fonts());
    Typesetting setting;
    setting.capHeight = random.uniform(12.5, 18.5);
    setting.squeeze = random.uniform(0.88, 1.12);
    setting.tracking = random.uniform(-0.1, 1.2);
    setting.slant = random.below(5) == 0 ? random.uniform(-0.05, 0.22) : 0;
    setting.weight = random.below(2) == 0 ? random.uniform(0, 0.7) : 0;
    const double tilt = random.normal() * 0.012;

    TextBounds bounds;
    for (;;) {
        // A long line may not lean as far as a short one.
        const double reach = static_cast<double>(text.size()) * setting.capHeight;
        setting.angle = std::clamp(tilt, -4.0 / reach, 4.0 / reach);
        bounds = typesetter.measure(font, text, setting);
        const double across = kMaxWidth - 2 * kMargin, width = bounds.right - bounds.left,
                     tall = bounds.bottom - bounds.top;
        if (width <= across && tall <= kHeight - 2) break;
        if (tall > kHeight - 2) {
            setting.capHeight *= 0.96 * (kHeight - 2) / tall;
        } else if (setting.tracking > 0) {
            setting.tracking = 0;
        } else if (setting.squeeze > kTightest) {
            setting.squeeze = std::max(kTightest, setting.squeeze * 0.995 * across / width);
        } else if (setting.capHeight > kSmallestCap) {
            setting.capHeight = std::max(kSmallestCap, setting.capHeight * 0.995 * across / width);
        } else {
            shorten(text);
        }
    }
    const double width = bounds.right - bounds.left, tall = bounds.bottom - bounds.top;
    Printed printed{text, Coverage(paperWidth(width), kHeight), {}};
    const double roomX = printed.coverage.width - width, roomY = kHeight - tall;
    const double left =
        random.uniform(std::min(kMargin - 1, roomX / 2), std::max(roomX / 2, std::min(roomX - kMargin + 1, 14.0)));
    const double top =
        std::clamp(roomY / 2 + random.normal() * 1.5, std::min(0.5, roomY / 2), std::max(roomY - 0.5, roomY / 2));
    typesetter.draw(font, text, setting, left - bounds.left, top - bounds.top, printed.coverage);
    printed.box = {left, top, left + width, top + tall};
    return printed;
}

Printed printInDots(Random& random, std::string text) {
    const double rows = random.uniform(2.3, 2.9), room = kMaxWidth - 2 * kMargin;
    constexpr double narrowest = 1.9;  // below, the dots run together
    while ((6 * static_cast<double>(text.size()) - 1) * narrowest > room)
        shorten(text);
    const double columns = std::min(random.uniform(narrowest, 2.5), room / (6 * static_cast<double>(text.size()) - 1));
    const double radius = random.uniform(0.5, 0.58) * std::min(columns, rows);
    const double width = (6 * static_cast<double>(text.size()) - 2) * columns + 2 * radius,
                 tall = 6 * rows + 2 * radius;
    Printed printed{text, Coverage(paperWidth(width), kHeight), {}};
    const double left = random.uniform(2, std::max(2.5, std::min(printed.coverage.width - width - 2, 12.0)));
    const double top = random.uniform(1, kHeight - 1 - tall);
    drawDots(text, left + radius, top + radius, columns, rows, radius, printed.coverage);
    printed.box = {left, top, left + width, top + tall};
    return printed;
}

// Weak heat and worn print heads: soft patches, and thin stripes along the paper's way, that print paler.
void wear(Random& random, Coverage& coverage) {
    if (random.below(3) == 0) {
        const double depth = random.uniform(0.1, 0.4), length = random.uniform(9, 40), phase = random.uniform(0, 7);
        for (int y = 0; y < coverage.height; ++y)
            for (int x = 0; x < coverage.width; ++x)
                coverage.at(x, y) *=
                    static_cast<float>(1 - depth * (0.5 + 0.5 * std::sin(x / length * 3 + y / 11.0 + phase)));
    }
    if (random.below(5) == 0)
        for (std::uint64_t stripes = 1 + random.below(3); stripes > 0; --stripes) {
            const int x = static_cast<int>(random.below(std::uint64_t(coverage.width)));
            const auto left = static_cast<float>(random.uniform(0.35, 0.7));
            for (int y = 0; y < coverage.height; ++y)
                coverage.at(x, y) *= left;
        }
    if (random.below(4) == 0) {
        const double share = random.uniform(0.02, 0.1);
        for (float& value : coverage.values)
            if (random.uniform() < share) value *= static_cast<float>(random.uniform(0.2, 0.8));
    }
}

void blur(Coverage& coverage, double sigma) {
    if (sigma < 0.25) return;
    std::array<float, 7> kernel{};
    float sum = 0;
    for (int i = -3; i <= 3; ++i)
        sum += kernel[std::size_t(i + 3)] = static_cast<float>(std::exp(-i * i / (2 * sigma * sigma)));
    const auto pass = [&](int stepX, int stepY) {
        Coverage from = coverage;
        for (int y = 0; y < coverage.height; ++y)
            for (int x = 0; x < coverage.width; ++x) {
                float value = 0;
                for (int i = -3; i <= 3; ++i)
                    value += kernel[std::size_t(i + 3)] * from.at(std::clamp(x + i * stepX, 0, coverage.width - 1),
                                                                  std::clamp(y + i * stepY, 0, coverage.height - 1));
                coverage.at(x, y) = value / sum;
            }
    };
    pass(1, 0);
    pass(0, 1);
}

vision::Image develop(Random& random, const Coverage& coverage, bool inverted) {
    std::array<double, 3> paper, ink;
    const double paperLevel = inverted ? random.uniform(0, 50) : random.uniform(205, 255);
    const double inkLevel = inverted ? random.uniform(205, 255) : random.uniform(0, 85);
    const bool tinted = random.below(4) == 0;
    for (std::size_t c = 0; c < 3; ++c) {
        paper[c] = paperLevel + (tinted ? random.uniform(-14, 8) : 0);
        ink[c] = inkLevel + (tinted ? random.uniform(-20, 30) : 0);
    }
    const double slopeX = random.normal() * 8, slopeY = random.normal() * 5;
    const double grain = random.below(3) == 0 ? 0 : random.uniform(0, 9);
    vision::Image image{coverage.width, coverage.height, {}};
    image.pixels.reserve(coverage.values.size() * 3);
    for (int y = 0; y < coverage.height; ++y)
        for (int x = 0; x < coverage.width; ++x) {
            const double share = coverage.values[std::size_t(y) * std::size_t(coverage.width) + std::size_t(x)];
            const double light = slopeX * (double(x) / coverage.width - 0.5) +
                                 slopeY * (double(y) / coverage.height - 0.5) +
                                 (grain > 0 ? random.normal() * grain : 0);
            for (std::size_t c = 0; c < 3; ++c)
                image.pixels.push_back(static_cast<std::uint8_t>(
                    std::clamp(paper[c] + (ink[c] - paper[c]) * share + light + 0.5, 0.0, 255.0)));
        }
    if (random.below(2) == 0) {
        const int quality = static_cast<int>(random.between(40, 90));
        image = vision::decodeImage(vision::encodeJpeg(image, quality), "a drawn line");
    }
    return image;
}

class Lines : public Generator {
public:
    explicit Lines(const GeneratorOptions& options) : options_(options) {
        if (options.minCharacters < 1 || options.maxCharacters > 38 || options.minCharacters > options.maxCharacters)
            throw Error("a line has 1 to 38 characters, the minimum not above the maximum",
                        "minCharacters, maxCharacters");
        if (options.style != "mixed" && options.style != "heldout")
            throw Error("unknown style \"" + options.style + "\"", "style", "known: mixed, heldout");
        if (options.style == "mixed") typesetter_.emplace(options.fontFolders);
    }

    Generated draw(std::uint64_t seed, std::uint64_t index) const override {
        const bool heldout = options_.style == "heldout";
        Random random{stableHash(heldout ? "lines-heldout" : "lines"), seed, index};
        const std::string text = receiptText(random, options_.minCharacters, options_.maxCharacters);
        Printed printed = heldout ? printInDots(random, text) : printInFont(random, *typesetter_, text);
        wear(random, printed.coverage);
        blur(printed.coverage, heldout ? random.uniform(0, 0.4) : std::max(0.0, random.uniform(-0.3, 0.8)));
        const bool inverted = heldout && random.below(2) == 0;

        Generated drawn{develop(random, printed.coverage, inverted), {}};
        Sample& sample = drawn.sample;
        sample.id = generatedId(heldout ? "lines-heldout" : "lines", seed, index);
        sample.group = sample.id;
        sample.media = {{Media::Kind::Image, "images/" + sample.id + ".png", {}}};
        sample.turns = {{Turn::Role::User, std::string(kImageMark) + "Read the text."},
                        {Turn::Role::Assistant, printed.text}};
        const Box& box = printed.box;
        sample.regions = {
            {Region::Shape::Box, 0, {{box.left, box.top}, {box.right, box.bottom}}, "text", printed.text}};
        sample.tags = {options_.style};
        return drawn;
    }

private:
    GeneratorOptions options_;
    std::optional<Typesetter> typesetter_;
};

const Registry<GeneratorFactory>::Entry entry{
    "lines", [](const GeneratorOptions& options) { return std::make_unique<Lines>(options); }};

}  // namespace
}  // namespace atelier::data
