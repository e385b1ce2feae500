#include "pages/recipe/preset_card.h"

#include "controls.h"
#include "theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

PresetCard::PresetCard(const QString& name, QWidget* parent)
    : QAbstractButton(parent), title_(new QLabel(this)), text_(new QLabel(this)), badge_(new QLabel(this)) {
    setObjectName(name);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    for (QLabel* label : {title_, text_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        // The words of a title never widen the list.
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    }
    text_->setProperty("kind", "muted");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    layout->setSpacing(space::kTight);
    layout->addWidget(badge_, 0, Qt::AlignLeading);
    layout->addWidget(title_);
    layout->addWidget(text_);
    connect(&theme(), &Theme::changed, this, &PresetCard::applyTheme);
    applyTheme();
    retranslate();
}

void PresetCard::applyTheme() {
    title_->setFont(theme().font(TextStyle::Strong));
    text_->setFont(theme().font(TextStyle::Small));
    badge_->setFont(theme().font(TextStyle::Small));
    setKind(title_, isEnabled() ? "" : "muted");
    setCursor(isEnabled() ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void PresetCard::setTexts(const QString& title, const QString& text) {
    if (title == title_->text() && text == text_->text()) return;
    title_->setText(title);
    text_->setText(text);
    retranslate();
}

void PresetCard::setMark(Mark mark) {
    if (mark == mark_) return;
    mark_ = mark;
    retranslate();
    update();
}

void PresetCard::retranslate() {
    text_->setVisible(!text_->text().isEmpty());
    badge_->setVisible(mark_ != Mark::None);
    if (mark_ == Mark::Broken) {
        setKind(badge_, "badge-danger");
        badge_->setText(tr("Cannot be read"));
    } else if (mark_ == Mark::Changed) {
        setKind(badge_, "badge-warning");
        badge_->setText(tr("Chosen, changed"));
    } else {
        setKind(badge_, "badge-accent");
        badge_->setText(tr("Chosen"));
    }
    setToolTip(!isEnabled() ? text_->text()  // it says why
               : mark_ == Mark::Changed
                   ? tr("The form differs from this preset. Click to take the preset's values again.")
                   : tr("Fills the form with this preset's values"));
    setAccessibleName(title_->text());
    setAccessibleDescription(badge_->isHidden()
                                 ? text_->text()
                                 : tr("%1. %2", "state, then what it is for").arg(badge_->text(), text_->text()));
    updateGeometry();
}

QSize PresetCard::sizeHint() const {
    return layout()->sizeHint();
}

void PresetCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool chosen = mark_ == Mark::Chosen || mark_ == Mark::Changed;
    const Role fill = !isEnabled()   ? Role::Window
                      : isDown()     ? Role::Selected
                      : underMouse() ? Role::Hover
                                     : Role::Surface;
    const Role line = chosen || hasFocus() ? Role::Accent : Role::Border;
    const qreal width = hasFocus() ? 2 : 1;
    painter.setPen(QPen(theme().color(line), width));
    painter.setBrush(theme().color(fill));
    const qreal inset = width / 2;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), radius::kLarge, radius::kLarge);
}

void PresetCard::enterEvent(QEnterEvent* event) {
    update();
    QAbstractButton::enterEvent(event);
}

void PresetCard::leaveEvent(QEvent* event) {
    update();
    QAbstractButton::leaveEvent(event);
}

void PresetCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::EnabledChange) {
        applyTheme();
        retranslate();
        update();
    }
    QAbstractButton::changeEvent(event);
}

}  // namespace atelier::ui
