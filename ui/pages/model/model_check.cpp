#include "pages/model/model_check.h"

#include "card.h"
#include "controls.h"
#include "pages/model/model_folder.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kMostLines = 12;  // of the example that are seen at once
constexpr int kMostNamed = 6;   // tensors of a problem; all of them are copied

}  // namespace

ModelCheck::ModelCheck(QWidget* parent) : QWidget(parent) {
    problems_ = new Card({}, this);
    problems_->setObjectName("model-problems");
    copyProblems_ = problems_->addHeaderAction("copy", {});
    list_ = new QVBoxLayout;
    list_->setSpacing(space::kSmall);
    problems_->body()->addLayout(list_);
    connect(copyProblems_, &QToolButton::clicked, this, [this] {
        QStringList lines;
        for (const auto& problem : info_.problems)
            lines.append(QString::fromStdString(problem));
        QGuiApplication::clipboard()->setText(lines.join('\n'));
    });

    template_ = new Card({}, this);
    verdict_ = new QLabel;
    verdict_->setObjectName("model-template-verdict");
    setKind(verdict_, "badge-success");
    verdict_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    template_->addHeaderWidget(verdict_);
    copy_ = template_->addHeaderAction("copy", {});
    connect(copy_, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(info_.example)); });
    explanation_ = new QLabel;
    setKind(explanation_, "muted");
    explanation_->setWordWrap(true);
    explanation_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    example_ = new QPlainTextEdit;
    example_->setObjectName("model-example");
    setKind(example_, "log");
    example_->setReadOnly(true);
    example_->setTabChangesFocus(true);
    example_->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    example_->installEventFilter(this);
    template_->body()->addWidget(explanation_);
    template_->body()->addWidget(example_);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kMedium);
    layout->addWidget(problems_);
    layout->addWidget(template_);
    connect(&theme(), &Theme::changed, this, &ModelCheck::applyFonts);
}

void ModelCheck::setModel(const protocol::ModelInfo& info) {
    info_ = info;
    retranslate();
}

// Not before everything has its parent: fonts that are set earlier are lost when the style sheet comes to a widget.
void ModelCheck::applyFonts() {
    QFont mono = theme().font(TextStyle::Mono);
    mono.setStyleStrategy(QFont::PreferNoShaping);  // "<|" is two characters here, no ligature
    example_->setFont(mono);
}

void ModelCheck::retranslate() {
    applyFonts();
    problems_->setTitle(tr("What does not fit"));
    setHint(copyProblems_, tr("Copy all of it"));
    listProblems();
    template_->setTitle(tr("Tokenizer and chat template"));
    setHint(copy_, tr("Copy the example"));
    const bool works = !info_.example.empty();
    setKind(verdict_, works ? "badge-success" : "badge-danger");
    verdict_->setText(works ? tr("Works") : tr("Does not work"));
    explanation_->setText(works ? tr("“Hello”, as the model reads it: through its template, its tokenizer and back.")
                                : tr("No conversation could be written. What went wrong stands above."));
    example_->setVisible(works);
    copy_->setVisible(works);
    example_->setPlainText(QString::fromStdString(info_.example));
    example_->setAccessibleName(tr("A short conversation as the model reads it"));
    fitExample();
}

void ModelCheck::listProblems() {
    while (QLayoutItem* item = list_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    problems_->setVisible(!info_.problems.empty());
    for (const ModelProblem& problem : modelProblems(info_.problems)) {
        auto* frame = new QFrame;
        setKind(frame, "note-warning");
        auto* sign = new QLabel;
        sign->setPixmap(icon("warning", Role::Warning).pixmap(18, 18));
        auto* words = new QVBoxLayout;
        words->setSpacing(space::kHair);
        const auto say = [&](const QString& text, const char* kind) {
            if (text.isEmpty()) return;
            auto* label = new QLabel(text);
            label->setTextFormat(Qt::PlainText);
            label->setWordWrap(true);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
            if (*kind) setKind(label, kind);
            words->addWidget(label);
        };
        say(problem.what, "");
        say(problem.todo, "muted");
        QStringList named = problem.lines.mid(0, kMostNamed);
        if (problem.lines.size() > kMostNamed)
            named.append(tr("and %Ln more", nullptr, static_cast<int>(problem.lines.size()) - kMostNamed));
        say(named.join('\n'), "muted");
        auto* row = new QHBoxLayout(frame);
        row->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
        row->setSpacing(space::kSmall);
        row->addWidget(sign, 0, Qt::AlignTop);
        row->addLayout(words, 1);
        list_->addWidget(frame);
    }
}

// As high as its text, up to a limit.
void ModelCheck::fitExample() {
    const QTextDocument* text = example_->document();
    const int lines = std::clamp(static_cast<int>(text->size().height()), 1, kMostLines);
    const int height = lines * QFontMetrics(example_->font()).lineSpacing() + 2 * space::kMedium + 2;
    if (example_->height() != height) example_->setFixedHeight(height);
}

bool ModelCheck::eventFilter(QObject* watched, QEvent* event) {
    if (watched == example_ && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &ModelCheck::fitExample, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

}  // namespace atelier::ui
