#include "pages/data/sample/sample_facts.h"

#include "combo_box.h"
#include "controls.h"
#include "elided_label.h"
#include "pages/data/gallery/sample_model.h"
#include "tag_edit.h"
#include "theme/icon.h"
#include "theme/tokens.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

SampleFacts::SampleFacts(QWidget* parent) : QWidget(parent) {
    checked_ = new QCheckBox;
    checked_->setObjectName("sample-checked");
    pin_ = iconButton("pin");
    pin_->setObjectName("sample-pin");
    pin_->setCheckable(true);
    split_ = new ComboBox;
    split_->setObjectName("sample-split");
    part_ = new QLabel;
    setKind(part_, "badge");
    tags_ = new TagEdit("sample-tag");

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kTight);
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto name = [&](QLabel*& label) {
        label = new QLabel;
        setKind(label, "muted");
        grid->addWidget(label, row, 0);
    };
    const auto line = [&](QLabel*& label, ElidedLabel*& value, QToolButton** copy) {
        name(label);
        value = new ElidedLabel({}, Qt::ElideMiddle);
        value->setProperty("data", true);
        grid->addWidget(value, row, 1);
        if (copy) {
            *copy = iconButton("copy");
            grid->addWidget(*copy, row, 2);
            connect(*copy, &QToolButton::clicked, this,
                    [label = value] { QGuiApplication::clipboard()->setText(label->text()); });
        }
        ++row;
    };
    auto* first = new QHBoxLayout;
    first->setSpacing(space::kMedium);
    first->addWidget(checked_);
    first->addWidget(part_);
    first->addStretch(1);
    first->addWidget(pin_);
    grid->addLayout(first, row++, 0, 1, 3);
    name(splitName_);
    grid->addWidget(split_, row++, 1, Qt::AlignLeft);
    name(tagsName_);
    grid->addWidget(tags_, row++, 1, 1, 2);
    line(idName_, id_, &copyId_);
    id_->setObjectName("sample-id");
    copyId_->setObjectName("sample-copy-id");
    line(originName_, origin_, nullptr);
    line(fileName_, file_, &copyFile_);
    splitName_->setBuddy(split_);
    tagsName_->setBuddy(tags_->field());

    connect(checked_, &QCheckBox::clicked, this, &SampleFacts::checkedGiven);
    connect(pin_, &QToolButton::clicked, this, &SampleFacts::togglePin);
    connect(split_, &QComboBox::activated, this, [this] { Q_EMIT splitGiven(split_->currentData().toString()); });
    connect(tags_, &TagEdit::edited, this, &SampleFacts::tagsGiven);
}

QStringList SampleFacts::tags() const {
    QStringList tags;
    for (const std::string& one : sample_.tags)
        tags << QString::fromStdString(one);
    return tags;
}

void SampleFacts::setPinnedTag(const std::string& tag) {
    pinnedTag_ = tag;
    showPin();
}

void SampleFacts::togglePin() {
    if (readOnly_) return;
    QStringList all = tags();
    if (const QString tag = QString::fromStdString(pinnedTag_); all.removeAll(tag) == 0) all << tag;
    Q_EMIT tagsGiven(all);
}

void SampleFacts::showPin() {
    const bool pinned = std::find(sample_.tags.begin(), sample_.tags.end(), pinnedTag_) != sample_.tags.end();
    pin_->setChecked(pinned);
    pin_->setIcon(icon("pin", pinned ? Role::Accent : Role::TextMuted));
    const QString what = pinned ? tr("Unpin: trainings answer other samples as they go")
                                : tr("Pin: trainings answer this sample as they go, to be read meanwhile");
    setHint(pin_, pinKeys_.isEmpty() ? what : tr("%1 (%2)", "what a button does, then its keys").arg(what, pinKeys_));
}

void SampleFacts::setSample(const data::Sample& sample) {
    sample_ = sample;
    retranslate();
}

void SampleFacts::setTags(const QStringList& tags) {
    tags_->setKnown(tags);
}

void SampleFacts::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    for (QWidget* widget :
         {static_cast<QWidget*>(checked_), static_cast<QWidget*>(split_), static_cast<QWidget*>(pin_)})
        widget->setEnabled(!readOnly);
    tags_->setReadOnly(readOnly);
}

void SampleFacts::editTags() {
    tags_->field()->setFocus(Qt::ShortcutFocusReason);
}

void SampleFacts::retranslate() {
    checked_->setText(tr("Chec&ked"));
    checked_->setToolTip(
        tr("Somebody has looked at this sample; %1 checks it and goes on to the next").arg(checkKeys_));
    checked_->setChecked(sample_.checked);
    const bool video = !sample_.media.empty() && sample_.media.front().range.has_value();
    part_->setText(video ? tr("part of a video") : tr("part of a picture"));
    part_->setToolTip(tr("A part of the file is shown and trained on"));
    part_->setVisible(video || (!sample_.media.empty() && sample_.media.front().crop.has_value()));
    splitName_->setText(tr("Split"));
    tagsName_->setText(tr("Tags"));
    idName_->setText(tr("Id"));
    originName_->setText(tr("From"));
    fileName_->setText(tr("File"));
    setHint(split_, tr("The split it belongs to; what is not assigned is drawn when a training starts"));
    setHint(copyId_, tr("Copy the id"));
    setHint(copyFile_, tr("Copy the picture's path"));
    {
        const QSignalBlocker quiet(split_);
        split_->clear();
        for (const char* split : {"", "train", "validation", "test"})
            split_->addItem(splitText(split), QString(split));
        split_->setCurrentIndex(std::max(0, split_->findData(QString::fromStdString(sample_.split))));
    }
    id_->setText(QString::fromStdString(sample_.id));
    origin_->setText(QString::fromStdString(sample_.origin));
    file_->setText(sample_.media.empty() ? QString() : QString::fromStdString(sample_.media.front().path.string()));
    for (QWidget* widget : {static_cast<QWidget*>(originName_), static_cast<QWidget*>(origin_)})
        widget->setVisible(!sample_.origin.empty());
    for (QWidget* widget :
         {static_cast<QWidget*>(fileName_), static_cast<QWidget*>(file_), static_cast<QWidget*>(copyFile_)})
        widget->setVisible(!sample_.media.empty());
    tags_->setTags(tags());
    showPin();
}

}  // namespace atelier::ui
