#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;

namespace atelier::widgets {
class ElidedLabel;
}

namespace atelier::ui {

/// One figure with its name, e.g. "Time left  4 min 05 s", and a bar under it where it is a share.
class FigureTile : public QFrame {
    Q_OBJECT

public:
    FigureTile(const QString& name, QWidget* parent);

    void setTitle(const QString& title, const QString& tip);
    /// Empty: not known yet.
    void setValue(const QString& value, const QString& unit = {});
    void setNote(const QString& note);  ///< a small line below; empty: none
    void setShare(double share);        ///< 0 to 1; negative: no bar
    QString value() const;

private:
    void applyTheme();

    widgets::ElidedLabel* title_;
    QLabel* unit_;
    widgets::ElidedLabel *value_, *note_;
    QProgressBar* bar_;
};

}  // namespace atelier::ui
