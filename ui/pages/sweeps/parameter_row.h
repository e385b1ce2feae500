#pragma once

#include "runs/sweep_file.h"
#include "settings/option.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace atelier::ui {

/// One setting of a sweep: a list of values, or for numbers a range to draw from.
class ParameterRow : public QWidget {
    Q_OBJECT

public:
    /// Begins with values around `now`, what the recipe has.
    ParameterRow(const settings::Option& option, const settings::Value& now, QWidget* parent = nullptr);

    const std::string& key() const { return option_.key; }
    /// What cannot be read of it is said by parseSweep().
    runs::SweepPlan::Parameter parameter() const;
    /// Shown below the row; empty: none.
    void setProblem(const QString& problem);
    void retranslate();

Q_SIGNALS:
    void changed();
    void removeWanted();

private:
    enum Kind { Values, Range, LogRange };
    bool isNumber() const;
    void begin(const settings::Value& now);
    void arrange();
    Kind kind() const;

    settings::Option option_;
    QLabel *title_, *problem_, *to_;
    QComboBox* kind_;
    QLineEdit *values_, *least_, *most_;
    QToolButton* remove_;
};

}  // namespace atelier::ui
