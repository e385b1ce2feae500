#pragma once

#include "theme/tokens.h"

#include <QColor>
#include <QFont>
#include <QObject>

class QApplication;

namespace atelier::widgets {

enum class Scheme { System, Light, Dark };

/// The one place where colours, fonts and style come from. Sets the application's palette and font and the style sheet
/// of each window before it is shown, and sets them again when the scheme changes. GUI thread only.
class Theme : public QObject {
    Q_OBJECT

public:
    static Theme& instance();

    /// Applies the theme to the application; later calls of setScheme() do so at once.
    void install(QApplication& application);
    void setScheme(Scheme scheme);
    Scheme scheme() const { return scheme_; }
    bool dark() const { return dark_; }

    QColor color(Role role) const;
    QFont font(TextStyle style) const;
    /// Colour of the n-th line of a chart or the n-th label, wrapping around.
    QColor series(int n) const;

Q_SIGNALS:
    /// After palette, fonts and style sheet were set again: what paints itself updates.
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Theme() = default;
    void apply();
    void dress(QWidget& widget);
    bool systemIsDark() const;

    QApplication* application_ = nullptr;
    QString sheet_;
    Scheme scheme_ = Scheme::System;
    bool dark_ = false, applying_ = false;
};

/// theme().color(Role::Accent) is short enough to be used everywhere.
inline Theme& theme() {
    return Theme::instance();
}

}  // namespace atelier::widgets
