#include "pages/data/fields/field_line.h"

#include "combo_box.h"
#include "controls.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;
using Type = data::KeyField::Type;

namespace {

QString textOf(const std::optional<Json>& value) {
    if (!value || value->is_null()) return {};
    return QString::fromStdString(value->is_string() ? value->get<std::string>() : value->dump());
}

}  // namespace

FieldLine::FieldLine(const data::KeyField& field, FieldEditor* owner) : FieldEditor(field, owner) {
    if (field.type == Type::Choice || field.type == Type::Boolean) {
        box_ = new ComboBox;
        connect(box_, &QComboBox::activated, this, [this](int index) {
            const QVariant chosen = box_->itemData(index);
            value_.reset();
            if (chosen.isValid()) value_ = parseJson(chosen.toString().toStdString(), "choice");
            Q_EMIT edited();
        });
    } else {
        line_ = new QLineEdit;
        connect(line_, &QLineEdit::textEdited, this, [this](const QString& text) {
            value_ = data::valueWritten(this->field(), text.toStdString());
            Q_EMIT edited();
        });
    }
    input()->installEventFilter(this);
    input()->setToolTip(QString::fromStdString(field.description));
    setFocusProxy(input());
    problem_ = new QLabel;
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    problem_->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kHair);
    layout->addWidget(input());
    layout->addWidget(problem_);
    retranslate();
}

QWidget* FieldLine::input() const {
    return line_ ? static_cast<QWidget*>(line_) : box_;
}

std::optional<Json> FieldLine::value() const {
    // An empty field is left out, or null where the schema wants to see it.
    return !value_ && field().nullable && (null_ || field().required) ? std::optional<Json>(nullptr) : value_;
}

void FieldLine::setValue(const std::optional<Json>& value) {
    null_ = value && value->is_null();
    const std::optional<Json> given = null_ ? std::nullopt : value;
    if (given == value_) return;
    value_ = given;
    if (line_)
        line_->setText(textOf(value_)), line_->setCursorPosition(0);
    else
        fillChoices();
}

// What it is and is no choice is shown too: it is not to vanish.
void FieldLine::fillChoices() {
    box_->clear();
    box_->addItem(tr("Not given"));
    if (field().type == Type::Boolean) {
        box_->addItem(tr("Yes"), "true");
        box_->addItem(tr("No"), "false");
    }
    for (const std::string& choice : field().choices)
        box_->addItem(QString::fromStdString(choice), QString::fromStdString(Json(choice).dump()));
    const QString now = value_ ? QString::fromStdString(value_->dump()) : QString();
    int index = value_ ? box_->findData(now) : 0;
    if (index < 0) {
        box_->addItem(textOf(value_), now);
        index = box_->count() - 1;
    }
    box_->setCurrentIndex(index);
}

void FieldLine::setProblems(const FieldProblems& problems, bool insist) {
    QString words;
    missing_ = false;
    for (const data::FieldProblem& problem : problems)
        if (concerns(problem)) {
            const bool empty = problem.kind == data::FieldProblem::Kind::Missing;
            missing_ = missing_ || empty;
            if (!empty || insist) words = problemText(problem);
        }
    problem_->setText(words);
    problem_->setVisible(!words.isEmpty());
    setStyleFlag(input(), "invalid", !words.isEmpty());
    if (line_) line_->setPlaceholderText(missing_ ? tr("Required") : QString());
}

void FieldLine::setReadOnly(bool readOnly) {
    if (line_)
        line_->setReadOnly(readOnly);
    else
        box_->setEnabled(!readOnly);
}

void FieldLine::focusInput(Qt::FocusReason reason) {
    input()->setFocus(reason);
    if (line_) line_->selectAll();
}

std::pair<std::string, std::string> FieldLine::around() const {
    if (!line_) return {};
    const QString text = line_->text();
    const int begin = line_->hasSelectedText() ? line_->selectionStart() : line_->cursorPosition();
    const int end = line_->hasSelectedText() ? line_->selectionEnd() : begin;
    return {text.left(begin).toStdString(), text.mid(end).toStdString()};
}

int FieldLine::cursor() const {
    return line_ ? line_->cursorPosition() : 0;
}

void FieldLine::setCursor(int position) {
    if (line_) line_->setCursorPosition(position);
}

bool FieldLine::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::ShortcutOverride: {
            // The keys for undo and redo go to the project's.
            const auto* key = static_cast<QKeyEvent*>(event);
            if (!key->matches(QKeySequence::Undo) && !key->matches(QKeySequence::Redo)) break;
            event->ignore();
            return true;
        }
        case QEvent::KeyPress: {
            const auto* key = static_cast<QKeyEvent*>(event);
            const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            if (enter && key->modifiers() == Qt::NoModifier) {
                focusNextChild();
                return true;
            }
            break;
        }
        case QEvent::Wheel:
            // A page that is scrolled changes no choice.
            if (box_ && !box_->hasFocus()) {
                event->ignore();
                return true;
            }
            break;
        case QEvent::FocusIn:
            Q_EMIT entered(this);
            break;
        case QEvent::FocusOut:
            if (static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) Q_EMIT left();
            break;
        default:
            break;
    }
    return FieldEditor::eventFilter(watched, event);
}

void FieldLine::retranslate() {
    problem_->setFont(theme().font(TextStyle::Small));
    input()->setAccessibleName(QString::fromStdString(field().name()));
    if (line_)
        line_->setPlaceholderText(missing_ ? tr("Required") : QString());
    else
        fillChoices();
}

}  // namespace atelier::ui
