#pragma once

#include "bridge/background.h"
#include "pages/data/checks/dataset_plots.h"

#include <QFrame>
#include <QTimer>

#include <stop_token>

class QLabel;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace atelier::ui {

class Gallery;
class SampleEditing;
class Studio;
class TokenIndex;

/// What the samples of the gallery's dataset are like, as plots. A bar that is chosen shows its samples in the gallery.
class StatisticsPanel : public QFrame {
    Q_OBJECT

public:
    StatisticsPanel(Studio& studio, Gallery& gallery, SampleEditing& editing, TokenIndex& tokens,
                    QWidget* parent = nullptr);
    ~StatisticsPanel() override;
    void open();
    void retranslate();
    QSize sizeHint() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void stale();
    void read();
    void take(Outcome<DatasetPlots> outcome);
    void fill();
    void say();
    void filterBy(const std::string& filter);

    Studio& studio_;
    Gallery& gallery_;
    SampleEditing& editing_;
    TokenIndex& tokens_;
    QTimer wait_;
    std::stop_source reading_;
    bool busy_ = false, again_ = false;
    QString dataset_;  // that the plots are of
    Outcome<DatasetPlots> plots_;

    QLabel *title_, *status_;
    QPushButton* count_;
    QToolButton* close_;
    QScrollArea* scroll_;
    QWidget* inside_;
};

}  // namespace atelier::ui
