#pragma once

#include "bridge/background.h"
#include "pages/data/splits/split_preview.h"

#include <QFrame>
#include <QTimer>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;
class QTreeWidget;

namespace atelier::ui {

class Gallery;
class SampleEditing;
class Studio;

/// Shares samples out to training, validation and test, or into folds. What each would get is shown before it is done;
/// drawing is one edit.
class SplitPanel : public QFrame {
    Q_OBJECT

public:
    SplitPanel(Studio& studio, Gallery& gallery, SampleEditing& editing, QWidget* parent = nullptr);
    /// Shows itself, for the selected samples where there are several.
    void open();
    void retranslate();

protected:
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    data::SplitPlanOptions options() const;
    std::optional<std::vector<std::int64_t>> rows() const;
    void forget();
    void stale();
    void look();
    void take(Outcome<SplitPreview> outcome);
    void fill();
    void say();
    void draw();

    Studio& studio_;
    Gallery& gallery_;
    SampleEditing& editing_;
    QTimer typing_;
    ReadSamples samples_;  // of the gallery's dataset, as they are
    Outcome<SplitPreview> found_;
    std::uint64_t turn_ = 0;
    bool looking_ = false;

    QLabel *title_, *status_, *problem_, *groups_;
    QComboBox *scope_, *mode_, *stratum_;
    QDoubleSpinBox *validation_, *test_;
    QSpinBox *folds_, *fold_, *seed_;
    QPushButton* draw_;
    QToolButton* close_;
    QTreeWidget* list_;
};

}  // namespace atelier::ui
