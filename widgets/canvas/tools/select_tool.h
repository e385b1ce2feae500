#pragma once

#include "canvas/tools/tool.h"

#include <optional>

namespace atelier::widgets {

/// Chooses regions (click, Shift or Ctrl for more, a band over empty ground), moves them, and shapes the only chosen
/// one by its handles. Of a polygon's points one can be chosen, by
/// the pointer or by keys (canvas_keys.h): Delete removes it, arrows move it, Insert adds one behind it; Alt+click
/// removes at once, a click on the middle of an edge adds one.
class SelectTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    void press(const ToolPointer& pointer) override;
    void move(const ToolPointer& pointer) override;
    void release(const ToolPointer& pointer) override;
    bool keyPress(const QKeyEvent& event) override;
    void cancel() override;
    bool isBusy() const override { return gesture_ != Gesture::Nothing; }
    void forgetRegions() override;
    CanvasOverlay overlay() const override;
    Qt::CursorShape cursor(const ToolPointer& pointer) const override;

private:
    enum class Gesture { Nothing, Click, Move, Band, Shape };

    int onlySelected() const;
    int chosenPoint() const;
    bool pressHandle(const ToolPointer& pointer);
    void moveRegions(const ToolPointer& pointer);
    void shapeRegion(const ToolPointer& pointer);
    void endClick(const ToolPointer& pointer);
    void endBand();
    bool removePoint(int point);
    bool choosePoint(int step);
    bool addPoint(int point);

    Gesture gesture_ = Gesture::Nothing;
    ToolPointer pressed_{};
    int pressedRegion_ = -1;
    bool adding_ = false;             // Shift or Ctrl was held: more is chosen
    std::vector<QPolygonF> origins_;  // of the selection, as it was
    std::optional<CanvasHandle> handle_;
    QPointF grip_;  // from the handle to where it was taken
    QRectF band_;
    std::vector<QLineF> guides_;
    struct ChosenPoint {
        int region, point;
    };
    std::optional<ChosenPoint> chosen_;
};

}  // namespace atelier::widgets
