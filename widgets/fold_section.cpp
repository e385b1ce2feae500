#include "fold_section.h"

#include "elided_label.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::widgets {

FoldSection::FoldSection(const QString& name, QWidget* parent)
    : QWidget(parent),
      title_(new QToolButton(this)),
      sign_(new QLabel(this)),
      note_(new ElidedLabel({}, Qt::ElideRight, this)),
      inside_(new QWidget(this)),
      layout_(new QVBoxLayout(inside_)) {
    setObjectName(name);
    title_->setObjectName(name + "-title");
    title_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    title_->setIconSize({14, 14});
    title_->setFocusPolicy(Qt::TabFocus);
    title_->setCursor(Qt::PointingHandCursor);
    note_->setObjectName(name + "-note");
    note_->setProperty("kind", "muted");
    note_->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    sign_->hide();
    inside_->hide();
    layout_->setContentsMargins(space::kTight, 0, 0, space::kSmall);
    layout_->setSpacing(space::kSmall);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_);
    head->addWidget(note_, 1);
    head->addWidget(sign_);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kSmall);
    rows->addLayout(head);
    rows->addWidget(inside_);
    connect(title_, &QToolButton::clicked, this, [this] { setOpen(!open_); });
    connect(&theme(), &Theme::changed, this, &FoldSection::applyTheme);
    applyTheme();
    retranslate();
}

void FoldSection::setTitle(const QString& title) {
    title_->setText(title);
    inside_->setAccessibleName(title);
    retranslate();
}

void FoldSection::setNote(const QString& note) {
    note_->setText(note);
    title_->setAccessibleDescription(note);
}

void FoldSection::setSign(const QString& iconName, Role role) {
    signName_ = iconName;
    signRole_ = role;
    sign_->setVisible(!iconName.isEmpty());
    if (!iconName.isEmpty()) sign_->setPixmap(icon(iconName, role).pixmap(QSize(16, 16), devicePixelRatioF()));
}

void FoldSection::setOpen(bool open) {
    if (open == open_) return;
    open_ = open;
    Q_EMIT toggled(open);  // before it is seen: the owner may fill it now
    inside_->setVisible(open);
    retranslate();
}

void FoldSection::applyTheme() {
    title_->setFont(theme().font(TextStyle::Strong));
    setSign(signName_, signRole_);
}

void FoldSection::retranslate() {
    title_->setIcon(icon(open_ ? "chevron-down" : isRightToLeft() ? "chevron-left" : "chevron-right"));
    title_->setToolTip(open_ ? tr("Fold") : tr("Unfold"));
}

void FoldSection::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LayoutDirectionChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace atelier::widgets
