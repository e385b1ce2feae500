#pragma once

#include "data/project.h"
#include "pages/page.h"

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace atelier::widgets {
class DropArea;
class StateView;
}  // namespace atelier::widgets

namespace atelier::ui {

class AgreementView;
class AugmentView;
class DatasetExport;
class DatasetList;
class DatasetReader;
class Gallery;
class HealthPanel;
class ImportChoices;
class ImportNote;
class Imports;
class MappingPanel;
class ReplacePanel;
class SampleEditing;
class SampleView;
class SelectionBar;
class SplitPanel;
class StatisticsPanel;

/// Brings datasets into the project and shows them: which there are, their samples, the chosen one to write in.
class DataPage : public Page {
    Q_OBJECT

public:
    explicit DataPage(Studio& studio, QWidget* parent = nullptr);
    ~DataPage() override;
    QStringList states() const override { return {"empty", "loading", "error", "done"}; }
    QString state() const override;
    /// Dataset folders and files.
    void take(const QStringList& paths) override;

protected:
    void retranslate() override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeEmpty();
    QWidget* makeParts();
    void addActions();
    void addEditingActions();
    void addPictureKeys();
    void chooseFolder();
    void chooseFile();
    void remove(const QString& name);
    void setAugmenting(bool on);
    void setAgreeing(bool on);
    void undo();
    void redo();
    void removalEnded(client::JobId job);
    void showDatasets(const std::vector<data::Dataset>& datasets);
    void update();

    client::JobId removal_ = -1;
    std::vector<data::Dataset> datasets_;
    bool listed_ = false;
    std::optional<Error> error_;

    DatasetReader* reader_;
    QPushButton *addFolder_, *addFile_;
    QLabel* saved_;
    std::vector<QAction*> edits_;  // whose keys work on this page
    QToolButton *augmentButton_, *statisticsButton_, *splitButton_, *agreementButton_, *check_, *stop_, *undo_, *redo_;
    ImportNote* note_;
    Imports* imports_;
    MappingPanel* mapping_;
    DatasetExport* export_;
    QStackedWidget* stack_;
    QWidget* empty_;
    widgets::DropArea* drop_;
    QPushButton* emptyFile_;
    ImportChoices* emptyChoices_;
    widgets::StateView* view_;
    QSplitter* parts_;
    DatasetList* list_;
    Gallery* gallery_;
    SampleView* sample_;
    SampleEditing* editing_;
    SelectionBar* selection_;
    HealthPanel* health_;
    AugmentView* augment_;
    bool augmenting_ = false;
    ReplacePanel* replace_;
    StatisticsPanel* statistics_;
    SplitPanel* splits_;
    std::vector<QWidget*> panels_;  // of which one is open at a time, as there is room for one
    AgreementView* agreement_;
    bool agreeing_ = false;
};

}  // namespace atelier::ui
