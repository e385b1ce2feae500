#include "tag_edit.h"

#include "controls.h"
#include "flow_layout.h"
#include "theme/icon.h"
#include "theme/tokens.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QStringListModel>

namespace atelier::widgets {

namespace {

constexpr int kCharacters = 40;  // of a tag, on its chip
constexpr int kLongest = 200;
constexpr int kField = 120;  // pixels

}  // namespace

TagEdit::TagEdit(const QString& name, QWidget* parent)
    : QWidget(parent),
      name_(name),
      flow_(new FlowLayout(this, space::kTight, space::kTight)),
      field_(new QLineEdit(this)) {
    flow_->setContentsMargins(0, 0, 0, 0);
    field_->setObjectName(name);
    field_->setMaxLength(kLongest);
    field_->setFixedWidth(kField);
    field_->setCompleter(new QCompleter(new QStringListModel(this), this));
    field_->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    setKind(field_->completer()->popup(), "completion");
    connect(field_, &QLineEdit::returnPressed, this, &TagEdit::addTyped);
    connect(field_->completer(), qOverload<const QString&>(&QCompleter::activated), this, &TagEdit::addTyped,
            Qt::QueuedConnection);
    retranslate();
}

void TagEdit::setTags(const QStringList& tags) {
    if (tags == tags_) return;
    tags_ = tags;
    showTags();
}

void TagEdit::setKnown(const QStringList& tags) {
    auto* model = static_cast<QStringListModel*>(field_->completer()->model());
    if (model->stringList() != tags) model->setStringList(tags);
}

void TagEdit::setReadOnly(bool readOnly) {
    if (readOnly == readOnly_) return;
    readOnly_ = readOnly;
    showTags();
}

void TagEdit::addTyped() {
    const QString tag = field_->text().trimmed();
    field_->clear();
    if (!tag.isEmpty() && !readOnly_ && !tags_.contains(tag)) give(tags_ + QStringList(tag));
}

void TagEdit::give(const QStringList& tags) {
    setTags(tags);
    field_->setFocus();
    Q_EMIT edited(tags);
}

void TagEdit::showTags() {
    const bool typing = field_->hasFocus();
    while (QLayoutItem* item = flow_->takeAt(0)) {
        if (item->widget() != field_) {
            item->widget()->hide();
            item->widget()->deleteLater();  // it may be the one that was clicked
        }
        delete item;
    }
    for (const QString& tag : tags_) {
        auto* chip = new QPushButton(tag.left(kCharacters), this);
        chip->setObjectName(name_ + "-chip");
        chip->setProperty("data", true);
        setKind(chip, "chip");
        chip->setEnabled(!readOnly_);
        if (!readOnly_) {
            chip->setIcon(icon("close"));
            chip->setLayoutDirection(layoutDirection() == Qt::RightToLeft ? Qt::LeftToRight : Qt::RightToLeft);
        }
        setHint(chip, tr("Take the tag %1 away").arg(tag));
        connect(chip, &QPushButton::clicked, this, [this, tag] {
            QStringList rest = tags_;
            rest.removeAll(tag);
            give(rest);
        });
        flow_->addWidget(chip);
        chip->show();
    }
    field_->setVisible(!readOnly_);
    flow_->addWidget(field_);
    updateGeometry();
    if (typing) field_->setFocus();
}

void TagEdit::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LayoutDirectionChange) retranslate();
    QWidget::changeEvent(event);
}

void TagEdit::retranslate() {
    setHint(field_, tr("Type a tag and press Return"));
    field_->setPlaceholderText(tr("Add a tag"));
    showTags();
}

}  // namespace atelier::widgets
