#include "pages/data/gallery/filter_edit.h"

#include "controls.h"
#include "data/store/filter.h"
#include "theme/icon.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QKeySequence>
#include <QStandardItemModel>

namespace atelier::ui {

using namespace widgets;

FilterEdit::FilterEdit(QWidget* parent)
    : QLineEdit(parent), fields_(new QStandardItemModel(this)), completer_(new QCompleter(fields_, this)) {
    setClearButtonEnabled(true);
    addAction(icon("search"), QLineEdit::LeadingPosition);
    // Not setCompleter(): that would complete the whole line, not the word at the cursor.
    completer_->setWidget(this);
    completer_->setCaseSensitivity(Qt::CaseInsensitive);
    completer_->setCompletionRole(Qt::UserRole);
    setKind(completer_->popup(), "completion");
    connect(completer_, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { insert(index.data(Qt::UserRole).toString()); });
    connect(this, &QLineEdit::textEdited, this, &FilterEdit::offer);
    listFields();
}

int FilterEdit::wordStart() const {
    const QString before = text().left(cursorPosition());
    int start = static_cast<int>(before.size());
    while (start > 0 && !before[start - 1].isSpace() && before[start - 1] != '(')
        --start;
    return before.count('"') % 2 == 0 ? start : -1;  // within quotes nothing is offered
}

void FilterEdit::offer() {
    const int start = wordStart();
    const QString word = start < 0 ? QString() : text().mid(start, cursorPosition() - start);
    completer_->setCompletionPrefix(word);
    if (word.isEmpty() || word.contains(':') || completer_->completionCount() == 0 ||
        (completer_->completionCount() == 1 && completer_->currentCompletion() == word))
        return completer_->popup()->hide();
    completer_->complete();
}

void FilterEdit::insert(const QString& field) {
    const int start = wordStart();
    if (start < 0) return;
    QString whole = text();
    whole.replace(start, cursorPosition() - start, field);
    setText(whole);
    setCursorPosition(start + static_cast<int>(field.size()));
}

void FilterEdit::keyPressEvent(QKeyEvent* event) {
    // An open list takes the keys that choose from it; the gallery behind must not.
    if (completer_->popup()->isVisible() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                                             event->key() == Qt::Key_Escape || event->key() == Qt::Key_Tab))
        return event->ignore();
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        completer_->setCompletionPrefix({});
        return completer_->complete();
    }
    QLineEdit::keyPressEvent(event);
}

void FilterEdit::setProblem(const QString& message, int column) {
    setStyleFlag(this, "invalid", !message.isEmpty());
    setAccessibleDescription(message.isEmpty() ? QString() : tr("At character %1: %2").arg(column).arg(message));
}

void FilterEdit::listFields() {
    fields_->clear();
    for (const data::FilterField& field : data::filterFields()) {
        const QString name = QString::fromStdString(field.name);
        const QString typed = field.kind == data::FilterField::Kind::Flag     ? name
                              : field.kind == data::FilterField::Kind::Number ? name + ":>"
                                                                              : name + ":";
        auto* item = new QStandardItem(tr("%1   %2", "a filter's field and what it does")
                                           .arg(typed, QCoreApplication::translate("Filter", field.help.c_str())));
        item->setData(typed, Qt::UserRole);
        fields_->appendRow(item);
    }
}

void FilterEdit::retranslate() {
    setPlaceholderText(tr("Search, or filter: tag:cat tokens:>75 unchecked"));
    setHint(this, tr("Words that a sample has, and fields: tag:cat, split:train, regions:>3, unchecked, answered. AND, "
                     "OR, NOT and brackets join them; Ctrl+Space lists the fields (%1)")
                      .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    listFields();
}

}  // namespace atelier::ui
