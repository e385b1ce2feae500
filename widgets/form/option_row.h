#pragma once

#include "settings/option.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QAbstractButton;
class QGridLayout;
class QLabel;
class QToolButton;

namespace atelier::widgets {

class OptionEditor;

/// One option of an OptionForm: label, field, unit, help, problem, and the way back to the default.
class OptionRow : public QWidget {
    Q_OBJECT

public:
    explicit OptionRow(settings::Option option, QWidget* parent = nullptr);

    /// Makes the widgets. Before, the row is its value alone: most rows of a form are never looked at.
    void build();
    const settings::Option& option() const { return option_; }
    /// The last valid one.
    const settings::Value& value() const { return value_; }
    /// Throws Error for a value that the option refuses. Returns whether it is another one than before, or whether a
    /// problem found elsewhere is gone.
    bool setValue(const settings::Value& value);
    bool isDefault() const { return value_ == option_.defaultValue; }
    /// What it is taken back to, called `name`; nothing: the default.
    void setBase(std::optional<settings::Value> value, const QString& name);
    const settings::Value& base() const { return base_ ? *base_ : option_.defaultValue; }
    bool isChanged() const { return value_ != base(); }
    /// Of the owner's, beside the field.
    void setButton(QAbstractButton* button);
    bool valid() const { return problem_.isEmpty(); }
    /// Found elsewhere; gone with the next edit.
    void setProblem(const QString& message);
    /// Off: greyed, with `reason` in place of the help.
    void setApplies(bool applies, const QString& reason);
    bool applies() const { return applies_; }
    QString reason() const { return reason_; }
    void setSuggestions(const QStringList& names);
    /// Label above the field instead of beside it.
    void setNarrow(bool narrow);
    bool matches(const QStringList& words) const;
    void focusField();
    void retranslate();

Q_SIGNALS:
    void valueChanged();
    void validityChanged();
    void resetRequested();

private:
    void read();
    void wordBase();
    void placeButton();
    bool helpBeside() const;
    void arrange();
    void refresh();
    void applyTheme();

    settings::Option option_;
    settings::Value value_;
    std::optional<settings::Value> base_;
    QString baseName_;
    QString typedProblem_, problem_, reason_;
    QStringList suggestions_;
    bool applies_ = true, narrow_ = false;
    bool foundElsewhere_ = false;  // the problem
    QAbstractButton* button_ = nullptr;
    // Null until it is built.
    QGridLayout* grid_ = nullptr;
    QWidget* line_ = nullptr;
    QLabel *dot_ = nullptr, *label_ = nullptr, *unit_ = nullptr, *help_ = nullptr, *error_ = nullptr;
    QToolButton* reset_ = nullptr;
    OptionEditor* editor_ = nullptr;
};

}  // namespace atelier::widgets
