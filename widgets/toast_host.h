#pragma once

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace atelier::widgets {

class Toast;

/// Transient messages in the lower corner of a window (the trailing one), the newest below; at most four are shown,
/// the oldest gives way. A message that offers an action or tells of a failure stays longer. Time stands still while
/// the pointer or the focus is on a message. Covers only its messages: clicks beside them reach the window.
class ToastHost : public QWidget {
    Q_OBJECT

public:
    enum class Kind { Info, Success, Warning, Danger };

    /// Lies above the other children of `window` and follows its size.
    explicit ToastHost(QWidget* window);

    /// `actionText` empty: no action. Returns the message's number, for dismiss().
    int post(Kind kind, const QString& text, const QString& actionText = {}, std::function<void()> action = {});
    void dismiss(int number);
    int count() const;
    /// Distance from the window's lower edge, e.g. the height of a job bar.
    void setBottomMargin(int pixels);
    /// How long a message without an action stays, in ms. One with an action or of a failure stays twice as long.
    void setLifetime(int milliseconds) { lifetime_ = milliseconds; }
    /// Moves the keyboard focus to the newest message's first button.
    void focusNewest();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool event(QEvent* event) override;

private:
    void place();
    QList<Toast*> toasts() const;

    QVBoxLayout* layout_;
    int next_ = 1, bottom_ = 0, lifetime_ = 5000;
};

}  // namespace atelier::widgets
