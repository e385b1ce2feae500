#pragma once

#include "canvas/canvas_keys.h"
#include "canvas/overlay.h"

#include <QPointF>
#include <Qt>

#include <vector>

class QKeyEvent;

namespace atelier::widgets {

/// The pointer, or where it would be: in pixels of the picture and in the view.
struct ToolPointer {
    QPointF at, view;
    Qt::KeyboardModifiers modifiers;
};

/// What a tool is given by its editor.
class ToolHost {
public:
    virtual ~ToolHost() = default;
    virtual const CanvasScene& scene() const = 0;
    virtual const CanvasKeys& keys() const = 0;
    virtual void select(std::vector<int> regions) = 0;
    /// Shows regions where they would be, until keepEdit() hands them out or dropEdit() forgets them.
    virtual void showEdit(RegionEdit edit) = 0;
    virtual void keepEdit() = 0;
    virtual void dropEdit() = 0;
    virtual void addDrawn(RegionKind kind, const QPolygonF& outline) = 0;
};

/// What the pointer and the keys do on a canvas that is edited. Its editor asks for overlay() and cursor() after each
/// event.
class CanvasTool {
public:
    explicit CanvasTool(ToolHost& host) : host_(host) {}
    virtual ~CanvasTool() = default;

    virtual void press(const ToolPointer& pointer) = 0;
    virtual void move(const ToolPointer& pointer) = 0;
    virtual void release(const ToolPointer& pointer) = 0;
    /// The second press of a double click.
    virtual void doubleClick(const ToolPointer& pointer) { press(pointer); }
    /// The pointer is no longer over the canvas.
    virtual void leave() {}
    /// Whether the key was for this tool.
    virtual bool keyPress(const QKeyEvent& event) { return false; }
    /// Gives up what is under way.
    virtual void cancel() = 0;
    virtual bool isBusy() const = 0;
    /// Regions are about to be replaced: numbers and outlines that were kept mean nothing any more.
    virtual void forgetRegions() {}

    virtual CanvasOverlay overlay() const = 0;
    virtual Qt::CursorShape cursor(const ToolPointer& pointer) const { return Qt::CrossCursor; }

protected:
    const CanvasScene& scene() const { return host_.scene(); }
    const CanvasKeys& keys() const { return host_.keys(); }
    ToolHost& host() { return host_; }

private:
    ToolHost& host_;
};

/// Whether a button that went down at one place of the view and is at another now was dragged.
bool isDrag(const QPointF& from, const QPointF& to);

}  // namespace atelier::widgets
