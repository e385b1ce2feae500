#include "tokens/chip_layout.h"

#include "theme/tokens.h"

#include <QHash>

#include <algorithm>
#include <cstdlib>

namespace atelier::widgets {
namespace {

constexpr int kInside = space::kTight, kGap = space::kHair, kBetweenLines = space::kTight;

}  // namespace

void ChipLayout::setChips(const std::vector<TokenChip>& chips, const QFontMetrics& metrics) {
    widths_.clear();
    ends_.clear();
    height_ = metrics.height() + space::kHair;
    pitch_ = height_ + kBetweenLines;
    QHash<QString, int> known;  // the same words come often
    for (const TokenChip& chip : chips) {
        auto found = known.constFind(chip.label);
        if (found == known.constEnd()) found = known.insert(chip.label, metrics.horizontalAdvance(chip.label));
        widths_.push_back(*found + 2 * kInside);
        ends_.push_back(chip.endsLine);
    }
    lines_.clear();
    left_.clear();
    width_ = 0;
}

void ChipLayout::arrange(int width) {
    width_ = width;
    lines_.clear();
    left_.resize(widths_.size());
    int x = 0;
    bool fresh = true;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
        if (fresh || (x > 0 && x + widths_[i] > width)) {
            lines_.push_back(static_cast<int>(i));
            x = 0;
        }
        left_[i] = x;
        x += widths_[i] + kGap;
        fresh = ends_[i];
    }
}

int ChipLayout::lineOf(int index) const {
    return static_cast<int>(std::upper_bound(lines_.begin(), lines_.end(), index) - lines_.begin()) - 1;
}

QRect ChipLayout::chip(int index) const {
    const auto i = static_cast<std::size_t>(index);
    return {left_[i], lineOf(index) * pitch_, std::min(widths_[i], std::max(width_, 1)), height_};
}

bool ChipLayout::isCut(int index) const {
    return widths_[static_cast<std::size_t>(index)] > width_;
}

std::pair<int, int> ChipLayout::between(int top, int bottom) const {
    if (lines_.empty() || bottom < 0) return {0, 0};
    const auto lines = static_cast<int>(lines_.size());
    const int first = std::clamp(top / pitch_, 0, lines), last = std::clamp(bottom / pitch_ + 1, 0, lines);
    const auto begin = [&](int line) { return line < lines ? lines_[static_cast<std::size_t>(line)] : count(); };
    return {begin(first), begin(last)};
}

int ChipLayout::at(const QPoint& point) const {
    if (point.y() < 0) return kNone;
    const auto [begin, end] = between(point.y(), point.y());
    for (int i = begin; i < end; ++i)
        if (chip(i).contains(point)) return i;
    return kNone;
}

int ChipLayout::below(int index, int lines) const {
    if (lines_.empty()) return kNone;
    const int wanted = std::clamp(lineOf(index) + lines, 0, static_cast<int>(lines_.size()) - 1);
    const auto [begin, end] = between(wanted * pitch_, wanted * pitch_);
    const int middle = chip(index).center().x();
    int nearest = begin;
    for (int i = begin; i < end; ++i)
        if (std::abs(chip(i).center().x() - middle) < std::abs(chip(nearest).center().x() - middle)) nearest = i;
    return nearest;
}

}  // namespace atelier::widgets
