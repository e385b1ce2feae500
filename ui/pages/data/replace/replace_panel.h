#pragma once

#include "bridge/background.h"
#include "pages/data/replace/replace_preview.h"

#include <QFrame>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;
class QTreeWidget;

namespace atelier::ui {

class Gallery;
class SampleEditing;
class Studio;

/// Find and replace in the samples that the gallery shows or that are selected there. What would change is shown as it
/// is typed; replacing is one edit.
class ReplacePanel : public QFrame {
    Q_OBJECT

public:
    ReplacePanel(Studio& studio, Gallery& gallery, SampleEditing& editing, QWidget* parent = nullptr);
    /// Shows itself, for the selected samples where there are several.
    void open();
    void retranslate();

protected:
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    data::ReplaceOptions options() const;
    std::vector<std::int64_t> rows() const;
    void stale();
    void look();
    void take(Outcome<ReplacePreview> outcome);
    void fill();
    QString status() const;
    void say();
    void showSample();
    void replace();

    Studio& studio_;
    Gallery& gallery_;
    SampleEditing& editing_;
    QTimer typing_;
    std::uint64_t turn_ = 0;
    bool looking_ = false;           // in the background
    Outcome<ReplacePreview> found_;  // neither: nothing was looked for, or it is no longer so

    QLabel *title_, *status_, *problem_;
    QLineEdit *find_, *replacement_;
    QComboBox *mode_, *scope_;
    QCheckBox *matchCase_, *prompts_, *answers_, *transcriptions_, *labels_, *tags_;
    QPushButton* replace_;
    QToolButton* close_;
    QTreeWidget* list_;
};

}  // namespace atelier::ui
