// What a person meets when something is broken, gone or somebody else's: it is said, and nothing is lost.
#include "common/file.h"
#include "made_runs.h"
#include "protocol/jobs/model.h"
#include "state_view.h"
#include "window_fixture.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>

#include <unistd.h>

using namespace atelier;
using namespace atelier::ui;

namespace {

/// The tests run as root in a container, who may read everything: somebody who may not, for a while.
class Nobody {
public:
    Nobody() : root_(::geteuid() == 0) { EXPECT_EQ(root_ ? ::setresuid(kNobody, kNobody, 0) : 0, 0); }
    ~Nobody() { EXPECT_EQ(root_ ? ::setresuid(0, 0, 0) : 0, 0); }

private:
    static constexpr uid_t kNobody = 65534;
    bool root_;
};

class BadProject : public WindowTest {
protected:
    void makeProject() { Session(path("project"), Session::Create::IfMissing); }
    QString file() const { return path("project/project.sqlite"); }
    void write(const QString& where, const std::string& text) { writeFileAtomically(where.toStdString(), text); }
    /// Opening fails: it is said with where, what to do and a way to copy it, and the start page stays.
    void expectRefused(const QString& what, const QString& todo) {
        QString copy;
        QObject::connect(studio.get(), &Studio::said, window.get(),
                         [&](Studio::Tone, const QString&, const QString& action) { copy = action; });
        window->openProject(path("project"));
        EXPECT_FALSE(studio->session());
        EXPECT_TRUE(find<QWidget>("start-page")->isVisible());
        ASSERT_FALSE(toasts.empty());
        const QString said = toasts.back();
        EXPECT_TRUE(said.contains(what)) << said.toStdString();
        EXPECT_TRUE(said.contains(path("project"))) << said.toStdString();
        EXPECT_TRUE(said.contains(todo)) << said.toStdString();
        EXPECT_EQ(copy, "Copy");
    }
};

TEST_F(BadProject, FileThatIsNoDatabaseIsRefused) {
    makeProject();
    for (const char* beside : {"-wal", "-shm"})
        QFile::remove(file() + beside);
    write(file(), "this was a project once, perhaps, but now it is a letter to an aunt");
    expectRefused("damaged or of another program", "restore it from a copy");
}

TEST_F(BadProject, NewerVersionIsRefusedAndLeftAsItIs) {
    makeProject();
    const std::string written = readFile(file().toStdString());
    std::string newer = written;
    newer[63] = 99;  // user_version, big-endian, at 60
    for (const char* beside : {"-wal", "-shm"})
        QFile::remove(file() + beside);
    write(file(), newer);
    expectRefused("written by a newer Atelier", "update Atelier");
    EXPECT_EQ(readFile(file().toStdString()), newer);
}

TEST_F(BadProject, FolderOneMayNotReadIsRefused) {
    makeProject();
    QFile::setPermissions(folder_.path(),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther);
    QFile::setPermissions(path("project"), ::geteuid() == 0 ? QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
                                                            : QFile::Permissions());
    {
        const Nobody nobody;
        expectRefused("you may not read", "ask its owner");
    }
    QFile::setPermissions(path("project"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

TEST_F(BadProject, FolderOneMayNotWriteIsOpenedForReading) {
    makeProject();
    constexpr auto kRead =
        QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther;
    QFile::setPermissions(folder_.path(), kRead | QFile::WriteOwner);
    QFile::setPermissions(path("project"), kRead);
    {
        const Nobody nobody;
        window->openProject(path("project"));
        ASSERT_TRUE(studio->session());
        EXPECT_TRUE(studio->session()->readOnly());
        EXPECT_TRUE(find<QWidget>("project-notice")->isVisible());
        EXPECT_TRUE(find<QLabel>("project-notice-text")->text().contains("Permission denied"));
        studio->closeProject();
    }
    QFile::setPermissions(path("project"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

using OpenProject = ProjectTest;

TEST_F(OpenProject, SecondWindowSaysWhatItCannotAndGetsItLater) {
    Studio other;
    MainWindow second(other);
    second.resize(1280, 800);
    second.show();
    second.openProject(path("project"));
    ASSERT_TRUE(other.session());
    auto* notice = second.findChild<QWidget*>("project-notice");
    ASSERT_TRUE(notice->isVisible());
    EXPECT_FALSE(find<QWidget>("project-notice")->isVisible());
    EXPECT_TRUE(notice->findChild<QLabel*>("project-notice-text")->text().contains("reading only"));
    second.showPage("train");
    auto* start = second.findChild<QPushButton*>("train-start");
    EXPECT_FALSE(start->isEnabled());
    EXPECT_TRUE(start->toolTip().contains("reading only")) << start->toolTip().toStdString();
    second.showPage("data");
    EXPECT_FALSE(second.findChild<QPushButton*>("data-empty-file")->isEnabled());

    studio->closeProject();  // the first window lets go of it
    QTest::mouseClick(notice->findChild<QPushButton*>("project-notice-again"), Qt::LeftButton);
    EXPECT_FALSE(other.session()->readOnly());
    EXPECT_FALSE(notice->isVisible());
    EXPECT_EQ(second.currentPage(), "data");
}

TEST_F(OpenProject, FolderThatIsDeletedIsSaidAndNothingIsStarted) {
    auto* notice = find<QWidget>("project-notice");
    EXPECT_FALSE(notice->isVisible());
    const QString folder = project();
    window->showPage("train");
    ASSERT_TRUE(QDir().rename(folder, folder + "-elsewhere"));
    ASSERT_TRUE(waitFor([&] { return notice->isVisible(); }));
    EXPECT_TRUE(find<QLabel>("project-notice-text")->text().contains(folder));
    for (const QString& id : MainWindow::pageIds())
        window->showPage(id);
    window->showPage("train");
    EXPECT_FALSE(find<QPushButton>("train-start")->isEnabled());
    EXPECT_TRUE(find<QPushButton>("train-start")->toolTip().contains("not there any more"));
    EXPECT_FALSE(QFile::exists(folder)) << "it is not made again behind one's back";
    // What is chosen meanwhile cannot be kept, and that is said.
    toasts.clear();
    studio->session()->setRun("another");
    EXPECT_FALSE(toasts.empty());

    click("project-notice-again");
    EXPECT_TRUE(notice->isVisible()) << "it is still gone";
    ASSERT_TRUE(QDir().rename(folder + "-elsewhere", folder));
    click("project-notice-again");
    EXPECT_FALSE(notice->isVisible());
    EXPECT_FALSE(studio->session()->readOnly());
}

TEST_F(OpenProject, FileThatIsDamagedWhileOpenDoesNotEndTheWindow) {
    studio->session()->write([&](data::Project& opened) {
        data::Sample sample;
        sample.id = "one";
        sample.turns = {{data::Turn::Role::User, "Hello"}, {data::Turn::Role::Assistant, "Good day"}};
        opened.addDataset({"made", "sharegpt", path("made.json").toStdString(), folder_.path().toStdString()},
                          {sample});
    });
    // Not yet read again: what the session remembers of the file would hide the damage.
    for (const char* beside : {"", "-wal"}) {
        QFile broken(project() + "/project.sqlite" + beside);
        ASSERT_TRUE(broken.open(QIODevice::ReadWrite));
        broken.write(QByteArray(static_cast<int>(broken.size()), 'x'));
    }
    for (const QString& id : MainWindow::pageIds())
        window->showPage(id);
    studio->session()->noteDataChanged();
    window->showPage("data");
    ASSERT_TRUE(waitFor([&] { return window->page("data")->state() == "error"; }));
    EXPECT_TRUE(window->isVisible());
    ASSERT_FALSE(toasts.empty());
    EXPECT_TRUE(toasts.back().contains("damaged")) << toasts.back().toStdString();
}

class BadWorker : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        QDir().mkpath(path("model"));
        for (const char* piece : {"config.json", "tokenizer.json", "preprocessor_config.json", "model.safetensors"})
            writeFileAtomically((path("model/") + piece).toStdString(), "{}");
    }
    // A worker that is killed, as the system does when memory is short.
    void killedWorker() {
        pretendWorker(path("worker"), {R"({"event": "phase", "phase": "loading"})"});
        QFile script(path("worker/worker"));
        ASSERT_TRUE(script.open(QIODevice::Append));
        script.write("kill -KILL $$\n");
    }
    QString said(const QString& view) {
        QStringList texts;
        for (const auto* label : find<QWidget>(view)->findChildren<QLabel*>())
            texts.append(label->text());
        return texts.join('\n');
    }
};

TEST_F(BadWorker, KilledWhileItLooksAtAModel) {
    killedWorker();
    window->showPage("model");
    window->page("model")->take({path("model")});
    ASSERT_TRUE(waitFor([&] { return window->page("model")->state() == "error"; }));
    const QString text = said("model-state");
    EXPECT_TRUE(text.contains("SIGKILL") && text.contains("out of memory")) << text.toStdString();
}

TEST_F(BadWorker, KilledWhileItCompares) {
    makeRun(project(), {"first"});
    killedWorker();
    window->showPage("compare");
    ASSERT_TRUE(waitFor([&] { return window->page("compare")->state() == "ready"; }));
    QTest::mouseClick(find<widgets::StateView>("compare-state")->primaryButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return window->page("compare")->state() == "error"; }));
    const QString text = said("compare-state");
    EXPECT_TRUE(text.contains("SIGKILL") && text.contains("out of memory")) << text.toStdString();
}

TEST_F(BadWorker, ThatIsNotThereIsNamed) {
    qputenv("ATELIER_WORKER", path("no-such-program").toUtf8());
    window->showPage("model");
    window->page("model")->take({path("model")});
    ASSERT_TRUE(waitFor([&] { return window->page("model")->state() == "error"; }));
    EXPECT_TRUE(said("model-state").contains("no-such-program")) << said("model-state").toStdString();
}

class Device : public ProjectTest {
protected:
    // The row of the Train page for a computer with this device and a recipe that asks for another.
    QString shown(const std::string& there, const char* asked) {
        QDir().mkpath(path("model"));
        studio->session()->setModel(path("model"));
        protocol::ModelInfo info;
        info.device = there;
        studio->session()->setModelInfo(info);
        studio->session()->setDataset("data");
        settings::Recipe recipe;
        recipe.set("finetuning_type=lora");
        recipe.set(std::string("device=") + asked);
        studio->session()->setRecipe(recipe);
        window->showPage("train");
        auto* value = find<QLabel>("train-value-device");
        return value->isVisible() ? value->accessibleName() + value->text() : QString();
    }
};

TEST_F(Device, IsSaidBeforeTheTraining) {
    EXPECT_TRUE(shown("cpu", "auto").contains("no graphics card"));
    EXPECT_TRUE(shown("cpu", "cuda").contains("none can be used"));
    EXPECT_TRUE(shown("cuda", "cpu").contains("as the recipe says"));
    EXPECT_TRUE(shown("cuda", "auto").contains("the graphics card"));
    EXPECT_EQ(shown("", "auto"), "") << "not known yet";
}

}  // namespace
