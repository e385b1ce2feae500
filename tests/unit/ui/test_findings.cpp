#include "made_runs.h"
#include "pages/train/finding_words.h"
#include "pages/train/findings_note.h"
#include "pages/train/train_log.h"
#include "pages/train/train_page.h"
#include "protocol/event.h"
#include "window_fixture.h"

#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;
using protocol::Message;

namespace {

const Message kOverfitting{
    Message::Level::Warning, "the engine's words", "overfitting", {{"train", 0.125}, {"eval", 1.5}, {"best", 1.25}}};

TEST(FindingWords, EveryFindingIsWordedWithItsFigures) {
    const std::pair<Message, QStringList> findings[] = {
        {{{}, "", "not_finite", {{"step", 7}, {"learning_rate", 1e-4}, {"fp16", 1}}}, {"step 7", "1e-4", "bf16"}},
        {{{}, "", "not_finite", {{"step", 7}, {"learning_rate", 1e-4}, {"fp16", 0}}}, {"step 7", "max_grad_norm"}},
        {{{}, "", "diverging", {{"loss", 4}, {"best", 1.5}, {"learning_rate", 1e-4}}}, {"4", "1.5", "1e-4"}},
        {{{}, "", "exploding", {{"norm", 90}, {"usual", 2}, {"learning_rate", 1e-4}, {"unclipped", 1}}},
         {"90", "2", "1e-4", "max_grad_norm"}},
        {{{}, "", "no_movement", {{"steps", 100}, {"first", 2.5}, {"now", 2.25}, {"learning_rate", 1e-3}}},
         {"100 steps", "2.5", "2.25", "1e-3"}},
        {kOverfitting, {"0.125", "1.5", "1.25", "load_best_model_at_end", "early_stopping_steps"}},
        {{{}, "", "collapsed", {{"answers", 4}, {"empty", 0}, {"learning_rate", 1e-4}}}, {"All 4", "the same"}},
        {{{}, "", "collapsed", {{"answers", 4}, {"empty", 1}, {"learning_rate", 1e-4}}}, {"All 4", "empty"}},
    };
    for (const auto& [message, wanted] : findings) {
        const auto words = findingWords(message);
        ASSERT_TRUE(words) << message.code;
        for (const QString& part : wanted)
            EXPECT_TRUE((words->what + words->todo).contains(part))
                << part.toStdString() << ": " << words->what.toStdString() << words->todo.toStdString();
    }
}

TEST(FindingWords, WhatIsNotKnownKeepsItsOwnWords) {
    EXPECT_FALSE(findingWords({Message::Level::Warning, "text"}));
    EXPECT_FALSE(findingWords({Message::Level::Warning, "text", "of_a_later_version"}));
    EXPECT_FALSE(findingWords({Message::Level::Warning, "text", "diverging"})) << "its figures are missing";
    TrainLog log;
    log.add({{Message::Level::Warning, "text", "diverging"}, kOverfitting});
    EXPECT_TRUE(log.text().startsWith("text\nThe model learns the training samples by heart"))
        << log.text().toStdString();
}

class FindingsTest : public ProjectTest {
protected:
    void train() {
        QDir().mkpath(path("model"));
        studio->session()->setModel(path("model"));
        studio->session()->setDataset("data");
        settings::Recipe recipe = studio->session()->recipe();
        recipe.set("finetuning_type=lora");
        studio->session()->setRecipe(recipe);
        window->showPage("train");
        studio->actions().find("train.start")->trigger();
    }
    FindingsNote* note() { return find<FindingsNote>("train-findings"); }
};

TEST_F(FindingsTest, AreShownWhileTheTrainingRunsAndLeadToTheRecipe) {
    const QString line = QString::fromStdString(protocol::toJson(protocol::Event(kOverfitting)).dump());
    pretendEndlessWorker(path("worker"), {R"({"event": "phase", "phase": "training"})", line, line});
    train();
    ASSERT_TRUE(waitFor([&] { return note()->count() == 1; }));
    ASSERT_TRUE(note()->isVisible());
    auto* finding = find<QWidget>("train-finding-overfitting");
    QString text;
    for (const auto* label : finding->findChildren<QLabel*>())
        text += label->text() + '\n';
    EXPECT_TRUE(text.contains("rises to 1.5 (best 1.25)")) << text.toStdString();
    click("train-findings-recipe");
    EXPECT_EQ(window->currentPage(), "recipe");
    window->showPage("train");
    EXPECT_TRUE(note()->isVisible());
    click("train-findings-close");
    EXPECT_FALSE(note()->isVisible());
}

}  // namespace
