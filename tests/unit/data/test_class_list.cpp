#include "data/classes.h"
#include "data/store/edits.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;

namespace {

class ClassList : public testing::Test {
protected:
    ClassList() : project_(Project::create(folder_ / "p")) {
        Sample sample = chat("s", "<image>q", "a");
        sample.media = {{Media::Kind::Image, "/a.png"}};
        sample.regions = {{.points = {{0, 0}, {1, 1}}, .label = "cat"}, {.points = {{0, 0}, {1, 1}}, .label = "dog"}};
        Sample other = sample;
        other.id = "t";
        other.regions.pop_back();
        project_.addDataset({"d", "test", "/", "/", list_}, {sample, other});
    }
    std::string labels() {
        std::string all;
        for (const Sample& sample : project_.samples("d"))
            for (const Region& region : sample.regions)
                all += region.label + " ";
        return all;
    }

    const std::vector<DatasetClass> list_{
        {.number = 1, .name = "cat"}, {.number = 2, .name = "dog"}, {.number = 3, .name = "cow"}};
    ScratchFolder folder_;
    Project project_;
};

TEST_F(ClassList, ChangesInOneEditThatIsUndoneAndDoneAgain) {
    // Two names change places, one class goes, one comes, the order changes.
    const std::vector<WantedClass> wanted{{"dog", {.number = 2, .name = "cat"}},
                                          {"cat", {.number = 1, .name = "dog"}},
                                          {"", {.number = 7, .name = "hen"}}};
    ASSERT_TRUE(changeClasses(project_, "d", wanted));
    EXPECT_EQ(labels(), "dog cat dog ");
    const auto after = project_.info("d").classes;
    EXPECT_EQ(after, (std::vector<DatasetClass>{wanted[0].now, wanted[1].now, wanted[2].now}));
    ASSERT_EQ(history(project_, "d").size(), 1u);
    EXPECT_EQ(history(project_, "d").back().words.kind, kClassesChanged);
    undo(project_, "d");
    EXPECT_EQ(labels(), "cat dog cat ");
    EXPECT_EQ(project_.info("d").classes, list_);
    redo(project_, "d");
    EXPECT_EQ(labels(), "dog cat dog ");
    EXPECT_EQ(project_.info("d").classes, after);
}

TEST_F(ClassList, WithoutRegionsTheListAloneIsUndone) {
    ASSERT_TRUE(
        changeClasses(project_, "d", {{"cat", list_[0]}, {"dog", list_[1]}, {"cow", {.number = 3, .name = "ox"}}}));
    EXPECT_EQ(project_.info("d").classes.back().name, "ox");
    EXPECT_FALSE(
        changeClasses(project_, "d", {{"cat", list_[0]}, {"dog", list_[1]}, {"ox", {.number = 3, .name = "ox"}}}));
    ASSERT_TRUE(undo(project_, "d"));
    EXPECT_EQ(project_.info("d").classes, list_);
    // The list was changed by another way since: it is not overwritten.
    project_.setClasses("d", {});
    EXPECT_NE(errorOf([&] { redo(project_, "d"); }).find("classes"), std::string::npos);
}

TEST_F(ClassList, WhatCannotBeIsRefusedWhole) {
    const auto refused = [&](const std::vector<WantedClass>& wanted) {
        return errorOf([&] { changeClasses(project_, "d", wanted); });
    };
    EXPECT_NE(refused({{"dog", list_[1]}}).find("\"cat\" still has regions (2)"), std::string::npos);
    EXPECT_NE(refused({{"cat", list_[0]}, {"dog", {.number = 2, .name = "cat"}}}).find("stands twice"),
              std::string::npos);
    EXPECT_NE(refused({{"cat", list_[0]}, {"dog", {.number = 1, .name = "dog"}}}).find("two classes"),
              std::string::npos);
    EXPECT_NE(refused({{"cat", {.number = 1, .name = ""}}, {"dog", list_[1]}}).find("needs a name"), std::string::npos);
    EXPECT_EQ(labels(), "cat dog cat ");
    EXPECT_EQ(project_.info("d").classes, list_);
    EXPECT_TRUE(history(project_, "d").empty());
}

}  // namespace
