#include "thumbnail_grid.h"

#include "theme/theme.h"
#include "thumbnails/thumbnail_delegate.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

namespace atelier::widgets {
namespace {

constexpr int kSettle = 40;  // ms
constexpr int kStep = 24;    // of the size

}  // namespace

ThumbnailGrid::ThumbnailGrid(QWidget* parent) : QListView(parent) {
    // Rows that wrap, not QListView's icon mode: its layout of free places costs seconds for 100,000 items.
    setViewMode(QListView::ListMode);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionRectVisible(false);
    setMouseTracking(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setItemDelegate(new ThumbnailDelegate(this));
    setProperty("kind", "plain");
    settle_.setSingleShot(true);
    settle_.setInterval(kSettle);
    connect(&settle_, &QTimer::timeout, this, &ThumbnailGrid::wantVisible);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (!settle_.isActive()) settle_.start();
    });
    connect(&theme(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    retranslate();
    arrange();
}

ThumbnailGrid::~ThumbnailGrid() = default;

void ThumbnailGrid::setSource(ThumbnailLoader::Source source) {
    loader_ = source ? std::make_unique<ThumbnailLoader>(std::move(source)) : nullptr;
    if (loader_) connect(loader_.get(), &ThumbnailLoader::finished, this, [this] { viewport()->update(); });
    settle_.start();
}

void ThumbnailGrid::setEmptyText(const QString& text) {
    emptyText_ = text;
    viewport()->update();
}

void ThumbnailGrid::setCardWidth(int pixels) {
    pixels = qBound(kLeast, pixels, kMost);
    if (pixels == cardWidth_) return;
    cardWidth_ = pixels;
    arrange();
    Q_EMIT cardWidthChanged(pixels);
}

// With the scroll bar's place always kept: else it would come and go with the columns. QListView wraps one pixel early.
int ThumbnailGrid::room() const {
    return maximumViewportSize().width() - verticalScrollBar()->sizeHint().width() - 1;
}

int ThumbnailGrid::columns() const {
    return qMax(1, room() / cardWidth_);
}

void ThumbnailGrid::setModel(QAbstractItemModel* model) {
    if (this->model()) disconnect(this->model(), nullptr, &settle_, nullptr);
    QListView::setModel(model);
    if (model) {
        const auto wake = qOverload<>(&QTimer::start);
        connect(model, &QAbstractItemModel::modelReset, &settle_, wake);
        connect(model, &QAbstractItemModel::rowsInserted, &settle_, wake);
        connect(model, &QAbstractItemModel::rowsRemoved, &settle_, wake);
        connect(model, &QAbstractItemModel::layoutChanged, &settle_, wake);
        connect(model, &QAbstractItemModel::dataChanged, &settle_, wake);
    }
    settle_.start();
}

void ThumbnailGrid::arrange() {
    const int width = qMax(kLeast, room() / columns());
    const QSize cell(width, ThumbnailDelegate::heightFor(width));
    if (gridSize() != cell) {
        const QModelIndex current = currentIndex();
        setGridSize(cell);
        if (current.isValid()) scrollTo(current);
    }
    verticalScrollBar()->setSingleStep(cell.height() / 3);
    settle_.start();
}

QSize ThumbnailGrid::pictureSize() const {
    const QRect card(QPoint(), gridSize() - QSize(space::kSmall, space::kSmall));
    return ThumbnailDelegate::pictureRect(card).size() * devicePixelRatioF();
}

// What is seen first, then a screen below and above.
void ThumbnailGrid::wantVisible() {
    if (!loader_ || !model() || !isVisible()) return;
    const int row = gridSize().height(), across = columns();
    const int rows = model()->rowCount(rootIndex());
    const int first = verticalScrollBar()->value() / row * across;
    const int shown = (viewport()->height() / row + 2) * across;
    QStringList keys;
    const auto add = [&](int from, int to) {
        for (int i = qMax(0, from); i < qMin(to, rows); ++i)
            keys << model()->index(i, modelColumn(), rootIndex()).data(ThumbnailKeyRole).toString();
    };
    add(first, first + shown);
    add(first + shown, first + 2 * shown);
    add(first - shown, first);
    loader_->want(keys, pictureSize());
}

void ThumbnailGrid::resizeEvent(QResizeEvent* event) {
    arrange();
    QListView::resizeEvent(event);
}

void ThumbnailGrid::showEvent(QShowEvent* event) {
    QListView::showEvent(event);
    settle_.start();
}

void ThumbnailGrid::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (emptyText_.isEmpty() || (model() && model()->rowCount(rootIndex()) > 0)) return;
    QPainter painter(viewport());
    painter.setPen(theme().color(Role::TextMuted));
    painter.drawText(viewport()->rect().adjusted(space::kLarge, 0, -space::kLarge, 0),
                     Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
}

void ThumbnailGrid::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier)) return QListView::wheelEvent(event);
    if (const int notches = event->angleDelta().y() / 120) setCardWidth(cardWidth_ + notches * kStep);
    event->accept();
}

void ThumbnailGrid::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (control && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal))
        return setCardWidth(cardWidth_ + kStep);
    if (control && event->key() == Qt::Key_Minus) return setCardWidth(cardWidth_ - kStep);
    QListView::keyPressEvent(event);
}

void ThumbnailGrid::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QListView::changeEvent(event);
}

void ThumbnailGrid::retranslate() {
    setAccessibleName(tr("Pictures"));
}

}  // namespace atelier::widgets
