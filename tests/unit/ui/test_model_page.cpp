#include "common/file.h"
#include "drop_area.h"
#include "made_project.h"
#include "made_runs.h"
#include "pages/model/model_folder.h"
#include "protocol/jobs/generate.h"
#include "protocol/jobs/model.h"
#include "protocol/line.h"
#include "vision/image.h"
#include "window_fixture.h"

#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;

namespace {

class ModelPageTest : public WindowTest {
protected:
    void SetUp() override {
        WindowTest::SetUp();
        worker_ = qgetenv("ATELIER_WORKER");
        window->openProject(path("project"), Session::Create::IfMissing);
        window->showPage("model");
    }
    void TearDown() override {
        WindowTest::TearDown();
        qputenv("ATELIER_WORKER", worker_);
    }
    QString state() { return window->page("model")->state(); }
    void take(const QString& what) { window->page("model")->take({what}); }

    QString makeModel(const QString& name) {
        makeModelFolder(path(name));
        return path(name);
    }
    QString makePicture(const QString& name) {
        vision::Image image{8, 6, std::vector<std::uint8_t>(8 * 6 * 3, 90)};
        writeFileAtomically(path(name).toStdString(), vision::encodePng(image));
        return path(name);
    }
    void openModel(const protocol::ModelInfo& info = madeModelInfo()) {
        pretendWorker(path("worker"), {resultLine(protocol::toJson(info))});
        take(makeModel("tiny"));
        ASSERT_TRUE(waitFor([&] { return state() == "done"; }));
    }
    QString shown(const QString& name) { return find<QLabel>(name)->text(); }
    // Everything the error view says.
    QString said() {
        QStringList texts;
        for (const auto* label : find<QWidget>("model-state")->findChildren<QLabel*>())
            texts.append(label->text());
        return texts.join('\n');
    }

    QByteArray worker_;
};

TEST_F(ModelPageTest, NamesEveryPieceThatIsMissing) {
    EXPECT_EQ(state(), "empty");
    QDir().mkpath(path("half"));
    writeFileAtomically(path("half/config.json").toStdString(), "{}");
    take(path("half"));
    EXPECT_EQ(state(), "error");
    for (const char* piece : {"tokenizer.json", "preprocessor_config.json", "model.safetensors"})
        EXPECT_TRUE(said().contains(piece)) << piece;
    EXPECT_FALSE(said().contains("config.json: what"));
    EXPECT_TRUE(studio->session()->model().isEmpty());
}

TEST_F(ModelPageTest, NamesShardsThatAreMissing) {
    const QString folder = makeModel("sharded");
    QFile::remove(folder + "/model.safetensors");
    writeFileAtomically((folder + "/model.safetensors.index.json").toStdString(),
                        R"({"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}})");
    writeFileAtomically((folder + "/one.safetensors").toStdString(), "x");
    const QStringList missing = missingPieces(folder);
    ASSERT_EQ(missing.size(), 1);
    EXPECT_TRUE(missing[0].startsWith("two.safetensors")) << missing[0].toStdString();
}

TEST_F(ModelPageTest, ADroppedFolderBecomesTheProjectsModel) {
    pretendWorker(path("worker"), {resultLine(protocol::toJson(madeModelInfo()))});
    auto* drop = find<widgets::DropArea>("model-drop");
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(makeModel("tiny"))});
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(drop, &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent event(QPointF(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(drop, &event);
    EXPECT_EQ(state(), "loading");
    ASSERT_TRUE(waitFor([&] { return state() == "done"; }));
    EXPECT_EQ(studio->session()->model(), path("tiny"));
    ASSERT_TRUE(studio->session()->modelInfo());
    EXPECT_EQ(shown("model-name"), "tiny");
    EXPECT_EQ(shown("model-family"), "Qwen2-VL");
    EXPECT_EQ(shown("model-parameters"), "4.66 M parameters");
    // In the order a picture takes through the model.
    EXPECT_TRUE(find<QWidget>("model-parts")->accessibleName().startsWith("Vision tower"));
    EXPECT_EQ(shown("model-template-verdict"), "Works");
    EXPECT_FALSE(find<QWidget>("model-problems")->isVisible());
    EXPECT_EQ(studio->preferences().list("models").value(0), path("tiny"));
}

TEST_F(ModelPageTest, ProblemsAreListedWithWhatToDo) {
    protocol::ModelInfo info = madeModelInfo();
    info.example.clear();
    info.problems = {"a.weight: not in the files", "b.weight: not in the files", "chat_template.json: no such filter"};
    openModel(info);
    EXPECT_TRUE(find<QWidget>("model-problems")->isVisible());
    EXPECT_EQ(shown("model-template-verdict"), "Does not work");
    EXPECT_FALSE(studio->isDone(Studio::Step::Model));
    const auto problems = modelProblems(info.problems);
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_EQ(problems[0].lines.size(), 2);
    EXPECT_FALSE(problems[0].todo.isEmpty());
}

TEST_F(ModelPageTest, WhatTheEngineRefusesIsSaidAndTriedAgain) {
    pretendWorker(
        path("worker"),
        {QString::fromStdString(
            Json{{"error", protocol::toJson(Error("model_type \"x\" is not known", "config.json", "known: llava"))}}
                .dump())});
    take(makeModel("tiny"));
    ASSERT_TRUE(waitFor([&] { return state() == "error"; }));
    EXPECT_TRUE(said().contains("known: llava")) << said().toStdString();
    pretendWorker(path("worker"), {resultLine(protocol::toJson(madeModelInfo()))});
    for (auto* button : find<QWidget>("model-state")->findChildren<QPushButton*>())
        if (button->isVisible() && button->text() == "&Try again") QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(waitFor([&] { return state() == "done"; }));
}

TEST_F(ModelPageTest, AProjectsModelIsReadByItself) {
    openModel();
    studio->closeProject();
    window->openProject(path("project"));
    window->showPage("model");
    ASSERT_TRUE(waitFor([&] { return state() == "done"; }));
    EXPECT_TRUE(studio->session()->modelInfo());
    studio->closeProject();
    QDir(path("tiny")).removeRecursively();
    window->openProject(path("project"));
    window->showPage("model");
    ASSERT_TRUE(waitFor([&] { return state() == "error"; }));
}

TEST_F(ModelPageTest, AnswersAQuestionAboutAPicture) {
    openModel();
    const QString picture = makePicture("dots.png");
    take(picture);
    auto* prompt = find<QPlainTextEdit>("try-prompt");
    EXPECT_EQ(prompt->toPlainText(), "Describe the picture.");
    prompt->setPlainText("What is it?");
    protocol::GenerateResult result;
    result.text = "Grey dots.";
    result.tokens = {1, 2, 3};
    result.seconds = 0.5;
    result.tokensPerSecond = 6;
    pretendWorker(path("worker"),
                  {QString::fromStdString(protocol::toJson(protocol::Event(protocol::AnswerPart{"Grey "})).dump()),
                   resultLine(protocol::toJson(result))});
    QTest::keyClick(prompt, Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([&] { return find<QLabel>("try-facts")->text().contains("6.0 tokens/s"); }));
    EXPECT_EQ(find<QPlainTextEdit>("try-answer")->toPlainText(), "Grey dots.");
    const QString request = workerRequest(path("worker"));
    EXPECT_TRUE(request.contains("What is it?")) << request.toStdString();
    EXPECT_TRUE(request.contains("dots.png"));
    // Remembered for this model.
    studio->closeProject();
    pretendWorker(path("worker"), {resultLine(protocol::toJson(madeModelInfo()))});
    window->openProject(path("project"));
    window->showPage("model");
    ASSERT_TRUE(waitFor([&] { return state() == "done"; }));
    EXPECT_EQ(find<QPlainTextEdit>("try-prompt")->toPlainText(), "What is it?");
}

TEST_F(ModelPageTest, ShowsWhatTheModelIsMadeOf) {
    openModel();
    const QString drawing = find<QWidget>("model-drawing")->accessibleName();
    EXPECT_LT(drawing.indexOf("Vision tower, 4 layers × 128"), drawing.indexOf("Projector")) << drawing.toStdString();
    EXPECT_TRUE(drawing.endsWith("750 tokens")) << drawing.toStdString();
    auto* tree = find<QTreeWidget>("model-tree");
    ASSERT_EQ(tree->topLevelItemCount(), 3);
    EXPECT_EQ(tree->topLevelItem(0)->childCount(), 2);
    EXPECT_EQ(tree->topLevelItem(0)->text(1), "4");
    EXPECT_TRUE(find<QLabel>("model-card-missing")->isVisible());
}

TEST_F(ModelPageTest, AnAnswerCanBeStoppedAndWhatThereIsStays) {
    openModel();
    pretendEndlessWorker(
        path("worker"),
        {QString::fromStdString(protocol::toJson(protocol::Event(protocol::AnswerPart{"On and on"})).dump())});
    click("try-ask");
    ASSERT_TRUE(waitFor([&] { return find<QPlainTextEdit>("try-answer")->toPlainText() == "On and on"; }));
    EXPECT_FALSE(find<QPushButton>("try-ask")->isEnabled());
    click("try-stop");
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("try-ask")->isEnabled(); }));
    EXPECT_EQ(find<QPlainTextEdit>("try-answer")->toPlainText(), "On and on");
    EXPECT_FALSE(find<QLabel>("try-failure")->isVisible());
}

TEST_F(ModelPageTest, ARunsAdapterCanBeTried) {
    makeRun(studio->session()->folder(), {.name = "tuned-one"});
    openModel();
    auto* by = find<QComboBox>("try-answerer");
    ASSERT_TRUE(waitFor([&] { return by->count() == 2; }));
    by->setCurrentIndex(1);
    pretendWorker(path("worker"), {resultLine(protocol::toJson(protocol::GenerateResult{}))});
    click("try-ask");
    ASSERT_TRUE(waitFor([&] { return find<QPushButton>("try-ask")->isEnabled(); }));
    EXPECT_TRUE(workerRequest(path("worker")).contains("tuned-one/adapter"));
}

TEST(ModelMemory, CountsFourBytesAParameterAndSixteenWithAdamW) {
    protocol::ModelInfo info;
    info.parts = {{"language model", 1000}};
    EXPECT_EQ(memoryOf(info).run32, 4000u);
    EXPECT_EQ(memoryOf(info).run16, 2000u);
    EXPECT_EQ(memoryOf(info).full, 16000u);
}

}  // namespace
