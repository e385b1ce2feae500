#pragma once

#include <QAbstractButton>

class QLabel;

namespace atelier::ui {

/// A preset to choose: title, what it is best for, and whether it is the chosen one.
class PresetCard : public QAbstractButton {
    Q_OBJECT

public:
    PresetCard(const QString& name, QWidget* parent);

    void setTexts(const QString& title, const QString& text);
    enum class Mark { None, Chosen, Changed, Broken };
    void setMark(Mark mark);
    Mark mark() const { return mark_; }
    void retranslate();

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();

    Mark mark_ = Mark::None;
    QLabel *title_, *text_, *badge_;
};

}  // namespace atelier::ui
