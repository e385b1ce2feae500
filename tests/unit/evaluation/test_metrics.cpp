#include "evaluation/metric.h"

#include <gtest/gtest.h>

using namespace atelier::evaluation;

namespace {

double value(const std::string& metric, const std::string& reference, const std::string& answer) {
    const auto score = Metrics::instance().at(metric, "metric").score(reference, answer);
    return score ? score->value() : -1;
}

}  // namespace

TEST(Metrics, eachSaysWhatItIsAndKnowsAPerfectAnswer) {
    for (const auto& [name, metric] : Metrics::instance().all()) {
        EXPECT_FALSE(metric.title.empty() || metric.help.empty()) << name;
        EXPECT_EQ(value(name, R"({"a": "b"})", R"({"a": "b"})"), metric.higherIsBetter ? 1 : 0) << name;
    }
}

TEST(Cer, countsCodePoints) {
    EXPECT_DOUBLE_EQ(value("cer", "TOTAL 9.00", "TOTAL 9.08"), 0.1);
    EXPECT_DOUBLE_EQ(value("cer", "abcd", ""), 1);
    EXPECT_DOUBLE_EQ(value("cer", "ab", "xyzabxyz"), 3);
    EXPECT_DOUBLE_EQ(value("cer", "", ""), 0);
    EXPECT_DOUBLE_EQ(value("cer", "", "x"), 1);
    EXPECT_DOUBLE_EQ(value("cer", "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F", "\xC3\xA4\xC3\xB6uss"),
                     0.75);                                                           // äöüß, äöuss: u, s, s
    EXPECT_DOUBLE_EQ(value("cer", "\xE6\xBC\xA2\xE5\xAD\x97", "\xE6\xBC\xA2"), 0.5);  // 漢字, 漢
    EXPECT_DOUBLE_EQ(value("cer", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x81"), 1);        // one emoji for another
    EXPECT_DOUBLE_EQ(value("cer", "a", "\xFF"), 1);                                   // no UTF-8: one wrong character
}

TEST(Wer, countsWords) {
    EXPECT_DOUBLE_EQ(value("wer", "the cat sat on the mat", "the cat sat mat"), 2.0 / 6);
    EXPECT_DOUBLE_EQ(value("wer", "a  b\n c", "a b c"), 0);
    EXPECT_DOUBLE_EQ(value("wer", "a", "b c"), 2);
}

TEST(ExactMatch, foldsWhiteSpaceOnly) {
    EXPECT_EQ(value("exact_match", "A  B\n", " A B"), 1);
    EXPECT_EQ(value("exact_match", "A B", "a b"), 0);
    EXPECT_EQ(value("exact_match", "A B", "AB"), 0);
}

TEST(AnswerMatch, capitalsPunctuationAndFirstWord) {
    EXPECT_EQ(value("answer_match", "Yes", "yes."), 1);
    EXPECT_EQ(value("answer_match", "no", "No, there is none."), 1);
    EXPECT_EQ(value("answer_match", "no", "none"), 0);
    EXPECT_EQ(value("answer_match", "left lung", "Left lung"), 1);
    EXPECT_EQ(value("answer_match", "left lung", "left"), 0);
    EXPECT_EQ(value("answer_match", "\xC3\x84PFEL", "\xC3\xA4pfel"), 1);
    EXPECT_EQ(value("answer_match", "yes", ""), 0);
}

TEST(Anls, asDefined) {
    EXPECT_DOUBLE_EQ(value("anls", "Hello", "hello"), 1);
    EXPECT_DOUBLE_EQ(value("anls", "12345678", "12345670"), 1 - 1.0 / 8);
    EXPECT_DOUBLE_EQ(value("anls", "abcd", "abxy"), 0);  // half wrong
    EXPECT_DOUBLE_EQ(value("anls", "", ""), 1);
}

TEST(JsonFields, f1OfFields) {
    const std::string reference = R"({"company": "X", "date": "1/1", "total": "9.00"})";
    EXPECT_EQ(value("json_fields", "no json", "{}"), -1);
    EXPECT_DOUBLE_EQ(value("json_fields", reference, "nothing"), 0);
    EXPECT_DOUBLE_EQ(value("json_fields", reference, "Here:\n```json\n" + reference + "\n```"), 1);
    // two of three right, one wrong, one too many: 2*2/(3+4)
    EXPECT_DOUBLE_EQ(value("json_fields", reference, R"({"company": "X", "date": "1/1", "total": "8", "tip": "1"})"),
                     4.0 / 7);
    EXPECT_DOUBLE_EQ(value("json_fields", R"({"items": ["a", "b"]})", R"({"items": ["b", "a"]})"), 1);
    EXPECT_DOUBLE_EQ(value("json_fields", R"({"n": 1})", R"({"n": 1, "n": 1})"), 0);  // no JSON that we accept
}
