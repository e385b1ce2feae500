#include "canvas/canvas_bar.h"

#include "canvas/canvas_keys.h"
#include "controls.h"
#include "image_canvas.h"
#include "theme/icon.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>
#include <stdexcept>

namespace atelier::widgets {

namespace {

CanvasCommand commandOf(const QString& id) {
    for (const CanvasCommand command : kCanvasCommands)
        if (CanvasKeys::idOf(command) == id) return command;
    throw std::logic_error("no keys of the name " + id.toStdString());
}

}  // namespace

CanvasBar::CanvasBar(ImageCanvas* canvas, QWidget* parent)
    : QWidget(parent), canvas_(canvas), tools_(new QActionGroup(this)) {
    layout_ = new QBoxLayout(QBoxLayout::LeftToRight, this);
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(space::kHair);
    toolRow_ = new QWidget(this);
    viewRow_ = new QWidget(this);
    for (QWidget* row : {toolRow_, viewRow_}) {
        auto* inside = new QHBoxLayout(row);
        inside->setContentsMargins(0, 0, 0, 0);
        inside->setSpacing(space::kHair);
    }
    layout_->addWidget(toolRow_, 0, Qt::AlignLeading);
    layout_->addStretch(1);
    layout_->addWidget(viewRow_, 0, Qt::AlignLeading);
    row_ = toolRow_;
    addTool("select", Qt::Key_V, CanvasToolKind::Select);
    addTool("box", Qt::Key_B, CanvasToolKind::Box);
    addTool("rotated-box", Qt::Key_R, CanvasToolKind::RotatedBox);
    addTool("polygon", Qt::Key_P, CanvasToolKind::Polygon);
    addTool("circle", Qt::Key_C, CanvasToolKind::Circle);
    addTool("line", Qt::Key_N, CanvasToolKind::Line);
    addTool("point", Qt::Key_O, CanvasToolKind::Point);
    row_ = viewRow_;
    connect(add("zoom-out", "zoom-out", Qt::Key_Minus), &QAction::triggered, canvas, &ImageCanvas::zoomOut);
    connect(add("zoom-in", "zoom-in", Qt::Key_Plus), &QAction::triggered, canvas, &ImageCanvas::zoomIn);
    connect(add("fit", "fit", Qt::Key_0), &QAction::triggered, canvas, &ImageCanvas::fit);
    connect(add("actual-size", "actual-size", Qt::Key_1), &QAction::triggered, canvas, &ImageCanvas::actualSize);
    QAction* labels = add("labels", "label", Qt::Key_L);
    labels->setCheckable(true);
    labels->setChecked(canvas->labelsShown());
    connect(labels, &QAction::toggled, canvas, &ImageCanvas::setLabelsShown);
    connect(canvas, &ImageCanvas::labelsShownChanged, labels, &QAction::setChecked);

    // Hidden actions have no keys either.
    const auto showTools = [this](bool editable) {
        tools_->setVisible(editable);
        for (const QAction* tool : tools_->actions())
            items_.at(tool->objectName()).button->setVisible(editable);
        toolRow_->setVisible(editable);
        arrange();
    };
    connect(canvas, &ImageCanvas::editableChanged, this, showTools);
    showTools(canvas->isEditable());
    retranslate();
}

QAction* CanvasBar::add(const QString& id, const QString& iconName, const QKeySequence& keys) {
    auto* action = new QAction(this);
    action->setObjectName(id);
    action->setIcon(icon(iconName));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    canvas_->addAction(action);
    QToolButton* button = iconButton(iconName, row_);
    button->setDefaultAction(action);
    row_->layout()->addWidget(button);
    items_.emplace(id, Item{action, button});
    order_ << id;
    return action;
}

void CanvasBar::addTool(const QString& id, const QKeySequence& keys, CanvasToolKind tool) {
    QAction* action = add(id, "tool-" + id, keys);
    action->setCheckable(true);
    tools_->addAction(action);
    RegionEditor* editor = &canvas_->editor();
    action->setChecked(editor->tool() == tool);
    connect(action, &QAction::triggered, editor, [editor, tool] { editor->setTool(tool); });
    connect(editor, &RegionEditor::toolChanged, action, [action, tool](CanvasToolKind now) {
        if (now == tool) action->setChecked(true);
    });
}

QAction* CanvasBar::action(const QString& id) const {
    const auto item = items_.find(id);
    if (item == items_.end()) throw std::logic_error("no action of the name " + id.toStdString());
    return item->second.action;
}

QStringList CanvasBar::keyIds() const {
    QStringList ids = order_;
    for (const CanvasCommand command : kCanvasCommands)
        ids << CanvasKeys::idOf(command);
    return ids;
}

QString CanvasBar::nameOf(const QString& id) const {
    if (items_.contains(id)) return action(id)->text();
    switch (commandOf(id)) {
        case CanvasCommand::Remove:
            return tr("Remove the region or the point");
        case CanvasCommand::Duplicate:
            return tr("Duplicate the region");
        case CanvasCommand::TurnLeft:
            return tr("Turn the region left");
        case CanvasCommand::TurnRight:
            return tr("Turn the region right");
        case CanvasCommand::NextPoint:
            return tr("Next point of the polygon or line");
        case CanvasCommand::PreviousPoint:
            return tr("Previous point of the polygon or line");
        case CanvasCommand::AddPoint:
            return tr("Add a point behind this one");
    }
    throw std::logic_error("a command of no kind");
}

QKeySequence CanvasBar::keys(const QString& id) const {
    return items_.contains(id) ? action(id)->shortcut() : canvas_->editor().keys().keys(commandOf(id));
}

void CanvasBar::setShortcut(const QString& id, const QKeySequence& keys) {
    if (!items_.contains(id)) return canvas_->editor().setKeys(commandOf(id), keys);
    action(id)->setShortcut(keys);
    retranslate();
}

QSize CanvasBar::minimumSizeHint() const {
    const QSize tools = toolRow_->isHidden() ? QSize() : toolRow_->sizeHint(), view = viewRow_->sizeHint();
    return {std::max(tools.width(), view.width()), layout_->minimumSize().height()};
}

void CanvasBar::arrange() {
    const int beside =
        (toolRow_->isHidden() ? 0 : toolRow_->sizeHint().width() + layout_->spacing()) + viewRow_->sizeHint().width();
    const auto direction = width() >= beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    if (layout_->direction() == direction) return;
    layout_->setDirection(direction);
    updateGeometry();
}

void CanvasBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void CanvasBar::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void CanvasBar::describe(const QString& id, const QString& name, const QString& help) {
    const Item& item = items_.at(id);
    const QString keys = item.action->shortcut().toString(QKeySequence::NativeText);
    item.action->setText(name);
    item.action->setToolTip(keys.isEmpty() ? help : tr("%1 (%2)", "help of an action, then its keys").arg(help, keys));
    item.button->setAccessibleName(name);
}

void CanvasBar::retranslate() {
    describe(
        "select", tr("Select"),
        tr("Choose regions, move them and shape them; Shift or Ctrl chooses more, dragging over empty ground those "
           "within"));
    describe("box", tr("Box"),
             tr("Drag a box, with Shift a square. Enter puts one in the middle: arrows move it, Alt and arrows make it "
                "larger or smaller"));
    describe("rotated-box", tr("Rotated box"), tr("Drag one edge of a rotated box, then click at its depth"));
    describe("polygon", tr("Polygon"),
             tr("Click points; Enter, a double click or a click on the first closes, Backspace takes the last back"));
    describe("circle", tr("Circle"), tr("Drag a circle from its middle to its edge; Enter puts one in the middle"));
    describe("line", tr("Line"), tr("Click the points of a line; Enter or a double click ends it"));
    describe("point", tr("Point"), tr("Click a point; with Alt a click chooses a region instead"));
    describe("zoom-out", tr("Zoom out"), tr("Zoom out"));
    describe("zoom-in", tr("Zoom in"), tr("Zoom in"));
    describe("fit", tr("Fit"), tr("Show the whole picture"));
    describe("actual-size", tr("Actual size"), tr("Show pixel for pixel"));
    describe("labels", tr("Labels"), tr("Show labels"));
}

}  // namespace atelier::widgets
