#pragma once

#include "common/error.h"
#include "data/sample.h"
#include "pages/data/region_list.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QScrollArea;
class QSplitter;
class QStackedWidget;

namespace atelier::widgets {
class ImageCanvas;
class StateView;
}  // namespace atelier::widgets

namespace atelier::ui {

class ConversationView;
class PictureStrip;
class SampleFacts;

/// One sample: its pictures with their regions, its conversation, and where it belongs.
class SampleView : public QWidget {
    Q_OBJECT

public:
    explicit SampleView(QWidget* parent = nullptr);
    void setSample(const data::Sample& sample);
    void showError(const Error& error);  ///< instead of a sample
    void clear();
    /// Another dataset: its labels get colours of their own.
    void forgetLabels() { colors_.clear(); }
    QSplitter* splitter() const { return splitter_; }
    void retranslate();

Q_SIGNALS:
    void retryWanted();

private:
    void applyFonts();
    void showPicture(int media);
    void showRegions();
    void showState();

    std::optional<data::Sample> sample_;
    std::optional<Error> error_;
    std::optional<Error> pictureError_;
    LabelColors colors_;
    int media_ = -1;
    std::uint64_t turn_ = 0;  // a picture that comes late is not shown

    QStackedWidget* stack_;
    widgets::StateView* view_;
    QSplitter* splitter_;
    widgets::ImageCanvas* canvas_;
    QWidget* retryRow_;
    QPushButton* retry_;
    PictureStrip* strip_;
    QScrollArea* scroll_;
    QLabel *conversationTitle_, *regionsTitle_, *noTurns_;
    ConversationView* conversation_;
    RegionList* regions_;
    SampleFacts* facts_;
};

}  // namespace atelier::ui
