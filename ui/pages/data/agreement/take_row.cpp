#include "pages/data/agreement/take_row.h"

#include "controls.h"
#include "text_diff_view.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;
using data::Take;

TakeRow::TakeRow(const QString& name, bool mayTakeBoth, QWidget* parent)
    : QFrame(parent), title_(new QLabel), note_(new QLabel), text_(new TextDiffView) {
    setObjectName("agreement-" + name);
    setKind(this, "card");
    setKind(note_, "muted");
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    text_->setObjectName("agreement-" + name + "-text");
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kTight);
    head->addWidget(title_, 1);
    const auto add = [&](QPushButton*& button, const char* what, Take take) {
        button = new QPushButton;
        button->setObjectName("agreement-" + name + '-' + what);
        button->setCheckable(true);
        setKind(button, "choice");
        head->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, take] { Q_EMIT chosen(take); });
    };
    add(ours_, "ours", Take::Ours);
    add(theirs_, "theirs", Take::Theirs);
    add(both_, "both", Take::Both);
    if (!mayTakeBoth) both_->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kTight);
    layout->addLayout(head);
    layout->addWidget(note_);
    layout->addWidget(text_);
}

void TakeRow::setTake(Take take, bool enabled) {
    ours_->setChecked(take == Take::Ours);
    theirs_->setChecked(take == Take::Theirs);
    both_->setChecked(take == Take::Both);
    for (QPushButton* button : {ours_, theirs_, both_})
        button->setEnabled(enabled);
}

void TakeRow::setTitle(const QString& title, const QString& note) {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(title);
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    text_->setAccessibleName(title);
    setAccessibleName(title);
}

void TakeRow::retranslate() {
    ours_->setText(tr("A"));
    ours_->setToolTip(tr("Take this part as the first person has it"));
    theirs_->setText(tr("B"));
    theirs_->setToolTip(tr("Take this part as the second person has it"));
    both_->setText(tr("Both"));
    both_->setToolTip(tr("Take what either of them has; where both have something on one place, as A has it"));
}

}  // namespace atelier::ui
