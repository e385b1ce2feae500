#include "protocol/comparison.h"
#include "unit/support.h"

namespace atelier::protocol::test {
using namespace atelier::test;
namespace {

Comparison example() {
    Comparison comparison;
    comparison.contestants = {
        {"small", "A small one", "/m/small", {}}, {kTuned, "After tuning", "/m/base", {"/a/1", "/a/2"}}, {"plain"}};
    comparison.baseline = kTuned;
    comparison.metrics = {{"cer", {0.7, 0.1, 0.5}}, {"anls", {0, 1, 0.25}}};
    comparison.samples = {
        {"a",
         {{data::Media::Kind::Image, "/x/1.jpg", Box{1, 2.5, 11, 12.25}}},
         "Read.",
         "12345678",
         {"1234", "12345678", ""},
         {{"cer", {0.5, 0, 1}}, {"anls", {0, 1, 0.25}}}},
        {"b", {{data::Media::Kind::Image, "/x/#xywh=,2.jpg", {}}}, "", "", {"", "", ""}, {}},
    };
    return comparison;
}

// As versions before contestants were described have kept it.
constexpr const char* kOldFile = R"({
 "contestants": ["vanilla", "tuned"],
 "metrics": {"cer": [0.5, 0.25], "exact_match": [0.0, 1.0]},
 "samples": [
  {"id": "s1", "images": ["/x/1.png#xywh=0,0,20,10"], "prompt": "Read.", "reference": "ab", "answers": ["a", "ab"],
   "scores": {"cer": [0.5, 0.0], "exact_match": [0.0, 1.0]}},
  {"id": "s2", "images": [], "prompt": "", "reference": "", "answers": ["x", ""], "scores": {}}
 ]
})";

std::string refusal(const std::vector<Contestant>& contestants, const std::string& baseline = {}) {
    return errorOf([&] { checkContestants(contestants, baseline, "here"); });
}

}  // namespace

TEST(Contestants, thoseOfEveryRun) {
    ASSERT_EQ(runContestants().size(), 2u);
    EXPECT_EQ(runContestants()[0].name, kVanilla);
    EXPECT_EQ(runContestants()[1].name, kTuned);
    EXPECT_EQ(runContestant(kTuned), &runContestants()[1]);
    EXPECT_EQ(runContestant("other"), nullptr);
    EXPECT_EQ(runContestant(kTuned)->shown(), "After tuning");
    EXPECT_EQ(Contestant{"other"}.shown(), "other");
}

TEST(Contestants, badOnesAreNamed) {
    EXPECT_EQ(refusal({{"one"}}), "");
    EXPECT_EQ(refusal({{"one"}, {"two"}, {"three"}}, "two"), "");
    const auto says = [](const std::string& message, const std::string& part) {
        EXPECT_NE(message.find("here"), std::string::npos) << message;
        EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    says(refusal({}), "no contestants");
    says(refusal({{""}}), "without a name");
    says(refusal({{"one"}, {"two"}, {"one"}}), "\"one\"");
    says(refusal({{"one"}, {"two"}}, "three"), "known: one, two");
    says(refusal({{"one", "", "/m", {"/a", "/b", "/a"}}}), "/a");
}

TEST(Comparison, hasTheDocumentedJson) {
    const Json document = toJson(example());
    std::vector<std::string> keys, sampleKeys;
    for (const auto& [key, _] : document.items())
        keys.push_back(key);
    for (const auto& [key, _] : document["samples"][0].items())
        sampleKeys.push_back(key);
    EXPECT_EQ(keys, (std::vector<std::string>{"contestants", "baseline", "metrics", "samples"}));
    EXPECT_EQ(sampleKeys, (std::vector<std::string>{"id", "images", "prompt", "reference", "answers", "scores"}));
    EXPECT_EQ(
        document["contestants"].dump(),
        R"([{"name":"small","title":"A small one","model":"/m/small"},)"
        R"({"name":"tuned","title":"After tuning","model":"/m/base","adapters":["/a/1","/a/2"]},{"name":"plain"}])");
    EXPECT_EQ(document["baseline"], "tuned");
    EXPECT_EQ(document["metrics"].dump(), R"({"cer":[0.7,0.1,0.5],"anls":[0.0,1.0,0.25]})");
    EXPECT_EQ(document["samples"][0]["images"][0], "/x/1.jpg#xywh=1,2.5,10,9.75");
    EXPECT_EQ(document["samples"][0]["scores"]["cer"].dump(), "[0.5,0.0,1.0]");
}

TEST(Comparison, readsWhatItWrites) {
    const Comparison comparison = example();
    EXPECT_EQ(fromJson<Comparison>(parseJson(toJson(comparison).dump(), "c"), "c"), comparison);
}

TEST(Comparison, knowsItsBaseline) {
    Comparison comparison = example();
    EXPECT_EQ(comparison.baselineIndex(), 1u);
    EXPECT_EQ(comparison.others(), (std::vector<std::size_t>{0, 2}));
    comparison.baseline.clear();
    EXPECT_EQ(comparison.baselineIndex(), 0u);
    EXPECT_EQ(comparison.others(), (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(comparison.find("plain"), 2u);
    EXPECT_EQ(comparison.find("nobody"), std::nullopt);
    comparison.contestants = {{"alone"}};
    EXPECT_TRUE(comparison.others().empty());
}

TEST(Comparison, filesOfOlderVersionsOpen) {
    const auto comparison = fromJson<Comparison>(parseJson(kOldFile, "old"), "old");
    EXPECT_EQ(comparison.contestants, runContestants());
    EXPECT_EQ(comparison.baselineIndex(), 0u);
    EXPECT_EQ(comparison.metrics[0].first, "cer");
    EXPECT_EQ(comparison.metrics[1].second, (std::vector<double>{0, 1}));
    ASSERT_EQ(comparison.samples.size(), 2u);
    EXPECT_EQ(comparison.samples[0].answers, (std::vector<std::string>{"a", "ab"}));
    EXPECT_EQ(comparison.samples[0].images.at(0),
              (data::Media{data::Media::Kind::Image, "/x/1.png", Box{0, 0, 20, 10}}));
    EXPECT_EQ(comparison.samples[0].scores.at("cer"), (std::vector<double>{0.5, 0}));
    // And are kept as they are written now.
    EXPECT_EQ(fromJson<Comparison>(toJson(comparison), "new"), comparison);
}

TEST(Comparison, refusesBadFiles) {
    const auto refused = [](const char* change, const std::string& saying) {
        Json document = toJson(example());
        document.merge_patch(Json::parse(change));
        const auto message = errorOf([&] { fromJson<Comparison>(document, "c.json"); });
        EXPECT_NE(message.find("c.json"), std::string::npos) << change << ": " << message;
        EXPECT_NE(message.find(saying), std::string::npos) << change << ": " << message;
    };
    refused(R"({"contestants": 1})", "contestants");
    refused(R"({"contestants": []})", "no contestants");
    refused(R"({"contestants": ["one"]})", "baseline");
    refused(R"({"contestants": ["one"], "baseline": "one"})", "one number for each");
    refused(R"({"contestants": ["a", "a", "b"], "baseline": "b"})", "\"a\"");
    refused(R"({"contestants": [{"name": "one", "colour": "red"}]})", "colour");
    refused(R"({"contestants": [{"title": "one"}]})", "name");
    refused(R"({"baseline": "nobody"})", "nobody");
    refused(R"({"metrics": {"cer": ["x", "y"]}})", "cer");
    refused(R"({"metrics": {"cer": [0.5]}})", "cer");
    refused(R"({"metrics": {"cer": [0.5, null, 1]}})", "cer");
    refused(R"({"samples": [{"id": "a"}]})", "images");
    refused(R"({"samples": [{"id": "a", "images": [1], "prompt": "", "reference": "", "answers": [], "scores": {}}]})",
            "images");
    refused(R"({"samples": [{"id": "s9", "images": [], "prompt": "", "reference": "", "answers": [], "scores": {}}]})",
            "s9");
    refused(R"({"samples": null})", "samples");
    EXPECT_THROW(fromJson<Comparison>(Json(3), "c.json"), Error);
}

}  // namespace atelier::protocol::test
