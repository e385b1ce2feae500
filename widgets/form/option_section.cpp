#include "form/option_section.h"

#include "elided_label.h"
#include "form/option_row.h"
#include "form/option_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::widgets {

OptionSection::OptionSection(std::string title, QWidget* parent)
    : QFrame(parent),
      titleText_(std::move(title)),
      title_(new QToolButton),
      note_(new ElidedLabel),
      body_(new QWidget),
      layout_(new QVBoxLayout(body_)) {
    setProperty("kind", "card");
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    outer->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_);
    head->addWidget(note_, 1);
    outer->addLayout(head);
    outer->addWidget(body_);
    layout_->setContentsMargins(space::kTight, space::kSmall, space::kTight, space::kSmall);
    layout_->setSpacing(space::kLarge);
    title_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    title_->setIconSize({14, 14});
    title_->setCursor(Qt::PointingHandCursor);
    note_->setProperty("kind", "muted");
    note_->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    connect(title_, &QToolButton::clicked, this, [this] { setOpen(!open()); });
    connect(&theme(), &Theme::changed, this, &OptionSection::applyTheme);
    applyTheme();
    retranslate();
}

void OptionSection::addRow(OptionRow* row) {
    row->hide();  // until the form says that it is wanted
    rows_.push_back(row);
    layout_->addWidget(row);
}

bool OptionSection::open() const {
    return searching_ || chosen_.value_or(anyApplies_);
}

void OptionSection::setOpen(bool open) {
    chosen_ = open;
    refresh();
}

void OptionSection::setSearching(bool searching) {
    searching_ = searching;
}

void OptionSection::refresh() {
    int changed = 0;
    bool anyShown = false, anyApplies = false;
    QString reason;
    for (const OptionRow* row : rows_) {
        if (row->isHidden()) continue;
        changed += row->isChanged() ? 1 : 0;
        anyShown = true;
        anyApplies = anyApplies || row->applies();
        if (!row->applies() && reason.isEmpty()) reason = row->reason();
    }
    // A method that was just chosen opens its section, whatever it was before.
    if (anyApplies != anyApplies_) chosen_.reset();
    anyApplies_ = anyApplies;
    setVisible(anyShown);
    if (open())
        for (OptionRow* row : rows_)
            if (!row->isHidden()) row->build();
    body_->setVisible(open());
    title_->setIcon(icon(open() ? "chevron-down" : isRightToLeft() ? "chevron-left" : "chevron-right"));
    title_->setToolTip(open() ? tr("Fold") : tr("Unfold"));
    note_->setText(!anyApplies ? reason : changed > 0 ? tr("%Ln changed", nullptr, changed) : QString());
}

void OptionSection::applyTheme() {
    title_->setFont(theme().font(TextStyle::Heading));
    note_->setFont(theme().font(TextStyle::Small));
}

void OptionSection::retranslate() {
    title_->setText(translated(titleText_));
    title_->setAccessibleName(title_->text());
    setAccessibleName(title_->text());
    refresh();
}

}  // namespace atelier::widgets
