#include "canvas/region_editor.h"

#include "canvas/arrow_keys.h"
#include "canvas/outline.h"
#include "canvas/region_clipboard.h"
#include "canvas/tools/box_tool.h"
#include "canvas/tools/circle_tool.h"
#include "canvas/tools/point_tool.h"
#include "canvas/tools/polygon_tool.h"
#include "canvas/tools/rotated_box_tool.h"
#include "canvas/tools/select_tool.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineF>

#include <numeric>
#include <utility>

namespace atelier::widgets {
namespace {

constexpr double kTurn = 0.017453292519943295;  // radians a key turns by: one degree

// A point so much further out than that on the edge of a circle.
QPointF grownEdge(const QPolygonF& circle, double by) {
    QLineF radius(circle[0], circle[1]);
    radius.setLength(std::max(radius.length() + by, kLeastSide));
    return radius.p2();
}

}  // namespace

RegionEditor::RegionEditor(CanvasScene& scene, QObject* parent) : QObject(parent), canvas_(scene) {
    ToolHost& host = *this;  // private to all others
    tools_ = {std::make_unique<SelectTool>(host),     std::make_unique<BoxTool>(host),
              std::make_unique<RotatedBoxTool>(host), std::make_unique<PolygonTool>(host),
              std::make_unique<CircleTool>(host),     std::make_unique<PolygonTool>(host, RegionKind::Line),
              std::make_unique<PointTool>(host)};
}

RegionEditor::~RegionEditor() = default;

void RegionEditor::setTool(CanvasToolKind tool) {
    if (tool_ == tool) return;
    active().cancel();
    active().leave();
    tool_ = tool;
    Q_EMIT overlayChanged();
    Q_EMIT toolChanged(tool);
}

void RegionEditor::setSelection(std::vector<int> regions) {
    const int count = static_cast<int>(canvas_.regions.size());
    std::erase_if(regions, [count](int region) { return region < 0 || region >= count; });
    std::sort(regions.begin(), regions.end());
    regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
    if (regions == canvas_.selection) return;
    canvas_.selection = std::move(regions);
    tabLeaves_ = false;
    Q_EMIT overlayChanged();
    Q_EMIT selectionChanged(canvas_.selection);
}

void RegionEditor::forgetRegions() {
    for (const auto& tool : tools_)
        tool->forgetRegions();
}

std::vector<CanvasRegion> RegionEditor::selected() const {
    std::vector<CanvasRegion> regions;
    for (const int region : canvas_.selection)
        regions.push_back(canvas_.region(region));
    return regions;
}

void RegionEditor::copy() const {
    if (!canvas_.selection.empty()) QGuiApplication::clipboard()->setMimeData(toMimeData(selected()));
}

void RegionEditor::cut() {
    copy();
    removeSelection();
}

void RegionEditor::paste() {
    auto regions = placedCopies(regionsFrom(QGuiApplication::clipboard()->mimeData()), canvas_);
    if (!regions.empty()) Q_EMIT pasteWanted(regions);
}

void RegionEditor::duplicate() {
    if (!canvas_.selection.empty()) Q_EMIT pasteWanted(placedCopies(selected(), canvas_));
}

void RegionEditor::removeSelection() {
    if (const auto regions = canvas_.selection; !regions.empty()) Q_EMIT removeWanted(regions);
}

void RegionEditor::selectAll() {
    std::vector<int> all(canvas_.regions.size());
    std::iota(all.begin(), all.end(), 0);
    setSelection(std::move(all));
}

void RegionEditor::cancel() {
    active().cancel();
    Q_EMIT overlayChanged();
}

void RegionEditor::press(const ToolPointer& pointer, bool twice) {
    tabLeaves_ = false;
    twice ? active().doubleClick(pointer) : active().press(pointer);
    Q_EMIT overlayChanged();
}

void RegionEditor::move(const ToolPointer& pointer) {
    active().move(pointer);
    Q_EMIT overlayChanged();
}

void RegionEditor::release(const ToolPointer& pointer) {
    active().release(pointer);
    Q_EMIT overlayChanged();
}

void RegionEditor::leave() {
    active().leave();
    Q_EMIT overlayChanged();
}

bool RegionEditor::wantsKey(const QKeyEvent& event) const {
    if (event.key() == Qt::Key_Escape) return isBusy() || !canvas_.selection.empty();
    return keys_.asksAny(event) || event.matches(QKeySequence::Copy) || event.matches(QKeySequence::Cut) ||
           event.matches(QKeySequence::Paste) || event.matches(QKeySequence::SelectAll) || arrowStep(event);
}

bool RegionEditor::keyPress(const QKeyEvent& event) {
    if (active().keyPress(event)) {
        Q_EMIT overlayChanged();
        return true;
    }
    if (event.key() == Qt::Key_Escape) return escape();
    if (isBusy()) return false;
    if (event.matches(QKeySequence::Copy))
        copy();
    else if (event.matches(QKeySequence::Cut))
        cut();
    else if (event.matches(QKeySequence::Paste))
        paste();
    else if (event.matches(QKeySequence::SelectAll))
        selectAll();
    else if (keys_.asks(event, CanvasCommand::Duplicate))
        duplicate();
    else if (keys_.asks(event, CanvasCommand::Remove))
        removeSelection();
    else
        return turn(event) || arrow(event);
    return true;
}

bool RegionEditor::escape() {
    if (isBusy()) {
        cancel();
        return true;
    }
    const bool any = !canvas_.selection.empty();
    setSelection({});
    tabLeaves_ = true;
    return any;
}

bool RegionEditor::arrow(const QKeyEvent& event) {
    const auto by = arrowStep(event);
    if (!by || canvas_.selection.empty()) return false;
    RegionEdit edit{canvas_.selection, {}};
    QPolygonF all;
    for (const int region : edit.indices) {
        edit.outlines.push_back(canvas_.region(region).points);
        all += shownOutline(canvas_.region(region).kind, edit.outlines.back());
    }
    const bool grows = event.modifiers() & Qt::AltModifier;
    const QPointF move = reachableMove(all.boundingRect(), *by, canvas_.bounds());
    for (std::size_t i = 0; i < edit.indices.size(); ++i) {
        const RegionKind kind = canvas_.region(edit.indices[i]).kind;
        QPolygonF& outline = edit.outlines[i];
        if (!grows)
            outline.translate(move);
        else if ((kind == RegionKind::Box || kind == RegionKind::RotatedBox) && outline.size() == 4)
            outline = grown(kind, outline, *by, canvas_.bounds());
        else if (kind == RegionKind::Circle && outline.size() == 2)
            outline = circleThrough(outline[0], grownEdge(outline, by->x() + by->y()), canvas_.bounds());
    }
    showEdit(std::move(edit));
    keepEdit();
    return true;
}

// A box stands upright by its kind, and a circle or a point looks the same: they do not turn.
bool RegionEditor::turn(const QKeyEvent& event) {
    const bool left = keys_.asks(event, CanvasCommand::TurnLeft), right = keys_.asks(event, CanvasCommand::TurnRight);
    if (!left && !right) return false;
    RegionEdit edit;
    for (const int region : canvas_.selection) {
        const RegionKind kind = canvas_.region(region).kind;
        if (kind != RegionKind::RotatedBox && kind != RegionKind::Polygon) continue;
        edit.indices.push_back(region);
        edit.outlines.push_back(turned(canvas_.region(region).points, left ? -kTurn : kTurn, canvas_.bounds()));
    }
    if (edit.indices.empty()) return !canvas_.selection.empty();
    showEdit(std::move(edit));
    keepEdit();
    return true;
}

bool RegionEditor::selectNext(bool forward) {
    const int count = static_cast<int>(canvas_.regions.size());
    if (isBusy() || tabLeaves_ || count == 0) return false;
    const auto& selection = canvas_.selection;
    const int next = selection.empty() ? (forward ? 0 : count - 1)
                     : forward         ? selection.back() + 1
                                       : selection.front() - 1;
    if (next < 0 || next >= count) return false;
    setSelection({next});
    return true;
}

void RegionEditor::showEdit(RegionEdit edit) {
    const bool same = edit.indices == canvas_.edit.indices;
    const RegionEdit before = std::exchange(canvas_.edit, std::move(edit));
    if (!same) {
        Q_EMIT liftedChanged(before.indices);
        Q_EMIT liftedChanged(canvas_.edit.indices);
    }
    Q_EMIT overlayChanged();
}

void RegionEditor::dropEdit() {
    const RegionEdit before = std::exchange(canvas_.edit, {});
    if (before.indices.empty()) return;
    Q_EMIT liftedChanged(before.indices);
    Q_EMIT overlayChanged();
}

void RegionEditor::keepEdit() {
    const RegionEdit edit = canvas_.edit;
    dropEdit();
    std::vector<int> regions;
    std::vector<QPolygonF> outlines;
    for (std::size_t i = 0; i < edit.indices.size(); ++i) {
        if (canvas_.region(edit.indices[i]).points == edit.outlines[i]) continue;
        regions.push_back(edit.indices[i]);
        outlines.push_back(edit.outlines[i]);
    }
    if (!regions.empty()) Q_EMIT regionsEdited(regions, outlines);
}

void RegionEditor::addDrawn(RegionKind kind, const QPolygonF& outline) {
    Q_EMIT regionDrawn(kind, outline);
}

}  // namespace atelier::widgets
