#pragma once

#include "pages/page.h"
#include "pages/recipe/check_rows.h"
#include "pages/recipe/preset.h"

#include <QPointer>
#include <QTimer>

#include <optional>
#include <set>

class QFrame;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace atelier::widgets {
class OptionForm;
class StateView;
}  // namespace atelier::widgets

namespace atelier::ui {

class CheckNote;
class FactRow;
class PresetList;
class RateFinder;

/// How the model is trained: presets at the left, every option of the engine as a form at the right. What is typed goes
/// to the session a moment later; model and dataset are chosen on their own pages.
class RecipePage : public Page {
    Q_OBJECT

public:
    explicit RecipePage(Studio& studio, QWidget* parent = nullptr);
    ~RecipePage() override;

    void activated() override;
    void take(const QStringList& paths) override;
    /// "empty" (nothing is chosen), "done" (as the preset or file says), "changed", "error" (a file cannot be read)
    QStringList states() const override;
    QString state() const override;

    /// A file, or a composed preset by its presetSource(). A file that cannot be read is shown as the page's error; of
    /// one with wrong keys the others are taken.
    void openRecipe(QString source);
    void saveRecipe(const QString& file);
    /// What the command line would be given; empty: the recipe stands in no file.
    QString command();

protected:
    void retranslate() override;
    void hideEvent(QHideEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    QWidget* buildLeft();
    QWidget* buildRight();
    void addActions();
    void loadPresets();
    Preset likelyPreset() const;
    void replace(const settings::Recipe& recipe, const QString& source);
    void takeBack();
    /// Hands what was typed to the session.
    void apply();
    void fillForm();
    void setBase(QString source);
    /// Marks the fields whose keys are wrong in the file.
    void showProblems();
    std::vector<CheckRow> checkedRows() const;
    bool chosen() const;  ///< the session has a recipe
    void update();
    void updateComputer();  ///< the model's family and what the computer has, for the presets
    void updateFacts();
    void updateNotes();
    void askOpen();
    void askSave();
    void copyCommand();
    void showFinder(bool shown);
    void takeRate(double rate);

    QPointer<Session> owner_;      // whose recipe is shown: what is typed never goes to another project
    std::set<std::string> typed_;  // keys that the session does not have yet
    bool filling_ = false;
    std::optional<Preset> base_;  // the preset or file that the recipe came from
    std::vector<std::string> changes_;
    std::optional<Error> error_;  // of a file that cannot be read
    QString errorSource_;
    QTimer wait_;

    QSplitter* splitter_;
    QLabel *presetsTitle_, *summary_, *changed_, *problem_;
    QFrame *changedNote_, *problemNote_;
    CheckNote* check_;
    PresetList* presets_;
    FactRow *model_, *data_;
    QPushButton *open_, *save_, *copy_, *next_, *takeBack_;
    QStackedWidget* stack_;
    widgets::OptionForm* form_;
    widgets::StateView* view_;
    QPushButton* findRate_;
    RateFinder* finder_;
    bool finding_ = false;  // the search of a rate is shown in place of the form
};

}  // namespace atelier::ui
