#pragma once

#include "protocol/jobs/generate.h"
#include "studio.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace atelier::widgets {
class BusySpinner;
class Card;
class DropArea;
class ImageCanvas;
}  // namespace atelier::widgets

namespace atelier::ui {

/// A quick try of the session's model: a picture, a question, the answer as it grows; of the base model or of a run.
class TryPanel : public QWidget {
    Q_OBJECT

public:
    explicit TryPanel(Studio& studio, QWidget* parent = nullptr);

    void setPicture(const QString& path);  ///< empty: none
    void ask();
    void stop();
    bool asking() const { return job_ >= 0; }
    void retranslate();
    /// Runs and datasets may have changed.
    void refresh();

private:
    struct Answerer {
        QString run;  // empty: the model itself
        std::filesystem::path model, adapter;
    };

    void applyFonts();
    void choosePicture();
    void takeFromData();
    void listAnswerers();
    void setAnswerers(std::vector<Answerer> answerers);
    void readNews(client::JobId job, const JobNews& news);
    void readEnd(client::JobId job);
    void update();
    QString promptKey() const;

    Studio& studio_;
    std::vector<Answerer> answerers_;
    QString picture_, phase_, problem_;
    std::optional<protocol::GenerateResult> result_;
    bool stopped_ = false;
    client::JobId job_ = -1;
    std::uint64_t picks_ = 0, listings_ = 0;  // pictures taken, runs listed: a late one is not shown

    widgets::Card* card_;
    QStackedWidget* place_;
    widgets::DropArea* drop_;
    widgets::ImageCanvas* canvas_;
    QPushButton *other_, *fromData_, *without_, *ask_, *stop_;
    QLabel *promptLabel_, *answererLabel_, *answerLabel_, *facts_, *failure_;
    QPlainTextEdit *prompt_, *answer_;
    QComboBox* answerer_;
    QWidget* failureFrame_;
    widgets::BusySpinner* spinner_;
};

}  // namespace atelier::ui
