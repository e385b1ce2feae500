#pragma once

#include <QBasicTimer>
#include <QWidget>

namespace atelier::widgets {

/// A turning arc that says "at work". Turns only while it is visible.
class BusySpinner : public QWidget {
    Q_OBJECT

public:
    /// `diameter` in logical pixels.
    explicit BusySpinner(int diameter = 20, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {diameter_, diameter_}; }
    bool turning() const { return timer_.isActive(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    int diameter_;
    int angle_ = 0;  // degrees
    QBasicTimer timer_;
};

}  // namespace atelier::widgets
