#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace atelier::ui {

class Gallery;
class SampleEditing;

/// What can be done with several samples that are selected in the gallery; hidden for one.
class SelectionBar : public QFrame {
    Q_OBJECT

public:
    SelectionBar(Gallery& gallery, SampleEditing& editing, QWidget* parent = nullptr);
    void retranslate();

private:
    void refresh();
    void fillSplits();
    void fillFeedback();

    Gallery& gallery_;
    SampleEditing& editing_;
    QLabel* count_;
    QLineEdit* tag_;
    QPushButton *check_, *split_, *feedback_;
    QToolButton *addTag_, *removeTag_, *remove_;
};

}  // namespace atelier::ui
