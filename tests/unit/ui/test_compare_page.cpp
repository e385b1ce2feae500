#include "image_canvas.h"
#include "made_runs.h"
#include "pages/compare/compared_model.h"
#include "state_view.h"
#include "text_diff_view.h"
#include "unit/vision/made_video.h"
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
    void keep(const QString& run, const protocol::Comparison& comparison) {
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
    pretendWorker(path("worker"), {R"~({"event": "phase", "phase": "answering", "contestant": "vanilla"})~",
                                   R"~({"event": "progress", "done": 2, "total": 4, "seconds_left": 3})~",
                                   resultLine(protocol::toJson(comparison))});
    window->showPage("compare");
    ASSERT_TRUE(comesTo("ready"));
    QTest::mouseClick(stateButton(), Qt::LeftButton);
    EXPECT_EQ(state(), "comparing");
    ASSERT_TRUE(comesTo("done"));
    EXPECT_TRUE(workerRequest(path("worker")).contains(R"("run":"first")"))
        << workerRequest(path("worker")).toStdString();
    EXPECT_TRUE(workerRequest(path("worker")).contains(R"({"name":"vanilla","title":"Before tuning"})"));
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

TEST_F(ComparePageTest, AComparisonOfAnOlderVersionOpens) {
    const QString run = makeRun(project(), {"first"});
    Json old = protocol::toJson(madeComparison(path("pictures")));
    old["contestants"] = {"vanilla", "tuned"};
    old.erase("baseline");
    QFile file(run + "/comparison.json");
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(old.dump(1)));
    file.close();
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    EXPECT_EQ(ids(), QStringList({"worse", "equal", "little-better", "much-better"}));
    EXPECT_EQ(find<QWidget>("compare-answer-0")->findChild<QLabel*>()->text(), "Before tuning");
    EXPECT_EQ(find<QWidget>("compare-answer-1")->findChild<QLabel*>()->text(), "After tuning");
    EXPECT_FALSE(find<QComboBox>("compare-other")->isVisible());
}

TEST_F(ComparePageTest, OfThreeOneIsChosenBesideTheBaseline) {
    makeRun(project(), {"first"});
    keep("first", madeComparisonOfThree(path("pictures")));
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    auto* other = find<QComboBox>("compare-other");
    ASSERT_TRUE(other->isVisible());
    EXPECT_EQ(other->count(), 2);
    EXPECT_EQ(other->itemText(0), "Before tuning");
    EXPECT_EQ(other->currentText(), "The other one");
    const auto title = [&](const char* answer) { return find<QWidget>(answer)->findChild<QLabel*>()->text(); };
    EXPECT_EQ(title("compare-answer-0"), "After tuning");
    EXPECT_EQ(title("compare-answer-1"), "The other one");
    const auto figures = [&] {
        return find<QWidget>("metric-exact_match")->findChild<QLabel*>("metric-figures")->text();
    };
    EXPECT_EQ(figures(), "0.50 → 1.00");
    find<QComboBox>("compare-order")->setCurrentIndex(1);
    EXPECT_EQ(ids().front(), "worse");  // the right answer is better than that of the baseline
    find<QComboBox>("compare-filter")->setCurrentIndex(2);
    EXPECT_EQ(ids(), QStringList({"worse", "little-better"}));
    // What is chosen stays.
    QTest::keyClick(find<QListView>("compare-samples"), Qt::Key_Down);
    ASSERT_EQ(chosen(), "little-better");
    find<QComboBox>("compare-filter")->setCurrentIndex(0);
    other->setCurrentIndex(0);
    Q_EMIT other->activated(0);
    ASSERT_TRUE(waitFor([&] { return title("compare-answer-1") == "Before tuning"; }));
    EXPECT_EQ(figures(), "0.50 → 0.50");
    EXPECT_EQ(chosen(), "little-better");
    EXPECT_EQ(ids().front(), "worse");
    EXPECT_EQ(find<QComboBox>("compare-other")->currentText(), "Before tuning");
    EXPECT_EQ(state(), "done");

    // Asked again, the same three answer.
    pretendEndlessWorker(
        path("worker"),
        {R"~({"event": "phase", "phase": "answering", "contestant": "other", "title": "The other one"})~",
         R"({"event": "progress", "done": 1, "total": 9, "seconds_left": -1})"});
    click("compare-start");
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("compare-count-2")->text() == "1 of 9 answers"; }));
    EXPECT_EQ(find<QLabel>("compare-count-0")->text(), "not yet");
    EXPECT_TRUE(waitFor([&] { return find<QLabel>("job-phase")->text() == "Answering: The other one"; }));
    const QString asked = workerRequest(path("worker"));
    EXPECT_TRUE(asked.contains(R"({"name":"other","title":"The other one","model":"/models/other"})"))
        << asked.toStdString();
    EXPECT_TRUE(asked.contains(R"("baseline":"tuned")")) << asked.toStdString();
    click("compare-cancel");
    EXPECT_TRUE(comesTo("done"));
}

TEST_F(ComparePageTest, OneContestantIsShownAlone) {
    makeRun(project(), {"first"});
    auto comparison = madeComparison(path("pictures"));
    comparison.contestants.erase(comparison.contestants.begin());
    for (auto& sample : comparison.samples)
        sample.answers.erase(sample.answers.begin());
    evaluation::score(comparison, {"cer"});
    keep("first", comparison);
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    EXPECT_EQ(ids().size(), 4);
    EXPECT_FALSE(window->findChild<QWidget*>("compare-answer-1"));
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
    pretendWorker(path("worker"), {resultLine(protocol::toJson(madeComparison(path("pictures"))))});
    QTest::mouseClick(stateButton(), Qt::LeftButton);
    EXPECT_TRUE(comesTo("done"));
}

TEST_F(ComparePageTest, CanBeCancelled) {
    makeRun(project(), {"first"});
    pretendEndlessWorker(path("worker"), {R"~({"event": "phase", "phase": "answering", "contestant": "tuned"})~",
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

TEST_F(ComparePageTest, AVideoShowsAFrameAndItsLength) {
    makeRun(project(), {"first"});
    auto comparison = madeComparison(path("pictures"));
    const auto film = path("pictures/film.mp4").toStdString();
    vision::makeVideo(film, 50, [](int i) { return vision::numbered(i); });
    for (auto& sample : comparison.samples)
        sample.images = {{data::Media::Kind::Video, film, {}, {}}};
    keep("first", comparison);
    window->showPage("compare");
    ASSERT_TRUE(comesTo("done"));
    EXPECT_TRUE(waitFor([&] {
        for (const auto* label : window->findChildren<QLabel*>())
            if (label->isVisible() && label->text() == "Video of 2 s") return true;
        return false;
    }));
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
