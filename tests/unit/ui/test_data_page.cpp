#include "common/file.h"
#include "image_canvas.h"
#include "pages/data/gallery/sample_model.h"
#include "pages/data/sample/picture.h"
#include "pages/data/sample/region_list.h"
#include "pages/data/transfer/dataset_export.h"
#include "pages/data/transfer/import_note.h"
#include "thumbnail_grid.h"
#include "vision/image.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;

namespace {

class DataPageTest : public WindowTest {
protected:
    void SetUp() override {
        WindowTest::SetUp();
        window->openProject(path("project"), Session::Create::IfMissing);
        window->showPage("data");
    }
    QString state() { return window->page("data")->state(); }
    void take(const QString& what) { window->page("data")->take({what}); }
    widgets::ThumbnailGrid* grid() { return find<widgets::ThumbnailGrid>("gallery-grid"); }
    int shown() { return grid()->model()->rowCount(); }
    QString note() { return find<QLabel>("import-note-text")->text(); }
    bool idle() {
        return waitFor([&] { return !studio->jobs().busy() && state() == "done"; });
    }

    void makePicture(const QString& name, int width = 8, int height = 6) {
        QDir().mkpath(QFileInfo(path(name)).path());
        vision::Image image{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), 90)};
        writeFileAtomically(path(name).toStdString(), vision::encodePng(image));
    }
    // Pictures with captions; the last one without.
    QString makeCaptions(const QString& name, const QStringList& captions) {
        int number = 0;
        for (const QString& caption : captions) {
            makePicture(name + QString("/%1.png").arg(++number));
            writeFileAtomically((path(name) + QString("/%1.txt").arg(number)).toStdString(), caption.toStdString());
        }
        return path(name);
    }
    void bringIn(const QString& name, const QStringList& captions) {
        take(makeCaptions(name, captions));
        ASSERT_TRUE(waitFor([&] { return state() == "done" && shown() == captions.size(); }));
        ASSERT_TRUE(idle());
    }
    // Samples with regions, as a project has them.
    void store(const std::vector<data::Sample>& samples) {
        studio->session()->write([&](data::Project& project) {
            project.addDataset({"made", "sharegpt", path("made.json").toStdString(), folder_.path().toStdString()},
                               samples);
        });
        studio->session()->noteDataChanged();
        ASSERT_TRUE(waitFor([&] { return state() == "done" && shown() == static_cast<int>(samples.size()); }));
    }
};

TEST_F(DataPageTest, ADroppedFolderIsBroughtInAndShown) {
    ASSERT_TRUE(waitFor([&] { return state() == "empty"; }));
    bringIn("birds", {"a red robin", "a grey heron"});
    EXPECT_EQ(studio->session()->dataset(), "birds");
    EXPECT_TRUE(find<QWidget>("import-note")->isVisible());
    EXPECT_TRUE(note().startsWith("2 samples")) << note().toStdString();
    EXPECT_EQ(find<QListWidget>("dataset-list")->count(), 1);
    EXPECT_TRUE(studio->isDone(Studio::Step::Data));
    // The first one is chosen; the keyboard goes on to the next.
    EXPECT_EQ(grid()->currentIndex().row(), 0);
    grid()->setFocus();
    QTest::keyClick(grid(), Qt::Key_Right);
    EXPECT_EQ(grid()->currentIndex().row(), 1);
    ASSERT_TRUE(waitFor([&] { return !grid()->currentIndex().data(SampleModel::kIdRole).toString().isEmpty(); }));
    EXPECT_EQ(find<QLabel>("sample-id")->text(), grid()->currentIndex().data(SampleModel::kIdRole).toString());
    ASSERT_TRUE(waitFor([&] { return !find<widgets::ImageCanvas>("data-canvas")->image().isNull(); }));
    click("sample-copy-id");
    EXPECT_EQ(QGuiApplication::clipboard()->text(), find<QLabel>("sample-id")->text());
}

TEST_F(DataPageTest, WhatIsLeftOutIsListedAndCanBeSeenAgain) {
    makeCaptions("birds", {"a red robin"});
    makePicture("birds/nameless.png");
    take(path("birds"));
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("import-note")->isVisible(); }));
    EXPECT_TRUE(note().contains("1 were left out")) << note().toStdString();
    const auto details = find<QTreeWidget>("import-note-account");
    EXPECT_FALSE(details->isVisible());
    click("import-note-details");
    EXPECT_TRUE(details->isVisible());
    ASSERT_FALSE(details->findItems("nameless.png", Qt::MatchContains | Qt::MatchRecursive).isEmpty());
    click("import-note-close");
    EXPECT_FALSE(find<QWidget>("import-note")->isVisible());
    studio->actions().find("data.report")->trigger();
    EXPECT_TRUE(find<QWidget>("import-note")->isVisible());
}

// Also holds the wording of core/data/import.cpp to what the page looks for.
TEST_F(DataPageTest, ANameThatIsTakenCanBeReplacedOrKept) {
    bringIn("birds", {"a red robin"});
    take(makeCaptions("birds", {"a red robin", "a heron"}));
    ASSERT_TRUE(waitFor([&] { return note().contains("of that name already"); })) << note().toStdString();
    click("import-note-second");
    ASSERT_TRUE(waitFor([&] { return find<QListWidget>("dataset-list")->count() == 2 && shown() == 2; }));
    EXPECT_EQ(studio->session()->dataset(), "birds_2");
    take(path("birds"));
    ASSERT_TRUE(waitFor([&] { return note().contains("of that name already"); }));
    click("import-note-first");
    ASSERT_TRUE(waitFor([&] { return studio->session()->dataset() == "birds" && shown() == 2; }));
    EXPECT_EQ(find<QListWidget>("dataset-list")->count(), 2);
}

TEST_F(DataPageTest, WhatIsNoDataIsSaid) {
    QDir().mkpath(path("nothing"));
    take(path("nothing"));
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("import-note")->isVisible(); }));
    EXPECT_TRUE(note().contains("nothing"));
    ASSERT_TRUE(waitFor([&] { return state() == "empty"; }));
}

TEST_F(DataPageTest, SearchesEveryWordAndShowsAllAgain) {
    bringIn("birds", {"a red robin", "a grey heron", "a red kite"});
    QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
    auto* search = find<QLineEdit>("gallery-search");
    ASSERT_TRUE(search->hasFocus());
    QTest::keyClicks(search, "RED");
    ASSERT_TRUE(waitFor([&] { return shown() == 2; }));
    QTest::keyClicks(search, " kite");
    ASSERT_TRUE(waitFor([&] { return shown() == 1; }));
    EXPECT_EQ(find<QLabel>("gallery-count")->text(), "1 of 3 samples");
    QTest::keyClicks(search, "x");
    ASSERT_TRUE(waitFor([&] { return shown() == 0; }));
    for (auto* button : find<QWidget>("gallery-state")->findChildren<QPushButton*>())
        if (button->isVisible()) QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(waitFor([&] { return shown() == 3; }));
    EXPECT_TRUE(search->text().isEmpty());
}

TEST_F(DataPageTest, RemovingAsksInPlace) {
    bringIn("birds", {"a red robin"});
    click("dataset-remove");
    ASSERT_TRUE(find<QWidget>("dataset-remove-yes")->isVisible());
    click("dataset-remove-no");
    EXPECT_FALSE(find<QWidget>("dataset-remove-yes")->isVisible());
    EXPECT_TRUE(studio->session()->project().hasDataset("birds"));
    click("dataset-remove");
    click("dataset-remove-yes");
    ASSERT_TRUE(waitFor([&] { return state() == "empty"; }));
    EXPECT_TRUE(studio->session()->dataset().isEmpty());
    EXPECT_TRUE(QFile::exists(path("birds/1.png")));
}

TEST_F(DataPageTest, AProjectOpenForReadingSaysWhyNothingCanBeAdded) {
    bringIn("birds", {"a red robin"});
    Studio other;
    MainWindow second(other);
    second.show();
    second.openProject(path("project"));
    second.showPage("data");
    auto* page = second.page("data");
    ASSERT_TRUE(waitFor([&] { return page->state() == "done"; }));
    auto* add = second.findChild<QPushButton*>("data-add-folder");
    EXPECT_FALSE(add->isEnabled());
    EXPECT_EQ(add->toolTip(), other.session()->readOnlyReason());
    EXPECT_FALSE(second.findChild<QToolButton*>("dataset-remove")->isEnabled());
}

TEST_F(DataPageTest, APictureThatVanishedIsNamedAndTriedAgain) {
    bringIn("birds", {"a red robin", "a grey heron"});
    QFile::rename(path("birds/2.png"), path("birds/away.png"));
    studio->actions().find("data.next")->trigger();
    auto* again = find<QPushButton>("data-picture-retry");
    ASSERT_TRUE(waitFor([&] { return again->isVisible(); }));
    QString said;
    for (const auto* label : find<QWidget>("data-canvas")->findChildren<QLabel*>())
        said += label->text();
    EXPECT_TRUE(said.contains("2.png")) << said.toStdString();
    QFile::rename(path("birds/away.png"), path("birds/2.png"));
    click("data-picture-retry");
    ASSERT_TRUE(waitFor([&] { return !find<widgets::ImageCanvas>("data-canvas")->image().isNull(); }));
    EXPECT_FALSE(again->isVisible());
}

TEST_F(DataPageTest, AFolderThatVanishedIsNamed) {
    bringIn("birds", {"a red robin"});
    QDir().rename(path("birds"), path("gone"));
    studio->session()->noteDataChanged();
    auto* missing = find<QLabel>("gallery-missing");
    ASSERT_TRUE(waitFor([&] { return missing->isVisible(); }));
    EXPECT_TRUE(missing->text().contains(path("birds"))) << missing->text().toStdString();
    QDir().rename(path("gone"), path("birds"));
    click("gallery-missing-retry");
    EXPECT_TRUE(waitFor([&] { return !missing->isVisible(); }));
}

TEST_F(DataPageTest, DroppedPicturesBecomeSamplesAndCanBeTakenBack) {
    makePicture("holiday/1.png");
    makePicture("holiday/2.png");
    QFile broken(path("holiday/3.png"));
    ASSERT_TRUE(broken.open(QIODevice::WriteOnly) && broken.write("no picture") > 0);
    broken.close();
    window->page("data")->take({path("holiday/1.png"), path("holiday/2.png"), path("holiday/3.png")});
    ASSERT_TRUE(waitFor([&] { return state() == "done" && shown() == 2; }));
    EXPECT_EQ(studio->session()->dataset(), "holiday");
    EXPECT_TRUE(note().contains("1 were left out")) << note().toStdString();
    // Into the chosen dataset, whose pictures lie in the project.
    makePicture("elsewhere/4.png");
    take(path("elsewhere/4.png"));
    ASSERT_TRUE(waitFor([&] { return shown() == 3; }));
    EXPECT_EQ(studio->session()->datasetNames().size(), 1u);
    ASSERT_TRUE(waitFor([&] { return studio->actions().find("data.undo")->isEnabled(); }));
    studio->actions().find("data.undo")->trigger();
    EXPECT_TRUE(waitFor([&] { return shown() == 2; }));
}

TEST_F(DataPageTest, ADatasetIsHandedOutAndWhatWouldBeLostIsToldFirst) {
    bringIn("birds", {"a red robin", "a grey heron"});
    auto* exports = window->page("data")->findChild<DatasetExport*>();
    exports->start("birds", "yolo", path("out"), false);
    ASSERT_TRUE(waitFor([&] { return !toasts.empty(); }));
    EXPECT_TRUE(toasts.back().contains("no place for")) << toasts.back().toStdString();
    EXPECT_FALSE(QFile::exists(path("out")));
    exports->start("birds", "llava", path("out"), false);
    ASSERT_TRUE(waitFor([&] { return toasts.size() == 2; }));
    EXPECT_TRUE(toasts.back().startsWith("2 samples")) << toasts.back().toStdString();
    take(path("out/birds.json"));
    ASSERT_TRUE(waitFor([&] { return find<QWidget>("import-note")->isVisible(); }));
    click("import-note-second");  // beside the one that it came from
    ASSERT_TRUE(waitFor([&] { return studio->session()->datasetNames().size() == 2; }));
}

TEST_F(DataPageTest, RegionsOfTheListAndOfThePictureAreOne) {
    makePicture("page.png", 40, 30);
    data::Sample sample;
    sample.id = "page";
    sample.media = {{data::Media::Kind::Image, "page.png", Box{10, 10, 40, 30}}};
    sample.turns = {{data::Turn::Role::User, "<image>Read."}, {data::Turn::Role::Assistant, "yes"}};
    using Shape = data::Region::Shape;
    sample.regions = {{Shape::Box, 0, {{12, 14}, {20, 20}}, "total", "9.00"},
                      {Shape::Box, 0, {{22, 14}, {30, 20}}, "date", ""}};
    store({sample});
    auto* canvas = find<widgets::ImageCanvas>("data-canvas");
    ASSERT_TRUE(waitFor([&] { return canvas->regions().size() == 2 && !canvas->image().isNull(); }));
    EXPECT_EQ(canvas->image().size(), QSize(30, 20));  // the part that is trained on
    EXPECT_EQ(canvas->regions()[0].points.boundingRect(), QRectF(2, 4, 8, 6));
    EXPECT_NE(canvas->regions()[0].color, canvas->regions()[1].color);
    auto* list = find<RegionList>("data-regions");
    ASSERT_EQ(list->count(), 2);
    EXPECT_TRUE(list->item(0)->text().contains("9.00"));
    Q_EMIT canvas->hovered(1);
    EXPECT_EQ(list->currentRow(), 1);
    Q_EMIT list->hovered(0);
    EXPECT_EQ(canvas->highlighted(), 0);
}

TEST_F(DataPageTest, FiltersBySplitAndTag) {
    std::vector<data::Sample> samples;
    for (int i = 0; i < 6; ++i) {
        data::Sample sample;
        sample.id = "s" + std::to_string(i);
        sample.turns = {{data::Turn::Role::User, "q"}, {data::Turn::Role::Assistant, "a"}};
        sample.split = i < 4 ? "train" : "test";
        if (i == 1) sample.tags = {"blurred"};
        samples.push_back(sample);
    }
    store(samples);
    auto* split = find<QComboBox>("gallery-split");
    ASSERT_TRUE(split->isVisible());
    split->setCurrentIndex(split->findData("test"));
    Q_EMIT split->activated(split->currentIndex());
    EXPECT_TRUE(waitFor([&] { return shown() == 2; }));
    split->setCurrentIndex(0);
    auto* tag = find<QComboBox>("gallery-tag");
    tag->setCurrentIndex(tag->findData("blurred"));
    Q_EMIT tag->activated(tag->currentIndex());
    EXPECT_TRUE(waitFor([&] { return shown() == 1; }));
    tag->setCurrentIndex(0);
    QTest::keyClicks(find<QLineEdit>("gallery-search"), "tag:blurred OR id:s5");
    EXPECT_TRUE(waitFor([&] { return shown() == 2; }));
}

TEST_F(DataPageTest, AFilterThatCannotBeReadSaysWhere) {
    bringIn("birds", {"a red robin", "a grey heron"});
    auto* search = find<QLineEdit>("gallery-search");
    QTest::keyClicks(search, "red AND (");
    auto* problem = find<QLabel>("gallery-problem");
    ASSERT_TRUE(waitFor([&] { return problem->isVisible(); }));
    EXPECT_TRUE(problem->text().contains("10")) << problem->text().toStdString();
    EXPECT_EQ(shown(), 2);  // what was found stays
    search->clear();
    EXPECT_TRUE(waitFor([&] { return !problem->isVisible(); }));
}

// Of many samples only those that are looked at are read: the window is never held by a long list.
TEST_F(DataPageTest, ManySamplesAreReadWhereTheyAreLookedAt) {
    std::vector<data::Sample> samples(12'000);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].id = "s" + std::to_string(i);
        samples[i].turns = {{data::Turn::Role::User, "q"},
                            {data::Turn::Role::Assistant, "answer " + std::to_string(i)}};
    }
    store(samples);
    const auto words = [&](int row) { return grid()->model()->index(row, 0).data().toString(); };
    ASSERT_TRUE(waitFor([&] { return words(0) == "answer 0"; }));
    EXPECT_TRUE(words(11'999).isEmpty());
    EXPECT_TRUE(waitFor([&] { return words(11'999) == "answer 11999"; }));
}

TEST(Picture, KeysKeepFileCropAndKind) {
    for (const data::Media& media :
         {data::Media{data::Media::Kind::Image, "/a/b.png", {}}, data::Media{data::Media::Kind::Video, "/a/b.mp4", {}},
          data::Media{data::Media::Kind::Video, "/a/b video.mp4", {}, TimeRange{2.5, 2.5}},
          data::Media{data::Media::Kind::Image, "/odd\nname.png", Box{1, 2.5, 3, 4.25}}})
        EXPECT_EQ(mediaOfKey(pictureKey(media)), media) << media.path;
}

}  // namespace
