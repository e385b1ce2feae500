#pragma once

#include "common/error.h"
#include "data/key_fields/answer.h"
#include "data/sample.h"
#include "data/video/write_frames.h"
#include "pages/data/sample/region_list.h"
#include "pages/data/sample/transcript_list.h"

#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QPushButton;
class QScrollArea;
class QSplitter;
class QStackedWidget;

namespace atelier::widgets {
class CanvasBar;
class ElidedLabel;
class ImageCanvas;
class StateView;
}  // namespace atelier::widgets

namespace atelier::ui {

class ConversationEditor;
class KeyFieldsForm;
class PictureStrip;
class RegionPanel;
class SampleFacts;
class VideoPanel;

/// One sample to look at and to write in: its pictures with their regions, its conversation, and where it belongs. It
/// shows a change at once and asks for it to be stored.
class SampleView : public QWidget {
    Q_OBJECT

public:
    explicit SampleView(QWidget* parent = nullptr);
    /// Another sample, or the same one as it is now: then what was chosen stays so.
    void setSample(const data::Sample& sample);
    const std::optional<data::Sample>& sample() const { return sample_; }
    void showError(const Error& error);  ///< instead of a sample
    void clear();
    void setReadOnly(bool readOnly);
    void setLabels(const QStringList& labels);  ///< of the dataset, to choose from
    void setTags(const QStringList& tags);
    /// Of the video that is shown.
    void setLines(std::vector<TranscriptLine> lines);
    /// As a person reads them: of checking and going on, of linking, and of pinning.
    void setKeys(const QString& check, const QString& link, const QString& pin);
    void setPinnedTag(const std::string& tag);
    widgets::CanvasBar& canvasBar() const { return *bar_; }
    void setTokens(const QString& text, const QString& tip);
    /// Another dataset: its labels get colours of their own.
    void forgetLabels() { colors_.clear(); }
    /// Schema of the dataset's answers, shown as a form; and how a new answer is written.
    void setKeyFields(const std::optional<data::KeyField>& fields, data::JsonStyle style);
    /// Of the dataset: which keypoints are drawn joined.
    void setClasses(std::vector<data::DatasetClass> classes);
    QSplitter* splitter() const { return splitter_; }

    void linkSelection();
    void editLabel();
    void editAnswer();
    /// Keeps the answer as the rejected one; what is typed then takes its place.
    void correctAnswer();
    /// Of the answer that had the keyboard last; said again, it goes.
    void toggleLiked(bool good);
    /// Of that answer.
    std::optional<bool> liked() const;
    void exchangeRejected();
    void editTags();
    void editPicture();
    void reloadPicture() { showPicture(media_); }
    void setChecked(bool checked);
    void togglePin();
    void editKeyFields();
    /// Puts the text of the chosen regions into the key field that had the keyboard last, and links both.
    void takeRegions();
    /// Chooses the region behind (1) or before (-1) the chosen one; the keyboard stays where it is.
    void stepRegion(int step);
    /// Whether the answer follows the dataset's schema, if any; where not, the fields say so.
    bool followsSchema();
    void retranslate();

Q_SIGNALS:
    /// `mergeKey` joins changes of one field, as data::Edit::mergeKey.
    void changed(const QString& description, const atelier::data::Sample& before, const atelier::data::Sample& after,
                 const QString& mergeKey);
    /// Frames of one of the sample's videos.
    void framesWanted(const atelier::data::Sample& sample, int media, const std::vector<double>& times,
                      atelier::data::FrameUse use);
    void lineOpened(std::int64_t row);
    void refused(const atelier::Error& error);
    void retryWanted();
    void schemaWanted();
    void classesWanted();

private:
    QWidget* makeUpper();
    QWidget* makeLower();
    void connectEditing();
    /// Shows the changed sample and asks for it to be stored; nothing where `change` changes nothing.
    void change(const QString& description, const std::function<void(data::Sample&)>& change,
                const QString& mergeKey = {});
    void connectKeyFields();
    void connectJudging();
    void changeDetails(const QString& description, int turn, const std::function<void(data::TurnDetails&)>& change);
    void show(bool other);
    void applyFonts();
    void showPicture(int media);
    void showRegions();
    void showState();
    void choose(const std::vector<int>& regions);
    void highlight(const std::vector<int>& regions);
    data::Region& region(data::Sample& sample, int index) const;
    const data::Media& shownMedia() const;
    std::vector<int> ofCanvas(const std::vector<int>& drawn) const;
    std::vector<int> onCanvas(const std::vector<int>& regions) const;

    std::optional<data::Sample> sample_;
    std::optional<Error> error_;
    std::optional<Error> pictureError_;
    LabelColors colors_;
    std::vector<int> drawn_;   // regions on the shown picture
    std::vector<int> chosen_;  // regions
    bool readOnly_ = false;
    int media_ = -1;
    int typing_ = 0;          // counts the fields that were written in, for merge keys
    std::string lastLabel_;   // what is drawn next is likely the same
    std::uint64_t turn_ = 0;  // a picture that comes late is not shown

    QStackedWidget* stack_;
    widgets::StateView* view_;
    QSplitter* splitter_;
    widgets::ImageCanvas* canvas_;
    widgets::CanvasBar* bar_;
    QWidget* retryRow_;
    QPushButton* retry_;
    PictureStrip* strip_;
    VideoPanel* video_;
    QScrollArea* scroll_;
    QLabel *conversationTitle_, *problem_;
    widgets::ElidedLabel* tokens_;
    KeyFieldsForm* fields_;
    std::vector<data::DatasetClass> classes_;
    data::JsonStyle style_ = data::JsonStyle::Compact;
    ConversationEditor* conversation_;
    RegionPanel* regions_;
    SampleFacts* facts_;
};

}  // namespace atelier::ui
