#pragma once

#include <QLabel>

namespace atelier::widgets {

/// One line of plain text that gives way when room is short, instead of widening its window. What does not fit is
/// shown as a tooltip. text() is always the whole text; the property "kind" styles it like any QLabel.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = {}, Qt::TextElideMode mode = Qt::ElideRight, QWidget* parent = nullptr);

    /// Qt::ElideMiddle keeps both ends of a path readable.
    void setElideMode(Qt::TextElideMode mode);
    /// What is on the screen now.
    QString shownText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString oneLine() const;

    Qt::TextElideMode mode_;
};

}  // namespace atelier::widgets
