#include "pages/data/replace/replace_panel.h"

#include "combo_box.h"
#include "controls.h"
#include "data/store/query.h"
#include "diff_delegate.h"
#include "flow_layout.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/sample_editing.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <stdexcept>
#include <utility>

namespace atelier::ui {

using namespace widgets;
using data::ReplaceOptions;

namespace {

constexpr int kTyping = 250;  // milliseconds without a change before it is looked for
constexpr int kHeight = 280, kListHeight = 72;
constexpr int kSampleWidth = 140;

enum Scope { All, Selected };  // in the order of the choice
enum Column { Sample, Field, Change };

QString fieldText(TextChange::Field field) {
    switch (field) {
        case TextChange::Field::Prompt:
            return ReplacePanel::tr("Prompt");
        case TextChange::Field::Answer:
            return ReplacePanel::tr("Answer");
        case TextChange::Field::Transcription:
            return ReplacePanel::tr("Transcription");
        case TextChange::Field::Label:
            return ReplacePanel::tr("Label");
        case TextChange::Field::Tags:
            return ReplacePanel::tr("Tags");
    }
    throw std::logic_error("an unknown field");
}

QString without(DiffText::Kind kind, const std::vector<DiffText>& parts) {
    QString text;
    for (const DiffText& part : parts)
        if (part.kind != kind) text += part.text;
    return text;
}

QTreeWidgetItem* itemOf(const TextChange& change) {
    const QString before = without(DiffText::Kind::Extra, change.parts),
                  after = without(DiffText::Kind::Missing, change.parts);
    const QString text = ReplacePanel::tr("%1 → %2", "a text before and after").arg(before, after);
    auto* item = new QTreeWidgetItem({QString::fromStdString(change.sample), fieldText(change.field), text});
    item->setData(Column::Change, DiffDelegate::kPartsRole, QVariant::fromValue(change.parts));
    item->setToolTip(Column::Sample, "<p>" + item->text(Column::Sample).toHtmlEscaped() + "</p>");
    item->setToolTip(Column::Change, "<p>" + before.toHtmlEscaped() + "</p><p>→ " + after.toHtmlEscaped() + "</p>");
    return item;
}

}  // namespace

ReplacePanel::ReplacePanel(Studio& studio, Gallery& gallery, SampleEditing& editing, QWidget* parent)
    : QFrame(parent), studio_(studio), gallery_(gallery), editing_(editing) {
    setObjectName("data-replace");
    setKind(this, "card");
    build();
    typing_.setSingleShot(true);
    typing_.setInterval(kTyping);
    connect(&typing_, &QTimer::timeout, this, &ReplacePanel::look);
    for (QLineEdit* line : {find_, replacement_}) {
        connect(line, &QLineEdit::textChanged, this, &ReplacePanel::stale);
        connect(line, &QLineEdit::returnPressed, this, &ReplacePanel::look);
    }
    for (QComboBox* choice : {mode_, scope_})
        connect(choice, &QComboBox::currentIndexChanged, this, &ReplacePanel::stale);
    for (QCheckBox* box : {matchCase_, prompts_, answers_, transcriptions_, labels_, tags_})
        connect(box, &QCheckBox::toggled, this, &ReplacePanel::stale);
    connect(&gallery_, &Gallery::stateChanged, this, &ReplacePanel::stale);
    connect(&gallery_, &Gallery::selectionChanged, this, [this] {
        if (scope_->currentIndex() == Scope::Selected) stale();
    });
    connect(&editing_, &SampleEditing::savingChanged, this, &ReplacePanel::stale);
    connect(replace_, &QPushButton::clicked, this, &ReplacePanel::replace);
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    connect(list_, &QTreeWidget::currentItemChanged, this, &ReplacePanel::showSample);
    hide();
}

void ReplacePanel::build() {
    const auto named = [](auto* widget, const char* name) {
        widget->setObjectName(name);
        return widget;
    };
    const auto box = [&](const char* name, bool on) {
        auto* made = named(new QCheckBox, name);
        made->setChecked(on);
        return made;
    };
    title_ = new QLabel;
    status_ = named(new QLabel, "replace-status");
    setKind(status_, "muted");
    find_ = named(new QLineEdit, "replace-find");
    replacement_ = named(new QLineEdit, "replace-with");
    replace_ = named(new QPushButton, "replace-all");
    setKind(replace_, "primary");
    close_ = named(iconButton("close"), "replace-close");
    problem_ = named(new QLabel, "replace-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    problem_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    setKind(problem_, "danger");
    mode_ = named(new ComboBox, "replace-mode");
    scope_ = named(new ComboBox, "replace-scope");
    // The order of ReplaceOptions::Mode, and of Scope.
    for (int i = 0; i < 3; ++i)
        mode_->addItem({});
    for (int i = 0; i < 2; ++i)
        scope_->addItem({});
    const ReplaceOptions usual;
    matchCase_ = box("replace-case", usual.matchCase);
    prompts_ = box("replace-prompts", usual.prompts);
    answers_ = box("replace-answers", usual.answers);
    transcriptions_ = box("replace-transcriptions", usual.transcriptions);
    labels_ = box("replace-labels", usual.labels);
    tags_ = box("replace-tags", usual.tags);
    list_ = named(new QTreeWidget, "replace-list");
    setKind(list_, "plain");
    list_->setColumnCount(3);
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setMinimumHeight(kListHeight);
    list_->setItemDelegateForColumn(Column::Change, new DiffDelegate(list_));
    list_->header()->resizeSection(Column::Sample, kSampleWidth);
    list_->header()->setSectionResizeMode(Column::Field, QHeaderView::ResizeToContents);

    setMaximumHeight(kHeight);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_);
    head->addWidget(status_, 1);
    head->addWidget(close_);
    auto* fields = new QHBoxLayout;
    fields->setSpacing(space::kSmall);
    fields->addWidget(find_, 1);
    fields->addWidget(replacement_, 1);
    fields->addWidget(replace_);
    auto* choices = new FlowLayout(nullptr, space::kMedium, space::kTight);
    for (QWidget* widget :
         {static_cast<QWidget*>(scope_), static_cast<QWidget*>(mode_), static_cast<QWidget*>(matchCase_),
          static_cast<QWidget*>(prompts_), static_cast<QWidget*>(answers_), static_cast<QWidget*>(transcriptions_),
          static_cast<QWidget*>(labels_), static_cast<QWidget*>(tags_)})
        choices->addWidget(widget);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kTight);
    layout->addLayout(head);
    layout->addLayout(fields);
    layout->addWidget(problem_);
    layout->addLayout(choices);
    layout->addWidget(list_, 1);
    QWidget* before = find_;
    for (QWidget* widget :
         {static_cast<QWidget*>(replacement_), static_cast<QWidget*>(replace_), static_cast<QWidget*>(scope_),
          static_cast<QWidget*>(mode_), static_cast<QWidget*>(matchCase_), static_cast<QWidget*>(prompts_),
          static_cast<QWidget*>(answers_), static_cast<QWidget*>(transcriptions_), static_cast<QWidget*>(labels_),
          static_cast<QWidget*>(tags_), static_cast<QWidget*>(list_), static_cast<QWidget*>(close_)})
        setTabOrder(std::exchange(before, widget), widget);
}

void ReplacePanel::open() {
    if (gallery_.dataset().isEmpty()) return;
    show();
    scope_->setCurrentIndex(gallery_.selected().size() > 1 ? Scope::Selected : Scope::All);
    find_->setFocus(Qt::ShortcutFocusReason);
    find_->selectAll();
}

ReplaceOptions ReplacePanel::options() const {
    return {find_->text().toStdString(),
            replacement_->text().toStdString(),
            static_cast<ReplaceOptions::Mode>(mode_->currentIndex()),
            matchCase_->isChecked(),
            prompts_->isChecked(),
            answers_->isChecked(),
            transcriptions_->isChecked(),
            labels_->isChecked(),
            tags_->isChecked()};
}

std::vector<std::int64_t> ReplacePanel::rows() const {
    return scope_->currentIndex() == Scope::Selected ? gallery_.selected() : gallery_.samples().rows();
}

// What is shown is not what would be done: soon looked for again.
void ReplacePanel::stale() {
    if (!isVisible()) return;
    if (gallery_.dataset().isEmpty()) return hide();
    ++turn_;
    found_ = {};
    typing_.start();
    say();
}

void ReplacePanel::look() {
    typing_.stop();
    // What is waited for makes it look again when it ends.
    if (!isVisible() || looking_ || editing_.saving() || gallery_.state() == Gallery::State::Loading) return;
    if (find_->text().isEmpty()) return take({});
    looking_ = true;
    inBackground(
        this,
        [project = studio_.session()->folder(), dataset = gallery_.dataset().toStdString(), rows = rows(),
         options = options()] { return previewReplacement(project, dataset, rows, options); },
        [this, turn = turn_](Outcome<ReplacePreview> outcome) {
            looking_ = false;
            if (turn == turn_)
                take(std::move(outcome));
            else if (!typing_.isActive())
                look();
        });
}

void ReplacePanel::take(Outcome<ReplacePreview> outcome) {
    found_ = std::move(outcome);
    fill();
    say();
}

void ReplacePanel::fill() {
    list_->clear();
    if (found_.value)
        for (const TextChange& change : found_.value->changes)
            list_->addTopLevelItem(itemOf(change));
}

QString ReplacePanel::status() const {
    if (find_->text().isEmpty()) return tr("Type what is to be found");
    if (found_.error) return {};
    if (!found_.value) return tr("Looking…");
    const auto& [occurrences, samples, changes] = *found_.value;
    if (occurrences == 0) return tr("Nothing found");
    if (samples == 0) return tr("Nothing would change");
    const QString counts = tr("%1 in %2", "occurrences, samples")
                               .arg(tr("%Ln occurrences", nullptr, static_cast<int>(occurrences)),
                                    tr("%Ln samples", nullptr, static_cast<int>(samples)));
    return changes.size() < ReplacePreview::kMost
               ? counts
               : tr("%1; the first %2 changes are shown").arg(counts, locale().toString(changes.size()));
}

void ReplacePanel::say() {
    status_->setText(status());
    const auto& error = found_.error;
    setStyleFlag(find_, "invalid", error && error->where().starts_with("find"));
    find_->setAccessibleDescription(error ? describe(*error) : QString());
    problem_->setText(error ? describe(*error) : QString());
    problem_->setVisible(error.has_value());
    replace_->setEnabled(found_.value && found_.value->samples > 0 && !studio_.session()->readOnly());
}

void ReplacePanel::showSample() {
    const QTreeWidgetItem* item = list_->currentItem();
    // To choose one would end the selection of the others.
    if (!item || scope_->currentIndex() == Scope::Selected) return;
    try {
        const auto row = data::rowOf(studio_.session()->project(), gallery_.dataset().toStdString(),
                                     item->text(Column::Sample).toStdString());
        if (row) gallery_.choose(*row);
    } catch (const Error& error) {
        studio_.say(error);
    }
}

void ReplacePanel::replace() {
    editing_.changeDataset([rows = rows(), options = options()](data::Project& project, const std::string& dataset) {
        return data::replaceAll(project, dataset, rows, options).edit;
    });
    stale();
}

// What it would do may have changed while it was away.
void ReplacePanel::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    stale();
}

void ReplacePanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return hide();
    QFrame::keyPressEvent(event);
}

void ReplacePanel::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(tr("Find and replace"));
    find_->setPlaceholderText(tr("Find"));
    setHint(find_, tr("What is to be found"));
    replacement_->setPlaceholderText(tr("Replace with"));
    setHint(replacement_, tr("What comes in its place; in a regular expression $1 or ${name} stand for groups"));
    replace_->setText(tr("Replace all"));
    replace_->setToolTip(tr("Replaces in all these samples at once; undo takes it back"));
    setHint(close_, tr("Put find and replace away"));
    scope_->setItemText(Scope::All, tr("In all samples shown"));
    scope_->setItemText(Scope::Selected, tr("In the selected samples"));
    setHint(scope_, tr("In which samples: those that the gallery's filter leaves, or those selected in it"));
    const auto name = [this](ReplaceOptions::Mode mode, const QString& text) {
        mode_->setItemText(static_cast<int>(mode), text);
    };
    name(ReplaceOptions::Mode::Plain, tr("Plain text"));
    name(ReplaceOptions::Mode::WholeWord, tr("Whole words"));
    name(ReplaceOptions::Mode::Regex, tr("Regular expression"));
    setHint(mode_, tr("How what is to be found is read"));
    matchCase_->setText(tr("Match case"));
    matchCase_->setToolTip(tr("Tells capital letters from small ones"));
    prompts_->setText(tr("Prompts"));
    prompts_->setToolTip(tr("Replaces in what is asked, and in what the system says"));
    answers_->setText(tr("Answers"));
    answers_->setToolTip(tr("Replaces in what is answered"));
    transcriptions_->setText(tr("Transcriptions"));
    transcriptions_->setToolTip(tr("Replaces in the texts of regions"));
    labels_->setText(tr("Labels"));
    labels_->setToolTip(tr("Replaces in the labels of regions"));
    tags_->setText(tr("Tags"));
    tags_->setToolTip(tr("Replaces in the tags of samples"));
    list_->setHeaderLabels({tr("Sample"), tr("Where"), tr("Change")});
    list_->setAccessibleName(tr("What would change"));
    fill();
    say();
}

}  // namespace atelier::ui
