#include "common/file.h"
#include "pages/data/sample/picture.h"
#include "resources.h"
#include "starter_fixture.h"
#include "vision/image.h"

#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QWindow>

using namespace atelier;
using namespace atelier::ui;

namespace {

class DropTest : public StarterTest {
protected:
    // As the window system tells it: the window finds out whose place it is. False: it was refused.
    bool drop(QWidget* onto, const QList<QUrl>& urls) {
        QMimeData data;
        data.setUrls(urls);
        const QPoint at = onto->mapTo(window.get(), onto->rect().center());
        QWindow* handle = window->windowHandle();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(handle, &enter);
        if (!enter.isAccepted()) {
            QDragLeaveEvent leave;
            QCoreApplication::sendEvent(handle, &leave);
            return false;
        }
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(handle, &event);
        return event.isAccepted();
    }
    bool drop(QWidget* onto, const QString& path) { return drop(onto, {QUrl::fromLocalFile(path)}); }
    Page* show(const QString& id) {
        window->showPage(id);
        QCoreApplication::processEvents();
        return window->page(id);
    }
    void openEmpty() { window->openProject(path("project"), Session::Create::IfMissing); }
    QString write(const QString& name, const std::string& text) {
        QDir().mkpath(QFileInfo(path(name)).path());
        writeFileAtomically(path(name).toStdString(), text);
        return path(name);
    }
    QString makePicture(const QString& name) {
        const vision::Image image{8, 6, std::vector<std::uint8_t>(8 * 6 * 3, 90)};
        return write(name, vision::encodePng(image));
    }
    QString note() { return find<QLabel>("import-note-text")->text(); }
    bool imported(const QString& dataset) {
        return waitFor([&] { return !studio->jobs().busy() && studio->session()->dataset() == dataset; });
    }
};

TEST_F(DropTest, AProjectOnTheStartPageIsOpened) {
    openEmpty();
    const QString folder = studio->session()->folder();
    studio->closeProject();
    ASSERT_TRUE(drop(find<QWidget>("start-page"), folder));
    ASSERT_TRUE(studio->session());
    EXPECT_EQ(studio->session()->folder(), folder);
    EXPECT_EQ(window->currentPage(), "model");
    // Once more: it does not lock itself out.
    ASSERT_TRUE(drop(window->page("model"), folder));
    EXPECT_FALSE(studio->session()->readOnly());
}

TEST_F(DropTest, WithoutAProjectTheWayToOneIsSaid) {
    drop(find<QWidget>("start-page"), starterModel());
    EXPECT_FALSE(studio->session());
    ASSERT_EQ(toasts.size(), 1u);
}

TEST_F(DropTest, AModelIsOpenedWhereverItFalls) {
    openEmpty();
    ASSERT_TRUE(drop(find<QWidget>("model-drop"), starterModel()));
    EXPECT_EQ(window->page("model")->state(), "loading");
    ASSERT_TRUE(comesTo("model", "done"));
    EXPECT_EQ(studio->session()->model(), QDir::cleanPath(starterModel()));
    // Another one, on a page that is not the model's.
    const QString other = path("other");
    ASSERT_EQ(QProcess::execute("cp", {"-r", starterModel(), other}), 0);
    ASSERT_TRUE(drop(show("runs"), other));
    EXPECT_EQ(window->currentPage(), "model");
    ASSERT_TRUE(comesTo("model", "done"));
    EXPECT_EQ(studio->session()->model(), other);
    // And a picture, to be asked about.
    ASSERT_TRUE(drop(window->page("model"), makePicture("dots.png")));
    EXPECT_EQ(window->currentPage(), "model");
    EXPECT_TRUE(find<QWidget>("try-picture")->isVisible());
    EXPECT_TRUE(toasts.empty()) << toasts.back().toStdString();
}

TEST_F(DropTest, PicturesAndDatasetsAreBroughtIn) {
    openEmpty();
    show("data");
    ASSERT_TRUE(comesTo("data", "empty"));
    makePicture("birds/robin.png");
    write("birds/robin.txt", "a red robin");
    ASSERT_TRUE(drop(find<QWidget>("data-drop"), path("birds")));
    ASSERT_TRUE(imported("birds"));
    // A dataset, beside any place that is meant for it.
    makePicture("fish/trout.png");
    write("fish/fish.json",
          R"([{"messages": [{"role": "user", "content": "<image>What is it?"}, {"role": "assistant", "content":)"
          R"( "a trout"}], "images": ["trout.png"]}])");
    write("fish/dataset_info.json",
          R"({"fish": {"file_name": "fish.json", "formatting": "sharegpt", "columns": {"messages": "messages",)"
          R"( "images": "images"}, "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user",)"
          R"( "assistant_tag": "assistant"}}})");
    ASSERT_TRUE(drop(show("train"), path("fish")));
    EXPECT_EQ(window->currentPage(), "data");
    ASSERT_TRUE(imported("fish")) << note().toStdString();
    ASSERT_TRUE(waitFor([&] { return find<QListWidget>("dataset-list")->count() == 2; }));
}

TEST_F(DropTest, ARecipeFillsTheForm) {
    openEmpty();
    ASSERT_TRUE(drop(show("train"), presetRecipes().front()));
    EXPECT_EQ(window->currentPage(), "recipe");
    EXPECT_EQ(window->page("recipe")->state(), "done");
    EXPECT_TRUE(studio->session()->recipe().find("finetuning_type"));
}

TEST_F(DropTest, WhatNothingCanTakeIsRefusedAndNothingIsLost) {
    openEmpty();
    makePicture("birds/robin.png");
    write("birds/robin.txt", "a red robin");
    ASSERT_TRUE(drop(show("data"), path("birds")));
    ASSERT_TRUE(imported("birds"));
    const QString notes = write("notes.txt", "milk, bread");
    for (const char* id : {"model", "data", "recipe", "train", "compare", "runs"}) {
        drop(show(id), notes);
        EXPECT_EQ(window->currentPage(), "data") << id;
        ASSERT_TRUE(waitFor([&] { return !studio->jobs().busy() && find<QWidget>("import-note")->isVisible(); }));
        EXPECT_TRUE(note().contains("no dataset format knows it")) << note().toStdString();
    }
    // An address is no file.
    EXPECT_FALSE(drop(show("data"), {QUrl("https://example.org/birds.zip")}));
    EXPECT_EQ(studio->session()->dataset(), "birds");
    EXPECT_EQ(studio->session()->project().datasets().size(), 1u);
    EXPECT_TRUE(studio->session()->model().isEmpty());
    EXPECT_TRUE(QFile::exists(notes));
}

}  // namespace
