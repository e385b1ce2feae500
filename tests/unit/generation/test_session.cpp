#include "common/error.h"
#include "generation/generate.h"
#include "generation/sampler.h"
#include "unit/peft/tiny_model.h"

#include <gtest/gtest.h>

#include <limits>

namespace atelier::generation::test {
namespace {

using peft::test::difference;
using peft::test::tinyModel;

models::Encoded prompt(std::vector<std::int64_t> ids, int planes) {
    models::Encoded encoded;
    encoded.ids = std::move(ids);
    encoded.positionPlanes = planes;
    encoded.nextPosition = std::ssize(encoded.ids);
    for (int plane = 0; plane < planes; ++plane)
        for (std::int64_t i = 0; i < std::ssize(encoded.ids); ++i)
            encoded.positions.push_back(i);
    return encoded;
}

class SessionTest : public testing::TestWithParam<const char*> {
protected:
    std::shared_ptr<models::Model> model = tinyModel(GetParam());
    int planes = model->language().rotaries.front().sections.empty() ? 1 : 3;
    Session session{*model};

    models::Encoded of(std::vector<std::int64_t> ids) const { return prompt(std::move(ids), planes); }
    torch::Tensor fresh(const models::Encoded& prompt) const { return Session(*model).prefill({&prompt}, 4).clone(); }
};

TEST_P(SessionTest, AConversationThatGoesOnIsNotReadAgain) {
    const auto first = of({1, 5, 9, 40, 3});
    session.prefill({&first}, 4);
    EXPECT_EQ(session.reused(), 0);
    session.step({12});
    session.step({77});
    const auto next = of({1, 5, 9, 40, 3, 12, 77, 8, 2});
    const auto logits = session.prefill({&next}, 20);
    EXPECT_EQ(session.reused(), 7);
    EXPECT_LT(difference(logits, fresh(next)), 1e-5);
}

TEST_P(SessionTest, AnotherQuestionIsReadFromWhereItParts) {
    const auto first = of({1, 5, 9, 40, 3}), other = of({1, 5, 9, 7, 8, 2}), same = of({1, 5, 9, 7, 8, 2}),
               different = of({2, 5});
    session.prefill({&first}, 4);
    session.step({12});
    EXPECT_LT(difference(session.prefill({&other}, 4), fresh(other)), 1e-5);
    EXPECT_EQ(session.reused(), 3);
    EXPECT_LT(difference(session.prefill({&same}, 4), fresh(same)), 1e-5);
    EXPECT_EQ(session.reused(), 5) << "the last token's logits are wanted";
    EXPECT_LT(difference(session.prefill({&different}, 4), fresh(different)), 1e-5);
    EXPECT_EQ(session.reused(), 0);
}

TEST_P(SessionTest, StepsOfSeveralSequencesEqualTheirPrompts) {
    const auto a = of({1, 5, 9}), b = of({3, 2, 8, 40, 4}), c = of({7, 7});
    session.prefill({&a, &b, &c}, 4);
    session.step({10, 11, 12});
    session.select({2, 0});
    const auto logits = session.step({20, 21});
    EXPECT_LT(difference(logits[0].unsqueeze(0), fresh(of({7, 7, 12, 20}))), 1e-5);
    EXPECT_LT(difference(logits[1].unsqueeze(0), fresh(of({1, 5, 9, 10, 21}))), 1e-5);
}

TEST_P(SessionTest, NothingIsReusedAfterClear) {
    const auto first = of({1, 5, 9, 40});
    session.prefill({&first}, 4);
    session.clear();
    session.prefill({&first}, 4);
    EXPECT_EQ(session.reused(), 0);
}

TEST_P(SessionTest, GenerateGoesOnInASession) {
    GenerateOptions options;
    options.maxNewTokens = 5;
    const auto first = of({1, 5, 9, 40});
    const auto answer = generate(session, {&first}, options).front();
    ASSERT_EQ(answer.size(), 5u);
    EXPECT_EQ(answer, generate(*model, {&first}, options).front());
    auto ids = first.ids;
    ids.insert(ids.end(), answer.begin(), answer.end());
    ids.insert(ids.end(), {2, 6});
    const auto next = of(ids);
    EXPECT_EQ(generate(session, {&next}, options), generate(*model, {&next}, options));
    EXPECT_EQ(session.reused(), 8) << "the last token of an answer was never read";
}

INSTANTIATE_TEST_SUITE_P(Families, SessionTest, testing::Values("qwen2_vl", "llava"),
                         [](const auto& family) { return family.param; });

// A picture's tokens count whole, and only when the picture is the same.
TEST(SessionMedia, APictureIsReadOnceUntilAnotherComes) {
    const auto model = tinyModel("llava");
    const auto withPicture = [](float value, std::vector<std::int64_t> after) {
        std::vector<std::int64_t> ids{1, 99, 99, 99, 99};
        ids.insert(ids.end(), after.begin(), after.end());
        auto encoded = prompt(ids, 1);
        models::EncodedMedium medium;
        std::vector<float> pixels(3 * 8 * 8, value);
        pixels[7] = -value;
        medium.arrays["pixel_values"] = models::Array::of({1, 3, 8, 8}, pixels);
        medium.tokens = {{1, 5}};
        encoded.media.push_back(medium);
        return encoded;
    };
    Session session(*model);
    const auto first = withPicture(0.5f, {4, 6}), same = withPicture(0.5f, {4, 8}), other = withPicture(0.9f, {4, 8});
    session.prefill({&first}, 4);
    EXPECT_LT(difference(session.prefill({&same}, 4), Session(*model).prefill({&same}, 4)), 1e-5);
    EXPECT_EQ(session.reused(), 6);
    EXPECT_LT(difference(session.prefill({&other}, 4), Session(*model).prefill({&other}, 4)), 1e-5);
    EXPECT_EQ(session.reused(), 1) << "up to the picture";
    EXPECT_GT(difference(session.prefill({&other}, 4), session.prefill({&same}, 4)), 1e-4);
}

TEST(Sampler, refusesLogitsThatAreNoNumbers) {
    for (const bool draws : {false, true}) {
        GenerateOptions options;
        options.sample = draws;
        options.topP = 0.5;
        std::vector<float> logits{1, std::numeric_limits<float>::quiet_NaN(), 2};
        EXPECT_THROW(Sampler(options, 0).next(logits, {}), Error);
        logits = {1, -std::numeric_limits<float>::infinity(), 2};
        EXPECT_NO_THROW(Sampler(options, 0).next(logits, {}));
    }
}

}  // namespace
}  // namespace atelier::generation::test
