#include "made_runs.h"
#include "option_form.h"
#include "pages/recipe/rate_finder.h"
#include "pages/recipe/recipe_page.h"
#include "protocol/jobs/find_rate.h"
#include "rate_plot.h"
#include "window_fixture.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <cmath>

using namespace atelier;
using namespace atelier::ui;
using State = RateFinder::State;

namespace {

QString step(int number, double rate, double loss) {
    return QString::fromStdString(
        protocol::toJson(
            protocol::Event(protocol::Metrics{number, {{"lr", rate}, {"loss", loss}, {"smoothed_loss", loss}}}))
            .dump());
}

protocol::FindRateResult madeResult() {
    protocol::FindRateResult result;
    for (int i = 0; i < 40; ++i) {
        const double rate = std::pow(10, -7 + 0.15 * i);
        result.points.push_back({rate, 2.5 - (i > 15 && i < 30 ? 0.1 * (i - 15) : 0), 2.5});
    }
    result.steepest = 2.04e-4;
    result.tenthOfLowest = 1.3e-3;
    result.diverged = true;
    return result;
}

class RateFinderTest : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        settings::Recipe recipe = studio->session()->recipe();
        recipe.set("finetuning_type=lora");
        studio->session()->setRecipe(recipe);
        window->showPage("recipe");
    }

    void makeReady() {
        QDir().mkpath(path("model"));
        studio->session()->setModel(path("model"));
        studio->session()->setDataset("data");
    }
    RecipePage* page() { return static_cast<RecipePage*>(window->page("recipe")); }
    RateFinder* finder() { return find<RateFinder>("rate-finder"); }
    widgets::RatePlot* plot() { return find<widgets::RatePlot>("rate-plot"); }
    widgets::OptionForm* form() { return find<widgets::OptionForm>("recipe-form"); }
    bool comesTo(State wanted) {
        return waitFor([&] { return finder()->state() == wanted; });
    }
    QString shown(const QString& name) { return find<QLabel>(name)->text(); }
};

TEST_F(RateFinderTest, SaysWhatIsMissing) {
    click("recipe-find-rate");
    ASSERT_TRUE(finder()->isVisible());
    EXPECT_FALSE(form()->isVisible());
    EXPECT_FALSE(find<QPushButton>("rate-start")->isEnabled());
    EXPECT_EQ(shown("rate-status"), "Choose a model first, on the page Model.");
    makeReady();
    EXPECT_TRUE(find<QPushButton>("rate-start")->isEnabled());
    find<QLineEdit>("rate-lowest")->setText("1");
    find<QLineEdit>("rate-highest")->setText("0.1");
    EXPECT_FALSE(find<QPushButton>("rate-start")->isEnabled());
    EXPECT_TRUE(shown("rate-status").startsWith("The highest rate"));
    click("rate-close");
    EXPECT_TRUE(form()->isVisible());
}

TEST_F(RateFinderTest, TheSuggestedRateBecomesTheRecipes) {
    makeReady();
    form()->setValue("lora_rank", std::int64_t(4));  // not with the session yet
    pretendWorker(path("worker"), {R"({"event": "phase", "phase": "training"})", step(1, 1e-7, 2.5),
                                   step(2, 1e-6, std::nan("")), resultLine(protocol::toJson(madeResult()))});
    click("recipe-find-rate");
    find<QLineEdit>("rate-lowest")->setText("1e-6");
    click("rate-start");
    ASSERT_TRUE(comesTo(State::Found)) << shown("rate-failure").toStdString();
    const Json request = parseJson(workerRequest(path("worker")).toStdString(), "request");
    EXPECT_EQ(request["job"], "find_rate");
    EXPECT_EQ(request["lowest"], 1e-6);
    EXPECT_EQ(request["steps"], 100);
    EXPECT_NE(request["recipe"].get<std::string>().find("lora_rank: 4"), std::string::npos);
    EXPECT_EQ(plot()->points().size(), 40u);
    ASSERT_EQ(plot()->marks().size(), 2u);
    EXPECT_EQ(find<QPushButton>("rate-use-most")->text(), "Use 1.3e-3");
    ASSERT_EQ(find<QPushButton>("rate-use")->text(), "Use 2e-4");
    click("rate-use");
    EXPECT_TRUE(form()->isVisible());
    EXPECT_EQ(std::get<double>(form()->value("learning_rate")), 2e-4);
    EXPECT_TRUE(waitFor([&] {
        const auto* entry = studio->session()->recipe().find("learning_rate");
        return entry && std::get<double>(entry->value) == 2e-4;
    }));
    click("recipe-find-rate");
    EXPECT_EQ(finder()->state(), State::Found) << "what was found is still there";
}

TEST_F(RateFinderTest, AnyPointOfTheCurveCanBeTaken) {
    makeReady();
    pretendWorker(path("worker"), {resultLine(protocol::toJson(madeResult()))});
    click("recipe-find-rate");
    click("rate-start");
    ASSERT_TRUE(comesTo(State::Found));
    const QPoint at(static_cast<int>(plot()->xOf(1e-4)), plot()->height() / 2);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, at);
    EXPECT_NEAR(std::log10(std::get<double>(form()->value("learning_rate"))), -4, 0.1);
}

TEST_F(RateFinderTest, ALossThatNeverFellSuggestsNothing) {
    makeReady();
    protocol::FindRateResult result = madeResult();
    result.steepest.reset();
    result.tenthOfLowest.reset();
    pretendWorker(path("worker"), {resultLine(protocol::toJson(result))});
    click("recipe-find-rate");
    click("rate-start");
    ASSERT_TRUE(comesTo(State::Unclear));
    EXPECT_TRUE(shown("rate-verdict").startsWith("The loss fell at no rate."));
    EXPECT_FALSE(find<QPushButton>("rate-use")->isVisible());
}

TEST_F(RateFinderTest, GoesOnWhileTheFormIsLookedAtAndIsStopped) {
    makeReady();
    pretendEndlessWorker(path("worker"), {step(1, 1e-7, 2.5), step(2, 1e-6, 2.4)});
    click("recipe-find-rate");
    click("rate-start");
    ASSERT_TRUE(waitFor([&] { return plot()->points().size() == 2; }));
    EXPECT_EQ(finder()->state(), State::Running);
    click("rate-close");
    EXPECT_TRUE(form()->isVisible());
    EXPECT_EQ(studio->jobs().active("find_rate").size(), 1u);
    click("recipe-find-rate");
    click("rate-stop");
    ASSERT_TRUE(comesTo(State::Stopped));
    EXPECT_EQ(plot()->points().size(), 2u) << "what was seen stays";
    EXPECT_TRUE(find<QPushButton>("rate-start")->isEnabled());
}

TEST_F(RateFinderTest, AFailureIsSaid) {
    makeReady();
    pretendWorker(
        path("worker"),
        {R"({"error": {"kind": "user", "what": "no dataset data", "where": "dataset", "hint": "name one"}})"});
    click("recipe-find-rate");
    click("rate-start");
    ASSERT_TRUE(comesTo(State::Failed));
    EXPECT_TRUE(shown("rate-failure").contains("no dataset data"));
    EXPECT_EQ(find<QPushButton>("rate-start")->text(), "&Start again");
}

}  // namespace
