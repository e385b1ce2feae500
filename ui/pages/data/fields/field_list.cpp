#include "pages/data/fields/field_list.h"

#include "controls.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;
using Type = data::KeyField::Type;

FieldList::FieldList(const data::KeyField& field, FieldEditor* owner) : FieldEditor(field, owner) {
    rows_ = new QVBoxLayout;
    rows_->setSpacing(space::kTight);
    add_ = new QPushButton;
    add_->setIcon(icon("plus"));
    setKind(add_, "quiet");
    problem_ = new QLabel;
    setKind(problem_, "danger");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    problem_->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(problem_);
    layout->addLayout(rows_);
    layout->addWidget(add_, 0, Qt::AlignLeading);
    connect(add_, &QPushButton::clicked, this, &FieldList::addItem);
    retranslate();
}

std::string FieldList::keyOf(const FieldEditor* owned) const {
    const auto found =
        std::find_if(items_.begin(), items_.end(), [&](const Item& item) { return item.editor == owned; });
    return std::to_string(found - items_.begin());
}

void FieldList::append() {
    const data::KeyField& field = this->field().fields.at(0);
    Item item{new QWidget, makeFieldEditor(field, this), iconButton("close")};
    adopt(item.editor);
    auto* layout = new QHBoxLayout(item.row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(item.editor, 1);
    layout->addWidget(item.remove, 0, Qt::AlignTop);
    connect(item.remove, &QToolButton::clicked, this, [this, row = item.row] { removeItem(row); });
    rows_->addWidget(item.row);
    items_.push_back(item);
    item.editor->setObjectName("field-" + QString::fromStdString(this->field().key) + "-" +
                               QString::number(items_.size() - 1));
    item.editor->setReadOnly(readOnly_);
    item.row->show();
    retranslate();
}

void FieldList::drop(std::size_t index) {
    QWidget* row = items_[index].row;
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(index));
    rows_->removeWidget(row);
    row->hide();
    row->deleteLater();  // its button may be the one that was clicked
    for (std::size_t i = index; i < items_.size(); ++i)
        items_[i].editor->setObjectName("field-" + QString::fromStdString(field().key) + "-" + QString::number(i));
}

void FieldList::addItem() {
    append();
    items_.back().editor->focusInput(Qt::OtherFocusReason);
    Q_EMIT edited();
}

void FieldList::removeItem(const QWidget* row) {
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const Item& item) { return item.row == row; });
    const auto index = static_cast<std::size_t>(found - items_.begin());
    drop(index);
    if (items_.empty())
        add_->setFocus(Qt::OtherFocusReason);
    else
        items_[std::min(index, items_.size() - 1)].editor->focusInput(Qt::OtherFocusReason);
    Q_EMIT edited();
}

// An item that is not written yet has its place nevertheless.
std::optional<Json> FieldList::value() const {
    if (items_.empty())
        return other_ ? other_ : there_ || field().required ? std::optional(Json::array()) : std::nullopt;
    const Type type = field().fields.at(0).type;
    Json all = Json::array();
    for (const Item& item : items_)
        all.push_back(item.editor->value().value_or(type == Type::Object ? Json::object() : Json("")));
    return all;
}

void FieldList::setValue(const std::optional<Json>& value) {
    there_ = value && value->is_array();
    other_ = there_ ? std::nullopt : value;
    const std::size_t count = there_ ? value->size() : 0;
    while (items_.size() > count)
        drop(items_.size() - 1);
    while (items_.size() < count)
        append();
    for (std::size_t i = 0; i < count; ++i) {
        const Json& item = (*value)[i];
        items_[i].editor->setValue(item == "" ? std::nullopt : std::optional(item));
    }
}

void FieldList::setProblems(const FieldProblems& problems, bool insist) {
    QString words;
    for (const data::FieldProblem& problem : problems)
        if (concerns(problem) && (problem.kind != data::FieldProblem::Kind::Missing || insist))
            words = problemText(problem);
    problem_->setText(words);
    problem_->setVisible(!words.isEmpty());
    for (const Item& item : items_)
        item.editor->setProblems(problems, insist);
}

void FieldList::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    add_->setVisible(!readOnly);
    for (const Item& item : items_) {
        item.editor->setReadOnly(readOnly);
        item.remove->setVisible(!readOnly);
    }
}

std::vector<FieldEditor*> FieldList::leaves() {
    std::vector<FieldEditor*> all;
    for (const Item& item : items_)
        for (FieldEditor* leaf : item.editor->leaves())
            all.push_back(leaf);
    return all;
}

void FieldList::focusInput(Qt::FocusReason reason) {
    if (items_.empty())
        add_->setFocus(reason);
    else
        items_.front().editor->focusInput(reason);
}

void FieldList::retranslate() {
    const QString name = QString::fromStdString(field().name());
    add_->setObjectName("field-add-" + QString::fromStdString(field().key));
    add_->setText(tr("Add"));
    add_->setToolTip(tr("Adds an item to %1").arg(name));
    add_->setAccessibleName(add_->toolTip());
    for (const Item& item : items_) {
        setHint(item.remove, tr("Remove this item of %1").arg(name));
        item.remove->setVisible(!readOnly_);
        item.editor->retranslate();
    }
}

}  // namespace atelier::ui
