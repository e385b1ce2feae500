#include "pages/runs/run_notes_edit.h"

#include "controls.h"
#include "flow_layout.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QCompleter>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStringListModel>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRest = 800;  // ms without a key after which a note is written
constexpr int kTagCharacters = 40, kMostLines = 4;

}  // namespace

RunNotesEdit::RunNotesEdit(QWidget* parent) : QWidget(parent) {
    tags_ = new QWidget(this);
    flow_ = new FlowLayout(tags_, space::kTight, space::kTight);
    flow_->setContentsMargins(0, 0, 0, 0);
    tag_ = new QLineEdit(tags_);
    tag_->setObjectName("run-tag");
    tag_->setMaxLength(200);
    tag_->setFixedWidth(120);
    tag_->setCompleter(new QCompleter(new QStringListModel(this), this));
    tag_->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    setKind(tag_->completer()->popup(), "completion");
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
    connect(tag_, &QLineEdit::returnPressed, this, &RunNotesEdit::addTag);
    connect(tag_->completer(), qOverload<const QString&>(&QCompleter::activated), this, &RunNotesEdit::addTag,
            Qt::QueuedConnection);
}

RunNotesEdit::~RunNotesEdit() = default;

void RunNotesEdit::show(const jobs::RunInfo& run, bool readOnly) {
    const bool other = run.folder != run_;
    if (other) {
        giveNote();
        tag_->clear();
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
    showTags();
    retranslate();
}

void RunNotesEdit::setKnownTags(const QStringList& tags) {
    auto* model = static_cast<QStringListModel*>(tag_->completer()->model());
    if (model->stringList() != tags) model->setStringList(tags);
}

void RunNotesEdit::giveNote() {
    rest_.stop();
    if (!std::exchange(unsaved_, false) || readOnly_ || run_.empty()) return;
    const std::string note = note_->toPlainText().toStdString();
    if (note == notes_.note) return;
    notes_.note = note;
    Q_EMIT given(run_, notes_);
}

void RunNotesEdit::addTag() {
    const std::string tag = tag_->text().trimmed().toStdString();
    tag_->clear();
    if (tag.empty() || readOnly_ || std::find(notes_.tags.begin(), notes_.tags.end(), tag) != notes_.tags.end()) return;
    notes_.tags.push_back(tag);
    showTags();
    Q_EMIT given(run_, notes_);
}

void RunNotesEdit::showTags() {
    const bool typing = tag_->hasFocus();
    while (QLayoutItem* item = flow_->takeAt(0)) {
        if (item->widget() != tag_) {
            item->widget()->hide();
            item->widget()->deleteLater();  // it may be the one that was clicked
        }
        delete item;
    }
    for (const std::string& one : notes_.tags) {
        const QString tag = QString::fromStdString(one);
        auto* chip = new QPushButton(tag.left(kTagCharacters), tags_);
        chip->setProperty("data", true);
        chip->setObjectName("run-tag-chip");
        setKind(chip, "chip");
        chip->setEnabled(!readOnly_);
        if (!readOnly_) {
            chip->setIcon(icon("close"));
            chip->setLayoutDirection(layoutDirection() == Qt::RightToLeft ? Qt::LeftToRight : Qt::RightToLeft);
        }
        setHint(chip, tr("Take the tag %1 away").arg(tag));
        connect(chip, &QPushButton::clicked, this, [this, one] {
            std::erase(notes_.tags, one);
            showTags();
            tag_->setFocus();
            Q_EMIT given(run_, notes_);
        });
        flow_->addWidget(chip);
        chip->show();
    }
    tag_->setVisible(!readOnly_);
    flow_->addWidget(tag_);
    tags_->setVisible(!readOnly_ || !notes_.tags.empty());
    tags_->updateGeometry();
    if (typing) tag_->setFocus();
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
    setHint(tag_, tr("Type a tag and press Return"));
    tag_->setPlaceholderText(tr("Add a tag"));
    note_->setAccessibleName(tr("Note"));
    note_->setPlaceholderText(readOnly_ ? tr("No note") : tr("Add a note: what was tried, what came of it"));
    note_->setToolTip(readOnly_ ? tr("The project is open for reading only") : tr("Kept with the run as you leave it"));
    showTags();
}

}  // namespace atelier::ui
