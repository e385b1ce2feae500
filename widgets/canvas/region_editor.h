#pragma once

#include "canvas/tools/tool.h"

#include <QObject>

#include <array>
#include <memory>
#include <vector>

class QKeyEvent;

namespace atelier::widgets {

enum class CanvasToolKind { Select, Box, RotatedBox, Polygon, Circle, Line, Point };

/// What is chosen on a canvas and what is done to it. It changes no region: what the user wants comes out as signals,
/// and the owner of the regions sets them again (in the slot, or what was moved jumps back until it does), so that its
/// undo knows all. Indices are ascending; outlines lie in the picture. Steps of arrow keys come one by one: an owner
/// with an undo joins edits of the same regions.
class RegionEditor : public QObject, private ToolHost {
    Q_OBJECT

public:
    explicit RegionEditor(CanvasScene& scene, QObject* parent = nullptr);
    ~RegionEditor() override;

    void setKeys(CanvasCommand command, const QKeySequence& keys) { keys_.set(command, keys); }
    const CanvasKeys& keys() const override { return keys_; }
    void setTool(CanvasToolKind tool);
    CanvasToolKind tool() const { return tool_; }
    const std::vector<int>& selection() const { return canvas_.selection; }
    /// In any order; numbers of no region are left out.
    void setSelection(std::vector<int> regions);
    /// Something is being drawn, moved or shaped.
    bool isBusy() const { return active().isBusy(); }

    void copy() const;
    void cut();
    void paste();
    void duplicate();
    void removeSelection();
    void selectAll();
    /// Gives up what is under way.
    void cancel();

    /// For the canvas: events, and what to show.
    void press(const ToolPointer& pointer, bool twice);
    void move(const ToolPointer& pointer);
    void release(const ToolPointer& pointer);
    void leave();
    /// Whether the key was for the editor.
    bool keyPress(const QKeyEvent& event);
    /// Whether a shortcut of the window must not take this key.
    bool wantsKey(const QKeyEvent& event) const;
    /// Chooses the region after the chosen one, or before; false after the last, so that Tab leaves the canvas. After
    /// Escape it does so at once.
    bool selectNext(bool forward);
    /// The scene's regions are about to be replaced: what is under way with them is given up.
    void forgetRegions();
    CanvasOverlay overlay() const { return active().overlay(); }
    Qt::CursorShape cursor(const ToolPointer& pointer) const { return active().cursor(pointer); }

Q_SIGNALS:
    void toolChanged(atelier::widgets::CanvasToolKind tool);
    void selectionChanged(const std::vector<int>& regions);
    /// Once at the end of a gesture, for the regions that changed.
    void regionsEdited(const std::vector<int>& regions, const std::vector<QPolygonF>& outlines);
    /// The owner adds it, and selects it so that keys go on with it.
    void regionDrawn(atelier::widgets::RegionKind kind, const QPolygonF& outline);
    void removeWanted(const std::vector<int>& regions);
    void pasteWanted(const std::vector<atelier::widgets::CanvasRegion>& regions);

    /// For the canvas: what overlay() says or what is chosen may be different now.
    void overlayChanged();
    /// For the canvas: these regions are shown by CanvasScene::edit now, or are not any more.
    void liftedChanged(const std::vector<int>& regions);

private:
    const CanvasScene& scene() const override { return canvas_; }
    void select(std::vector<int> regions) override { setSelection(std::move(regions)); }
    void showEdit(RegionEdit edit) override;
    void keepEdit() override;
    void dropEdit() override;
    void addDrawn(RegionKind kind, const QPolygonF& outline) override;

    CanvasTool& active() const { return *tools_[static_cast<std::size_t>(tool_)]; }
    std::vector<CanvasRegion> selected() const;
    bool escape();
    bool arrow(const QKeyEvent& event);

    bool turn(const QKeyEvent& event);

    CanvasScene& canvas_;
    CanvasKeys keys_;
    std::array<std::unique_ptr<CanvasTool>, 7> tools_;  // by CanvasToolKind
    CanvasToolKind tool_ = CanvasToolKind::Select;
    bool tabLeaves_ = false;
};

}  // namespace atelier::widgets
