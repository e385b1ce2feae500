#include "chart/parallel_chart.h"

#include "theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace atelier::widgets {

namespace {

constexpr double kNear = 6, kGrip = 9;  // pixels: of a line, of an axis
constexpr double kLeast = 4;            // pixels that a range has at least

double distance(const QPointF& point, const QPointF& from, const QPointF& to) {
    const QPointF way = to - from, own = point - from;
    const double length = QPointF::dotProduct(way, way);
    const double part = length > 0 ? std::clamp(QPointF::dotProduct(own, way) / length, 0.0, 1.0) : 0;
    const QPointF off = own - part * way;
    return std::hypot(off.x(), off.y());
}

}  // namespace

ParallelChart::ParallelChart(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&theme(), &Theme::changed, this, &ParallelChart::redraw);
}

void ParallelChart::setData(std::vector<ParallelAxis> axes, std::vector<Line> lines) {
    const bool same = std::equal(axes.begin(), axes.end(), axes_.begin(), axes_.end(),
                                 [](const ParallelAxis& a, const ParallelAxis& b) { return a.sameAs(b); });
    const QString name = current_ >= 0 ? lines_[static_cast<std::size_t>(current_)].name : QString();
    const bool kept = same && brushed();
    axes_ = std::move(axes);
    lines_ = std::move(lines);
    if (!same) brushes_.assign(axes_.size(), std::nullopt);
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
        std::vector<double> values;
        for (const Line& line : lines_)
            if (line.values[axis]) values.push_back(*line.values[axis]);
        axes_[axis].fit(values);
    }
    const auto again = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) { return line.name == name; });
    current_ = name.isEmpty() || again == lines_.end() ? -1 : static_cast<int>(again - lines_.begin());
    marked_ = marked_ < static_cast<int>(lines_.size()) ? marked_ : -1;
    drag_.reset();
    rank();
    redraw();
    if (kept) Q_EMIT brushesChanged();  // the lines under a range may be others
}

void ParallelChart::setColoring(int axis, bool higherIsBetter) {
    coloring_ = axis;
    higherIsBetter_ = higherIsBetter;
    rank();
    redraw();
}

void ParallelChart::setMarked(int line) {
    marked_ = line < static_cast<int>(lines_.size()) ? line : -1;
    redraw();
}

void ParallelChart::setEmptyText(const QString& text) {
    empty_ = text;
    update();
}

// By rank, not by value: one that went astray would take the colours of all others.
void ParallelChart::rank() {
    ranks_.assign(lines_.size(), -1);
    if (coloring_ < 0 || coloring_ >= static_cast<int>(axes_.size())) return;
    std::vector<std::size_t> order;
    const auto value = [this](std::size_t line) { return lines_[line].values[static_cast<std::size_t>(coloring_)]; };
    for (std::size_t i = 0; i < lines_.size(); ++i)
        if (value(i)) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double first = *value(a), second = *value(b);
        return first == second ? a < b : (first < second) == higherIsBetter_;
    });
    for (std::size_t i = 0; i < order.size(); ++i)
        ranks_[order[i]] = order.size() > 1 ? static_cast<double>(i) / static_cast<double>(order.size() - 1) : 1;
}

QRectF ParallelChart::field() const {
    const int line = QFontMetrics(theme().font(TextStyle::Small)).height();
    return QRectF(0, line + space::kSmall, width(), height() - line - 2 * space::kMedium);
}

double ParallelChart::x(int axis) const {
    const double room = width() / static_cast<double>(std::max<std::size_t>(1, axes_.size()));
    return std::round((axis + 0.5) * room) + 0.5;
}

double ParallelChart::share(double y) const {
    return std::clamp((field().bottom() - y) / field().height(), 0.0, 1.0);
}

std::optional<QPointF> ParallelChart::meets(int line, int axis) const {
    const auto& value = lines_[static_cast<std::size_t>(line)].values[static_cast<std::size_t>(axis)];
    if (!value) return std::nullopt;
    const double part = axes_[static_cast<std::size_t>(axis)].share(*value);
    return QPointF(x(axis), field().bottom() - part * field().height());
}

bool ParallelChart::passes(int line) const {
    for (std::size_t axis = 0; axis < brushes_.size(); ++axis) {
        if (!brushes_[axis]) continue;
        const auto& value = lines_[static_cast<std::size_t>(line)].values[axis];
        if (!value) return false;
        const double part = axes_[axis].share(*value);
        if (part < brushes_[axis]->first - 1e-9 || part > brushes_[axis]->second + 1e-9) return false;
    }
    return true;
}

bool ParallelChart::brushed() const {
    return std::any_of(brushes_.begin(), brushes_.end(), [](const auto& brush) { return brush.has_value(); });
}

void ParallelChart::setBrush(int axis, double low, double high) {
    const auto& scale = axes_[static_cast<std::size_t>(axis)];
    setRange(axis, Range{std::clamp(scale.share(low), 0.0, 1.0), std::clamp(scale.share(high), 0.0, 1.0)});
}

void ParallelChart::clearBrushes() {
    if (!brushed()) return;
    std::fill(brushes_.begin(), brushes_.end(), std::nullopt);
    redraw();
    Q_EMIT brushesChanged();
}

void ParallelChart::setRange(int axis, std::optional<Range> range) {
    auto& own = brushes_[static_cast<std::size_t>(axis)];
    if (own == range) return;
    own = range;
    if (current_ >= 0 && !passes(current_)) setCurrent(-1);
    redraw();
    Q_EMIT brushesChanged();
}

void ParallelChart::setCurrent(int line) {
    line = line < static_cast<int>(lines_.size()) ? line : -1;
    if (line == current_) return;
    current_ = line;
    setAccessibleDescription(line < 0 ? QString() : words(line));
    update();
    Q_EMIT pointed(line);
}

QString ParallelChart::words(int line) const {
    const Line& own = lines_[static_cast<std::size_t>(line)];
    QStringList parts;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
        if (own.values[axis])
            parts << tr("%1 %2", "an axis and a value").arg(axes_[axis].name, axes_[axis].text(*own.values[axis]));
    return tr("%1: %2", "a line and its values").arg(own.name, parts.join(tr(", ")));
}

int ParallelChart::axisAt(const QPointF& point) const {
    for (int axis = 0; axis < static_cast<int>(axes_.size()); ++axis)
        if (std::abs(point.x() - x(axis)) <= kGrip && point.y() >= field().top() - kGrip) return axis;
    return -1;
}

int ParallelChart::lineAt(const QPointF& point) const {
    int nearest = -1;
    double least = kNear;
    for (int line = 0; line < static_cast<int>(lines_.size()); ++line) {
        if (!passes(line)) continue;
        std::optional<QPointF> before;
        for (int axis = 0; axis < static_cast<int>(axes_.size()); ++axis) {
            const auto here = meets(line, axis);
            if (here && before)
                if (const double away = distance(point, *before, *here); away < least) {
                    least = away;
                    nearest = line;
                }
            before = here;
        }
    }
    return nearest;
}

void ParallelChart::step(int by) {
    const int count = static_cast<int>(lines_.size());
    for (int i = 1, line = current_ < 0 ? (by > 0 ? -1 : count) : current_; i <= count; ++i) {
        line = line + by;
        if (line < 0 || line >= count) return;
        if (passes(line)) return setCurrent(line);
    }
}

bool ParallelChart::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const int line = lineAt(help->pos()); line >= 0 && !drag_)
            QToolTip::showText(help->globalPos(), words(line).toHtmlEscaped(), this);
        else if (axisAt(help->pos()) >= 0 && !drag_)
            QToolTip::showText(help->globalPos(), tr("Draw up or down to choose a range; a click takes it back"), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void ParallelChart::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    redraw();
}

void ParallelChart::mousePressEvent(QMouseEvent* event) {
    const int axis = axisAt(event->position());
    if (event->button() != Qt::LeftButton || axis < 0) return QWidget::mousePressEvent(event);
    const double at = share(event->position().y());
    const auto& own = brushes_[static_cast<std::size_t>(axis)];
    const bool inside = own && at >= own->first && at <= own->second;
    drag_ = Drag{axis, at, inside ? own : std::nullopt, false};
}

void ParallelChart::mouseMoveEvent(QMouseEvent* event) {
    if (!drag_) {
        const int axis = axisAt(event->position());
        setCursor(axis >= 0 ? Qt::SizeVerCursor : Qt::ArrowCursor);
        return setCurrent(lineAt(event->position()));
    }
    const double at = share(event->position().y());
    if (!drag_->moved && std::abs(at - drag_->from) * field().height() < kLeast) return;
    drag_->moved = true;
    if (drag_->was) {
        const double by = std::clamp(at - drag_->from, -drag_->was->first, 1 - drag_->was->second);
        setRange(drag_->axis, Range{drag_->was->first + by, drag_->was->second + by});
    } else {
        setRange(drag_->axis, Range{std::min(at, drag_->from), std::max(at, drag_->from)});
    }
}

void ParallelChart::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !drag_) return;
    const Drag drag = *std::exchange(drag_, {});
    if (!drag.moved) setRange(drag.axis, std::nullopt);
}

void ParallelChart::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const int line = lineAt(event->position()); line >= 0) Q_EMIT chosen(line);
}

void ParallelChart::leaveEvent(QEvent*) {
    if (!hasFocus()) setCurrent(-1);
}

void ParallelChart::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Up:
            return step(-1);
        case Qt::Key_Right:
        case Qt::Key_Down:
            return step(1);
        case Qt::Key_Home:
            current_ = -1;
            return step(1);
        case Qt::Key_End:
            current_ = -1;
            return step(-1);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (current_ >= 0) Q_EMIT chosen(current_);
            return;
        case Qt::Key_Escape:
            if (brushed()) return clearBrushes();
            [[fallthrough]];
        default:
            QWidget::keyPressEvent(event);
    }
}

}  // namespace atelier::widgets
