#include "bridge/edit_queue.h"
#include "data/judgements.h"
#include "data/preferences.h"
#include "made_runs.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

// A comparison whose samples are in the project: two different answers each, but for "equal".
class VotesTest : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        comparison_ = madeComparison(path("pictures"));
        std::vector<data::Sample> samples;
        for (const auto& one : comparison_.samples) {
            data::Sample sample;
            sample.id = one.id;
            sample.media = one.images;
            sample.turns = {{data::Turn::Role::User, "<image>" + one.prompt},
                            {data::Turn::Role::Assistant, one.reference}};
            sample.split = "test";
            samples.push_back(std::move(sample));
        }
        studio->session()->write([&](data::Project& project) {
            project.addDataset({"lines", "sharegpt", "lines.json", path("pictures").toStdString()}, samples);
        });
        const QString run = makeRun(project(), {"first"});
        QFile recipe(run + "/recipe.yaml");
        ASSERT_TRUE(recipe.open(QIODevice::Append));
        recipe.write("dataset: lines\n");
        recipe.close();
        evaluation::writeComparison(comparison_, (run + "/comparison.json").toStdString());
        window->showPage("compare");
        ASSERT_TRUE(waitFor([&] { return window->page("compare")->state() == "done"; }));
        ASSERT_TRUE(waitFor([&] { return find<QPushButton>("compare-blind")->isEnabled(); }));
    }
    void press(const char* action) { studio->actions().find(action)->trigger(); }
    QPushButton* vote(const char* name) { return find<QPushButton>(name); }
    QString place() { return find<QLabel>("compare-place")->text(); }
    QString said() { return find<QLabel>("compare-said-text")->text(); }
    std::vector<data::Sample> kept() {
        EXPECT_TRUE(waitFor([&] { return !studio->session()->edits().saving(); }));
        const auto project = data::Project::open(this->project().toStdString(), data::Project::Access::ReadOnly);
        return project.hasDataset("lines-preferences") ? project.samples("lines-preferences")
                                                       : std::vector<data::Sample>();
    }
    protocol::Comparison comparison_;
};

TEST_F(VotesTest, AVoteIsAPairOnTheDiskAndIsTakenBack) {
    auto* list = find<QListView>("compare-samples");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_2);  // "worse": "Milk 1.5 l" before, "Silk" after
    auto pairs = kept();
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_EQ(pairs[0].turns.back().text, "Silk");
    EXPECT_EQ(pairs[0].turns.back().details->rejected, "Milk 1.5 l");
    EXPECT_TRUE(vote("vote-second")->isChecked());
    EXPECT_TRUE(said().startsWith("1 ") && said().endsWith("better: 1")) << said().toStdString();
    vote("vote-first")->click();
    pairs = kept();
    ASSERT_EQ(pairs.size(), 1u) << "another vote takes its place";
    EXPECT_EQ(pairs[0].turns.back().details->rejected, "Silk");
    press("compare.undo");
    EXPECT_EQ(kept().at(0).turns.back().details->rejected, "Milk 1.5 l");
    press("compare.undo");
    EXPECT_TRUE(kept().empty());
    EXPECT_FALSE(find<QWidget>("compare-said")->isVisible());
    EXPECT_FALSE(studio->actions().find("compare.undo")->isEnabled());
    // Pressed once more, a vote goes.
    vote("vote-second")->click();
    vote("vote-second")->click();
    EXPECT_TRUE(kept().empty());
}

TEST_F(VotesTest, AnAnswerIsCalledGoodOrBad) {
    click("compare-answer-0-good");
    click("compare-answer-1-bad");
    const auto judged = kept();
    ASSERT_EQ(judged.size(), 2u);
    for (const auto& sample : judged)
        EXPECT_EQ(sample.turns.back().details->liked, sample.turns.back().text == "Milk 1.5 l");
    click("compare-answer-1-bad");
    EXPECT_EQ(kept().size(), 1u);
    press("compare.next");  // "equal"
    EXPECT_FALSE(vote("vote-first")->isEnabled()) << "the answers are the same";
    press("compare.good");
    EXPECT_EQ(kept().size(), 3u);
    EXPECT_TRUE(vote("vote-good")->isChecked());
}

TEST_F(VotesTest, BlindNothingTellsWhoseAnswerItIs) {
    click("compare-blind");
    EXPECT_FALSE(find<QWidget>("compare-samples")->isVisible());
    EXPECT_FALSE(find<QWidget>("metric-cer")->isVisible());
    EXPECT_EQ(place(), "1 of 3") << "equal answers are left out";
    EXPECT_EQ(vote("vote-first")->text(), "Answer A");
    for (const auto* label : find<QWidget>("compare-answer-0")->findChildren<QLabel*>())
        EXPECT_FALSE(label->isVisible() && label->text().contains("tuning")) << label->text().toStdString();
    std::vector<std::string> preferred;
    for (int i = 0; i < 3; ++i) {
        const auto& sample = comparison_.samples[i < 2 ? i : 3];
        click("compare-answer-0-copy");  // differences are marked in the text itself
        const std::string shown = QGuiApplication::clipboard()->text().toStdString();
        EXPECT_TRUE(shown == sample.answers[0] || shown == sample.answers[1]) << shown;
        preferred.push_back(shown);
        press("compare.first");
        if (i == 0) {
            EXPECT_EQ(place(), "2 of 3") << "the next one comes by itself";
            press("compare.undo");
            EXPECT_EQ(place(), "1 of 3") << "and goes back to what was taken back";
            press("compare.first");
        }
    }
    // Names and totals come back, with what came of it.
    EXPECT_TRUE(find<QWidget>("compare-samples")->isVisible());
    EXPECT_TRUE(said().startsWith("3 samples judged.")) << said().toStdString();
    const auto pairs = kept();
    ASSERT_EQ(pairs.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(pairs[i].turns.back().text, preferred[i]);
        EXPECT_EQ(pairs[i].split, "");
        EXPECT_EQ(data::preferencePairs(pairs[i]).size(), 1u);
    }
    // What was voted is there again in a new window, and leads to the page Data.
    window.reset();
    studio = std::make_unique<Studio>();
    window = std::make_unique<MainWindow>(*studio);
    window->show();
    window->openProject(path("project"));
    window->showPage("compare");
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("compare-said")->isVisible(); }));
    EXPECT_TRUE(said().startsWith("3 samples judged.")) << said().toStdString();
    click("compare-said-show");
    EXPECT_EQ(window->currentPage(), "data");
    EXPECT_EQ(studio->session()->dataset(), "lines-preferences");
}

TEST_F(VotesTest, ASampleThatIsGoneIsSaid) {
    studio->session()->write([](data::Project& project) { project.removeDataset("lines"); });
    press("compare.first");
    ASSERT_FALSE(toasts.empty());
    EXPECT_TRUE(toasts.back().contains("not in the project")) << toasts.back().toStdString();
    EXPECT_FALSE(vote("vote-first")->isChecked());
}

}  // namespace
