#include "data/checks/adjudication.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;

namespace {

Region box(double left, double right, const std::string& label, std::vector<Span> spans = {}) {
    return {Region::Shape::Box, 0, {{left, 0}, {right, 10}}, label, "", std::move(spans)};
}

Sample pictured(const std::string& id, const std::string& answer, std::vector<Region> regions = {},
                std::vector<std::string> tags = {}) {
    Sample sample = chat(id, "<image>q", answer);
    sample.media = {{Media::Kind::Image, "/r/" + id + ".png"}};
    sample.regions = std::move(regions);
    sample.tags = std::move(tags);
    return sample;
}

}  // namespace

TEST(Adjudication, takesPartByPart) {
    const Sample ours = pictured("a", "red cat", {box(0, 10, "cat", {{1, 4, 7}}), box(50, 60, "dog")}, {"x", "y"});
    const Sample theirs =
        pictured("a", "red dog", {box(1, 11, "dog", {{1, 4, 7}, {0, 7, 8}}), box(80, 90, "bird")}, {"y", "z"});
    const Differences differ = differences(ours, theirs);
    EXPECT_TRUE(differ.turns && differ.regions && differ.tags);
    EXPECT_EQ(merged(ours, theirs, {}), ours);

    Decision decision{Take::Ours, Take::Both, Take::Both};
    EXPECT_TRUE(isDecided(decision, differ));
    Sample both = merged(ours, theirs, decision);
    EXPECT_TRUE(both.checked);
    ASSERT_EQ(both.regions.size(), 3u);
    EXPECT_EQ(both.regions[0], ours.regions[0]);
    EXPECT_EQ(both.regions[2].label, "bird");
    EXPECT_EQ(both.tags, (std::vector<std::string>{"x", "y", "z"}));

    // Their regions with our answer: a link into another text would be on words that nobody chose.
    Sample mixed = merged(ours, theirs, {Take::Ours, Take::Theirs, Take::Open});
    EXPECT_FALSE(mixed.checked);
    EXPECT_EQ(mixed.regions[0].spans, (std::vector<Span>{{0, 7, 8}}));
    EXPECT_EQ(merged(ours, theirs, {Take::Theirs, Take::Theirs, Take::Theirs}).regions, theirs.regions);
    mixed = merged(ours, theirs, {Take::Theirs, Take::Ours, Take::Ours});
    EXPECT_EQ(mixed.turns, theirs.turns);
    EXPECT_TRUE(mixed.regions[0].spans.empty());

    Sample other = theirs;
    other.media.push_back(other.media[0]);
    EXPECT_EQ(merged(ours, other, {Take::Theirs, Take::Both, Take::Ours}).regions, ours.regions);

    Sample reordered = ours;
    std::swap(reordered.tags[0], reordered.tags[1]);
    EXPECT_FALSE(differences(ours, reordered).any());
    reordered.checked = true;
    EXPECT_TRUE(merged(ours, reordered, {}).checked);
}

TEST(Adjudication, writesANewDatasetAndKeepsDecisions) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    project.addDataset({"ann", "k", "s", "/r"},
                       {pictured("a", "1"), pictured("b", "1"), pictured("same", "x"), pictured("ours", "o")});
    Sample outside = pictured("outside", "t");
    outside.media[0].path = "/elsewhere/t.png";
    project.addDataset({"bob", "k", "s", "/"}, {pictured("a", "2"), pictured("b", "2"), pictured("same", "x"),
                                                pictured("theirs", "t"), outside});
    Decisions decisions{{"a", {Take::Theirs, Take::Open, Take::Open}}};
    EXPECT_TRUE(loadDecisions(folder / "p", "ann", "bob").empty());
    saveDecisions(folder / "p", "ann", "bob", decisions);
    saveDecisions(folder / "p", "bob", "ann", {{"b", {Take::Ours, Take::Both, Take::Open}}});
    EXPECT_EQ(loadDecisions(folder / "p", "ann", "bob"), decisions);

    const MergeReport report = writeMerged(project, "ann", "bob", decisions, "gold");
    EXPECT_EQ(report.samples, 5);
    EXPECT_EQ(report.open, 1);
    EXPECT_EQ(report.leftOut, 1);
    EXPECT_EQ(project.sample("gold", "a").turns[1].text, "2");
    EXPECT_TRUE(project.sample("gold", "a").checked);
    EXPECT_FALSE(project.sample("gold", "b").checked);
    EXPECT_EQ(project.sample("gold", "theirs").turns[1].text, "t");
    EXPECT_EQ(project.samples("ann").size(), 4u);
    EXPECT_NE(errorOf([&] { writeMerged(project, "ann", "bob", decisions, "gold"); }), "");

    saveDecisions(folder / "p", "ann", "bob", {});
    EXPECT_TRUE(loadDecisions(folder / "p", "ann", "bob").empty());
    EXPECT_EQ(loadDecisions(folder / "p", "bob", "ann").size(), 1u);
    writeFileAtomically(folder / "p" / "agreements.json", R"([{"ours": "ann", "theirs": "bob", "decisions": 3}])");
    EXPECT_NE(errorOf([&] { loadDecisions(folder / "p", "ann", "bob"); }), "");
}
