#include "pages/data/transfer/import_choices.h"

#include "controls.h"
#include "preferences.h"
#include "theme/tokens.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr const char *kCopy = "import/copy", *kQuestion = "import/question";

}  // namespace

ImportChoices::ImportChoices(Preferences& preferences, QWidget* parent) : QWidget(parent), preferences_(preferences) {
    copy_ = new QCheckBox;
    copy_->setObjectName("import-copy");
    questionLabel_ = new QLabel;
    setKind(questionLabel_, "muted");
    questionLabel_->setWordWrap(true);
    question_ = new QLineEdit;
    question_->setObjectName("import-question");
    question_->setProperty("data", true);  // shows the engine's own default
    questionLabel_->setBuddy(question_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(copy_);
    layout->addWidget(questionLabel_);
    layout->addWidget(question_);
    connect(copy_, &QCheckBox::toggled, this, [this](bool on) { preferences_.setFlag(kCopy, on); });
    connect(question_, &QLineEdit::textEdited, this,
            [this](const QString& text) { preferences_.setText(kQuestion, text.trimmed()); });
    load();
}

data::ImportOptions ImportChoices::options(const Preferences& preferences) {
    data::ImportOptions options;
    options.copyImages = preferences.flag(kCopy, false);
    if (const QString question = preferences.text(kQuestion); !question.isEmpty())
        options.read.prompt = question.toStdString();
    return options;
}

void ImportChoices::retranslate() {
    copy_->setText(tr("Copy the &pictures"));
    copy_->setToolTip(
        tr("Copies the pictures into the project's folder, so that it can be moved. Otherwise they stay "
           "where they are."));
    questionLabel_->setText(tr("Question for &captions"));
    setHint(question_, tr("Where data holds answers only, such as captions, this is what is asked about each picture"));
    question_->setPlaceholderText(QString::fromStdString(data::ReadOptions().prompt));
}

void ImportChoices::showEvent(QShowEvent* event) {
    load();
    QWidget::showEvent(event);
}

void ImportChoices::load() {
    const QSignalBlocker quiet(copy_);
    copy_->setChecked(preferences_.flag(kCopy, false));
    if (!question_->hasFocus()) question_->setText(preferences_.text(kQuestion));
}

}  // namespace atelier::ui
