#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace atelier::widgets {

class BusySpinner;

/// What a page shows instead of its content: that there is nothing yet, that it is being loaded, or what went wrong.
/// The owner gives translated texts, and gives them again when the language changes.
class StateView : public QWidget {
    Q_OBJECT

public:
    enum class State { Empty, Loading, Error };

    explicit StateView(QWidget* parent = nullptr);

    /// Each of these also takes the actions away; set them after.
    void showEmpty(const QString& iconName, const QString& title, const QString& text);
    void showLoading(const QString& title, const QString& text = {});
    /// `details` can be unfolded and copied; empty: there are none.
    void showError(const QString& title, const QString& text, const QString& details = {});
    State state() const { return state_; }

    /// An empty text takes the button away.
    void setPrimaryAction(const QString& text, const QString& hint = {});
    void setSecondaryAction(const QString& text, const QString& hint = {});
    QPushButton* primaryButton() const { return primary_; }
    QPushButton* secondaryButton() const { return secondary_; }

Q_SIGNALS:
    void primaryTriggered();
    void secondaryTriggered();

protected:
    void changeEvent(QEvent* event) override;

private:
    void display(State state, const QString& iconName, const QString& title, const QString& text,
                 const QString& details);
    void applyTheme();
    void retranslate();

    State state_ = State::Empty;
    QString iconName_;
    QLabel *icon_, *title_, *text_;
    BusySpinner* spinner_;
    QPushButton *primary_, *secondary_, *unfold_, *copy_;
    QPlainTextEdit* details_;
};

}  // namespace atelier::widgets
