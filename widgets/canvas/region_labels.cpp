#include "canvas/region_labels.h"

#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace atelier::widgets {
namespace {

constexpr double kWidth = 220;
constexpr std::size_t kMostRegions = 400, kMostWords = 1000;

}  // namespace

RegionLabels::Words RegionLabels::measured(const QString& text, double widest) {
    const QFontMetrics metrics(theme().font(TextStyle::Small));
    const QString shown = metrics.elidedText(text.simplified(), Qt::ElideRight, static_cast<int>(widest));
    return {shown, static_cast<double>(metrics.horizontalAdvance(shown)), static_cast<double>(metrics.height())};
}

// A dataset has few labels, a page has many regions, and fonts are slow.
const RegionLabels::Words& RegionLabels::measuredOnce(const QString& label) const {
    if (font_ != theme().font(TextStyle::Small) || words_.size() > kMostWords) words_.clear();
    font_ = theme().font(TextStyle::Small);
    auto found = words_.find(label);
    if (found == words_.end()) found = words_.emplace(label, measured(label, kWidth)).first;
    return found->second;
}

std::optional<RegionLabels::Chip> RegionLabels::chip(const CanvasScene& scene, int index, bool lit) const {
    const CanvasRegion& region = scene.region(index);
    QString text = region.label;
    if (lit && !region.text.isEmpty()) text = text.isEmpty() ? region.text : tr("%1: %2").arg(text, region.text);
    if (text.isEmpty()) return std::nullopt;
    const QRectF view = scene.view.viewRect();
    const QRectF box = scene.view.toView(scene.shown(index)).boundingRect();
    if (!view.intersects(box.adjusted(-1, -1, 1, 1))) return std::nullopt;
    const Words words = lit ? measured(text, 2 * kWidth) : measuredOnce(text);
    QRectF place(box.x() - 1, box.y() - words.height - 3, words.width + 12, words.height + 2);
    // Within the view, even where its region begins outside.
    place.moveLeft(std::clamp(place.left(), 2.0, std::max(2.0, view.width() - place.width() - 2)));
    place.moveTop(std::max(place.top(), 2.0));
    return Chip{index, place, words.text};
}

void RegionLabels::place(const CanvasScene& scene, bool shown) {
    chips_.clear();
    if (!shown) return;
    const std::vector<int> seen = scene.index.touching(scene.seen());
    if (seen.size() > kMostRegions) return;
    for (const int region : seen) {
        std::optional<Chip> next = chip(scene, region, false);
        if (!next) continue;
        const bool covers = std::any_of(chips_.begin(), chips_.end(),
                                        [&next](const Chip& other) { return other.place.intersects(next->place); });
        if (!covers) chips_.push_back(std::move(*next));
    }
}

void RegionLabels::paint(QPainter& painter, const CanvasScene& scene, const std::vector<int>& lit,
                         const QRegion& part) const {
    painter.setFont(theme().font(TextStyle::Small));
    const auto paintChip = [&](const Chip& chip) {
        if (!part.intersects(chip.place.toAlignedRect())) return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().series(scene.region(chip.region).color));
        painter.drawRoundedRect(chip.place, radius::kSmall, radius::kSmall);
        painter.setPen(theme().color(Role::OnAccent));
        painter.drawText(chip.place, Qt::AlignCenter, chip.text);
    };
    for (const Chip& one : chips_)
        if (!std::binary_search(lit.begin(), lit.end(), one.region) && !scene.isEdited(one.region)) paintChip(one);
    for (const int region : lit)
        if (const auto one = chip(scene, region, true)) paintChip(*one);
}

QRectF RegionLabels::litArea(const CanvasScene& scene, int region) const {
    QRectF area;
    if (const auto one = chip(scene, region, true)) area = one->place;
    for (const Chip& one : chips_)
        if (one.region == region) area |= one.place;
    return area.adjusted(-1, -1, 1, 1);
}

}  // namespace atelier::widgets
