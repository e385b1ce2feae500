#pragma once

#include "image_canvas.h"

#include <QTest>

#include <vector>

namespace atelier::test {

/// An editable canvas of 600 x 400 in a window, over a picture of 1200 x 800, and an owner that stores what the editor
/// says. Places are in pixels of the picture.
class CanvasFixture {
public:
    struct Edit {
        std::vector<int> regions;
        std::vector<QPolygonF> outlines;
    };
    struct Drawn {
        widgets::RegionKind kind;
        QPolygonF outline;
    };

    CanvasFixture() {
        using widgets::RegionEditor;
        canvas.resize(600, 400);
        QImage image(1200, 800, QImage::Format_RGB32);
        image.fill(Qt::white);
        canvas.setImage(image);
        canvas.setEditable(true);
        canvas.setLabelsShown(false);
        RegionEditor* editor = &canvas.editor();
        QObject::connect(editor, &RegionEditor::regionsEdited, [this](const auto& regions, const auto& outlines) {
            edits.push_back({regions, outlines});
            auto stored = canvas.regions();
            for (std::size_t i = 0; i < regions.size(); ++i)
                stored[static_cast<std::size_t>(regions[i])].points = outlines[i];
            canvas.setRegions(std::move(stored));
        });
        QObject::connect(editor, &RegionEditor::regionDrawn,
                         [this](widgets::RegionKind kind, const QPolygonF& outline) {
                             drawn.push_back({kind, outline});
                             auto stored = canvas.regions();
                             stored.push_back({outline, {}, {}, 0, kind});
                             const int last = static_cast<int>(stored.size()) - 1;
                             canvas.setRegions(std::move(stored), std::vector<int>{last});
                         });
        QObject::connect(editor, &RegionEditor::removeWanted,
                         [this](const auto& regions) { removed.push_back(regions); });
        QObject::connect(editor, &RegionEditor::pasteWanted,
                         [this](const auto& regions) { pasted.push_back(regions); });
        QObject::connect(editor, &RegionEditor::selectionChanged,
                         [this](const auto& regions) { selections.push_back(regions); });
        canvas.show();
        canvas.activateWindow();
        canvas.setFocus();
    }

    /// Twice as large as fitted, moved off the middle.
    void zoomAndPan() {
        canvas.zoomBy(2);
        send(QEvent::MouseButtonPress, {300, 200}, Qt::MiddleButton, Qt::MiddleButton, {});
        send(QEvent::MouseMove, {325, 190}, Qt::NoButton, Qt::MiddleButton, {});
        send(QEvent::MouseButtonRelease, {325, 190}, Qt::MiddleButton, Qt::NoButton, {});
    }

    static widgets::CanvasRegion box(double x, double y, double width, double height) {
        return {QPolygonF({{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}),
                "box",
                {},
                0,
                widgets::RegionKind::Box};
    }
    void set(std::vector<widgets::CanvasRegion> regions) { canvas.setRegions(std::move(regions)); }
    const QPolygonF& outline(int region) const { return canvas.regions()[static_cast<std::size_t>(region)].points; }
    QRectF bounds(int region) const { return outline(region).boundingRect(); }
    const std::vector<int>& selection() { return canvas.editor().selection(); }

    void press(const QPointF& at, Qt::KeyboardModifiers modifiers = {}) {
        send(QEvent::MouseButtonPress, view(at), Qt::LeftButton, Qt::LeftButton, modifiers);
    }
    void drag(const QPointF& at, Qt::KeyboardModifiers modifiers = {}) {
        send(QEvent::MouseMove, view(at), Qt::NoButton, Qt::LeftButton, modifiers);
    }
    void hover(const QPointF& at, Qt::KeyboardModifiers modifiers = {}) {
        send(QEvent::MouseMove, view(at), Qt::NoButton, Qt::NoButton, modifiers);
    }
    void release(const QPointF& at, Qt::KeyboardModifiers modifiers = {}) {
        send(QEvent::MouseButtonRelease, view(at), Qt::LeftButton, Qt::NoButton, modifiers);
    }
    void click(const QPointF& at, Qt::KeyboardModifiers modifiers = {}) {
        hover(at, modifiers);
        press(at, modifiers);
        release(at, modifiers);
    }
    void doubleClick(const QPointF& at) {
        click(at);
        send(QEvent::MouseButtonDblClick, view(at), Qt::LeftButton, Qt::LeftButton, {});
        release(at);
    }
    /// Pressed without, moved and released with `modifiers`.
    void dragTo(const QPointF& from, const QPointF& to, Qt::KeyboardModifiers modifiers = {}) {
        hover(from);
        press(from);
        drag((from + to) / 2, modifiers);
        drag(to, modifiers);
        release(to, modifiers);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&canvas, key, modifiers); }
    QPointF view(const QPointF& at) const { return canvas.view().toView(at); }
    void send(QEvent::Type type, const QPointF& viewPoint, Qt::MouseButton button, Qt::MouseButtons buttons,
              Qt::KeyboardModifiers modifiers) {
        QMouseEvent event(type, viewPoint, canvas.mapToGlobal(viewPoint), button, buttons, modifiers);
        QCoreApplication::sendEvent(&canvas, &event);
    }

    widgets::ImageCanvas canvas;
    std::vector<Edit> edits;
    std::vector<Drawn> drawn;
    std::vector<std::vector<int>> removed, selections;
    std::vector<std::vector<widgets::CanvasRegion>> pasted;
};

/// To a thousandth of a pixel: places go through the view and back.
inline bool isNear(const QPointF& a, const QPointF& b) {
    return (a - b).manhattanLength() < 1e-3;
}

inline bool isNear(const QPolygonF& a, const QPolygonF& b) {
    if (a.size() != b.size()) return false;
    for (int i = 0; i < a.size(); ++i)
        if (!isNear(a[i], b[i])) return false;
    return true;
}

inline bool isNear(const QRectF& a, const QRectF& b) {
    return isNear(QPolygonF(a), QPolygonF(b));
}

}  // namespace atelier::test
