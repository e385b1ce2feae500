#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace atelier::data {

/// How much of each pixel is inked, 0 to 1, rows top to bottom.
struct Coverage {
    int width = 0, height = 0;
    std::vector<float> values;

    Coverage(int w, int h) : width(w), height(h), values(std::size_t(w) * std::size_t(h), 0.f) {}
    float& at(int x, int y) { return values[std::size_t(y) * std::size_t(width) + std::size_t(x)]; }
    /// Inks a pixel at least this much; outside the canvas it does nothing.
    void ink(int x, int y, float value);
};

struct Typesetting {
    double capHeight = 16;  ///< of an H, in pixels
    double squeeze = 1;     ///< factor on widths
    double tracking = 0;    ///< pixels added between letters
    double slant = 0;       ///< shear to the right per pixel of height
    double angle = 0;       ///< radians, counter-clockwise
    double weight = 0;      ///< pixels added to strokes
};

/// Relative to the baseline's start, y downwards.
struct TextBounds {
    double left = 0, top = 0, right = 0, bottom = 0;
};

/// The fonts that generated lines are set in, in a fixed order. Thread-safe.
class Typesetter {
public:
    /// Throws Error naming the fonts that are in none of the folders.
    explicit Typesetter(const std::vector<std::filesystem::path>& folders);
    ~Typesetter();

    std::size_t fonts() const;
    std::string fontName(std::size_t font) const;
    /// Whether the font has a glyph of its own for every character.
    bool covers(std::size_t font, const std::string& text) const;
    TextBounds measure(std::size_t font, const std::string& text, const Typesetting& setting) const;
    /// Draws with the baseline's start at (x, y) of the canvas.
    void draw(std::size_t font, const std::string& text, const Typesetting& setting, double x, double y,
              Coverage& canvas) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A dot-matrix printer's letters: five by seven dots, six columns a letter. (x, y) is the centre of the first dot.
void drawDots(const std::string& text, double x, double y, double columnStep, double rowStep, double radius,
              Coverage& canvas);

}  // namespace atelier::data
