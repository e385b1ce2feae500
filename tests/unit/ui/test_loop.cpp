#include "heartbeat.h"
#include "language.h"
#include "loss_plot.h"
#include "pages/compare/compared_model.h"
#include "pages/train/train_charts.h"
#include "starter_fixture.h"
#include "state_view.h"
#include "theme/theme.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTableView>
#include <QTextBlock>
#include <QTextEdit>

using namespace atelier;
using namespace atelier::ui;

namespace {

constexpr int kSteps = 60, kTested = 6;

class LoopTest : public StarterTest {
protected:
    QString text(const QString& name) { return find<QAbstractButton>(name)->text().trimmed(); }
    // What the advice of the rail leads to.
    void followAdvice(const QString& page) {
        press("rail-next");
        ASSERT_EQ(window->currentPage(), page);
    }
    qsizetype points() { return find<TrainCharts>("train-charts")->lossPlot()->pointCount(0); }
    // Of the page's own paper.
    int lightness() { return window->grab(QRect(window->width() - 4, 4, 1, 1)).toImage().pixelColor(0, 0).lightness(); }

    void writeRecipe() {
        press("rail-recipe");
        typeOption("max_steps", QString::number(kSteps));
        typeOption("logging_steps", "1");
        typeOption("max_test_samples", QString::number(kTested));
        EXPECT_EQ(text("rail-next"), "Go to training");
        followAdvice("train");
        const auto& recipe = studio->session()->recipe();
        EXPECT_EQ(std::get<std::int64_t>(recipe.find("max_steps")->value), kSteps) << "handed in by leaving";
        EXPECT_EQ(std::get<std::int64_t>(recipe.find("max_test_samples")->value), kTested);
    }

    void restAndSave() {
        press("train-pause");
        ASSERT_TRUE(comesTo("train", "paused"));
        const auto rested = feed().step();
        EXPECT_LT(rested, kSteps);
        EXPECT_FALSE(waitFor([&] { return feed().step() > rested; }, 700));
        press("train-pause");
        ASSERT_TRUE(comesTo("train", "running"));
        press("train-save");
        ASSERT_TRUE(waitFor([&] { return feed().savedStep() >= rested; }, kLong));
        EXPECT_TRUE(QFile::exists(runFolder() +
                                  QString("/checkpoints/checkpoint-%1/trainer_state.json").arg(feed().savedStep())));
        ASSERT_TRUE(trainsTo(rested + 1));
    }

    void changeLookAndLanguage() {
        const int before = lightness();
        QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        EXPECT_GT(std::abs(lightness() - before), 128);
        const auto step = feed().step();
        const QString pause = text("train-pause");
        choose("rail-settings", {"Language", languageName("zh_CN")});
        EXPECT_EQ(text("rail-data"), QString::fromUtf8("数据"));
        EXPECT_NE(text("train-pause"), pause);
        EXPECT_EQ(studio->preferences().language(), "zh_CN");
        EXPECT_EQ(feed().state(), RunFeed::State::Running);
        ASSERT_TRUE(trainsTo(step + 1));
    }

    void compare() {
        auto* view = find<widgets::StateView>("compare-state");
        ASSERT_TRUE(comesTo("compare", "ready"));
        press(view->primaryButton());
        ASSERT_TRUE(comesTo("compare", "comparing"));
        ASSERT_TRUE(comesTo("compare", "done"));
        for (const char* metric : {"metric-exact_match", "metric-cer"}) {
            const auto* figures = find<QWidget>(metric)->findChild<QLabel*>("metric-figures");
            EXPECT_TRUE(figures->isVisible() && figures->text().contains(QString::fromUtf8("→"))) << metric;
        }
        lookThrough();
    }

    void lookThrough() {
        auto* list = find<QListView>("compare-samples");
        const auto* model = static_cast<const ComparedModel*>(list->model());
        ASSERT_EQ(model->rowCount(), kTested);
        const auto gains = [&] {
            std::vector<double> all;
            for (int row = 0; row < model->rowCount(); ++row)
                all.push_back(model->run()
                                  ->rows[static_cast<std::size_t>(model->sampleAt(row))]
                                  .gains[static_cast<std::size_t>(model->metric())]);
            return all;
        };
        find<QWidget>("metric-cer")->findChild<QAbstractButton*>("metric-title")->click();
        auto* order = find<QWidget>("compare-order");
        order->setFocus();
        QTest::keyClick(order, Qt::Key_Down);
        EXPECT_EQ(model->order(), ComparedModel::Order::Gain);
        const auto best = gains();
        EXPECT_TRUE(std::is_sorted(best.rbegin(), best.rend()));
        QTest::keyClick(order, Qt::Key_Up);
        EXPECT_EQ(model->order(), ComparedModel::Order::Regressions);
        const auto worst = gains();
        EXPECT_TRUE(std::is_sorted(worst.begin(), worst.end()));

        pressAt(list->viewport(), list->visualRect(model->index(2)).center());
        ASSERT_EQ(list->currentIndex().row(), 2);
        const auto& sample = model->run()->comparison.samples[static_cast<std::size_t>(model->sampleAt(2))];
        EXPECT_EQ(find<QTextEdit>("compare-reference-text")->toPlainText(), QString::fromStdString(sample.reference));
        // The model as it was has never heard of JSON: its answer cannot be the reference.
        EXPECT_TRUE(waitFor([&] { return marked(find<QTextEdit>("compare-answer-0-text")); }));
    }

    // Whether words are underlined or struck through.
    static bool marked(const QTextEdit* view) {
        for (QTextBlock block = view->document()->begin(); block.isValid(); block = block.next())
            for (auto it = block.begin(); !it.atEnd(); ++it) {
                const QTextCharFormat format = it.fragment().charFormat();
                if (format.fontStrikeOut() || format.underlineStyle() != QTextCharFormat::NoUnderline) return true;
            }
        return false;
    }
};

TEST_F(LoopTest, FromTheEmptyWindowToATunedStarter) {
    ASSERT_TRUE(find<QWidget>("start-page")->isVisible());
    ASSERT_NO_FATAL_FAILURE(openStarter());
    EXPECT_EQ(window->currentPage(), "model");
    EXPECT_EQ(window->page("model")->state(), "done");
    press("rail-data");
    ASSERT_TRUE(comesTo("data", "done"));
    EXPECT_GT(find<QAbstractItemView>("gallery-grid")->model()->rowCount(), 0);
    ASSERT_NO_FATAL_FAILURE(writeRecipe());

    ASSERT_EQ(window->page("train")->state(), "ready");
    press("train-start");
    ASSERT_TRUE(waitFor([&] { return points() >= 2; }, kLong));
    EXPECT_EQ(window->page("train")->state(), "running");
    ASSERT_NO_FATAL_FAILURE(restAndSave());
    ASSERT_NO_FATAL_FAILURE(changeLookAndLanguage());
    ASSERT_TRUE(comesTo("train", "done"));
    EXPECT_TRUE(waitFor([&] { return points() == kSteps; }));
    EXPECT_TRUE(QFile::exists(runFolder() + "/adapter/adapter_model.safetensors"));

    EXPECT_EQ(studio->nextStep(), Studio::Step::Compare);
    ASSERT_NO_FATAL_FAILURE(followAdvice("compare"));
    ASSERT_NO_FATAL_FAILURE(compare());
    EXPECT_FALSE(studio->nextStep());
    EXPECT_FALSE(find<QWidget>("rail-next")->isVisible());

    press("rail-runs");
    ASSERT_TRUE(comesTo("runs", "done"));
    const auto* runs = find<QTableView>("runs-table")->model();
    ASSERT_EQ(runs->rowCount(), 1);
    EXPECT_EQ(runs->index(0, 0).data().toString(), studio->session()->run());
    EXPECT_EQ(unfinished(studio->session()->folder()), "");
}

TEST_F(LoopTest, TheWindowNeverStandsStillWhileTheStarterTrains) {
    ASSERT_NO_FATAL_FAILURE(openStarter());
    auto recipe = studio->session()->recipe();
    for (const char* change : {"max_steps=20", "logging_steps=1", "eval_steps=10", "sample_answers=4"})
        recipe.set(change);
    studio->session()->setRecipe(recipe);
    ASSERT_NO_FATAL_FAILURE(followAdvice("train"));
    QCoreApplication::processEvents();
    const Heartbeat heartbeat;
    press("train-start");
    ASSERT_TRUE(comesTo("train", "done"));
    EXPECT_TRUE(waitFor([&] { return points() == 20; }));
    RecordProperty("longest_gap_ms", static_cast<int>(heartbeat.longest().own));
    EXPECT_LE(heartbeat.longest().own, Heartbeat::bearable()) << heartbeat.longest().wall << " ms by the clock";
}

}  // namespace
