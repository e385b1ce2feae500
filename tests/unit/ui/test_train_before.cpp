// What is known of a training before it starts, on the page Train.
#include "card.h"
#include "made_runs.h"
#include "pages/train/before/memory_bar.h"
#include "pages/train/train_page.h"
#include "protocol/jobs/preflight.h"
#include "protocol/jobs/trainable.h"
#include "starter_fixture.h"
#include "token_view.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QMessageBox>
#include <QProcess>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <QTreeView>

using namespace atelier;
using namespace atelier::ui;
using widgets::TokenView;

namespace {

protocol::Preflight madePreflight(protocol::Fit fit = protocol::Fit::Fits) {
    using Kind = protocol::Preflight::TokenKind;
    protocol::Preflight p;
    p.training = 370;
    p.validation = 30;
    p.test = 200;
    p.templateChecked = 32;
    p.parts = {{"vision tower", 2'450'112, 0},
               {"projector", 738'624, 0},
               {"language model", 1'473'600, 0},
               {"adapter", 175'104, 175'104}};
    for (const char* id : {"page-1", "page-2"}) {
        protocol::Preflight::BatchSample sample{id, {{1, "<|im_start|>", Kind::Special, false}, {2, "user\n"}}};
        for (int i = 0; i < 30; ++i)
            sample.tokens.push_back({5, "<|image_pad|>", Kind::Image, false});
        sample.tokens.push_back({3, " How many?\n"});
        sample.tokens.push_back({4, "two", Kind::Text, true});
        sample.tokens.push_back({6, "<|im_end|>", Kind::Special, true});
        p.firstBatch.push_back(sample);
    }
    p.firstBatch[1].tokens.pop_back();
    protocol::Estimate& e = p.estimate;
    e.device = "cpu";
    e.memory = {
        {"weights", 20'000'000}, {"gradients", 700'000}, {"optimizer", 1'400'000}, {"language activations", 53'300'000},
        {"working", 14'500'000}, {"pixels", 24'500'000}, {"program", 461'000'000}};
    e.moment = "training";
    for (const auto& part : e.memory)
        e.peak += part.bytes;
    e.mainPeak = e.peak;
    e.fit = fit;
    e.available = fit == protocol::Fit::Fits    ? 23'700'000'000
                  : fit == protocol::Fit::Tight ? e.peak + 20'000'000
                                                : e.peak - 40'000'000;
    e.remedies = {{{"per_device_train_batch_size=1", "gradient_accumulation_steps=16"}, 515'000'000},
                  {{"bf16=true"}, 535'000'000}};
    e.steps = 250;
    e.secondsPerStep = 0.09654;
    e.time = {{"training", 24.1}, {"evaluation", 1.2}};
    e.samples = e.measured = 370;
    e.longestTokens = 100;
    e.batchTokens = 1094;
    e.batchImageTokens = 455;
    e.parameters = 4'837'440;
    e.trained = 175'104;
    return p;
}

protocol::TrainableTree madeTree() {
    protocol::TrainableTree tree;
    tree.count = {175'104, 4'837'440};
    tree.parts = {{"vision tower", {0, 2'450'112}, {{"", -1, -1, {0, 2'450'112}, {{"visual.proj", {0, 2'450'112}}}}}},
                  {"language model",
                   {175'104, 1'648'704},
                   {{"", -1, -1, {0, 144'192}, {{"model.embed_tokens", {0, 144'192}}}},
                    {"model.layers", 0, 2, {175'104, 1'504'512}, {{"mlp.up_proj", {12'288, 122'880}}}}}}};
    return tree;
}

class TrainBeforeTest : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        studio->preferences().setFlag("train.before-memory", true);
        for (const char* place : {"train.before-data", "train.before-trained", "train.before-batch"})
            studio->preferences().setFlag(place, false);
        QObject::connect(studio.get(), &Studio::said,
                         [this](Studio::Tone, const QString&, const QString&, const std::function<void()>& action) {
                             undo_ = action;
                         });
    }
    void makeReady() {
        QDir().mkpath(path("model"));
        studio->session()->setModel(path("model"));
        studio->session()->setDataset("data");
        settings::Recipe recipe = studio->session()->recipe();
        recipe.set("finetuning_type=lora");
        recipe.set("per_device_train_batch_size=16");
        studio->session()->setRecipe(recipe);
        window->showPage("train");
    }
    // Says to each kind of request its lines, and keeps what it was asked. Where
    // they end with an event, it waits.
    void answer(const std::map<QString, QStringList>& lines) {
        const QString folder = path("worker");
        pretendWorker(folder, {});
        QString script = QString(
                             "#!/bin/sh\nread -r request\nprintf '%s\\n' "
                             "\"$request\" >> '%1'\ncase \"$request\" in\n")
                             .arg(asked());
        for (const auto& [kind, said] : lines) {
            QFile file(folder + '/' + kind);
            ASSERT_TRUE(file.open(QIODevice::WriteOnly));
            file.write(said.join('\n').toUtf8() + '\n');
            script += QString("*'\"job\":\"%1\"'*) cat '%2/%1'; %3 ;;\n")
                          .arg(kind, folder, said.back().startsWith("{\"event") ? "read -r control" : ":");
        }
        QFile worker(folder + "/worker");
        ASSERT_TRUE(worker.open(QIODevice::WriteOnly));
        worker.write((script + "esac\n").toUtf8());
    }
    void answerWith(const protocol::Preflight& preflight) {
        answer({{"preflight", {resultLine(protocol::toJson(preflight))}},
                {"trainable", {resultLine(protocol::toJson(madeTree()))}},
                {"train", {R"({"event": "phase", "phase": "training"})"}}});
    }
    QString asked() const { return path("asked"); }
    int times(const QString& kind) {
        QFile file(asked());
        if (!file.open(QIODevice::ReadOnly)) return 0;
        return static_cast<int>(QString::fromUtf8(file.readAll()).count("\"job\":\"" + kind + '"'));
    }
    bool checked() {
        return waitFor([&] { return shown("train-before-status").startsWith("Checked at"); });
    }
    QString shown(const QString& name) { return find<QLabel>(name)->text(); }
    bool seen(const QString& name) {
        const auto* widget = window->findChild<QWidget*>(name);
        return widget && widget->isVisible();
    }
    void unfold(const QString& section) {
        auto* title = find<QToolButton>(section + "-title");
        if (title) QTest::mouseClick(title, Qt::LeftButton);
    }
    // Sentences of the open sections.
    QString said(const QString& name) {
        QStringList texts;
        for (const QLabel* label : find<QWidget>(name)->findChildren<QLabel*>())
            texts.append(label->text());
        return texts.join('\n');
    }
    settings::Value setting(const char* key) {
        const auto* entry = studio->session()->recipe().find(key);
        return entry ? entry->value : settings::Value{};
    }

    std::function<void()> undo_;
};

TEST_F(TrainBeforeTest, ChecksByItselfOnceAllIsThere) {
    answerWith(madePreflight());
    window->showPage("train");
    EXPECT_FALSE(seen("train-before"));
    makeReady();
    EXPECT_TRUE(seen("train-before"));
    ASSERT_TRUE(checked());
    EXPECT_EQ(shown("train-before-badge"), "Fits");
    EXPECT_EQ(shown("train-before-peak-value"), "575.4 MB");
    EXPECT_EQ(shown("train-before-time-value"), QString::fromUtf8("≈ 25 s"));
    EXPECT_EQ(shown("train-before-share-value"), "175.1 k");
    EXPECT_EQ(shown("train-before-samples-value"), "370");
    EXPECT_TRUE(shown("train-before-facts").contains("1,094 tokens, 455 of them of images"));
    EXPECT_TRUE(shown("train-before-facts").contains("250 steps of 0.09654 s"));
    // Nothing has changed: another visit asks nothing.
    window->showPage("recipe");
    window->showPage("train");
    EXPECT_FALSE(waitFor([&] { return times("preflight") > 1; }, 1000));
    EXPECT_EQ(times("trainable"), 0) << "nobody has looked";
    click("train-before-check");
    EXPECT_TRUE(waitFor([&] { return times("preflight") == 2; }));
}

TEST_F(TrainBeforeTest, AnotherRecipeIsCheckedAnewAndTheOldOneIsKnown) {
    answerWith(madePreflight());
    makeReady();
    ASSERT_TRUE(checked());
    const auto before = studio->session()->recipe();
    auto recipe = before;
    recipe.set("learning_rate=0.5");
    studio->session()->setRecipe(recipe);
    EXPECT_TRUE(shown("train-before-status").contains("have changed"));
    EXPECT_EQ(find<QLabel>("train-before-badge")->property("kind"), "badge");
    studio->session()->setRecipe(before);
    EXPECT_EQ(find<QLabel>("train-before-badge")->property("kind"), "badge-success");
    studio->session()->setRecipe(recipe);
    EXPECT_TRUE(waitFor([&] { return times("preflight") == 2; }));
    ASSERT_TRUE(checked());
    Q_EMIT studio->session()->dataChanged();
    EXPECT_TRUE(shown("train-before-status").contains("have changed"));
    EXPECT_TRUE(waitFor([&] { return times("preflight") == 3; }));
}

TEST_F(TrainBeforeTest, OfSeveralTrainingsItSaysWhichItMeans) {
    answerWith(madePreflight());
    makeReady();
    auto recipe = studio->session()->recipe();
    recipe.set("cross_validation_folds=5");
    studio->session()->setRecipe(recipe);
    ASSERT_TRUE(checked());
    EXPECT_TRUE(shown("train-before-status").contains("5 folds")) << shown("train-before-status").toStdString();
}

TEST_F(TrainBeforeTest, UnseenItAsksNothing) {
    answerWith(madePreflight());
    makeReady();
    window->showPage("recipe");
    EXPECT_FALSE(waitFor([&] { return times("preflight") > 0; }, 1200));
}

TEST_F(TrainBeforeTest, WhatHelpsIsUsedAndTakenBack) {
    answerWith(madePreflight(protocol::Fit::Tight));
    makeReady();
    ASSERT_TRUE(checked());
    EXPECT_EQ(shown("train-before-badge"), "Tight");
    EXPECT_TRUE(said("train-before-remedies").contains("515.0 MB"));
    click("train-before-use-0");
    EXPECT_EQ(setting("per_device_train_batch_size"), settings::Value(std::int64_t(1)));
    EXPECT_EQ(setting("gradient_accumulation_steps"), settings::Value(std::int64_t(16)));
    ASSERT_TRUE(undo_);
    undo_();
    EXPECT_EQ(setting("per_device_train_batch_size"), settings::Value(std::int64_t(16)));
    EXPECT_EQ(setting("gradient_accumulation_steps"), settings::Value{});
}

TEST_F(TrainBeforeTest, MemoryStandsAgainstWhatIsFree) {
    auto made = madePreflight(protocol::Fit::TooLarge);
    answerWith(made);
    makeReady();
    ASSERT_TRUE(checked());
    EXPECT_EQ(shown("train-before-badge"), "Too large");
    const auto* bar = find<MemoryBar>("train-before-bar");
    EXPECT_TRUE(bar->accessibleDescription().contains("Weights: 20.0 MB"))
        << bar->accessibleDescription().toStdString();
    // The parts fill it to its end, beyond what is free.
    const auto last = bar->stretch(made.estimate.memory.size() - 1);
    EXPECT_NEAR(last.right(), bar->width(), 2);
    EXPECT_LT(bar->freeMark().right(), bar->width());
    EXPECT_GT(bar->freeMark().left(), last.left());
    for (std::size_t i = 1; i < made.estimate.memory.size(); ++i)
        EXPECT_GE(bar->stretch(i).left(), bar->stretch(i - 1).left());
}

TEST_F(TrainBeforeTest, TooLargeIsAskedAboutOnce) {
    answerWith(madePreflight(protocol::Fit::TooLarge));
    makeReady();
    ASSERT_TRUE(checked());
    EXPECT_FALSE(seen("train-question"));
    click("train-start");
    EXPECT_TRUE(seen("train-question"));
    EXPECT_TRUE(studio->jobs().active("train").empty());
    EXPECT_TRUE(shown("train-question-text").contains("575.4 MB"));
    click("train-start-not");
    EXPECT_FALSE(seen("train-question"));
    click("train-start");
    EXPECT_TRUE(studio->jobs().active("train").empty()) << "it was not meant";
    click("train-start-anyway");
    EXPECT_FALSE(studio->jobs().active("train").empty());
    EXPECT_TRUE(waitFor([&] { return times("train") == 1; }));
}

TEST_F(TrainBeforeTest, AQuestionGoesWithItsReason) {
    answerWith(madePreflight(protocol::Fit::TooLarge));
    makeReady();
    ASSERT_TRUE(checked());
    click("train-start");
    ASSERT_TRUE(seen("train-question"));
    click("train-before-use-0");
    EXPECT_FALSE(seen("train-question"));
}

TEST_F(TrainBeforeTest, AStartDoesNotWaitForTheCheck) {
    answer({{"preflight", {R"({"event": "phase", "phase": "measuring"})"}},
            {"train", {R"({"event": "phase", "phase": "training"})"}}});
    makeReady();
    ASSERT_TRUE(waitFor([&] { return shown("train-before-status").startsWith("Measuring samples"); }));
    EXPECT_TRUE(seen("train-before-progress"));
    EXPECT_FALSE(seen("job-bar")) << "shown once";
    click("train-start");
    EXPECT_TRUE(waitFor([&] { return window->page("train")->state() == "running"; }, 2500));
    EXPECT_TRUE(studio->jobs().active("preflight").empty());
}

TEST_F(TrainBeforeTest, CancelledItStaysSoUntilSomethingChanges) {
    answer({{"preflight", {R"({"event": "phase", "phase": "measuring"})"}}});
    makeReady();
    ASSERT_TRUE(waitFor([&] { return times("preflight") == 1; }));
    EXPECT_EQ(find<QPushButton>("train-before-check")->text(), "Cancel");
    click("train-before-check");
    EXPECT_FALSE(seen("train-before-progress"));
    EXPECT_FALSE(waitFor([&] { return times("preflight") > 1; }, 1200));
    auto recipe = studio->session()->recipe();
    recipe.set("learning_rate=0.5");
    studio->session()->setRecipe(recipe);
    EXPECT_TRUE(waitFor([&] { return times("preflight") == 2; }));
}

TEST_F(TrainBeforeTest, WhatGoesWrongIsSaidInItsPlace) {
    answer(
        {{"preflight",
          {R"({"error": {"kind": "user", "what": "no sample is left to train on", "where": "dataset", "hint": "label some samples"}})"}}});
    makeReady();
    ASSERT_TRUE(checked());
    EXPECT_TRUE(seen("train-before-problem"));
    EXPECT_TRUE(shown("train-before-problem-text").contains("no sample is left"));
    EXPECT_TRUE(shown("train-before-problem-hint").contains("label some samples"));
    EXPECT_FALSE(seen("train-before-badge"));
    EXPECT_FALSE(seen("job-bar")) << "said once";
    EXPECT_TRUE(find<QPushButton>("train-start")->isEnabled());
    answerWith(madePreflight());
    click("train-before-check");
    ASSERT_TRUE(waitFor([&] { return seen("train-before-badge"); }));
    EXPECT_FALSE(seen("train-before-problem"));
}

TEST_F(TrainBeforeTest, DataAndTemplateInSentences) {
    auto made = madePreflight();
    made.notes = {"3 samples without an answer are left out"};
    made.health = {{"corrupt_image", true, 2, "page-7: cannot be read"}};
    for (int i = 0; i < 12; ++i)
        made.templateProblems.push_back("page-" + std::to_string(i) + ": nothing of it is trained on");
    answerWith(made);
    makeReady();
    ASSERT_TRUE(checked());
    EXPECT_EQ(shown("train-before-data-note"), "370 training, 30 validation, 200 test");
    unfold("train-before-data");
    const QString text = said("train-before-lines");
    EXPECT_TRUE(text.contains("Pictures that cannot be read (2)") && text.contains("page-7: cannot be read"))
        << text.toStdString();
    EXPECT_TRUE(text.contains("in 12 samples") && text.contains("page-0: nothing") && text.contains("and 4 more"))
        << text.toStdString();
    EXPECT_TRUE(text.contains("3 samples without an answer"));
    click("train-before-to-data");
    EXPECT_EQ(window->currentPage(), "data");
}

TEST_F(TrainBeforeTest, WhatIsTrainedDownToTheModules) {
    answerWith(madePreflight());
    makeReady();
    ASSERT_TRUE(checked());
    unfold("train-before-trained");
    EXPECT_TRUE(said("train-before-parts").contains("2.45 M, frozen"));
    auto* tree = find<QTreeView>("train-before-tree");
    ASSERT_TRUE(waitFor([&] { return tree->isVisible(); }));
    EXPECT_EQ(times("trainable"), 1);
    const auto* model = tree->model();
    ASSERT_EQ(model->rowCount(), 2);
    const auto language = model->index(1, 0);
    EXPECT_EQ(language.data().toString(), "Language model");
    EXPECT_EQ(model->index(1, 1).data().toString(), "175,104");
    EXPECT_EQ(model->index(1, 3).data().toString(), "10.62 %");
    EXPECT_FALSE(tree->isExpanded(model->index(0, 0)));
    EXPECT_TRUE(tree->isExpanded(language)) << "what is trained is seen";
    EXPECT_TRUE(tree->isExpanded(model->index(1, 0, language)));
    EXPECT_FALSE(tree->isExpanded(model->index(0, 0, language)));
    EXPECT_EQ(model->index(0, 0, language).data().toString(), "Outside of layers");
    const auto layers = model->index(1, 0, language);
    EXPECT_EQ(layers.data().toString(), "Layers 0 to 2 of model.layers");
    EXPECT_EQ(model->index(0, 0, layers).data().toString(), "mlp.up_proj, in each");
    EXPECT_EQ(model->index(0, 0).data(Qt::AccessibleTextRole).toString(), "Vision tower: frozen");
    EXPECT_EQ(language.data(Qt::AccessibleTextRole).toString(), "Language model: trained in part");
    EXPECT_EQ(model->parent(model->index(0, 0, layers)), layers);
}

TEST_F(TrainBeforeTest, FirstBatchTokenByToken) {
    answerWith(madePreflight());
    makeReady();
    ASSERT_TRUE(checked());
    EXPECT_EQ(shown("train-before-batch-note"), "2 samples, 69 tokens, 3 of them trained on");
    unfold("train-before-batch");
    const auto* view = find<TokenView>("train-before-tokens");
    ASSERT_EQ(view->tokens().size(), 35U);
    EXPECT_EQ(view->chips().size(), 6U) << "the image's are one";
    find<QComboBox>("train-before-sample")->setCurrentIndex(1);
    EXPECT_EQ(view->tokens().size(), 34U);
    EXPECT_TRUE(shown("train-before-token").startsWith("34 tokens, 1 of them trained on"));
}

TEST_F(TrainBeforeTest, TheLegendSaysWhatIsMaskedAndWhatHasAWeight) {
    auto preflight = madePreflight();
    preflight.firstBatch[1].tokens.back().weight = 0.5;
    answerWith(preflight);
    makeReady();
    ASSERT_TRUE(checked());
    unfold("train-before-batch");
    EXPECT_TRUE(seen("train-before-legend-trained"));
    EXPECT_TRUE(seen("train-before-legend-masked"));
    EXPECT_FALSE(seen("train-before-legend-weighted")) << "nothing of this sample has one";
    find<QComboBox>("train-before-sample")->setCurrentIndex(1);
    EXPECT_TRUE(seen("train-before-legend-weighted"));
    EXPECT_TRUE(shown("train-before-token").startsWith("34 tokens, 1 of them trained on, 1 with a weight"));
}

TEST_F(TrainBeforeTest, ARunThatGoesOnHasARecipeOfItsOwn) {
    makeRun(project(), {.name = "half", .steps = 50, .result = false, .checkpoint = true});
    answerWith(madePreflight(protocol::Fit::TooLarge));
    makeReady();
    ASSERT_TRUE(checked());
    ASSERT_TRUE(waitFor([&] { return find<QRadioButton>("train-resume-choice")->isVisible(); }));
    click("train-resume-choice");
    EXPECT_FALSE(seen("train-before"));
    click("train-start");
    EXPECT_FALSE(studio->jobs().active("train").empty()) << "nothing is asked";
}

TEST_F(TrainBeforeTest, ACheckDoesNotHoldTheWindow) {
    answer({{"preflight", {R"({"event": "phase", "phase": "measuring"})"}}});
    makeReady();
    ASSERT_TRUE(waitFor([&] { return times("preflight") == 1; }));
    window->close();
    EXPECT_FALSE(window->isVisible());
    EXPECT_FALSE(window->findChild<QMessageBox*>("close-question"));
}

TEST_F(TrainBeforeTest, NameAndStartAreSeenInASmallWindow) {
    answerWith(madePreflight());
    window->resize(900, 600);
    makeReady();
    ASSERT_TRUE(checked());
    for (const char* name : {"train-run-name", "train-start"}) {
        const QWidget* widget = find<QWidget>(name);
        EXPECT_FALSE(widget->visibleRegion().isEmpty()) << name;
        EXPECT_EQ(widget->visibleRegion().boundingRect().height(), widget->height()) << name;
    }
    EXPECT_EQ(window->width(), 900);
}

class BeforeStarterTest : public StarterTest {};

TEST_F(BeforeStarterTest, SaysWhatTheCommandLineSays) {
    ASSERT_NO_FATAL_FAILURE(openSmallStarter({"max_steps=30"}));
    studio->preferences().setFlag("train.before-batch", true);
    press("rail-train");
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("train-before-status")->text().startsWith("Checked at"); }, kLong));
    EXPECT_EQ(find<QLabel>("train-before-problem-text")->text(), "");
    const QString folder = studio->session()->folder();
    QProcess line;
    line.start(qEnvironmentVariable("ATELIER_WORKER"),
               {"recipe", "preflight", folder + "/recipe.yaml", "--project", folder, "--json"});
    ASSERT_TRUE(line.waitForFinished(kLong));
    const auto reported =
        protocol::fromJson<protocol::Preflight>(Json::parse(line.readAllStandardOutput().toStdString()), "line");
    EXPECT_TRUE(find<QLabel>("train-before-share-value")->text().contains("175.1"));
    EXPECT_EQ(reported.estimate.trained, 175'104);
    EXPECT_EQ(find<QLabel>("train-before-samples-value")->text(), QString::number(reported.training));
    EXPECT_TRUE(find<QLabel>("train-before-facts")
                    ->text()
                    .contains(QLocale().toString(qlonglong(reported.estimate.batchTokens)) + " tokens"));
    const auto* view = find<TokenView>("train-before-tokens");
    ASSERT_EQ(view->tokens().size(), reported.firstBatch.front().tokens.size());
    for (std::size_t i = 0; i < view->tokens().size(); ++i) {
        EXPECT_EQ(view->tokens()[i].id, reported.firstBatch.front().tokens[i].id);
        EXPECT_EQ(view->tokens()[i].trained, reported.firstBatch.front().tokens[i].trained);
    }
    studio->preferences().setFlag("train.before-batch", false);
}

}  // namespace
