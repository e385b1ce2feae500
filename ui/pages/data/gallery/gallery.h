#pragma once

#include "common/error.h"
#include "pages/data/gallery/dataset_reader.h"
#include "pages/data/gallery/sample_model.h"
#include "thumbnails/thumbnail_loader.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace atelier::widgets {
class BusySpinner;
class StateView;
class ThumbnailGrid;
}  // namespace atelier::widgets

namespace atelier::ui {

class FilterEdit;

/// A dataset's samples as pictures with words, to look through, to filter and to sort. Says when there are none, none
/// that match, and when they cannot be read. One sample is the current one; several may be selected.
class Gallery : public QWidget {
    Q_OBJECT

public:
    Gallery(DatasetReader& reader, widgets::ThumbnailLoader::Source thumbnails, QWidget* parent = nullptr);
    /// Reads it (again); the current sample stays so where it is still there. Empty: shows nothing.
    void setDataset(const QString& name);
    QString dataset() const { return dataset_; }
    /// Pictures look another way than before: opens them again.
    void forgetPictures();
    /// Samples were added, removed or changed: filters and sorts again.
    void refresh();
    SampleModel& samples() { return samples_; }

    std::optional<std::int64_t> current() const;  ///< row id
    std::vector<std::int64_t> selected() const;   ///< row ids, in their order
    void choose(std::int64_t row);                ///< where it is shown
    void step(int by);                            ///< to the next sample or back
    void focusSearch();
    void setFilter(const QString& filter);
    QString filter() const;
    /// Fingerprint of the model whose token counts the filter looks at.
    void setModel(const std::string& model);
    enum class State { Empty, Loading, Error, Done };
    State state() const { return state_; }
    void retranslate();

Q_SIGNALS:
    void currentChanged();
    void selectionChanged();
    void stateChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeNote();
    data::Query query() const;
    void find();
    void take(const FoundRows& found);
    void refuse(const data::FilterError& error);
    void offerChoices();
    void setState(State state);
    void show();

    DatasetReader& reader_;
    SampleModel samples_;
    QString dataset_;
    std::string model_;
    std::optional<std::int64_t> wanted_;  // is to be current once the rows are there
    data::Overview whole_;
    bool missing_ = false;
    std::optional<Error> error_;
    State state_ = State::Empty;
    QTimer typing_;

    FilterEdit* search_;
    QComboBox *split_, *tag_, *sort_;
    QLabel *count_, *problem_, *missingText_;
    QWidget* missingNote_;
    widgets::BusySpinner* spinner_;
    QStackedWidget* stack_;
    widgets::ThumbnailGrid* grid_;
    widgets::StateView* view_;
};

}  // namespace atelier::ui
