#pragma once

#include "theme/tokens.h"

#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace atelier::widgets {

class ElidedLabel;

/// A heading that folds and unfolds what is below it; at its end stands in short what is inside. Closed at first.
class FoldSection : public QWidget {
    Q_OBJECT

public:
    explicit FoldSection(const QString& name, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// One muted line.
    void setNote(const QString& note);
    /// A drawing of resources/icons before the note; empty: none.
    void setSign(const QString& iconName, Role role = Role::TextMuted);
    /// Where the content goes.
    QVBoxLayout* body() const { return layout_; }
    bool open() const { return open_; }
    void setOpen(bool open);

Q_SIGNALS:
    void toggled(bool open);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();
    void retranslate();

    bool open_ = false;
    QString signName_;
    Role signRole_ = Role::TextMuted;
    QToolButton* title_;
    QLabel* sign_;
    ElidedLabel* note_;
    QWidget* inside_;
    QVBoxLayout* layout_;
};

}  // namespace atelier::widgets
