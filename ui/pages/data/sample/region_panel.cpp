#include "pages/data/sample/region_panel.h"

#include "controls.h"
#include "elided_label.h"
#include "pages/data/sample/region_outline.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

QString linkedWords(const data::Sample& sample, const data::Region& region) {
    QStringList words;
    for (const data::Span& span : region.spans)
        words << QString::fromStdString(sample.turns[static_cast<std::size_t>(span.turn)].text.substr(
            static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin)));
    return words.join(" · ");
}

void keepRoom(QWidget* widget, bool keep) {
    QSizePolicy policy = widget->sizePolicy();
    policy.setRetainSizeWhenHidden(keep);
    widget->setSizePolicy(policy);
}

}  // namespace

RegionPanel::RegionPanel(QWidget* parent) : QWidget(parent) {
    title_ = new QLabel;
    classes_ = iconButton("label");
    classes_->setObjectName("region-classes");
    connect(classes_, &QToolButton::clicked, this, &RegionPanel::classesWanted);
    remove_ = iconButton("trash");
    remove_->setObjectName("region-remove");
    list_ = new RegionList;
    fields_ = new QWidget;
    labelName_ = new QLabel;
    label_ = new QComboBox;
    label_->setObjectName("region-label");
    label_->setEditable(true);
    label_->setInsertPolicy(QComboBox::NoInsert);
    label_->completer()->setCaseSensitivity(Qt::CaseSensitive);
    textName_ = new QLabel;
    text_ = new QLineEdit;
    text_->setObjectName("region-text");
    linkName_ = new QLabel;
    linked_ = new ElidedLabel({}, Qt::ElideRight);
    linked_->setObjectName("region-words");
    linked_->setProperty("data", true);
    link_ = new QPushButton;
    link_->setObjectName("region-link");
    setKind(link_, "quiet");
    unlink_ = new QPushButton;
    unlink_->setObjectName("region-unlink");
    setKind(unlink_, "quiet");
    labelName_->setBuddy(label_);
    textName_->setBuddy(text_);
    for (QLabel* name : {labelName_, textName_, linkName_})
        setKind(name, "muted");

    for (QWidget* widget :
         {static_cast<QWidget*>(textName_), static_cast<QWidget*>(text_), static_cast<QWidget*>(linkName_),
          static_cast<QWidget*>(linked_), static_cast<QWidget*>(link_), static_cast<QWidget*>(unlink_)})
        keepRoom(widget, true);
    auto* grid = new QGridLayout(fields_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kTight);
    grid->setColumnStretch(1, 1);
    grid->addWidget(labelName_, 0, 0);
    grid->addWidget(label_, 0, 1, 1, 3);
    grid->addWidget(textName_, 1, 0);
    grid->addWidget(text_, 1, 1, 1, 3);
    grid->addWidget(linkName_, 2, 0);
    grid->addWidget(linked_, 2, 1);
    grid->addWidget(link_, 2, 2);
    grid->addWidget(unlink_, 2, 3);
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(classes_);
    head->addWidget(remove_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addLayout(head);
    layout->addWidget(list_);

    connect(list_, &RegionList::hovered, this, [this](int row) { Q_EMIT hovered(regionOf(row)); });
    connect(list_, &RegionList::chosen, this, [this](int row) { Q_EMIT chosen(regionOf(row)); });
    const auto giveLabel = [this] {
        if (!setting_ && !chosen_.empty()) Q_EMIT labelGiven(chosen_, label_->currentText().trimmed());
    };
    connect(label_, &QComboBox::activated, this, giveLabel);
    connect(label_->lineEdit(), &QLineEdit::editingFinished, this, giveLabel);
    connect(text_, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (chosen_.size() == 1) Q_EMIT transcriptionGiven(chosen_.front(), text);
    });
    connect(link_, &QPushButton::clicked, this, [this] { Q_EMIT linkWanted(chosen_.front()); });
    connect(unlink_, &QPushButton::clicked, this, [this] { Q_EMIT unlinkWanted(chosen_.front()); });
    connect(remove_, &QToolButton::clicked, this, [this] { Q_EMIT removeWanted(chosen_); });
    connect(&theme(), &Theme::changed, this, [this] { title_->setFont(theme().font(TextStyle::Strong)); });
    label_->installEventFilter(this);  // it hands keys on to its line, past the line's own filters
    text_->installEventFilter(this);
    showChosen();
}

int RegionPanel::regionOf(int row) const {
    return row >= 0 && row < static_cast<int>(rows_.size()) ? rows_[static_cast<std::size_t>(row)] : -1;
}

int RegionPanel::rowOf(int region) const {
    const auto found = std::find(rows_.begin(), rows_.end(), region);
    return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

void RegionPanel::setSample(const data::Sample& sample, int media, const std::vector<int>& colors) {
    if (sample.id != sample_.id) chosen_.clear();
    sample_ = sample;
    rows_.clear();
    std::vector<RegionList::Row> rows;
    for (std::size_t i = 0; i < sample.regions.size(); ++i) {
        const data::Region& region = sample.regions[i];
        if (region.media != media) continue;
        rows_.push_back(static_cast<int>(i));
        rows.push_back({QString::fromStdString(region.label), QString::fromStdString(region.transcription),
                        i < colors.size() ? colors[i] : 0,
                        region.shape == data::Region::Shape::Box ? QString() : shapeName(region.shape)});
    }
    list_->setRows(rows);
    std::erase_if(chosen_, [this](int region) { return rowOf(region) < 0; });
    list_->setVisible(!rows.empty());
    showChosen();
}

void RegionPanel::setLabels(const QStringList& labels) {
    const QSignalBlocker quiet(label_);
    const QString before = label_->currentText();
    label_->clear();
    label_->addItems(labels);
    label_->setEditText(before);
}

void RegionPanel::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    showChosen();
}

void RegionPanel::setChosen(const std::vector<int>& regions) {
    chosen_ = regions;
    std::erase_if(chosen_, [this](int region) { return rowOf(region) < 0; });
    showChosen();
}

void RegionPanel::setHighlighted(int region) {
    if (chosen_.empty()) list_->setHighlighted(rowOf(region));
}

void RegionPanel::setWordsSelected(bool selected) {
    words_ = selected;
    link_->setEnabled(words_ && chosen_.size() == 1);
}

void RegionPanel::showChosen() {
    setting_ = true;
    const bool any = !chosen_.empty(), one = chosen_.size() == 1;
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(any && !one ? tr("%1 of %Ln regions", nullptr, static_cast<int>(rows_.size()))
                                      .arg(locale().toString(static_cast<int>(chosen_.size())))
                                : tr("%Ln regions", nullptr, static_cast<int>(rows_.size())));
    list_->setHighlighted(one ? rowOf(chosen_.front()) : -1);
    fields_->setVisible(any);
    remove_->setVisible(any && !readOnly_);
    setVisible(!rows_.empty());
    if (any) {
        const data::Region& first = sample_.regions[static_cast<std::size_t>(chosen_.front())];
        const bool same = std::all_of(chosen_.begin(), chosen_.end(), [&](int region) {
            return sample_.regions[static_cast<std::size_t>(region)].label == first.label;
        });
        const QString label = same ? QString::fromStdString(first.label) : QString();
        if (label_->currentText() != label) label_->setEditText(label);
        label_->lineEdit()->setPlaceholderText(same ? tr("What it is") : tr("Several labels"));
        const QString text = one ? QString::fromStdString(first.transcription) : QString();
        if (text_->text() != text) text_->setText(text);
        const QString words = one ? linkedWords(sample_, first) : QString();
        linked_->setText(words.isEmpty() ? tr("not linked to words") : words);
        unlink_->setVisible(!readOnly_ && !words.isEmpty());
    }
    for (QWidget* widget : {static_cast<QWidget*>(textName_), static_cast<QWidget*>(text_),
                            static_cast<QWidget*>(linkName_), static_cast<QWidget*>(linked_)})
        widget->setVisible(one);
    link_->setVisible(one && !readOnly_);
    link_->setEnabled(words_ && one);
    label_->setEnabled(!readOnly_);
    text_->setReadOnly(readOnly_);
    setting_ = false;
}

void RegionPanel::editLabel() {
    if (chosen_.empty()) return;
    label_->setFocus(Qt::ShortcutFocusReason);
    label_->lineEdit()->selectAll();
}

void RegionPanel::editTranscription() {
    if (chosen_.size() != 1) return;
    text_->setFocus(Qt::ShortcutFocusReason);
    text_->selectAll();
}

// Return goes on: from the label to the text, from the text to the next region.
bool RegionPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            if (watched == text_) {
                Q_EMIT nextWanted();
                return true;
            }
            if (text_->isVisible()) {
                text_->setFocus(Qt::TabFocusReason);  // which gives the label
                text_->selectAll();
                return true;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RegionPanel::retranslate() {
    labelName_->setText(tr("&Label"));
    textName_->setText(tr("Te&xt"));
    linkName_->setText(tr("Words"));
    setHint(label_, tr("What the region is; Return goes on to its text"));
    setHint(text_, tr("What is written in the region; Return goes on to the next region"));
    text_->setPlaceholderText(tr("What is written there"));
    link_->setText(tr("Link"));
    link_->setToolTip(tr("Links the words that are selected in the conversation to this region (%1)").arg(linkKeys_));
    unlink_->setText(tr("Unlink"));
    unlink_->setToolTip(tr("Takes the links of this region to words away"));
    setHint(classes_, tr("Classes of the dataset: names, numbers, order…"));
    setHint(remove_, tr("Remove the chosen regions"));
    showChosen();
}

}  // namespace atelier::ui
