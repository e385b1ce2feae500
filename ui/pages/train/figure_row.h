#pragma once

#include "pages/train/run_feed.h"

#include <QWidget>

class QGridLayout;

namespace atelier::ui {

class FigureTile;

/// The run's figures above the charts: phase, step of all, time left, elapsed, loss, samples a second.
class FigureRow : public QWidget {
    Q_OBJECT

public:
    explicit FigureRow(QWidget* parent = nullptr);

    void show(const RunFeed& feed);
    void retranslate();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(int columns);

    QGridLayout* grid_;
    int columns_ = 0;
    FigureTile *phase_, *step_, *left_, *elapsed_, *loss_, *speed_;
    std::vector<FigureTile*> tiles_;
};

/// The state in a word or two, "Paused".
QString stateText(const RunFeed& feed);

}  // namespace atelier::ui
