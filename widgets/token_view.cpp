#include "token_view.h"

#include "theme/theme.h"
#include "tokens/chip_painter.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace atelier::widgets {
namespace {

constexpr int kMargin = space::kSmall;

}  // namespace

TokenView::TokenView(QWidget* parent) : QAbstractScrollArea(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setProperty("kind", "well");
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    connect(&theme(), &Theme::changed, this, &TokenView::applyTheme);
    applyTheme();
}

void TokenView::setTokens(std::vector<Token> tokens) {
    tokens_ = std::move(tokens);
    current_ = anchor_ = hovered_ = -1;
    verticalScrollBar()->setValue(0);
    rebuild();
    Q_EMIT pointed(-1);
}

void TokenView::setMostLines(int lines) {
    mostLines_ = std::max(1, lines);
    arrange();
}

void TokenView::rebuild() {
    chips_ = tokenChips(tokens_, tr("image"));
    layout_.setChips(chips_, QFontMetrics(viewport()->font()));
    setAccessibleDescription(tr("%Ln tokens", nullptr, static_cast<int>(tokens_.size())));
    arrange();
}

void TokenView::arrange() {
    layout_.arrange(std::max(1, viewport()->width() - 2 * kMargin));
    const int highest = mostLines_ * layout_.pitch(), content = std::max(layout_.height(), layout_.pitch());
    const int frame = 2 * frameWidth() + 2 * kMargin;
    setFixedHeight(std::min(content, highest) + frame);
    verticalScrollBar()->setRange(0, std::max(0, content + 2 * kMargin - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(layout_.pitch());
    viewport()->update();
}

void TokenView::applyTheme() {
    QFont mono = theme().font(TextStyle::Mono);
    mono.setStyleStrategy(QFont::PreferNoShaping);  // "<|" is two characters here, no ligature
    viewport()->setFont(mono);
    rebuild();
}

void TokenView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) rebuild();
    QAbstractScrollArea::changeEvent(event);
}

void TokenView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

QRect TokenView::chipRect(int chip) const {
    return layout_.chip(chip).translated(kMargin, kMargin - verticalScrollBar()->value());
}

int TokenView::chipAt(const QPoint& point) const {
    return layout_.at(point - QPoint(kMargin, kMargin - verticalScrollBar()->value()));
}

bool TokenView::isChosen(int chip) const {
    return current_ >= 0 && chip >= std::min(current_, anchor_) && chip <= std::max(current_, anchor_);
}

void TokenView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(viewport()->font());
    const int scrolled = verticalScrollBar()->value() - kMargin;
    const auto [begin, end] = layout_.between(event->rect().top() + scrolled, event->rect().bottom() + scrolled);
    for (int i = begin; i < end; ++i) {
        const TokenChip& chip = chips_[static_cast<std::size_t>(i)];
        const ChipState state{.chosen = isChosen(i),
                              .current = i == current_ && hasFocus(),
                              .hovered = i == hovered_,
                              .cut = layout_.isCut(i)};
        paintChip(painter, chipRect(i), tokens_[chip.first], chip.label, state);
    }
}

// --- what is pointed at, what is chosen ---

void TokenView::setCurrent(int chip) {
    choose(chip, false);
}

void TokenView::choose(int chip, bool extend) {
    current_ = std::clamp(chip, -1, static_cast<int>(chips_.size()) - 1);
    if (!extend || anchor_ < 0) anchor_ = current_;
    if (current_ >= 0) {
        const QRect place = layout_.chip(current_);
        auto* bar = verticalScrollBar();
        const int room = viewport()->height() - 2 * kMargin;
        bar->setValue(std::clamp(bar->value(), std::max(0, place.bottom() - room), place.top()));
    }
    setAccessibleDescription(describe(current_));
    viewport()->update();
    Q_EMIT pointed(current_);
}

void TokenView::hover(int chip) {
    if (chip == hovered_) return;
    hovered_ = chip;
    viewport()->update();
    Q_EMIT pointed(chip >= 0 ? chip : current_);
}

QString TokenView::quoted(const Token& token) const {
    return tr("“%1”").arg(visibleText(token.text));
}

QString TokenView::describe(int chip) const {
    if (chip < 0 || chip >= static_cast<int>(chips_.size())) return {};
    const TokenChip& one = chips_[static_cast<std::size_t>(chip)];
    const Token& token = tokens_[one.first];
    const QString trained = token.weighted() ? tr("trained on with weight %1").arg(locale().toString(token.weight))
                            : token.trained  ? tr("trained on")
                                             : tr("read, not trained on");
    const QString first = locale().toString(static_cast<qulonglong>(one.first + 1));
    if (one.count > 1)
        return tr("Tokens %1 to %2: %3 of an image, id %4, %5")
            .arg(first, locale().toString(static_cast<qulonglong>(one.first + one.count)),
                 locale().toString(static_cast<qulonglong>(one.count)), QString::number(token.id), trained);
    const QString said = tr("Token %1: %2, id %3, %4").arg(first, quoted(token), QString::number(token.id), trained);
    return token.kind == Token::Kind::Special ? tr("%1; a special one").arg(said) : said;
}

QString TokenView::selectedText() const {
    if (chips_.empty()) return {};
    const bool several = current_ >= 0 && current_ != anchor_;
    const auto from = several ? std::min(current_, anchor_) : 0;
    const auto to = several ? std::max(current_, anchor_) : static_cast<int>(chips_.size()) - 1;
    return chipText(tokens_, chips_, static_cast<std::size_t>(from), static_cast<std::size_t>(to));
}

void TokenView::copy() const {
    QGuiApplication::clipboard()->setText(selectedText());
}

bool TokenView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) hover(-1);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int chip = chipAt(help->pos());
        if (chip < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), describe(chip).toHtmlEscaped(), viewport(), chipRect(chip));
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TokenView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (const int chip = chipAt(event->position().toPoint()); chip >= 0)
        choose(chip, event->modifiers().testFlag(Qt::ShiftModifier));
}

void TokenView::mouseMoveEvent(QMouseEvent* event) {
    const int chip = chipAt(event->position().toPoint());
    if (event->buttons().testFlag(Qt::LeftButton) && chip >= 0) choose(chip, true);
    hover(chip);
}

void TokenView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) return copy();
    if (event->matches(QKeySequence::SelectAll) && !chips_.empty()) {
        anchor_ = 0;
        return choose(static_cast<int>(chips_.size()) - 1, true);
    }
    const int last = static_cast<int>(chips_.size()) - 1;
    if (last < 0 || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return QAbstractScrollArea::keyPressEvent(event);
    const int at = std::max(0, current_), page = std::max(1, viewport()->height() / layout_.pitch() - 1);
    int wanted = -1;
    switch (event->key()) {
        case Qt::Key_Left:
            wanted = std::max(0, at - 1);
            break;
        case Qt::Key_Right:
            wanted = current_ < 0 ? 0 : std::min(last, at + 1);
            break;
        case Qt::Key_Up:
            wanted = layout_.below(at, -1);
            break;
        case Qt::Key_Down:
            wanted = current_ < 0 ? 0 : layout_.below(at, 1);
            break;
        case Qt::Key_PageUp:
            wanted = layout_.below(at, -page);
            break;
        case Qt::Key_PageDown:
            wanted = layout_.below(at, page);
            break;
        case Qt::Key_Home:
            wanted = 0;
            break;
        case Qt::Key_End:
            wanted = last;
            break;
        default:
            return QAbstractScrollArea::keyPressEvent(event);
    }
    choose(wanted, event->modifiers().testFlag(Qt::ShiftModifier));
}

void TokenView::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    // Somebody who comes by keyboard sees where they are.
    if (current_ < 0 && (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason))
        choose(0, false);
    viewport()->update();
}

void TokenView::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void TokenView::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* copies = menu->addAction(current_ >= 0 && current_ != anchor_ ? tr("Copy what is chosen") : tr("Copy all"),
                                   this, &TokenView::copy);
    copies->setShortcut(QKeySequence::Copy);
    copies->setEnabled(!chips_.empty());
    menu->popup(event->globalPos());
}

}  // namespace atelier::widgets
