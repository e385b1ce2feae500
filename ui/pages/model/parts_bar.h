#pragma once

#include <QWidget>

#include <vector>

namespace atelier::ui {

/// Shares of a whole: a bar in the series colours with a legend below, wrapping at the width.
class PartsBar : public QWidget {
    Q_OBJECT

public:
    explicit PartsBar(QWidget* parent = nullptr);
    struct Part {
        QString name, amount;  ///< "Vision tower", "1.2 M"
        double share = 0;      ///< of 1
    };
    void setParts(std::vector<Part> parts);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<QRect> legend(int width) const;
    int itemWidth(const Part& part) const;
    QString words(const Part& part) const;

    std::vector<Part> parts_;
};

}  // namespace atelier::ui
