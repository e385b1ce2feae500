#include "pages/train/findings_note.h"

#include "controls.h"
#include "pages/train/finding_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

FindingsNote::FindingsNote(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      lines_(new QVBoxLayout),
      recipe_(new QPushButton(this)),
      close_(iconButton("close", this)) {
    setObjectName("train-findings");
    setKind(this, "note-warning");
    recipe_->setObjectName("train-findings-recipe");
    recipe_->setProperty("kind", "link");
    recipe_->setCursor(Qt::PointingHandCursor);
    close_->setObjectName("train-findings-close");
    lines_->setSpacing(space::kSmall);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kMedium);
    layout->addWidget(icon_, 0, Qt::AlignTop);
    layout->addLayout(lines_, 1);
    layout->addWidget(recipe_, 0, Qt::AlignTop);
    layout->addWidget(close_, 0, Qt::AlignTop);
    connect(recipe_, &QPushButton::clicked, this, &FindingsNote::recipeWanted);
    connect(close_, &QToolButton::clicked, this, [this] { forget(run_); });
    connect(&theme(), &Theme::changed, this, &FindingsNote::retranslate);
    retranslate();
}

void FindingsNote::add(const QString& run, const std::vector<protocol::Message>& messages) {
    for (const protocol::Message& message : messages) {
        if (!findingWords(message)) continue;
        auto& known = findings_[run];
        // A run that goes on says once more what its checkpoint did not know of yet.
        std::erase_if(known, [&](const protocol::Message& one) { return one.code == message.code; });
        known.push_back(message);
        if (run == run_) list();
    }
}

void FindingsNote::show(const QString& run) {
    if (run == run_) return;
    run_ = run;
    list();
}

void FindingsNote::forget(const QString& run) {
    findings_.erase(run);
    list();
}

int FindingsNote::count() const {
    const auto found = findings_.find(run_);
    return found == findings_.end() ? 0 : static_cast<int>(found->second.size());
}

void FindingsNote::list() {
    while (QLayoutItem* item = lines_->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    setVisible(count() > 0);
    if (count() == 0) return;
    QStringList whole;
    const auto say = [&](const QString& text, TextStyle style) {
        auto* label = new QLabel(text, this);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setFont(theme().font(style));
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
        whole << text;
        return label;
    };
    for (const protocol::Message& finding : findings_[run_]) {
        const auto words = findingWords(finding);
        auto* line = new QWidget(this);
        line->setObjectName("train-finding-" + QString::fromStdString(finding.code));
        auto* rows = new QVBoxLayout(line);
        rows->setContentsMargins(0, 0, 0, 0);
        rows->setSpacing(space::kHair);
        rows->addWidget(say(words->what, TextStyle::Strong));
        rows->addWidget(say(words->todo, TextStyle::Body));
        lines_->addWidget(line);
    }
    setAccessibleName(whole.join('\n'));
}

void FindingsNote::retranslate() {
    icon_->setPixmap(icon("warning", Role::Warning).pixmap(QSize(20, 20), devicePixelRatioF()));
    recipe_->setText(tr("To the recipe"));
    recipe_->setToolTip(tr("Goes to the page Recipe; what is changed there counts for the next run"));
    setHint(close_, tr("Put this note away"));
    list();
}

}  // namespace atelier::ui
