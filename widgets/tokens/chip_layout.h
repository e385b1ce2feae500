#pragma once

#include "tokens/token_chips.h"

#include <QFontMetrics>
#include <QPoint>
#include <QRect>

#include <vector>

namespace atelier::widgets {

/// Where chips stand: in lines that wrap at a width, from left to right as the text is read by the model. In pixels
/// from the top of the first line.
class ChipLayout {
public:
    static constexpr int kNone = -1;

    /// How wide each chip is; once for a text and a font.
    void setChips(const std::vector<TokenChip>& chips, const QFontMetrics& metrics);
    void arrange(int width);

    int count() const { return static_cast<int>(widths_.size()); }
    int width() const { return width_; }
    int height() const { return static_cast<int>(lines_.size()) * pitch_; }
    int pitch() const { return pitch_; }  ///< from line to line
    QRect chip(int index) const;
    bool isCut(int index) const;        ///< wider than a line
    int at(const QPoint& point) const;  ///< kNone beside the chips
    /// The chips that a stretch from `top` to `bottom` cuts: first, and behind the last.
    std::pair<int, int> between(int top, int bottom) const;
    /// The chip nearest to `index` that many lines below (above: negative); stays at the ends.
    int below(int index, int lines) const;

private:
    int lineOf(int index) const;

    std::vector<int> widths_;
    std::vector<bool> ends_;
    std::vector<int> lines_;  // first chip of each
    std::vector<int> left_;
    int width_ = 0, height_ = 0, pitch_ = 1;
};

}  // namespace atelier::widgets
