#pragma once

#include <QWidget>

#include <vector>

class QBoxLayout;
class QLabel;
class QMenu;
class QSlider;
class QToolButton;

namespace atelier::widgets {

class FlowLayout;

/// Above a plot: a chip for each series that shows and hides it, and the tools.
class PlotBar : public QWidget {
    Q_OBJECT

public:
    explicit PlotBar(QMenu* menu, QWidget* parent = nullptr);

    struct Chip {
        QString name;
        int color;
        bool shown;
    };
    void setChips(const std::vector<Chip>& chips);
    void setToolsShown(bool shown);
    void setSmoothing(double weight);
    void setLogScale(bool on);
    void setOutlierClip(bool on);
    void setFollowing(bool following);
    /// Width of the plot: chips stand above the tools where there is little, and words give way.
    void setRoom(int width);
    void retranslate();

Q_SIGNALS:
    void chipToggled(int series, bool shown);
    void smoothingChosen(double weight);
    void logScaleChosen(bool on);
    void outlierClipChosen(bool on);
    void resetChosen();

private:
    void paintChips();
    void updateShown();

    QBoxLayout* layout_;
    QWidget *legend_, *tools_;
    FlowLayout* legendLayout_;
    std::vector<Chip> chips_;
    std::vector<QToolButton*> buttons_;
    QLabel *smoothingLabel_, *smoothingValue_;
    QSlider* smoothing_;
    QToolButton *log_, *clip_, *fit_, *more_;
    bool toolsShown_ = true;
};

}  // namespace atelier::widgets
