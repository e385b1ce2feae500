#pragma once

#include "bridge/edit_queue.h"
#include "data/video/write_frames.h"
#include "pages/data/sample/token_counter.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>

class QAction;

namespace atelier::ui {

class DatasetReader;
class Gallery;
class SampleView;
class Studio;

/// Joins gallery, sample and store: shows the current sample, has every change stored, takes back and does again,
/// counts tokens. The project's undo knows all samples of a dataset, across restarts.
class SampleEditing : public QObject {
    Q_OBJECT

public:
    SampleEditing(Studio& studio, Gallery& gallery, SampleView& view, QWidget* page);

    bool saving() const { return queue_ && queue_->saving(); }
    void undo();
    void redo();
    /// Checks the current sample and goes on to the next.
    void checkAndGoOn();
    void nextUnlabelled();
    /// Pins the selected samples; where the current one is pinned, unpins them.
    void togglePin();
    /// Feedback to the answers of the selected samples; where the current one has it already, it goes from all of them.
    void giveLiked(bool good);
    /// Shows the dataset's list of classes, to be changed.
    void editClasses();
    /// Shows the schema of the dataset's key fields, to be changed.
    void editSchema();
    /// Of the change of many samples that is being stored: it ends with nothing done.
    void stop();
    /// Edits of the samples that are selected in the gallery, and of the whole dataset.
    using Change = std::function<std::optional<std::int64_t>(data::Project&, const std::string& dataset)>;
    using ChangeRows = std::function<std::optional<std::int64_t>(data::Project&, const std::string& dataset,
                                                                 std::span<const std::int64_t> rows)>;
    void changeSelected(ChangeRows change);
    void changeDataset(Change change);
    void retranslate();

Q_SIGNALS:
    void savingChanged();
    /// Of a change of many samples, in percent.
    void progressed(int percent);

private:
    void takePinnedTag();
    void refreshEdited();
    void showCurrent();
    void readChoices();
    void readLines();
    void takeFrames(const data::Sample& sample, int media, const std::vector<double>& times, data::FrameUse use);
    void take(const data::Replay& replay, bool undone);
    void say(const Error& error);
    void count();
    QString dataset() const;

    Studio& studio_;
    Gallery& gallery_;
    SampleView& view_;
    QPointer<EditQueue> queue_;  // the session's: none any more once another project is open
    TokenCounter* tokens_ = nullptr;
    QTimer counting_;
    std::optional<std::int64_t> shown_;            // row
    std::map<std::string, data::Sample> unsaved_;  // as they are shown, until they are on disk
    std::set<std::int64_t> edited_;                // rows whose cards are out of date until then
    std::optional<std::pair<qint64, qint64>> counted_;
    QString notCounted_;
    QString framesTo_;  // another dataset that is being given frames
};

}  // namespace atelier::ui
