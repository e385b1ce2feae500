#include "card.h"

#include "controls.h"
#include "elided_label.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::widgets {

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent),
      header_(new QWidget(this)),
      headerLayout_(new QHBoxLayout(header_)),
      title_(new ElidedLabel(title)),
      note_(new ElidedLabel),
      body_(new QVBoxLayout) {
    setProperty("kind", "card");
    header_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kLarge);
    layout->setSpacing(space::kMedium);
    layout->addWidget(header_);
    layout->addLayout(body_, 1);
    body_->setContentsMargins(0, 0, 0, 0);
    body_->setSpacing(space::kSmall);

    headerLayout_->setContentsMargins(0, 0, 0, 0);
    headerLayout_->setSpacing(space::kTight);
    title_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    note_->setProperty("kind", "muted");
    note_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    headerLayout_->addWidget(title_);
    headerLayout_->addSpacing(space::kTight);
    headerLayout_->addWidget(note_);
    headerLayout_->addStretch(1);
    const auto setFonts = [this] { title_->setFont(theme().font(TextStyle::Heading)); };
    setFonts();
    connect(&theme(), &Theme::changed, this, setFonts);
    updateHeader();
}

void Card::setTitle(const QString& title) {
    title_->setText(title);
    updateHeader();
}

void Card::setNote(const QString& note) {
    note_->setText(note);
    updateHeader();
}

void Card::addHeaderWidget(QWidget* widget) {
    headerLayout_->addWidget(widget);
    hasActions_ = true;
    updateHeader();
}

QToolButton* Card::addHeaderAction(const QString& iconName, const QString& hint) {
    QToolButton* button = iconButton(iconName);
    setHint(button, hint);
    addHeaderWidget(button);
    return button;
}

void Card::updateHeader() {
    title_->setVisible(!title_->text().isEmpty());
    note_->setVisible(!note_->text().isEmpty());
    header_->setVisible(hasActions_ || !title_->text().isEmpty() || !note_->text().isEmpty());
    setAccessibleName(title_->text());
}

}  // namespace atelier::widgets
