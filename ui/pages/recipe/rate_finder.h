#pragma once

#include "protocol/jobs/find_rate.h"
#include "studio.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace atelier::widgets {
class BusySpinner;
class Card;
class RatePlot;
}  // namespace atelier::widgets

namespace atelier::ui {

/// Searches a learning rate for the session's recipe: a training whose rate rises from step to step, its loss drawn as
/// it comes, and the rates that follow from it, to be taken. Goes on while something else is looked at.
class RateFinder : public QWidget {
    Q_OBJECT

public:
    explicit RateFinder(Studio& studio, QWidget* parent = nullptr);

    enum class State { Idle, Waiting, Running, Found, Unclear, Stopped, Failed };
    State state() const { return state_; }
    /// Searches; nothing while it does already, or where something is missing.
    void start();
    void stop();
    void retranslate();
    /// Model and dataset may have changed.
    void refresh();

Q_SIGNALS:
    void rateTaken(double rate);
    void closed();

private:
    QWidget* buildInputs();
    QWidget* buildVerdict();
    void readNews(client::JobId job, const JobNews& news);
    void readEnd(client::JobId job);
    void showResult(const protocol::FindRateResult& result);
    void useRate(QPushButton* button, const std::optional<double>& rate, const QString& tip);
    std::optional<double> typed(const QLineEdit* field) const;
    QString missing() const;  ///< why it cannot start; empty: it can
    QString statusText() const;
    bool busy() const { return job_ >= 0; }
    void update();

    Studio& studio_;
    State state_ = State::Idle;
    client::JobId job_ = -1;
    protocol::Progress progress_;
    QString phase_, problem_;
    std::optional<double> suggested_, most_;
    bool diverged_ = false;

    widgets::Card* card_;
    QToolButton* close_;
    QLabel *intro_, *stepsLabel_, *lowestLabel_, *highestLabel_, *status_, *verdict_, *failure_;
    QSpinBox* steps_;
    QLineEdit *lowest_, *highest_;
    QPushButton *start_, *stop_, *use_, *useMost_;
    widgets::BusySpinner* spinner_;
    widgets::RatePlot* plot_;
    QWidget *verdictRow_, *failureFrame_;
};

}  // namespace atelier::ui
