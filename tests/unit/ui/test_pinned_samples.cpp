#include "pages/data/gallery/gallery.h"
#include "pages/data/pinned_tag.h"
#include "pages_fixture.h"
#include "thumbnail_grid.h"

#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;
using Tags = std::vector<std::string>;

namespace {

class PinnedTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            samples[0].tags = {"red"};
            samples[2].tags = {"watch"};
        });
        ASSERT_TRUE(waitFor([&] { return find<QToolButton>("sample-pin")->isVisible(); }));
    }

    QToolButton* pin() { return find<QToolButton>("sample-pin"); }
    QStringList badges(int row) {
        return grid()->model()->index(row, 0).data(widgets::ThumbnailBadgesRole).toStringList();
    }
};

TEST_F(PinnedTest, APinIsATagThatIsSeenAndTakenBack) {
    EXPECT_FALSE(pin()->isChecked());
    pin()->click();
    EXPECT_EQ(stored().tags, (Tags{"red", "pinned"}));
    EXPECT_TRUE(pin()->isChecked());
    EXPECT_TRUE(waitFor([&] { return badges(0).contains("pinned"); }));
    press("data.undo");
    EXPECT_TRUE(waitFor([&] { return !pin()->isChecked(); }));
    EXPECT_EQ(stored().tags, Tags{"red"});
    press("data.pin");
    EXPECT_EQ(stored().tags, (Tags{"red", "pinned"}));
    press("data.pin");
    EXPECT_EQ(stored().tags, Tags{"red"});
}

TEST_F(PinnedTest, SeveralSamplesArePinnedAtOnce) {
    grid()->selectAll();
    ASSERT_EQ(gallery()->selected().size(), 3u);
    press("data.pin");
    EXPECT_EQ(stored("page-2").tags, (Tags{"watch", "pinned"}));
    EXPECT_EQ(stored("page-1").tags, Tags{"pinned"});
    ASSERT_TRUE(waitFor([&] { return pin()->isChecked(); }));
    grid()->selectAll();
    press("data.pin");
    EXPECT_EQ(stored("page-1").tags, Tags{});
    EXPECT_EQ(stored("page-2").tags, Tags{"watch"});
}

TEST_F(PinnedTest, TheRecipeSaysByWhichTag) {
    settings::Recipe recipe = studio->session()->recipe();
    recipe.set("sample_answers_tag", std::string("watch"), "test");
    studio->session()->setRecipe(recipe);
    EXPECT_TRUE(waitFor([&] { return badges(2).contains("pinned"); }));
    pin()->click();
    EXPECT_EQ(stored().tags, (Tags{"red", "watch"}));
    recipe.set("sample_answers_tag", std::string(), "test");
    EXPECT_EQ(pinnedTag(recipe), "pinned") << "it is switched off: the usual tag";
}

}  // namespace
