#include "form/option_editor.h"

#include "combo_box.h"
#include "common/error.h"
#include "controls.h"
#include "form/option_words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStringListModel>

#include <cmath>
#include <stdexcept>

namespace atelier::widgets {
namespace {

using settings::Option;
using settings::Type;
using settings::Value;

constexpr int kNumberWidth = 128, kChoiceWidth = 240;

QHBoxLayout* bareLayout(QWidget* widget) {
    auto* layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    return layout;
}

class BoolEditor : public OptionEditor {
public:
    explicit BoolEditor(QWidget* parent) : OptionEditor(parent), box_(new QCheckBox) {
        bareLayout(this)->addWidget(box_, 0, Qt::AlignLeading);
        connect(box_, &QCheckBox::toggled, this, &OptionEditor::edited);
    }
    QString text() const override { return box_->isChecked() ? "true" : "false"; }
    void display(const Value& value) override {
        const QSignalBlocker quiet(box_);
        box_->setChecked(std::get<bool>(value));
    }
    QWidget* field() const override { return box_; }

private:
    QCheckBox* box_;
};

// Also a bool that may be not set.
class ChoiceEditor : public OptionEditor {
public:
    ChoiceEditor(const Option& option, QWidget* parent)
        : OptionEditor(parent), box_(new ComboBox(8)), flag_(option.type == Type::Bool) {
        if (option.nullable) box_->addItem(QString(), QString());
        if (flag_) {
            box_->addItem(QString(), "true");
            box_->addItem(QString(), "false");
        }
        for (const std::string& choice : option.choices)
            box_->addItem(QString(), QString::fromStdString(choice));
        box_->setFocusPolicy(Qt::StrongFocus);
        box_->setMaximumWidth(kChoiceWidth);
        box_->installEventFilter(this);
        bareLayout(this)->addWidget(box_);
        connect(box_, &QComboBox::currentIndexChanged, this, &OptionEditor::edited);
        retranslate();
    }
    QString text() const override { return box_->currentData().toString(); }
    void display(const Value& value) override {
        const QSignalBlocker quiet(box_);
        const bool unset = std::holds_alternative<std::monostate>(value);
        box_->setCurrentIndex(box_->findData(unset ? QString() : QString::fromStdString(settings::toText(value))));
    }
    QWidget* field() const override { return box_; }
    void retranslate() override {
        for (int i = 0; i < box_->count(); ++i) {
            const QString data = box_->itemData(i).toString();
            box_->setItemText(i, data.isEmpty()             ? OptionEditor::tr("Not set")
                                 : flag_ && data == "true"  ? OptionEditor::tr("Yes")
                                 : flag_ && data == "false" ? OptionEditor::tr("No")
                                                            : translated(data.toStdString()));
        }
    }

protected:
    // The wheel scrolls the form; it must not change a value on the way.
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Wheel) return OptionEditor::eventFilter(watched, event);
        event->ignore();
        return true;
    }

private:
    QComboBox* box_;
    bool flag_;
};

// Completes the item after the last comma.
class ItemCompleter : public QCompleter {
public:
    using QCompleter::QCompleter;
    QString pathFromIndex(const QModelIndex& index) const override {
        const QString typed = static_cast<QLineEdit*>(widget())->text();
        const qsizetype comma = typed.lastIndexOf(',');
        return (comma < 0 ? QString() : typed.left(comma) + ", ") + QCompleter::pathFromIndex(index);
    }
    QStringList splitPath(const QString& path) const override {
        return {path.mid(path.lastIndexOf(',') + 1).trimmed()};
    }
};

// The next number of one leading digit: 1e-4 -> 2e-4, and 9e-5 below it. Exact, since it goes through decimal text.
QString stepped(double value, int direction) {
    if (value == 0) return direction > 0 ? "0.01" : "-0.01";
    const int sign = value < 0 ? -1 : 1;
    int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12));
    const double mantissa = std::abs(value) / std::pow(10.0, exponent);
    const bool outward = direction * sign > 0;
    int digit = static_cast<int>(outward ? std::floor(mantissa + 1e-9) + 1 : std::ceil(mantissa - 1e-9) - 1);
    if (digit == 0) digit = 9, --exponent;
    return QString("%1%2e%3").arg(sign < 0 ? "-" : "").arg(digit).arg(exponent);
}

class LineEditor : public OptionEditor {
public:
    LineEditor(const Option& option, QWidget* parent) : OptionEditor(parent), option_(option), line_(new QLineEdit) {
        const bool number = option.type == Type::Integer || option.type == Type::Number;
        if (number) {
            line_->setMaximumWidth(kNumberWidth);
            line_->installEventFilter(this);
        }
        bareLayout(this)->addWidget(line_);
        if (number) static_cast<QHBoxLayout*>(layout())->addStretch();
        connect(line_, &QLineEdit::textChanged, this, &OptionEditor::edited);
        QStringList names;
        for (const std::string& choice : option.choices)
            names << QString::fromStdString(choice);
        setSuggestions(names);
        retranslate();
    }
    QString text() const override { return line_->text(); }
    void display(const Value& value) override {
        const QSignalBlocker quiet(line_);
        line_->setText(shownText(value));
        line_->setCursorPosition(0);
    }
    QWidget* field() const override { return line_; }
    void setInvalid(bool invalid) override { setStyleFlag(line_, "invalid", invalid); }
    void setSuggestions(const QStringList& names) override {
        if (names.isEmpty()) return line_->setCompleter(nullptr);
        auto* completer = option_.type == Type::List ? new ItemCompleter(names, line_) : new QCompleter(names, line_);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        line_->setCompleter(completer);
    }
    void retranslate() override {
        line_->setPlaceholderText(option_.nullable ? OptionEditor::tr("Not set") : QString());
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::KeyPress) {
            const int key = static_cast<QKeyEvent*>(event)->key();
            if (key == Qt::Key_Up || key == Qt::Key_Down) {
                step(key == Qt::Key_Up ? 1 : -1);
                return true;
            }
        }
        return OptionEditor::eventFilter(watched, event);
    }

private:
    // Stops at the ends of the range.
    void step(int direction) {
        try {
            const Value value = typedValue(option_, text());
            QString next;
            if (const auto* whole = std::get_if<std::int64_t>(&value))
                next = QString::number(*whole + direction);
            else if (const auto* real = std::get_if<double>(&value))
                next = shownText(typedValue(option_, stepped(*real, direction)));
            else
                next = shownText(Value(option_.minimum.value_or(0)));
            typedValue(option_, next);
            line_->setText(next);
        } catch (const Error&) {
            return;  // what is typed is no number, or already the last one
        }
    }

    Option option_;
    QLineEdit* line_;
};

}  // namespace

OptionEditor* OptionEditor::create(const Option& option, QWidget* parent) {
    switch (option.type) {
        case Type::Bool:
            if (!option.nullable) return new BoolEditor(parent);
            return new ChoiceEditor(option, parent);
        case Type::Choice:
            return new ChoiceEditor(option, parent);
        case Type::Integer:
        case Type::Number:
        case Type::Text:
        case Type::List:
            return new LineEditor(option, parent);
    }
    throw std::logic_error("option type");
}

}  // namespace atelier::widgets
