#include "data/store/thumbnails.h"
#include "pages/data/gallery/kept_thumbnails.h"
#include "pages/data/sample/picture.h"
#include "shown_greys.h"

#include <QBuffer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <gtest/gtest.h>

#include <algorithm>

namespace atelier::ui {
namespace {

QString picture(const QTemporaryDir& folder, const char* name, const QSize& size, const QColor& color) {
    QImage image(size, QImage::Format_RGB888);
    image.fill(color);
    const QString file = folder.filePath(name);
    EXPECT_TRUE(image.save(file));
    return QFileInfo(file).canonicalFilePath();
}

TEST(KeptThumbnailsTest, LargePicturesAreDecodedOnce) {
    QTemporaryDir folder;
    const QString large = picture(folder, "large.png", {1200, 600}, Qt::red);
    const QString small = picture(folder, "small.png", {200, 100}, Qt::red);
    const auto load = keptThumbnails(folder.path(), false);
    EXPECT_EQ(load(large, {168, 168}).size(), QSize(168, 84));
    EXPECT_EQ(load(small, {168, 168}).size(), QSize(168, 84));

    data::Thumbnails store(folder.path().toStdString(), false);
    const auto key = data::Thumbnails::keyOf(large.toStdString(), "");
    ASSERT_TRUE(key);
    EXPECT_TRUE(store.find(*key));
    EXPECT_FALSE(store.find(*data::Thumbnails::keyOf(small.toStdString(), "")));

    // What is kept is what is shown.
    QImage green(512, 256, QImage::Format_RGB888);
    green.fill(Qt::green);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    ASSERT_TRUE(green.save(&buffer, "JPEG", 95));
    store.keep(*key, bytes.toStdString());
    EXPECT_GT(load(large, {100, 100}).pixelColor(50, 30).green(), 240);
    // Larger than what is kept: from the file.
    EXPECT_GT(load(large, {900, 900}).pixelColor(50, 30).red(), 240);
}

TEST(KeptThumbnailsTest, ChangedAndCroppedPicturesAreOthers) {
    QTemporaryDir folder;
    const QString file = picture(folder, "a.png", {1200, 800}, Qt::red);
    const auto load = keptThumbnails(folder.path(), false);
    EXPECT_GT(load(file, {100, 100}).pixelColor(9, 9).red(), 240);
    data::Media part;
    part.path = file.toStdString();
    part.crop = Box{0, 0, 600, 800};
    EXPECT_EQ(load(pictureKey(part), {100, 100}).size(), QSize(75, 100));
    picture(folder, "a.png", {1201, 800}, Qt::blue);
    EXPECT_GT(load(file, {100, 100}).pixelColor(9, 9).blue(), 240);
    QFile::remove(file);
    EXPECT_TRUE(load(file, {100, 100}).isNull());
}

TEST(KeptThumbnailsTest, DeepGreysAreShownAsTheRecipeSays) {
    QTemporaryDir folder;
    QImage deep(1200, 600, QImage::Format_Grayscale16);
    for (int y = 0; y < deep.height(); ++y)
        std::fill_n(reinterpret_cast<quint16*>(deep.scanLine(y)), deep.width(), quint16(2048));
    ASSERT_TRUE(deep.save(folder.filePath("deep.png")));
    const QString file = QFileInfo(folder.filePath("deep.png")).canonicalFilePath();
    const auto load = keptThumbnails(folder.path(), false);
    const auto grey = [&] { return load(file, {100, 100}).pixelColor(50, 30).red(); };
    EXPECT_NEAR(grey(), 128, 4);
    settings::Recipe recipe;
    recipe.set("image_grey_window=clip");
    takeShownGreys(recipe);
    EXPECT_GT(grey(), 250);
    takeShownGreys({});
    EXPECT_NEAR(grey(), 128, 4);
}

}  // namespace
}  // namespace atelier::ui
