#pragma once

#include "data/sample.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QToolButton;

namespace atelier::widgets {
class ElidedLabel;
class FlowLayout;
}  // namespace atelier::widgets

namespace atelier::ui {

/// Where a sample belongs: id (to copy), split, tags, file it came from, files of its pictures.
class SampleFacts : public QWidget {
    Q_OBJECT

public:
    explicit SampleFacts(QWidget* parent = nullptr);
    void setSample(const data::Sample& sample);
    void retranslate();

private:
    data::Sample sample_;
    QLabel *idName_, *originName_, *fileName_;
    widgets::ElidedLabel *id_, *origin_, *file_;
    QToolButton *copyId_, *copyFile_;
    QWidget* badges_;
    widgets::FlowLayout* flow_;
};

}  // namespace atelier::ui
