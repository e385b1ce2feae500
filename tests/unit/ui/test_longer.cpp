#include "made_runs.h"
#include "pages/train/longer_dialog.h"
#include "pages/train/train_page.h"
#include "window_fixture.h"

#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableView>

using namespace atelier;
using namespace atelier::ui;

namespace {

class LongerTest : public ProjectTest {
protected:
    void finished(bool checkpoint, const QByteArray& recipe = "num_train_epochs: 2\n") {
        const QString run = makeRun(project(), {.name = "good", .checkpoint = checkpoint});
        QFile file(run + "/recipe.yaml");
        ASSERT_TRUE(file.open(QIODevice::Append));
        file.write(recipe);
        file.close();
        studio->session()->setRun("good");
        pretendWorker(path("worker"),
                      {resultLine({{"folder", "x"}, {"steps", 200}, {"train_loss", 0.1}, {"eval_loss", nullptr}})});
        window->showPage("train");
        ASSERT_TRUE(waitFor([&] { return window->page("train")->state() == "done"; }));
    }
    void openDialog() {
        click("train-longer");
        ASSERT_TRUE(window->findChild<QDialog*>("longer-dialog"));
    }
    QString request() {
        EXPECT_TRUE(waitFor([&] { return !studio->jobs().busy() && !workerRequest(path("worker")).isEmpty(); }));
        return workerRequest(path("worker"));
    }
};

TEST_F(LongerTest, AFinishedRunGoesOnForMoreEpochs) {
    finished(true);
    openDialog();
    EXPECT_TRUE(find<QRadioButton>("longer-by-epochs")->isChecked());
    auto* epochs = find<QDoubleSpinBox>("longer-epochs");
    EXPECT_EQ(epochs->value(), 4);
    epochs->setValue(2);
    EXPECT_FALSE(find<QPushButton>("longer-go")->isEnabled());
    EXPECT_TRUE(find<QLabel>("longer-problem")->isVisible());
    epochs->setValue(5);
    click("longer-go");
    const QString asked = request();
    EXPECT_TRUE(asked.contains(R"("resume":true)") && asked.contains(R"("run":"good")")) << asked.toStdString();
    EXPECT_TRUE(asked.contains(R"("num_train_epochs":5)") || asked.contains("num_train_epochs: 5"))
        << asked.toStdString();
}

TEST_F(LongerTest, StepsTakeThePlaceOfEpochsAndBack) {
    finished(true, "max_steps: 100\n");
    openDialog();
    EXPECT_TRUE(find<QRadioButton>("longer-by-steps")->isChecked());
    EXPECT_EQ(find<QSpinBox>("longer-steps")->value(), 200);
    find<QRadioButton>("longer-by-epochs")->setChecked(true);
    find<QDoubleSpinBox>("longer-epochs")->setValue(9);
    click("longer-go");
    const QString asked = request();
    EXPECT_TRUE(asked.contains("num_train_epochs")) << asked.toStdString();
    EXPECT_FALSE(asked.contains(R"("max_steps":100)") || asked.contains("max_steps: 100")) << asked.toStdString();
}

TEST_F(LongerTest, WithoutACheckpointItSaysWhatToDo) {
    finished(false);
    auto* button = find<QPushButton>("train-longer");
    ASSERT_TRUE(button->isVisible());
    EXPECT_FALSE(button->isEnabled());
    EXPECT_TRUE(button->toolTip().contains("no checkpoint") && button->toolTip().contains("Branch"));
    runs::RunInfo parts;
    parts.parts = {"fold 1"};
    parts.resumable = true;
    EXPECT_TRUE(whyNotLonger(parts).contains("folds"));
    parts.parts.clear();
    EXPECT_TRUE(whyNotLonger(parts).isEmpty());
    parts.state = runs::RunInfo::State::Running;
    EXPECT_FALSE(whyNotLonger(parts).isEmpty());
}

TEST_F(LongerTest, ThePageRunsAsksTheSame) {
    makeRun(project(), {.name = "good", .checkpoint = true});
    window->showPage("runs");
    ASSERT_TRUE(waitFor([&] { return find<QTableView>("runs-table")->model()->rowCount() == 1; }));
    find<QTableView>("runs-table")->selectRow(0);
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("run-longer")->isVisible(); }));
    click("run-longer");
    ASSERT_TRUE(window->findChild<QDialog*>("longer-dialog"));
    pretendWorker(path("worker"),
                  {resultLine({{"folder", "x"}, {"steps", 200}, {"train_loss", 0.1}, {"eval_loss", nullptr}})});
    click("longer-go");
    EXPECT_EQ(window->currentPage(), "train");
    EXPECT_TRUE(request().contains(R"("resume":true)"));
}

}  // namespace
