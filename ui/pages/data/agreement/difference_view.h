#pragma once

#include "data/checks/adjudication.h"

#include <QString>
#include <QWidget>

class QCheckBox;
class QLabel;

namespace atelier::widgets {
class ElidedLabel;
class ImageCanvas;
}  // namespace atelier::widgets

namespace atelier::ui {

class PictureStrip;
class TakeRow;

/// Two people's versions of a sample on one picture and side by side in words: A is ours, B theirs.
class DifferenceView : public QWidget {
    Q_OBJECT

public:
    explicit DifferenceView(QWidget* parent = nullptr);
    void setNames(const QString& ours, const QString& theirs);
    void setSamples(const data::Sample& ours, const data::Sample& theirs);
    void setDecision(const data::Decision& decision, bool readOnly);
    void retranslate();

Q_SIGNALS:
    void decided(const atelier::data::Decision& decision);

private:
    void showPicture(int media);
    void showRegions();
    void showTitles();

    data::Sample ours_, theirs_;
    data::Decision decision_;
    QString oursName_, theirsName_;
    int media_ = 0;
    std::uint64_t turn_ = 0;

    widgets::ElidedLabel* id_;
    QLabel *legend_, *help_;
    QCheckBox* onlyDifferent_;
    widgets::ImageCanvas* canvas_;
    PictureStrip* strip_;
    TakeRow *turns_, *regions_, *tags_;
};

}  // namespace atelier::ui
