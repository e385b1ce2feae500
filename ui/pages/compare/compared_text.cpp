#include "pages/compare/compared_text.h"

#include "controls.h"
#include "diff_texts.h"
#include "elided_label.h"
#include "text_diff_view.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

ComparedText::ComparedText(const QString& name, QWidget* parent) : QFrame(parent) {
    setObjectName(name);
    setProperty("kind", "card");
    title_ = new QLabel(this);
    title_->setProperty("kind", "muted");
    note_ = new ElidedLabel({}, Qt::ElideRight, this);
    note_->setProperty("kind", "faint");
    const auto setFonts = [this] {
        QFont font = theme().font(TextStyle::Small);
        note_->setFont(font);
        font.setWeight(QFont::DemiBold);
        title_->setFont(font);
    };
    setFonts();
    connect(&theme(), &Theme::changed, this, setFonts);
    note_->hide();
    good_ = iconButton("thumb-up", this);
    good_->setObjectName(name + "-good");
    bad_ = iconButton("thumb-down", this);
    bad_->setObjectName(name + "-bad");
    for (QToolButton* button : {good_, bad_}) {
        button->setCheckable(true);
        button->hide();
        connect(button, &QToolButton::clicked, this, [this, good = button == good_] {
            const bool again = liked_ == good;
            setFeedback(true, liked_);  // whoever is asked says what is chosen
            Q_EMIT liked(again ? std::nullopt : std::optional(good));
        });
    }
    copy_ = iconButton("copy", this);
    copy_->setObjectName(name + "-copy");
    view_ = new TextDiffView(this);
    view_->setObjectName(name + "-text");
    auto* header = new QHBoxLayout;
    header->setSpacing(space::kSmall);
    header->addWidget(title_);
    header->addStretch();
    header->addWidget(good_);
    header->addWidget(bad_);
    header->addWidget(copy_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kTight, space::kMedium, space::kSmall);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addWidget(note_);
    layout->addWidget(view_);
    layout->addStretch();
    connect(copy_, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text_); });
}

void ComparedText::setText(const QString& text) {
    text_ = text;
    view_->setPlain(text);
    copy_->setEnabled(!text.isEmpty());
}

void ComparedText::mark(const std::vector<evaluation::DiffPart>& parts) {
    view_->setParts(diffTexts(parts));
}

void ComparedText::setWords(const QString& title, const QString& copyHint, const QString& emptyText) {
    title_->setText(title);
    setAccessibleName(title);
    setHint(copy_, copyHint);
    view_->setAccessibleName(title);
    view_->setEmptyText(emptyText);
}

void ComparedText::setFeedback(bool shown, std::optional<bool> liked) {
    liked_ = liked;
    good_->setVisible(shown);
    bad_->setVisible(shown);
    good_->setChecked(liked == true);
    bad_->setChecked(liked == false);
    setHint(good_, tr("A good answer: kept as feedback for preference tuning"));
    setHint(bad_, tr("A bad answer: kept as feedback for preference tuning"));
}

void ComparedText::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

}  // namespace atelier::ui
