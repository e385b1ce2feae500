#pragma once

#include "data/import.h"
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

class DatasetList;
class DatasetReader;
class Gallery;
class ImportChoices;
class ImportNote;
class SampleEditing;
class SampleView;
class SelectionBar;

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

private:
    QWidget* makeEmpty();
    QWidget* makeParts();
    void addActions();
    void addEditingActions();
    void chooseFolder();
    void chooseFile();
    void bringIn(const QString& path, const data::ImportOptions& options);
    void importEnded(jobs::JobId job);
    QString freeName(const QString& path) const;
    void remove(const QString& name);
    void showDatasets(const std::vector<data::Dataset>& datasets);
    void update();

    struct Import {
        jobs::JobId job = -1;
        QString path;
        data::ImportOptions options;
        std::shared_ptr<data::ImportReport> report;
    };
    std::vector<Import> imports_;  // that wait or run
    Import last_;                  // that ended
    jobs::JobId removal_ = -1;
    std::vector<data::Dataset> datasets_;
    bool listed_ = false;
    std::optional<Error> error_;

    DatasetReader* reader_;
    QPushButton *addFolder_, *addFile_;
    QLabel* saved_;
    std::vector<QAction*> edits_;  // whose keys work on this page
    QToolButton *undo_, *redo_;
    ImportNote* note_;
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
};

}  // namespace atelier::ui
