#include "pages/runs/run_notes_edit.h"

#include "tag_edit.h"
#include "theme/tokens.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRest = 800;  // ms without a key after which a note is written
constexpr int kMostLines = 4;

}  // namespace

RunNotesEdit::RunNotesEdit(QWidget* parent) : QWidget(parent) {
    tags_ = new TagEdit("run-tag", this);
    note_ = new QPlainTextEdit(this);
    note_->setObjectName("run-note");
    note_->setTabChangesFocus(true);
    note_->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    note_->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(tags_);
    layout->addWidget(note_);
    rest_.setSingleShot(true);
    rest_.setInterval(kRest);
    connect(&rest_, &QTimer::timeout, this, &RunNotesEdit::giveNote);
    connect(note_, &QPlainTextEdit::textChanged, this, [this] {
        unsaved_ = true;
        rest_.start();
        fitNote();
    });
    connect(tags_, &TagEdit::edited, this, [this](const QStringList& tags) {
        notes_.tags.clear();
        for (const QString& tag : tags)
            notes_.tags.push_back(tag.toStdString());
        Q_EMIT given(run_, notes_);
    });
}

RunNotesEdit::~RunNotesEdit() = default;

void RunNotesEdit::show(const runs::RunInfo& run, bool readOnly) {
    const bool other = run.folder != run_;
    if (other) {
        giveNote();
        tags_->field()->clear();
    }
    if (!other && readOnly == readOnly_ && run.tags == notes_.tags && (unsaved_ || run.note == notes_.note)) return;
    run_ = run.folder;
    readOnly_ = readOnly;
    notes_.tags = run.tags;
    // What is being typed stays.
    if (!unsaved_) {
        notes_.note = run.note;
        const QSignalBlocker quiet(note_);
        if (note_->toPlainText() != QString::fromStdString(run.note))
            note_->setPlainText(QString::fromStdString(run.note));
    }
    fitNote();
    note_->setReadOnly(readOnly_);
    QStringList tags;
    for (const std::string& tag : notes_.tags)
        tags << QString::fromStdString(tag);
    tags_->setTags(tags);
    tags_->setReadOnly(readOnly_);
    tags_->setVisible(!readOnly_ || !tags.empty());
    retranslate();
}

void RunNotesEdit::setKnownTags(const QStringList& tags) {
    tags_->setKnown(tags);
}

void RunNotesEdit::giveNote() {
    rest_.stop();
    if (!std::exchange(unsaved_, false) || readOnly_ || run_.empty()) return;
    const std::string note = note_->toPlainText().toStdString();
    if (note == notes_.note) return;
    notes_.note = note;
    Q_EMIT given(run_, notes_);
}

// As high as what is written, up to a few lines.
void RunNotesEdit::fitNote() {
    const auto lines = std::clamp(static_cast<int>(note_->document()->size().height()), 1, kMostLines);
    note_->setFixedHeight(lines * QFontMetrics(note_->font()).lineSpacing() + 2 * space::kSmall + space::kTight);
}

bool RunNotesEdit::eventFilter(QObject* watched, QEvent* event) {
    if (watched == note_ && event->type() == QEvent::FocusOut) giveNote();
    return QWidget::eventFilter(watched, event);
}

void RunNotesEdit::hideEvent(QHideEvent* event) {
    giveNote();
    QWidget::hideEvent(event);
}

void RunNotesEdit::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitNote();
}

void RunNotesEdit::retranslate() {
    note_->setAccessibleName(tr("Note"));
    note_->setPlaceholderText(readOnly_ ? tr("No note") : tr("Add a note: what was tried, what came of it"));
    note_->setToolTip(readOnly_ ? tr("The project is read-only") : tr("Kept with the run as you leave it"));
}

}  // namespace atelier::ui
