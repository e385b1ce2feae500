#include "pages/runs/run_recipe.h"

#include "bridge/background.h"
#include "common/file.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr std::size_t kLargest = 4u << 20;  // bytes; a recipe has a few hundred

}  // namespace

RunRecipe::RunRecipe(QWidget* parent) : QWidget(parent) {
    text_ = new QPlainTextEdit(this);
    text_->setObjectName("runs-recipe");
    text_->setProperty("kind", "log");
    text_->setReadOnly(true);
    text_->setTabChangesFocus(true);
    text_->setLineWrapMode(QPlainTextEdit::NoWrap);
    text_->setFont(theme().font(TextStyle::Mono));
    text_->setMinimumHeight(60);
    copy_ = new QPushButton(icon("copy"), {}, this);
    copy_->setObjectName("runs-copy-recipe");
    copy_->setEnabled(false);
    auto* line = new QHBoxLayout;
    line->addStretch();
    line->addWidget(copy_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(text_, 1);
    layout->addLayout(line);
    connect(copy_, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text_->toPlainText()); });
}

void RunRecipe::clear() {
    ++turn_;
    file_.clear();
    text_->clear();
    copy_->setEnabled(false);
}

void RunRecipe::show(const runs::RunInfo& run) {
    if (run.recipe == file_) return;
    clear();
    file_ = run.recipe;
    inBackground(
        this, [file = file_] { return QString::fromStdString(readFile(file, kLargest)); },
        [this, turn = turn_](const Outcome<QString>& outcome) {
            if (turn != turn_) return;
            text_->setPlainText(outcome.value ? *outcome.value : describe(*outcome.error));
            copy_->setEnabled(outcome.value.has_value());
        });
}

void RunRecipe::retranslate() {
    text_->setAccessibleName(tr("Recipe of the run"));
    text_->setToolTip(tr("The settings that the run was started with"));
    copy_->setText(tr("Cop&y recipe"));
    copy_->setToolTip(tr("Copies the recipe as YAML"));
}

}  // namespace atelier::ui
