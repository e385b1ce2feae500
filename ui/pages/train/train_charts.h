#pragma once

#include "pages/train/earlier_runs.h"

#include <QScrollArea>

#include <vector>

class QGridLayout;
class QMenu;
class QToolButton;

namespace atelier::widgets {
class Card;
class LossPlot;
}  // namespace atelier::widgets

namespace atelier::ui {

/// The live charts of a run: a large one of the losses, a small one of each other metric beside it where there is room,
/// below it where there is not. The large one's tools (smoothing, outliers, whole view) rule the small ones too. Which
/// ones are shown is the person's choice; earlier runs lie behind.
class TrainCharts : public QScrollArea {
    Q_OBJECT

public:
    TrainCharts(Preferences& preferences, QWidget* parent);

    /// Whose runs may lie behind, and the run that is looked at.
    void setRun(const std::filesystem::path& project, const QString& run);
    void setSeries(const RunFeed::Series& series);
    void add(const RunFeed::Series& points);
    widgets::LossPlot* lossPlot() const { return loss_; }
    /// nullptr for a metric without a chart of its own.
    widgets::LossPlot* plot(const std::string& metric) const;
    /// Drawn behind; the menu calls it.
    void setEarlier(const std::vector<EarlierRun>& runs);

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
        std::string metric;
        widgets::Card* card;
        widgets::LossPlot* plot;
        bool always;  ///< shown while it is empty, too
        bool used = false;
    };
    void makeLoss();
    Small& smallOf(const std::string& metric);
    void keepOptions();
    void listCharts();
    void arrange(bool rebuild = false);
    void note(const Small& small, double value);
    void drawEarlier(const Small& small);
    void name(const Small& small);
    void retranslate();

    Preferences& preferences_;
    QWidget* inside_;
    QGridLayout* grid_;
    widgets::Card* lossCard_;
    widgets::LossPlot* loss_;
    QToolButton *chartsButton_, *earlierButton_;
    QMenu* chartsMenu_;
    EarlierRuns* earlierMenu_;
    int train_, eval_;  // series of loss_
    std::vector<Small> small_;
    std::vector<EarlierRun> earlier_;
    QStringList hidden_;  // metrics
    Arrangement arrangement_ = Arrangement::Column;
    int arranged_ = -1;  // how many small ones
};

}  // namespace atelier::ui
