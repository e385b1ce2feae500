#pragma once

#include "pages/train/run_feed.h"

#include <QScrollArea>

#include <vector>

class QGridLayout;

namespace atelier::widgets {
class Card;
class LossPlot;
}  // namespace atelier::widgets

namespace atelier::ui {

/// The live charts of a run: a large one of the losses, small ones of the other metrics beside it where there is room,
/// below it where there is not. The large one's tools (smoothing, outliers, whole view) rule the small ones too.
class TrainCharts : public QScrollArea {
    Q_OBJECT

public:
    TrainCharts(Preferences& preferences, QWidget* parent);

    void setSeries(const RunFeed::Series& series);
    void add(const RunFeed::Series& points);
    widgets::LossPlot* lossPlot() const { return loss_; }
    /// nullptr for a metric without a chart of its own.
    widgets::LossPlot* plot(const std::string& metric) const;

    enum class Arrangement { Beside, Below, Column };
    Arrangement arrangement() const { return arrangement_; }

Q_SIGNALS:
    void exported(const QString& file);
    void exportFailed(const QString& message);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Small {
        const char* metric;
        widgets::Card* card;
        widgets::LossPlot* plot;
        bool always;  ///< shown while it is empty, too
        bool used = false;
    };
    void makeLoss();
    void makeSmall();
    void keepOptions();
    void arrange();
    void note(const Small& small, double value);
    void retranslate();

    Preferences& preferences_;
    QWidget* inside_;
    QGridLayout* grid_;
    widgets::Card* lossCard_;
    widgets::LossPlot* loss_;
    int train_, eval_;  // series of loss_
    std::vector<Small> small_;
    Arrangement arrangement_ = Arrangement::Column;
    int arranged_ = -1;  // how many small ones
};

}  // namespace atelier::ui
