#pragma once

#include "pages/data/sample_model.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;

namespace atelier::widgets {
class BusySpinner;
class StateView;
class ThumbnailGrid;
}  // namespace atelier::widgets

namespace atelier::ui {

/// A dataset's samples as pictures with words, to look through and to search. Says when there are none, none that
/// match, and when they cannot be read.
class Gallery : public QWidget {
    Q_OBJECT

public:
    explicit Gallery(DatasetReader& reader, QWidget* parent = nullptr);
    /// Reads it (anew); the chosen sample stays chosen where it is still there. Empty: shows nothing.
    void setDataset(const QString& name);
    QString dataset() const { return dataset_; }
    SampleModel& samples() { return samples_; }

    QString chosen() const;  ///< id; empty: none
    void choose(const QString& id);
    void step(int by);  ///< to the next sample or back
    void focusSearch();
    enum class State { Empty, Loading, Error, Done };
    State state() const { return state_; }
    void retranslate();

Q_SIGNALS:
    void chosenChanged(const QString& id);
    void stateChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void addRows(const std::vector<SampleRow>& rows);
    void filter();
    void offerFilters();
    void chooseFirst();
    void setState(State state);
    void show();

    DatasetReader& reader_;
    SampleModel samples_;
    QString dataset_, wanted_, missing_;
    std::optional<Error> error_;
    State state_ = State::Empty;
    QTimer typing_;

    QLineEdit* search_;
    QComboBox *split_, *tag_;
    QLabel *count_, *missingText_;
    QWidget* missingNote_;
    widgets::BusySpinner* spinner_;
    QStackedWidget* stack_;
    widgets::ThumbnailGrid* grid_;
    widgets::StateView* view_;
};

}  // namespace atelier::ui
