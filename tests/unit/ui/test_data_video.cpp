#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/frame_picker.h"
#include "pages/data/sample/picture.h"
#include "pages/data/sample/transcript_list.h"
#include "thumbnail_grid.h"
#include "unit/vision/made_video.h"
#include "video/video_player.h"
#include "vision/image.h"
#include "window_fixture.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;

namespace {

// A film of two seconds whose frames say their number, as a whole and with two lines of a transcript.
class DataVideoTest : public WindowTest {
protected:
    void SetUp() override {
        WindowTest::SetUp();
        window->openProject(path("project"), Session::Create::IfMissing);
        window->showPage("data");
        fill("films", folder_.path().toStdString());
    }

    void fill(const std::string& name, const std::filesystem::path& root) {
        bool opened = false;
        const QObject receiver;
        QObject::connect(player(), &widgets::VideoPlayer::opened, &receiver, [&] { opened = true; });
        std::filesystem::create_directories(root);
        vision::makeVideo(root / "film.mp4", 50, [](int i) { return vision::numbered(i); }, {.betweens = 2});
        std::vector<data::Sample> samples(3);
        const std::vector<std::optional<TimeRange>> ranges{{}, TimeRange{0.4, 1}, TimeRange{1.2, 1.8}};
        for (std::size_t i = 0; i < samples.size(); ++i) {
            samples[i].id = "film-" + std::to_string(i);
            samples[i].media = {{data::Media::Kind::Video, root / "film.mp4", {}, ranges[i]}};
            samples[i].turns = {{Role::User, "<video>What is said?"}, {Role::Assistant, "Line " + std::to_string(i)}};
        }
        studio->session()->write([&](data::Project& project) { project.addDataset({name, "", root, root}, samples); });
        studio->session()->setDataset(QString::fromStdString(name));
        studio->session()->noteDataChanged();
        ASSERT_TRUE(waitFor([&] { return grid()->model()->rowCount() == 3 && opened; }));
        ASSERT_TRUE(shows(0));
    }

    widgets::ThumbnailGrid* grid() { return find<widgets::ThumbnailGrid>("gallery-grid"); }
    widgets::VideoPlayer* player() { return find<widgets::VideoPlayer>("data-video"); }
    QListWidget* lines() { return find<QListWidget>("video-lines"); }
    QListWidget* strip() { return find<QListWidget>("frames-strip"); }
    void choose(int row) { grid()->setCurrentIndex(grid()->model()->index(row, 0)); }
    // The number of the frame that is seen.
    int seen() {
        const QImage image = player()->image().convertToFormat(QImage::Format_RGB888);
        vision::Image pixels{image.width(), image.height(), {}};
        for (int y = 0; y < image.height(); ++y)
            pixels.pixels.insert(pixels.pixels.end(), image.constScanLine(y),
                                 image.constScanLine(y) + 3 * image.width());
        return pixels.pixels.empty() ? -1 : vision::numberIn(pixels);
    }
    bool shows(int frame) {
        return waitFor([&] { return seen() == frame; });
    }
    std::vector<data::Sample> stored(const std::string& dataset = "films") {
        EXPECT_TRUE(waitFor([&] { return find<QLabel>("data-saved")->text() == "Saved"; }));
        const auto project = data::Project::open(path("project").toStdString(), data::Project::Access::ReadOnly);
        return project.hasDataset(dataset) ? project.samples(dataset) : std::vector<data::Sample>{};
    }
};

TEST_F(DataVideoTest, KeysStepSeekAndPlay) {
    QTest::keyClick(player(), '.');
    EXPECT_TRUE(shows(1)) << seen();
    QTest::keyClick(player(), '.');
    EXPECT_TRUE(shows(2));
    QTest::keyClick(player(), ',');
    EXPECT_TRUE(shows(1));
    QTest::keyClick(player(), Qt::Key_Right);
    EXPECT_TRUE(shows(26));
    QTest::keyClick(player(), Qt::Key_Left);
    EXPECT_TRUE(shows(1));
    QTest::keyClick(player(), Qt::Key_End);
    EXPECT_TRUE(shows(49));
    QTest::keyClick(player(), Qt::Key_Home);
    EXPECT_TRUE(shows(0));
    QTest::keyClick(player(), Qt::Key_Space);
    EXPECT_TRUE(player()->playing());
    EXPECT_TRUE(waitFor([&] { return seen() > 2; }));
    QTest::keyClick(player(), Qt::Key_Space);
    EXPECT_FALSE(player()->playing());
    QTest::keyClick(player(), Qt::Key_End);
    EXPECT_TRUE(shows(49));
    // No step is lost while a frame is on its way.
    for (int i = 0; i < 6; ++i)
        QTest::keyClick(player(), ',');
    EXPECT_TRUE(shows(43)) << seen();
    // Of many places that are wanted at once the last is shown.
    for (int i = 0; i < 40; ++i)
        player()->seek(i / 25.0);
    EXPECT_TRUE(shows(39));
}

TEST_F(DataVideoTest, PlayingEndsWithThePart) {
    choose(1);
    EXPECT_TRUE(shows(10));
    player()->setPlaying(true);
    EXPECT_TRUE(waitFor([&] { return !player()->playing(); }));
    EXPECT_TRUE(shows(24));
}

TEST_F(DataVideoTest, ThePartIsAnEditThatIsTakenBack) {
    player()->seek(0.4);
    ASSERT_TRUE(shows(10));
    QTest::keyClick(player(), 'i');
    EXPECT_EQ(stored()[0].media[0].range, (TimeRange{0.4, 2}));
    player()->seek(1);
    ASSERT_TRUE(shows(25));
    QTest::keyClick(player(), 'o');
    EXPECT_NEAR(stored()[0].media[0].range->end, 1.04, 1e-9);
    EXPECT_NEAR(stored()[0].media[0].range->begin, 0.4, 1e-9);
    EXPECT_EQ(seen(), 25);  // it stays where it is
    studio->actions().find("data.undo")->trigger();
    ASSERT_TRUE(waitFor([&] { return player()->part() && player()->part()->end == 2; }));
    studio->actions().find("data.undo")->trigger();
    ASSERT_TRUE(waitFor([&] { return !player()->part(); }));
    EXPECT_FALSE(stored()[0].media[0].range);
}

TEST_F(DataVideoTest, LinesLightUpAndLead) {
    ASSERT_TRUE(waitFor([&] { return lines()->count() == 2; }));
    EXPECT_EQ(lines()->currentRow(), -1);
    player()->seek(1.3);
    ASSERT_TRUE(waitFor([&] { return lines()->currentRow() == 1; }));
    Q_EMIT lines()->itemClicked(lines()->item(0));
    ASSERT_TRUE(shows(10));
    EXPECT_EQ(lines()->currentRow(), 0);
    player()->seek(1.1);  // between them
    ASSERT_TRUE(waitFor([&] { return lines()->currentRow() == -1; }));
    Q_EMIT lines()->itemActivated(lines()->item(1));
    EXPECT_TRUE(waitFor([&] { return player()->part() && player()->part()->begin == 1.2; }));
    EXPECT_TRUE(shows(30));
}

TEST_F(DataVideoTest, FramesOfAForeignFolderMakeADataset) {
    find<QPushButton>("frames-pick")->click();  // one a second
    ASSERT_TRUE(waitFor([&] { return strip()->count() == 2; }));
    find<QPushButton>("frames-samples")->click();
    ASSERT_TRUE(waitFor([&] { return stored("films_frames").size() == 2; }));
    const auto made = stored("films_frames");
    EXPECT_EQ(vision::numberIn(vision::decodeImage(made[1].media[0].path)), 25);
    EXPECT_EQ(made[1].turns[0].text, "<image>What is said?");
    EXPECT_EQ(stored().size(), 3u);
}

TEST_F(DataVideoTest, FramesByHandBecomeThePicturesOfTheSample) {
    fill("own", std::filesystem::path(path("project").toStdString()) / "images/own");
    auto* how = find<QComboBox>("frames-how");
    how->setCurrentIndex(2);
    for (const double seconds : {1.0, 0.2}) {
        player()->seek(seconds);
        ASSERT_TRUE(shows(static_cast<int>(seconds * 25)));
        find<QPushButton>("frames-pick")->click();
    }
    ASSERT_EQ(strip()->count(), 2);
    find<QPushButton>("frames-pictures")->click();
    ASSERT_TRUE(waitFor([&] { return stored("own")[0].media.size() == 2; }));
    const data::Sample sample = stored("own")[0];
    EXPECT_EQ(sample.turns[0].text, "<image><image>What is said?");
    EXPECT_EQ(vision::numberIn(vision::decodeImage(sample.media[0].path)), 5);
    ASSERT_TRUE(waitFor([&] { return player()->isHidden(); }));
    studio->actions().find("data.undo")->trigger();
    ASSERT_TRUE(waitFor([&] { return !player()->isHidden(); }));
    EXPECT_EQ(stored("own")[0].media[0].kind, data::Media::Kind::Video);
}

TEST_F(DataVideoTest, ABrokenVideoSaysSo) {
    studio->session()->write([&](data::Project& project) {
        data::Sample sample;
        sample.id = "broken";
        sample.media = {{data::Media::Kind::Video, path("broken.mp4").toStdString()}};
        QFile file(path("broken.mp4"));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write("no video");
        file.close();
        project.addDataset({"broken", "", folder_.path().toStdString(), folder_.path().toStdString()}, {sample});
    });
    QString why;
    QObject::connect(player(), &widgets::VideoPlayer::failed, player(), [&](const QString& text) { why = text; });
    studio->session()->noteDataChanged();
    studio->session()->setDataset("broken");
    ASSERT_TRUE(waitFor([&] { return !why.isEmpty(); }));
    EXPECT_TRUE(why.contains("broken.mp4")) << why.toStdString();
    QTest::keyClick(player(), Qt::Key_Space);
    EXPECT_FALSE(player()->playing());
}

TEST(Picture, OfAVideoIsTheFrameAtItsBeginning) {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("film.mp4").toStdString();
    vision::makeVideo(file, 20, [](int i) { return vision::numbered(i); });
    const data::Media media{data::Media::Kind::Video, file, {}, TimeRange{0.4, 0.6}};
    const QImage image = loadThumbnail(pictureKey(media), {200, 200}).convertToFormat(QImage::Format_RGB888);
    ASSERT_EQ(image.size(), QSize(128, 64));
    EXPECT_GT(qRed(image.pixel(24, 32)), 125);  // 10: bits 1 and 3
    EXPECT_LT(qRed(image.pixel(8, 32)), 125);
    EXPECT_GT(qRed(image.pixel(56, 32)), 125);
}

}  // namespace
