#include "canvas/tools/select_tool.h"

#include "canvas/arrow_keys.h"
#include "canvas/outline.h"
#include "canvas/snapping.h"

#include <QKeyEvent>

#include <utility>

namespace atelier::widgets {
namespace {

using Kind = CanvasHandle::Kind;

// Kinds whose points can be chosen, added and removed one by one.
bool hasPoints(RegionKind kind) {
    return kind == RegionKind::Polygon || kind == RegionKind::Line;
}

int leastPoints(RegionKind kind) {
    return kind == RegionKind::Polygon ? 3 : 2;
}

bool isSelected(const CanvasScene& scene, int region) {
    return std::binary_search(scene.selection.begin(), scene.selection.end(), region);
}

// Of the selection, where its regions would have these points.
QRectF extentOf(const CanvasScene& scene, const std::vector<QPolygonF>& points) {
    QPolygonF all;
    for (std::size_t i = 0; i < points.size(); ++i)
        all += shownOutline(scene.region(scene.selection[i]).kind, points[i]);
    return all.boundingRect();
}

}  // namespace

int SelectTool::onlySelected() const {
    return scene().selection.size() == 1 ? scene().selection.front() : -1;
}

// -1 when another region was chosen meanwhile or the point is gone.
int SelectTool::chosenPoint() const {
    const int region = onlySelected();
    if (!chosen_ || region != chosen_->region || !hasPoints(scene().region(region).kind)) return -1;
    return chosen_->point < scene().outline(region).size() ? chosen_->point : -1;
}

void SelectTool::press(const ToolPointer& pointer) {
    pressed_ = pointer;
    if (pressHandle(pointer)) return;
    chosen_.reset();
    gesture_ = Gesture::Click;
    pressedRegion_ = scene().regionAt(pointer.at);
    adding_ = pointer.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
    if (pressedRegion_ >= 0 && !adding_ && !isSelected(scene(), pressedRegion_)) host().select({pressedRegion_});
}

bool SelectTool::pressHandle(const ToolPointer& pointer) {
    const int region = onlySelected();
    if (region < 0) return false;
    handle_ = handleAt(scene(), region, pointer.view);
    if (!handle_) return false;
    const bool points = hasPoints(scene().region(region).kind);
    if (points && handle_->kind == Kind::Vertex && pointer.modifiers & Qt::AltModifier)
        return removePoint(handle_->index);
    gesture_ = Gesture::Shape;
    origins_ = {scene().region(region).points};
    grip_ = pointer.at - handle_->at;
    chosen_.reset();
    if (handle_->kind == Kind::Middle) {
        origins_[0] = withHandleAt(*handle_, RegionKind::Polygon, origins_[0], handle_->at, scene().bounds(), false);
        handle_ = CanvasHandle{Kind::Vertex, handle_->index + 1, handle_->at};
        host().showEdit({{region}, origins_});
    }
    if (points && handle_->kind == Kind::Vertex) chosen_ = ChosenPoint{region, handle_->index};
    return true;
}

void SelectTool::move(const ToolPointer& pointer) {
    if (gesture_ == Gesture::Click) {
        if (!isDrag(pressed_.view, pointer.view)) return;
        gesture_ = pressedRegion_ >= 0 && !adding_ ? Gesture::Move : Gesture::Band;
        origins_.clear();
        if (gesture_ == Gesture::Move)
            for (const int region : scene().selection)
                origins_.push_back(scene().region(region).points);
    }
    if (gesture_ == Gesture::Move) moveRegions(pointer);
    if (gesture_ == Gesture::Band)
        band_ =
            QRectF(clampedInto(pressed_.at, scene().bounds()), clampedInto(pointer.at, scene().bounds())).normalized();
    if (gesture_ == Gesture::Shape) shapeRegion(pointer);
}

void SelectTool::moveRegions(const ToolPointer& pointer) {
    const QRectF extent = extentOf(scene(), origins_), bounds = scene().bounds();
    QPointF by = reachableMove(extent, pointer.at - pressed_.at, bounds);
    guides_.clear();
    if (!(pointer.modifiers & Qt::ControlModifier)) {
        const QPolygonF corners = boxOutline(extent.translated(by));
        Snap snapped = snap(scene(), {corners.begin(), corners.end()}, SnapAxes::Both, scene().selection);
        by = reachableMove(extent, by + snapped.by, bounds);
        guides_ = std::move(snapped.guides);
    }
    RegionEdit edit{scene().selection, origins_};
    for (QPolygonF& outline : edit.outlines)
        outline.translate(by);
    host().showEdit(std::move(edit));
}

void SelectTool::shapeRegion(const ToolPointer& pointer) {
    const int region = onlySelected();
    const RegionKind kind = scene().region(region).kind;
    QPointF to = pointer.at - grip_;
    guides_.clear();
    // The edge of a turned box goes its own way, along no line that others have.
    const bool slanted = kind == RegionKind::RotatedBox && handle_->kind == Kind::Edge;
    if (handle_->kind != Kind::Turn) {
        to = clampedInto(to, scene().bounds());
        if (!slanted && !(pointer.modifiers & Qt::ControlModifier)) {
            const SnapAxes axes = handle_->kind != Kind::Edge ? SnapAxes::Both
                                  : handle_->index % 2 == 0   ? SnapAxes::Y
                                                              : SnapAxes::X;
            Snap snapped = snap(scene(), {to}, axes, {region});
            to += snapped.by;
            guides_ = std::move(snapped.guides);
        }
    }
    host().showEdit(
        {{region},
         {withHandleAt(*handle_, kind, origins_[0], to, scene().bounds(), pointer.modifiers & Qt::ShiftModifier)}});
}

void SelectTool::release(const ToolPointer& pointer) {
    guides_.clear();
    switch (std::exchange(gesture_, Gesture::Nothing)) {
        case Gesture::Nothing:
            return;
        case Gesture::Click:
            return endClick(pointer);
        case Gesture::Band:
            return endBand();
        case Gesture::Move:
        case Gesture::Shape:
            return host().keepEdit();
    }
}

void SelectTool::endClick(const ToolPointer& pointer) {
    if (!adding_) return host().select(pressedRegion_ < 0 ? std::vector<int>() : std::vector<int>{pressedRegion_});
    if (pressedRegion_ < 0) return;
    std::vector<int> selection = scene().selection;
    const auto at = std::lower_bound(selection.begin(), selection.end(), pressedRegion_);
    if (at != selection.end() && *at == pressedRegion_)
        selection.erase(at);
    else
        selection.insert(at, pressedRegion_);
    host().select(std::move(selection));
}

void SelectTool::endBand() {
    std::vector<int> selection = adding_ ? scene().selection : std::vector<int>();
    for (const int region : scene().index.touching(band_))
        if (band_.contains(scene().index.boundsOf(region))) selection.push_back(region);
    host().select(std::move(selection));
}

bool SelectTool::removePoint(int point) {
    const int region = onlySelected();
    QPolygonF outline = scene().region(region).points;
    if (outline.size() > leastPoints(scene().region(region).kind)) {
        outline.removeAt(point);
        chosen_.reset();
        host().showEdit({{region}, {outline}});
        host().keepEdit();
    }
    return true;
}

bool SelectTool::choosePoint(int step) {
    const int region = onlySelected();
    if (region < 0 || !hasPoints(scene().region(region).kind)) return false;
    const int count = static_cast<int>(scene().region(region).points.size()), now = chosenPoint();
    chosen_ = ChosenPoint{region, now < 0 ? (step > 0 ? 0 : count - 1) : (now + step + count) % count};
    return true;
}

// In the middle of the edge that begins at it, and chosen to be moved.
bool SelectTool::addPoint(int point) {
    const int region = onlySelected();
    QPolygonF outline = scene().region(region).points;
    // A line has no edge behind its last point: the one before it is halved.
    if (scene().region(region).kind == RegionKind::Line) point = std::min(point, static_cast<int>(outline.size()) - 2);
    outline.insert(point + 1, (outline[point] + outline[(point + 1) % outline.size()]) / 2);
    chosen_ = ChosenPoint{region, point + 1};
    host().showEdit({{region}, {outline}});
    host().keepEdit();
    return true;
}

bool SelectTool::keyPress(const QKeyEvent& event) {
    if (isBusy()) return false;
    if (keys().asks(event, CanvasCommand::NextPoint)) return choosePoint(1);
    if (keys().asks(event, CanvasCommand::PreviousPoint)) return choosePoint(-1);
    const int point = chosenPoint();
    if (point < 0) return false;
    if (keys().asks(event, CanvasCommand::AddPoint)) return addPoint(point);
    if (event.key() == Qt::Key_Escape) {
        chosen_.reset();
        return true;
    }
    if (keys().asks(event, CanvasCommand::Remove)) return removePoint(point);
    const auto by = arrowStep(event);
    if (!by || event.modifiers() & Qt::AltModifier) return false;
    const int region = onlySelected();
    QPolygonF outline = scene().region(region).points;
    outline[point] = clampedInto(outline[point] + *by, scene().bounds());
    host().showEdit({{region}, {outline}});
    host().keepEdit();
    return true;
}

void SelectTool::cancel() {
    guides_.clear();
    gesture_ = Gesture::Nothing;
    host().dropEdit();
}

void SelectTool::forgetRegions() {
    if (isBusy()) cancel();
}

CanvasOverlay SelectTool::overlay() const {
    CanvasOverlay overlay;
    overlay.guides = guides_;
    if (gesture_ == Gesture::Band) overlay.band = band_;
    if (const int region = onlySelected(); region >= 0) {
        overlay.handles = handlesOf(scene(), region);
        overlay.chosen = chosenPoint();
    }
    return overlay;
}

Qt::CursorShape SelectTool::cursor(const ToolPointer& pointer) const {
    if (gesture_ == Gesture::Move) return Qt::SizeAllCursor;
    if (gesture_ == Gesture::Band) return Qt::CrossCursor;
    const int region = onlySelected();
    if (gesture_ == Gesture::Shape) return cursorOf(*handle_, origins_[0]);
    if (region >= 0)
        if (const auto handle = handleAt(scene(), region, pointer.view))
            return cursorOf(*handle, scene().outline(region));
    const int under = scene().regionAt(pointer.at);
    if (under < 0) return Qt::ArrowCursor;
    return isSelected(scene(), under) ? Qt::SizeAllCursor : Qt::PointingHandCursor;
}

}  // namespace atelier::widgets
