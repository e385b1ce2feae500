#include "pages/train/figure_tile.h"

#include "elided_label.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

FigureTile::FigureTile(const QString& name, QWidget* parent)
    : QFrame(parent),
      title_(new ElidedLabel({}, Qt::ElideRight, this)),
      unit_(new QLabel(this)),
      value_(new ElidedLabel({}, Qt::ElideRight, this)),
      note_(new ElidedLabel({}, Qt::ElideRight, this)),
      bar_(new QProgressBar(this)) {
    setObjectName(name);
    setProperty("kind", "card");
    setMinimumWidth(118);
    title_->setProperty("kind", "muted");
    unit_->setProperty("kind", "muted");
    note_->setProperty("kind", "muted");
    value_->setObjectName(name + "-value");
    bar_->setTextVisible(false);
    bar_->setRange(0, 1000);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::kTight);
    line->addWidget(value_, 1);
    line->addWidget(unit_, 0, Qt::AlignBottom);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    layout->setSpacing(space::kHair);
    layout->addWidget(title_);
    layout->addLayout(line);
    layout->addWidget(note_);
    layout->addWidget(bar_);
    layout->addStretch();
    connect(&theme(), &Theme::changed, this, &FigureTile::applyTheme);
    applyTheme();
    setValue({});
    setNote({});
    setShare(-1);
}

void FigureTile::applyTheme() {
    title_->setFont(theme().font(TextStyle::Small));
    unit_->setFont(theme().font(TextStyle::Small));
    note_->setFont(theme().font(TextStyle::Small));
    value_->setFont(theme().font(TextStyle::Heading));
}

void FigureTile::setTitle(const QString& title, const QString& tip) {
    title_->setText(title);
    setToolTip(tip);
    setAccessibleName(title);
}

void FigureTile::setValue(const QString& value, const QString& unit) {
    const QString shown = value.isEmpty() ? QString(QChar(0x2013)) : value;
    if (value_->text() != shown) value_->setText(shown);
    if (unit_->text() != unit) unit_->setText(unit);
    unit_->setVisible(!unit.isEmpty());
    setAccessibleDescription(unit.isEmpty() ? shown : shown + ' ' + unit);
}

void FigureTile::setNote(const QString& note) {
    if (note_->text() != note) note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

void FigureTile::setShare(double share) {
    bar_->setVisible(share >= 0);
    if (share >= 0) bar_->setValue(static_cast<int>(1000 * share));
}

QString FigureTile::value() const {
    return value_->text();
}

}  // namespace atelier::ui
