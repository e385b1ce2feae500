#include "common/random.h"
#include "data/checks/agreement.h"
#include "data/copy_dataset.h"
#include "support.h"

#include <numeric>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;

namespace {

Region box(double left, double top, double right, double bottom, const std::string& label = "") {
    return {Region::Shape::Box, 0, {{left, top}, {right, bottom}}, label};
}

Sample pictured(const std::string& id, const std::string& answer, std::vector<Region> regions = {}) {
    Sample sample = chat(id, "<image>q", answer);
    sample.media = {{Media::Kind::Image, "/r/" + id + ".png"}};
    sample.regions = std::move(regions);
    return sample;
}

double overlapOf(const Region& a, const Region& b) {
    const Box p = a.bounds(), q = b.bounds();
    const double w = std::max(0.0, std::min(p.right, q.right) - std::max(p.left, q.left));
    const double h = std::max(0.0, std::min(p.bottom, q.bottom) - std::max(p.top, q.top));
    return w * h / (p.width() * p.height() + q.width() * q.height() - w * h);
}

}  // namespace

TEST(Agreement, matchesRegionsAsWellAsCanBe) {
    // The greedy choice, 0 with 0, would leave 1 without a counterpart.
    const Sample ours = pictured("a", "", {box(0, 0, 10, 10), box(5, 0, 12, 10)});
    const Sample theirs = pictured("a", "", {box(1, 0, 11, 10), box(-6, 0, 8, 10)});
    EXPECT_EQ(matchRegions(ours, theirs), (std::vector<std::pair<std::size_t, std::size_t>>{{0, 1}, {1, 0}}));
    // Another picture is another place.
    Sample moved = theirs;
    for (Region& region : moved.regions)
        region.media = 1;
    EXPECT_TRUE(matchRegions(ours, moved).empty());
    EXPECT_TRUE(matchRegions(ours, pictured("a", "")).empty());
    EXPECT_TRUE(matchRegions(pictured("a", "", {box(1, 1, 1, 1)}), pictured("a", "", {box(1, 1, 1, 1)})).empty());
}

TEST(Agreement, matchesAsAllAssignmentsTriedSay) {
    Random random{5, 0, 0};
    const auto randomRegions = [&] {
        std::vector<Region> regions;
        for (auto i = random.below(6); i > 0; --i) {
            const double left = random.uniform(0, 20), top = random.uniform(0, 20);
            regions.push_back(box(left, top, left + random.uniform(5, 20), top + random.uniform(5, 20)));
        }
        return regions;
    };
    for (int round = 0; round < 200; ++round) {
        const Sample ours = pictured("a", "", randomRegions()), theirs = pictured("a", "", randomRegions());
        double sum = 0;
        for (const auto& [i, j] : matchRegions(ours, theirs))
            sum += overlapOf(ours.regions[i], theirs.regions[j]);
        // All orders of the longer list against the shorter one.
        const auto& few = ours.regions.size() < theirs.regions.size() ? ours.regions : theirs.regions;
        const auto& many = ours.regions.size() < theirs.regions.size() ? theirs.regions : ours.regions;
        std::vector<std::size_t> order(many.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        double best = 0, bestKept = 0;
        do {
            double all = 0, kept = 0;
            for (std::size_t i = 0; i < few.size(); ++i) {
                const double one = overlapOf(few[i], many[order[i]]);
                all += one;
                kept += one < kLeastOverlap ? 0 : one;
            }
            if (all > best) {
                best = all;
                bestKept = kept;
            }
        } while (std::next_permutation(order.begin(), order.end()));
        EXPECT_NEAR(sum, bestKept, 1e-9);
    }
}

TEST(Agreement, isMeasuredFieldByField) {
    Sample a1 = pictured("a", "abcd", {box(0, 0, 10, 10, "cat"), box(20, 20, 30, 30, "dog")});
    Sample a2 = pictured("a", "abed", {box(0, 0, 10, 5, "cat")});
    a1.tags = {"x", "y"};
    a2.tags = {"y", "z"};
    Sample b = pictured("b", "same");
    Sample c1 = pictured("c", ""), c2 = pictured("c", "an answer");
    Sample empty;
    empty.id = "e";
    const Agreement all =
        agreement({b, a1, c1, empty, chat("ours", "q", "a")}, {empty, c2, a2, b, chat("theirs", "q", "a")});
    EXPECT_EQ(all.onlyOurs, std::vector<std::string>{"ours"});
    EXPECT_EQ(all.onlyTheirs, std::vector<std::string>{"theirs"});
    ASSERT_EQ(all.samples.size(), 4u);
    EXPECT_EQ(all.samples[0].id, "c");  // the worst: no answer against one
    EXPECT_EQ(all.samples[0].disagreement, 1);
    const SampleAgreement& a = all.samples[1];
    EXPECT_EQ(a.id, "a");
    EXPECT_EQ(a.sameAnswers, false);
    EXPECT_DOUBLE_EQ(*a.characterErrors, 0.25);
    EXPECT_DOUBLE_EQ(*a.tags, 1.0 / 3);
    EXPECT_DOUBLE_EQ(*a.labels, 0.5);
    EXPECT_DOUBLE_EQ(*a.boxes, 0.25);  // one at 0.5, one without a counterpart
    EXPECT_EQ(a.matched, 1);
    EXPECT_EQ(a.onlyOurs, 1);
    EXPECT_EQ(a.onlyTheirs, 0);
    EXPECT_DOUBLE_EQ(a.disagreement, (0.25 + 2.0 / 3 + 0.5 + 0.75) / 4);
    EXPECT_EQ(all.samples[2].id, "b");
    EXPECT_EQ(all.samples[2].disagreement, 0);
    EXPECT_FALSE(all.samples[3].sameAnswers);
    EXPECT_FALSE(all.samples[3].boxes);
    EXPECT_EQ(all.answered, 3);
    EXPECT_EQ(all.sameAnswers, 1);
    EXPECT_EQ(all.matched, 1);
    EXPECT_EQ(all.unmatched, 1);
    EXPECT_DOUBLE_EQ(*all.boxes, 0.25);
}

TEST(Agreement, mergesInOneEdit) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> ours{pictured("a", "ours"), pictured("b", "ours"), pictured("c", "ours"),
                             pictured("d", "ours")};
    ours[0].split = "train";
    ours[1].checked = true;
    std::vector<Sample> theirs{pictured("a", "theirs", {box(0, 0, 1, 1)}), pictured("b", "theirs"),
                               pictured("c", "theirs"), pictured("d", "theirs"), pictured("new", "theirs")};
    theirs[0].checked = theirs[1].checked = true;
    theirs[0].media[0].path = "/their/place/a.png";
    theirs[3].media.push_back(theirs[3].media[0]);  // another sample of the same name
    project.addDataset({"d", "k", "s", "/r"}, ours);

    const Edit checked = mergeLabels(ours, theirs, MergeRule::Checked);
    ASSERT_EQ(checked.changes.size(), 1u);
    ASSERT_TRUE(applyEdit(project, "d", checked));
    const Sample merged = project.sample("d", "a");
    EXPECT_EQ(merged.turns[1].text, "theirs");
    EXPECT_EQ(merged.regions.size(), 1u);
    EXPECT_TRUE(merged.checked);
    EXPECT_EQ(merged.split, "train");
    EXPECT_EQ(merged.media, ours[0].media);
    undo(project, "d");
    EXPECT_EQ(project.samples("d"), ours);
    ASSERT_TRUE(applyEdit(project, "d", mergeLabels(ours, theirs, MergeRule::Theirs)));
    EXPECT_EQ(project.sample("d", "c").turns[1].text, "theirs");
    EXPECT_EQ(project.sample("d", "d"), ours[3]);
    EXPECT_EQ(project.samples("d").size(), 4u);
}

TEST(Merge, longerAnswersAreTaken) {
    const std::vector<Sample> ours{chat("a", "q", "short"), chat("b", "q", "a longer answer")};
    const std::vector<Sample> theirs{chat("a", "q", "not so short"), chat("b", "q", "brief")};
    const Edit edit = mergeLabels(ours, theirs, MergeRule::Longer);
    ASSERT_EQ(edit.changes.size(), 1u);
    EXPECT_EQ(edit.changes[0].after->turns[1].text, "not so short");
}

TEST(CopyDataset, leavesItsOriginAlone) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    const auto root = project.images() / "d";
    fs::create_directories(root);
    writeFileAtomically(root / "a.png", tinyPng());
    Sample sample = chat("a", "<image>q", "before");
    sample.media = {{Media::Kind::Image, root / "a.png"}};
    project.addDataset({"d", "test", root, root}, {sample, chat("b", "q", "b")});
    sample = project.sample("d", "a");
    Sample after = sample;
    after.turns[1].text = "after";
    copyDataset(project, "d", "copy", {"", {{sample, after}}});
    EXPECT_EQ(project.sample("d", "a").turns[1].text, "before");
    EXPECT_EQ(project.sample("copy", "a").turns[1].text, "after");
    EXPECT_EQ(project.sample("copy", "b"), project.sample("d", "b"));
    // A dataset's folder in images() goes with it.
    const auto copied = project.sample("copy", "a").media[0].path;
    EXPECT_NE(copied, sample.media[0].path);
    EXPECT_EQ(readFile(copied), tinyPng());
    EXPECT_NE(errorOf([&] { copyDataset(project, "d", "copy", {}); }).find("already"), std::string::npos);
}
