#pragma once

#include "runs/runs.h"
#include "studio.h"

#include <QScrollArea>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace atelier::widgets {
class Card;
class ElidedLabel;
}  // namespace atelier::widgets

namespace atelier::ui {

class BeforeCard;
class StartQuestion;

/// Before a training: what is there and what is missing for it, the new run's name, or which stopped run to go on with,
/// and a check of what the training will do.
class StartPanel : public QScrollArea {
    Q_OBJECT

public:
    explicit StartPanel(Studio& studio, QWidget* parent = nullptr);

    /// Looks again at what the project has; `runs` are those of the project.
    void refresh(const std::vector<runs::RunInfo>& runs);
    void refresh() { retranslate(); }
    /// Takes back what the person chose: the next run gets a name of its own.
    void prepareNext();
    /// Chooses a stopped run to go on with.
    void choose(const QString& run);
    /// Model, data and recipe are there.
    bool complete() const { return complete_; }
    /// Everything is in order: a training can begin.
    bool ready() const;
    /// Why not; empty: it can.
    QString obstacle() const;

    /// Whether a start is meant: asks, once, where the training does not fit into the memory; startWanted() follows.
    bool confirmed();

    QString runName() const;  ///< of the new run, or of the one to go on with
    bool resumes() const;     ///< the latter

Q_SIGNALS:
    void changed();
    void startWanted();  ///< Enter in the name, or the question was answered

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Row {
        QLabel *sign, *name;
        widgets::ElidedLabel* value;
        QPushButton* link;
        QWidget* line;
    };
    Row addRow(const char* name, const char* page);
    void showRow(const Row& row, bool there, const QString& name, const QString& value, const QString& link,
                 const QString& linkTip);
    void showDevice();
    void showWrongKeys();
    void listResumable();
    void check();
    void updateBefore();
    void applyTheme();
    void retranslate();

    Studio& studio_;
    std::vector<runs::RunInfo> runs_;
    bool complete_ = false, named_ = false;  // named_: the person has chosen the name
    QString problem_;
    bool meant_ = false;  // to start although it does not fit
    widgets::Card *needs_, *run_;
    StartQuestion* question_;
    BeforeCard* before_;
    Row model_, data_, recipe_, device_;
    QLabel *wrong_, *problemText_, *nameTitle_, *intro_;
    QRadioButton *fresh_, *resume_;
    QLineEdit* name_;
    QComboBox* which_;
};

}  // namespace atelier::ui
