#pragma once

#include "theme/tokens.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace atelier::ui {

/// Lets a label wrap at the width that there is, and be just as high as its text is then.
void wrap(QLabel* label);

/// Sentences below each other, each with a sign before it; they wrap, and can be marked and copied.
class Lines : public QWidget {
    Q_OBJECT

public:
    explicit Lines(QWidget* parent = nullptr);
    void clear();
    void add(const QString& iconName, widgets::Role role, const QString& text);
    /// Smaller and quieter, below the last one.
    void addDetail(const QString& text);

private:
    void addRow(QWidget* sign, const QString& text, const char* kind);

    QVBoxLayout* rows_;
};

}  // namespace atelier::ui
