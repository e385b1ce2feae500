#pragma once

#include "data/project.h"

#include <QWidget>

#include <vector>

class QFrame;
class QLabel;
class QListWidget;
class QPushButton;
class QToolButton;

namespace atelier::widgets {
class Card;
class QuestionNote;
}  // namespace atelier::widgets

namespace atelier::ui {

class ImportChoices;
class Preferences;

/// The project's datasets: choose one, remove one after a question in place, and how further ones are brought in.
class DatasetList : public QWidget {
    Q_OBJECT

public:
    explicit DatasetList(Preferences& preferences, QWidget* parent = nullptr);
    void setDatasets(std::vector<data::Dataset> datasets, const QString& chosen);
    void setChosen(const QString& name);
    /// Empty: the project can be changed.
    void setReadOnlyReason(const QString& reason);
    QString chosen() const;
    void askToRemove();
    void retranslate();

Q_SIGNALS:
    void chosenByHand(const QString& name);
    void removeWanted(const QString& name);
    void exportWanted(const QString& name, QWidget* button);

private:
    void fill();
    void update();

    std::vector<data::Dataset> datasets_;
    QString chosen_, asking_, readOnly_;
    widgets::Card* card_;
    QToolButton *export_, *remove_;
    QListWidget* list_;
    widgets::QuestionNote* question_;
    QPushButton* yes_;
    QFrame* line_;
    ImportChoices* choices_;
};

}  // namespace atelier::ui
