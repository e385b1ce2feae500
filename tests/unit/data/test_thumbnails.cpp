#include "data/store/thumbnails.h"
#include "support.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace atelier::data {
namespace {

namespace fs = std::filesystem;

class ThumbnailsTest : public ::testing::Test {
protected:
    void SetUp() override { write("a.png", "picture"); }
    fs::path write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
        return folder_.path() / name;
    }
    fs::path file(const std::string& name) const { return folder_.path() / name; }
    Thumbnails::Key key(const std::string& name, const std::string& what = {}) const {
        return Thumbnails::keyOf(file(name), what).value();
    }

    ScratchFolder folder_;
};

TEST_F(ThumbnailsTest, ArePerFileAndPart) {
    Thumbnails store(folder_.path(), false);
    EXPECT_EQ(store.find(key("a.png")), std::nullopt);
    store.keep(key("a.png"), std::string("small\0one", 9));
    store.keep(key("a.png", "crop"), "part");
    EXPECT_EQ(store.find(key("a.png")), std::string("small\0one", 9));
    EXPECT_EQ(store.find(key("a.png", "crop")), "part");
    EXPECT_EQ(store.find(key("a.png", "other")), std::nullopt);
}

TEST_F(ThumbnailsTest, StayForTheNextTime) {
    Thumbnails(folder_.path(), false).keep(key("a.png"), "small");
    EXPECT_EQ(Thumbnails(folder_.path(), false).find(key("a.png")), "small");
    EXPECT_EQ(Thumbnails(folder_.path(), true).find(key("a.png")), "small");
}

TEST_F(ThumbnailsTest, OfAChangedFileCountForNothing) {
    Thumbnails store(folder_.path(), false);
    const auto before = key("a.png");
    store.keep(before, "small");
    write("a.png", "PICTURE");  // of the same length
    fs::last_write_time(file("a.png"), fs::last_write_time(file("a.png")) + std::chrono::seconds(2));
    EXPECT_EQ(store.find(key("a.png")), std::nullopt);
    write("a.png", "a longer picture");
    EXPECT_EQ(store.find(key("a.png")), std::nullopt);
    EXPECT_EQ(Thumbnails::keyOf(file("gone.png"), {}), std::nullopt);
}

TEST_F(ThumbnailsTest, AnUnreadableCacheIsMadeAnew) {
    write("thumbnails.sqlite", std::string(5000, 'x'));
    EXPECT_EQ(Thumbnails(folder_.path(), true).find(key("a.png")), std::nullopt);
    Thumbnails store(folder_.path(), false);
    store.keep(key("a.png"), "small");
    EXPECT_EQ(store.find(key("a.png")), "small");
}

TEST_F(ThumbnailsTest, ReadOnlyMakesNothing) {
    Thumbnails store(folder_.path(), true);
    store.keep(key("a.png"), "small");
    EXPECT_EQ(store.find(key("a.png")), std::nullopt);
    EXPECT_FALSE(fs::exists(folder_.path() / "thumbnails.sqlite"));
}

TEST_F(ThumbnailsTest, ServeSeveralThreads) {
    Thumbnails store(folder_.path(), false), other(folder_.path(), false);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                const std::string what = std::to_string(t) + "," + std::to_string(i);
                (t % 2 == 0 ? store : other).keep(key("a.png", what), what);
            }
        });
    threads.clear();
    EXPECT_EQ(store.find(key("a.png", "1,49")), "1,49");
    EXPECT_EQ(other.find(key("a.png", "2,49")), "2,49");
}

}  // namespace
}  // namespace atelier::data
