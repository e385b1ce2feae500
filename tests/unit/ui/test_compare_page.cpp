#include "image_canvas.h"
#include "made_runs.h"
#include "pages/compare/compared_model.h"
#include "state_view.h"
#include "text_diff_view.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

class ComparePageTest : public ProjectTest {
protected:
    QString state() { return window->page("compare")->state(); }
    bool comesTo(const QString& wanted) {
        return waitFor([&] { return state() == wanted; });
    }
    void keep(const QString& run, const evaluation::Comparison& comparison) {
        evaluation::writeComparison(comparison, (project() + "/runs/" + run + "/comparison.json").toStdString());
    }
    QStringList ids() {
        QStringList ids;
        auto* model = find<QListView>("compare-samples")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            ids.append(model->index(row, 0).data(ComparedModel::IdRole).toString());
        return ids;
    }
    QString chosen() {
        return find<QListView>("compare-samples")->currentIndex().data(ComparedModel::IdRole).toString();
    }
    QPushButton* stateButton() { return find<widgets::StateView>("compare-state")->primaryButton(); }
};

TEST_F(ComparePageTest, WithoutARunLeadsToTraining) {
    window->showPage("compare");
    ASSERT_TRUE(comesTo("empty"));
    QTest::mouseClick(stateButton(), Qt::LeftButton);
    EXPECT_EQ(window->currentPage(), "train");
}

TEST_F(ComparePageTest, ComparesARunAndKeepsTheReport) {
    makeRun(project(), {"first"});
    const auto comparison = madeComparison(path("pictures"));
    pretendWorker(path("worker"), {R"~({"event": "phase", "phase": "answering (vanilla)"})~",
                                   R"~({"event": "progress", "done": 2, "total": 4, "seconds_left": 3})~",
                                   resultLine(evaluation::toJson(comparison))});
    window->showPage("compare");
    ASSERT_TRUE(comesTo("ready"));
    QTest::mouseClick(stateButton(), Qt::LeftButton);
    EXPECT_EQ(state(), "comparing");
    ASSERT_TRUE(comesTo("done"));
    EXPECT_TRUE(workerRequest(path("worker")).contains(R"("run":"first")"))
        << workerRequest(path("worker")).toStdString();
    EXPECT_TRUE(QFile::exists(project() + "/runs/first/report.html"));
    EXPECT_TRUE(QFile::exists(project() + "/runs/first/comparison.json"));
    EXPECT_EQ(ids(), QStringList({"worse", "equal", "little-better", "much-better"}));
    EXPECT_TRUE(studio->isDone(Studio::Step::Compare));
}

TEST_F(ComparePageTest, OpensOnTheComparisonThatIsThere) {
    makeRun(project(), {"first"});
    keep("first", madeComparison(path("pictures")));
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    auto* tile = find<QWidget>("metric-exact_match");
    EXPECT_EQ(tile->findChild<QLabel*>("metric-figures")->text(), "0.50 → 0.50");
    tile = find<QWidget>("metric-cer");
    EXPECT_TRUE(tile->findChild<QLabel*>("metric-difference")->text().contains("lower"));
    EXPECT_EQ(tile->findChild<QToolButton*>("change-better")->text(), "2 better");
    EXPECT_EQ(chosen(), "worse");
    EXPECT_EQ(find<QTextEdit>("compare-answer-0-text")->toPlainText(), "Milk 1.5 l");
    // Differences come a moment later: what is missing stands in the answer, struck through.
    EXPECT_TRUE(waitFor([&] { return find<QTextEdit>("compare-answer-1-text")->toPlainText().size() > 4; }));
    click("compare-answer-1-copy");
    EXPECT_EQ(QGuiApplication::clipboard()->text(), "Silk");
}

TEST_F(ComparePageTest, OrdersFiltersAndSearches) {
    makeRun(project(), {"first"});
    keep("first", madeComparison(path("pictures"), 3000));
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    EXPECT_EQ(ids().size(), 3004);
    auto* order = find<QComboBox>("compare-order");
    order->setCurrentIndex(1);
    EXPECT_EQ(ids().front(), "much-better");
    order->setCurrentIndex(3);
    EXPECT_EQ(ids().mid(0, 2), QStringList({"much-better", "little-better"}));

    auto* tile = find<QWidget>("metric-cer");
    auto* better = tile->findChild<QToolButton*>("change-better");
    QTest::mouseClick(better, Qt::LeftButton);
    EXPECT_EQ(ids(), QStringList({"much-better", "little-better"}));
    EXPECT_EQ(find<QComboBox>("compare-filter")->currentIndex(), 2);
    QTest::mouseClick(better, Qt::LeftButton);
    EXPECT_EQ(ids().size(), 3004);
    find<QComboBox>("compare-filter")->setCurrentIndex(1);
    EXPECT_EQ(ids(), QStringList("worse"));
    EXPECT_TRUE(tile->findChild<QToolButton*>("change-worse")->isChecked());
    find<QComboBox>("compare-filter")->setCurrentIndex(0);

    QTest::keyClicks(find<QLineEdit>("compare-search"), "NUMBER 2999");
    EXPECT_EQ(ids(), QStringList("more-2999"));
    EXPECT_EQ(chosen(), "more-2999");
    QTest::keyClicks(find<QLineEdit>("compare-search"), "9");
    EXPECT_TRUE(ids().isEmpty());
    EXPECT_TRUE(find<QLabel>("compare-nothing")->isVisible());
    find<QLineEdit>("compare-search")->clear();
    EXPECT_EQ(ids().size(), 3004);
}

TEST_F(ComparePageTest, KeysWalkThroughTheSamples) {
    makeRun(project(), {"first"});
    keep("first", madeComparison(path("pictures")));
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    auto* list = find<QListView>("compare-samples");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_J);
    EXPECT_EQ(chosen(), "equal");
    QTest::keyClick(list, Qt::Key_Down);
    EXPECT_EQ(chosen(), "little-better");
    QTest::keyClick(list, Qt::Key_K);
    EXPECT_EQ(chosen(), "equal");
    EXPECT_EQ(find<QLabel>("compare-place")->text(), "2 of 4");
    // In the search field the letters are letters.
    auto* search = find<QLineEdit>("compare-search");
    search->setFocus();
    QTest::keyClicks(search, "jk");
    EXPECT_EQ(search->text(), "jk");
}

TEST_F(ComparePageTest, AFailureIsSaidAndCanBeTriedAgain) {
    makeRun(project(), {"first"});
    pretendWorker(
        path("worker"),
        {R"~({"error": {"kind": "user", "what": "no test samples", "where": "recipe.yaml", "hint": "set test_size"}})~"});
    window->showPage("compare");
    ASSERT_TRUE(comesTo("ready"));
    QTest::mouseClick(stateButton(), Qt::LeftButton);
    ASSERT_TRUE(comesTo("error"));
    EXPECT_EQ(find<widgets::StateView>("compare-state")->state(), widgets::StateView::State::Error);
    pretendWorker(path("worker"), {resultLine(evaluation::toJson(madeComparison(path("pictures"))))});
    QTest::mouseClick(stateButton(), Qt::LeftButton);
    EXPECT_TRUE(comesTo("done"));
}

TEST_F(ComparePageTest, CanBeCancelled) {
    makeRun(project(), {"first"});
    pretendEndlessWorker(path("worker"), {R"~({"event": "phase", "phase": "answering (tuned)"})~",
                                          R"({"event": "progress", "done": 7, "total": 9, "seconds_left": -1})"});
    window->showPage("compare");
    ASSERT_TRUE(comesTo("ready"));
    QTest::mouseClick(stateButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("compare-count-1")->text() == "7 of 9 answers"; }));
    click("compare-cancel");
    EXPECT_TRUE(comesTo("ready"));
}

TEST_F(ComparePageTest, ABrokenComparisonIsAnErrorOnThePage) {
    const QString run = makeRun(project(), {"first"});
    QFile file(run + "/comparison.json");
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("{\"contestants\": [");
    file.close();
    window->showPage("compare");
    ASSERT_TRUE(comesTo("error"));
    keep("first", madeComparison(path("pictures")));
    QTest::mouseClick(find<widgets::StateView>("compare-state")->secondaryButton(), Qt::LeftButton);
    EXPECT_TRUE(comesTo("done"));
}

TEST_F(ComparePageTest, AVanishedPictureSaysSoInItsPlace) {
    makeRun(project(), {"first"});
    keep("first", madeComparison(path("pictures")));
    ASSERT_TRUE(QFile::remove(path("pictures/worse.png")));
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    auto* instead = find<widgets::ImageCanvas>("compare-picture")->findChild<widgets::StateView*>();
    ASSERT_TRUE(instead);
    EXPECT_TRUE(waitFor([&] { return instead->isVisible() && instead->state() == widgets::StateView::State::Error; }));
}

TEST_F(ComparePageTest, TheChosenRunIsTheProjects) {
    makeRun(project(), {"first"});
    makeRun(project(), {"second"});
    makeRun(project(), {.name = "unfinished", .result = false});
    keep("first", madeComparison(path("pictures")));
    studio->session()->setRun("first");
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    auto* runs = find<QComboBox>("compare-run");
    EXPECT_EQ(runs->count(), 2);
    studio->session()->setRun("second");
    EXPECT_TRUE(comesTo("ready"));
    EXPECT_EQ(runs->currentData().toString(), "second");
}

TEST(ComparedWords, SayTheDifferenceAsAPersonWould) {
    EXPECT_EQ(differenceText(0.41, 0.12), "71 % lower");
    EXPECT_EQ(differenceText(0.5, 0.6), "20 % higher");
    EXPECT_EQ(differenceText(0.02, 0.84), "42 times as high");
    EXPECT_EQ(differenceText(0, 0.4), "0.40 higher");
    EXPECT_EQ(differenceText(0.4, 0.4), "unchanged");
    EXPECT_EQ(figureText(0.0123, 0.5), "0.012");
}

}  // namespace
