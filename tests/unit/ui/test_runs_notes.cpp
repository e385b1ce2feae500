// What people put on runs, how they find them, and where new ones start from.
#include "made_project.h"
#include "made_runs.h"
#include "pages/runs/columns_menu.h"
#include "pages/runs/runs_table.h"
#include "runs/run_notes.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>

using namespace atelier;
using namespace atelier::ui;

namespace {

class RunsNotes : public ProjectTest {
protected:
    RunsTable* table() { return find<RunsTable>("runs-table"); }
    std::filesystem::path folder(const char* run) {
        return std::filesystem::path(project().toStdString()) / "runs" / run;
    }
    void open(int runs = 2) {
        makeRun(project(), {.name = "slow", .rate = 1e-5, .lastLoss = 0.9});
        makeRun(project(), {.name = "good", .rate = 1e-4, .lastLoss = 0.2, .checkpoint = true});
        window->showPage("runs");
        ASSERT_TRUE(waitFor([&] { return table()->isVisible() && table()->shown() == runs; }));
    }
    void choose(const QString& run) {
        ASSERT_TRUE(table()->choose(run));
        ASSERT_EQ(find<QLabel>("run-title")->text(), run);
    }
    void filter(const QString& words) { find<QLineEdit>("runs-filter")->setText(words); }
    QAction* column(const char* menu, const QString& id) {
        auto* columns = find<ColumnsMenu>("runs-columns-menu");
        Q_EMIT columns->aboutToShow();
        for (QMenu* one : columns->findChildren<QMenu*>(menu))
            for (QAction* action : one->actions())
                if (action->data().toString() == id) return action;
        return nullptr;
    }
};

TEST_F(RunsNotes, TagsAreAddedOfferedAndTakenAway) {
    runs::writeNotes(std::filesystem::path(makeRun(project(), {.name = "old"}).toStdString()), {{"baseline"}, ""});
    open(3);
    choose("good");
    auto* field = find<QLineEdit>("run-tag");
    field->completer()->setCompletionPrefix("base");
    EXPECT_EQ(field->completer()->currentCompletion(), "baseline");
    QTest::keyClicks(field, "keep");
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(find<QPushButton>("run-tag-chip")->text(), "keep");
    ASSERT_TRUE(waitFor([&] { return runs::readNotes(folder("good")).tags == std::vector<std::string>{"keep"}; }));
    EXPECT_TRUE(waitFor([&] { return table()->runs().find("good")->tags == std::vector<std::string>{"keep"}; }));
    click("run-tag-chip");
    EXPECT_TRUE(waitFor([&] { return runs::readNotes(folder("good")).tags.empty(); }));
}

TEST_F(RunsNotes, ANoteIsKeptAsItIsLeft) {
    open();
    choose("good");
    auto* note = find<QPlainTextEdit>("run-note");
    QTest::keyClicks(note, "tried a small rate");
    choose("slow");  // at once: nothing has been written by the clock yet
    EXPECT_EQ(note->toPlainText(), "");
    ASSERT_TRUE(waitFor([&] { return runs::readNotes(folder("good")).note == "tried a small rate"; }));
    QTest::keyClicks(note, "too slow");
    const auto slow = folder("slow");
    studio->closeProject();  // the page goes with what was typed
    EXPECT_TRUE(waitFor([&] { return runs::readNotes(slow).note == "too slow"; }));
}

TEST_F(RunsNotes, ForReadingNothingIsTyped) {
    open();
    Studio other;
    MainWindow second(other);
    second.openProject(path("project"));
    second.resize(1280, 800);
    second.show();
    ASSERT_TRUE(other.session()->readOnly());
    second.showPage("runs");
    auto* note = second.findChild<QPlainTextEdit*>("run-note");
    ASSERT_TRUE(waitFor([&] { return note->isVisible(); }));
    EXPECT_TRUE(note->isReadOnly());
    EXPECT_FALSE(second.findChild<QLineEdit*>("run-tag")->isVisible());
    EXPECT_FALSE(second.findChild<QPushButton*>("run-branch")->isEnabled());
}

TEST_F(RunsNotes, TheFilterLooksAtTagsNotesAndSettings) {
    open();
    runs::writeNotes(folder("slow"), {{"baseline"}, "never again"});
    ASSERT_TRUE(waitFor([&] { return !table()->runs().find("slow")->tags.empty(); }));
    for (const char* words : {"basel", "never again", "learning_rate=1e-5", "1e-5"}) {
        filter(words);
        EXPECT_TRUE(waitFor([&] { return table()->shown() == 1; })) << words;
        EXPECT_FALSE(table()->choose("good")) << words;
    }
    filter("learning_rate");  // a key alone is in every recipe and finds nothing
    EXPECT_EQ(table()->shown(), 0);
}

TEST_F(RunsNotes, ColumnsOfSettingsAndFiguresAreAddedAndKept) {
    open();
    ASSERT_TRUE(waitFor([&] { return column("runs-columns-best", "best:eval_loss") != nullptr; }));
    column("runs-columns-settings", "setting:learning_rate")->setChecked(true);
    column("runs-columns-best", "best:eval_loss")->setChecked(true);
    const auto* model = table()->model();
    ASSERT_EQ(model->columnCount(), RunsModel::kColumns + 2);
    table()->sortByColumn(RunsModel::kColumns, Qt::AscendingOrder);
    EXPECT_EQ(model->index(0, RunsModel::Name).data().toString(), "slow");
    EXPECT_EQ(model->index(0, RunsModel::kColumns).data().toString(), "1e-5");
    EXPECT_NE(model->index(0, RunsModel::kColumns + 1).data().toString(), "–");
    Studio other;
    MainWindow second(other);
    second.openProject(path("project"));
    second.showPage("runs");
    auto* again = second.findChild<RunsTable*>("runs-table");
    EXPECT_EQ(again->model()->columnCount(), RunsModel::kColumns + 2);
    column("runs-columns-settings", "setting:learning_rate")->setChecked(false);
    EXPECT_EQ(model->columnCount(), RunsModel::kColumns + 1);
}

TEST_F(RunsNotes, ABranchGoesToTheStartAndIntoTheRequest) {
    makeModelFolder(path("model"));
    pretendWorker(path("worker"), {resultLine({{"folder", "x"}, {"steps", 1}, {"train_loss", 1}, {"eval_loss", {}}})});
    fillProject(*studio->session(), path("model"), 3, 20);
    open(5);
    choose("good");
    click("run-branch");
    auto* which = find<QComboBox>("run-branch-which");
    ASSERT_TRUE(waitFor([&] { return which->count() == 2; }));
    EXPECT_EQ(which->itemData(0).toString(), "good");
    which->setCurrentIndex(which->findData("good@checkpoint-100"));
    find<QCheckBox>("run-branch-optimizer")->setChecked(true);
    click("run-branch-go");
    EXPECT_EQ(window->currentPage(), "train");
    ASSERT_TRUE(find<QWidget>("train-branch")->isVisible());
    // Its settings are the recipe's now.
    ASSERT_TRUE(waitFor([&] { return studio->session()->recipe().find("learning_rate") != nullptr; }));
    auto recipe = studio->session()->recipe();
    recipe.set("finetuning_type", std::string("lora"), "test");
    studio->session()->setRecipe(recipe);
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("train-start")->isEnabled(); }));
    click("train-start");
    ASSERT_TRUE(waitFor([&] { return !studio->jobs().busy() && !workerRequest(path("worker")).isEmpty(); }));
    EXPECT_TRUE(workerRequest(path("worker")).contains(R"("from":"good@checkpoint-100")"))
        << workerRequest(path("worker")).toStdString();
    EXPECT_FALSE(studio->session()->branch());  // the next one begins from the model again
}

}  // namespace
