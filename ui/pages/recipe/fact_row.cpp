#include "pages/recipe/fact_row.h"

#include "controls.h"
#include "elided_label.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace atelier::ui {

using namespace widgets;

FactRow::FactRow(const QString& iconName, const QString& name, QWidget* parent)
    : QWidget(parent),
      iconName_(iconName),
      icon_(new QLabel(this)),
      title_(new QLabel(this)),
      value_(new ElidedLabel({}, Qt::ElideMiddle, this)),
      link_(new QPushButton(this)) {
    setObjectName(name);
    title_->setProperty("kind", "muted");
    value_->setProperty("data", true);
    link_->setObjectName(name + "-link");
    link_->setProperty("kind", "link");
    link_->setCursor(Qt::PointingHandCursor);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(icon_);
    layout->addWidget(title_);
    layout->addWidget(value_, 1);
    layout->addWidget(link_);
    connect(link_, &QPushButton::clicked, this, &FactRow::linkTriggered);
    connect(&theme(), &Theme::changed, this, &FactRow::applyTheme);
    applyTheme();
}

void FactRow::applyTheme() {
    icon_->setPixmap(icon(iconName_, Role::TextMuted).pixmap(QSize(16, 16), devicePixelRatioF()));
    value_->setFont(theme().font(TextStyle::Strong));
}

void FactRow::setTexts(const QString& title, const QString& value, const QString& tip, bool missing,
                       const QString& link, const QString& linkTip) {
    title_->setText(title);
    value_->setText(value);
    value_->setToolTip(tip);
    setKind(value_, missing ? "warning" : "");
    link_->setText(link);
    link_->setToolTip(linkTip);
    setAccessibleName(title);
    setAccessibleDescription(value);
}

}  // namespace atelier::ui
