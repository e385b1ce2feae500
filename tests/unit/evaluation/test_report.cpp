#include "common/error.h"
#include "common/file.h"
#include "evaluation/comparison.h"
#include "evaluation/report.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

using namespace atelier;
using namespace atelier::evaluation;
using protocol::Comparison;

namespace {

Comparison hostile() {
    const std::string evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&\x01\xFF";
    Comparison comparison;
    comparison.contestants = {{"vanilla", evil, evil, {evil}}, {"tuned"}};
    comparison.samples = {{evil, {{data::Media::Kind::Image, "/x/" + evil, {}}}, evil, evil, {evil + "a", "b"}, {}},
                          {"empty", {}, "", "", {"", ""}, {}}};
    score(comparison, {"cer", "exact_match"});
    return comparison;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

}  // namespace

TEST(Report, escapesEverything) {
    ReportOptions options;
    options.title = "<b>title</b>";
    options.facts = {{"<i>", "<u>"}};
    options.thumbnail = [](const data::Media&) { return Thumbnail{std::string("\xFF\xD8\x00", 3), 30, 4}; };
    const std::string page = reportHtml(hostile(), options);
    EXPECT_EQ(count(page, "<script"), 1u);
    EXPECT_EQ(count(page, "</script"), 1u);
    EXPECT_EQ(page.find("<img src=x"), std::string::npos);
    EXPECT_EQ(page.find("<b>title"), std::string::npos);
    EXPECT_EQ(page.find("<u>"), std::string::npos);
    EXPECT_EQ(page.find('\x01'), std::string::npos);
    EXPECT_EQ(page.find('\xFF'), std::string::npos);
    EXPECT_NE(page.find("data:image/jpeg;base64,/9gA\""), std::string::npos);
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(count(page, "http"), count(page, "http-equiv"));  // nothing is loaded from anywhere
}

TEST(Report, showsWhyAnImageIsNotThere) {
    ReportOptions options;
    options.thumbnail = [](const data::Media&) -> Thumbnail { throw Error("is <broken>"); };
    EXPECT_NE(reportHtml(hostile(), options).find("is &lt;broken&gt;"), std::string::npos);
    options.thumbnail = {};
    EXPECT_NE(reportHtml(hostile(), options).find("class=\"absent\""), std::string::npos);  // there is no such file
    options.imageBytes = 0;
    EXPECT_NE(reportHtml(hostile(), options).find("left out to keep this page small"), std::string::npos);
}

TEST(Report, showsFiguresAndChanges) {
    Comparison comparison;
    comparison.contestants = protocol::runContestants();
    comparison.samples = {{"a", {}, "p", "1234567890", {"12345xxxxx", "123456789x"}, {}}};
    score(comparison, {"cer", "exact_match"});
    const std::string page = reportHtml(comparison);
    EXPECT_NE(page.find("50.0&#8201;%</span>"), std::string::npos);
    EXPECT_NE(page.find("80.0&#8201;% lower"), std::string::npos);
    EXPECT_NE(page.find("badge better"), std::string::npos);
    EXPECT_NE(page.find("After tuning against Before tuning"), std::string::npos);
    EXPECT_NE(page.find("<b>1</b> better"), std::string::npos);
    EXPECT_NE(page.find("<ins class=\"extra\">x</ins>"), std::string::npos);
    EXPECT_NE(page.find("<del class=\"missing\">0</del>"), std::string::npos);
    EXPECT_NE(page.find("data-gains=\"[[0.4,0.0]]\""), std::string::npos);
}

TEST(Report, bearsOneOrManyContestantsAndNone) {
    Comparison comparison;
    EXPECT_NE(reportHtml(comparison).find("</html>"), std::string::npos);
    comparison.contestants = {{"one"}};
    comparison.samples = {{"a", {}, "p", "x", {"y"}, {}}};
    score(comparison, {"cer"});
    EXPECT_NE(reportHtml(comparison).find("100.0"), std::string::npos);
    EXPECT_NE(reportHtml(comparison).find("data-gains=\"[]\""), std::string::npos);
    EXPECT_EQ(reportHtml(comparison).find("badge "), reportHtml(Comparison()).find("badge "));
    comparison.contestants = {{"one"}, {"two", "The second"}, {"three"}};
    comparison.baseline = "two";
    comparison.samples[0].answers = {"y", "x", "xx"};
    score(comparison, {"cer"});
    const std::string page = reportHtml(comparison);
    EXPECT_NE(page.find("one against The second"), std::string::npos);
    EXPECT_NE(page.find("three against The second"), std::string::npos);
    EXPECT_NE(page.find("<em>baseline</em>"), std::string::npos);
    EXPECT_EQ(count(page, "<option>"), 2u);  // the contestant to order and filter by
    EXPECT_NE(page.find("data-gains=\"[[-1.0],[-1.0]]\""), std::string::npos);
    EXPECT_EQ(count(page, "badge worse\">worse"), 2u);
}

TEST(Report, writesBothFiles) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("atelier-report-" + std::to_string(::getpid()));
    writeReport(hostile(), folder / "deep");
    EXPECT_NE(readFile(folder / "deep/report.html").find("</html>"), std::string::npos);
    EXPECT_EQ(readComparison(folder / "deep/comparison.json").samples.size(), 2u);
    std::filesystem::remove_all(folder);
}
