#include "pages/page.h"

#include "theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

Page::Page(Studio& studio, const QString& id, QWidget* parent) : QWidget(parent), studio_(studio), id_(id) {
    setObjectName("page-" + id);
    title_ = new QLabel(this);
    title_->setFont(theme().font(TextStyle::Title));
    explanation_ = new QLabel(this);
    explanation_->setProperty("kind", "muted");
    explanation_->setWordWrap(true);
    // A long explanation wraps; it never widens the page.
    explanation_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);

    auto* words = new QVBoxLayout;
    words->setSpacing(space::kHair);
    words->addWidget(title_);
    words->addWidget(explanation_);
    headerActions_ = new QHBoxLayout;
    headerActions_->setSpacing(space::kSmall);
    auto* header = new QHBoxLayout;
    header->setSpacing(space::kLarge);
    header->addLayout(words, 1);
    header->addLayout(headerActions_);
    header->setAlignment(headerActions_, Qt::AlignTop);

    content_ = new QVBoxLayout;
    content_->setSpacing(space::kMedium);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kWide, space::kLarge, space::kWide, space::kLarge);
    layout->setSpacing(space::kLarge);
    layout->addLayout(header);
    layout->addLayout(content_, 1);
}

void Page::setTitle(const QString& title, const QString& explanation) {
    title_->setText(title);
    explanation_->setText(explanation);
    explanation_->setVisible(!explanation.isEmpty());
    setAccessibleName(title);
}

void Page::setWidest(int pixels) {
    widest_ = pixels;
    center();
}

void Page::center() {
    const int side = std::max(space::kWide, (width() - widest_) / 2);
    layout()->setContentsMargins(side, space::kLarge, side, space::kLarge);
}

void Page::resizeEvent(QResizeEvent* event) {
    center();
    QWidget::resizeEvent(event);
}

void Page::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange && translated_) retranslate();
    QWidget::changeEvent(event);
}

void Page::translateOnce() {
    if (translated_) return;
    translated_ = true;
    retranslate();
}

void Page::prepare(const QSize& size) {
    translateOnce();
    resize(size);
    grab();  // style, layout and glyphs
}

void Page::showEvent(QShowEvent* event) {
    translateOnce();
    activated();
    QWidget::showEvent(event);
}

}  // namespace atelier::ui
