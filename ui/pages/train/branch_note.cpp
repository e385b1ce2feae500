#include "pages/train/branch_note.h"

#include "elided_label.h"
#include "theme/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

namespace atelier::ui {

using namespace widgets;

BranchNote::BranchNote(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("train-branch");
    text_ = new ElidedLabel({}, Qt::ElideMiddle, this);
    text_->setObjectName("train-branch-text");
    text_->setProperty("kind", "accent");
    forget_ = new QPushButton(this);
    forget_->setObjectName("train-branch-forget");
    forget_->setProperty("kind", "link");
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(text_, 1);
    line->addWidget(forget_);
    connect(forget_, &QPushButton::clicked, this, [this] {
        if (Session* session = studio_.session()) session->setBranch({});
    });
    connect(&studio_, &Studio::projectChanged, this, &BranchNote::follow);
    follow();
}

void BranchNote::follow() {
    if (Session* session = studio_.session())
        connect(session, &Session::branchChanged, this, &BranchNote::retranslate, Qt::UniqueConnection);
    retranslate();
}

void BranchNote::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void BranchNote::retranslate() {
    const Session* session = studio_.session();
    const auto branch = session ? session->branch() : std::nullopt;
    setVisible(branch.has_value());
    if (!branch) return;
    text_->setText(branch->withOptimizer ? tr("It starts from “%1”, with the optimizer's state.").arg(branch->from)
                                         : tr("It starts from “%1”.").arg(branch->from));
    forget_->setText(tr("Start from the model instead"));
    forget_->setToolTip(tr("Begins from the model as it is"));
}

}  // namespace atelier::ui
