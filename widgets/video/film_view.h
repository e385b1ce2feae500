#pragma once

#include <QImage>
#include <QWidget>

namespace atelier::widgets {

/// One picture, as large as it fits.
class FilmView : public QWidget {
    Q_OBJECT

public:
    explicit FilmView(QWidget* parent = nullptr);
    void setImage(const QImage& image);
    QSize sizeHint() const override { return {320, 180}; }
    QSize minimumSizeHint() const override { return {120, 80}; }

Q_SIGNALS:
    void pressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QImage image_;
};

}  // namespace atelier::widgets
