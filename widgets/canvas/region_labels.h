#pragma once

#include "canvas/canvas_scene.h"

#include <QCoreApplication>
#include <QFont>
#include <QRegion>

#include <map>
#include <optional>
#include <vector>

class QPainter;

namespace atelier::widgets {

/// The chips that say what regions are. One that would cover another is left out; where there are hundreds of regions
/// only those that are lit have one.
class RegionLabels {
    Q_DECLARE_TR_FUNCTIONS(RegionLabels)

public:
    /// Chooses places again: the view, the regions or the scheme changed.
    void place(const CanvasScene& scene, bool shown);
    /// `lit`, ascending, are drawn above the others and with their text; of edited regions that are not lit, none.
    /// Only what meets `part` of the view is drawn.
    void paint(QPainter& painter, const CanvasScene& scene, const std::vector<int>& lit, const QRegion& part) const;
    /// What the chip of a region touches in the view, lit or not.
    QRectF litArea(const CanvasScene& scene, int region) const;

private:
    struct Chip {
        int region;
        QRectF place;
        QString text;
    };
    struct Words {
        QString text;
        double width, height;
    };
    static Words measured(const QString& text, double widest);
    const Words& measuredOnce(const QString& label) const;
    std::optional<Chip> chip(const CanvasScene& scene, int region, bool lit) const;

    mutable std::map<QString, Words> words_;  // of labels, as they were measured
    mutable QFont font_;
    std::vector<Chip> chips_;
};

}  // namespace atelier::widgets
