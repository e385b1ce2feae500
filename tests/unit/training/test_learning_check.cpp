#include "training/components/learning_check.h"
#include "unit/training/support.h"

namespace atelier::training::test {
namespace {

using Codes = std::map<std::string, std::string>;  // code -> text

Codes findingsOf(Bench& bench, const TrainOptions& options) {
    Codes codes;
    bench
        .trainer(options,
                 [&](const protocol::Event& event) {
                     const auto* message = std::get_if<protocol::Message>(&event);
                     if (message && !message->code.empty()) codes[message->code] = message->text;
                 })
        .run(unasked());
    return codes;
}

TrainOptions fewSteps() {
    auto options = quickOptions();
    options.maxSteps = 8;
    options.batchSize = 6;
    return options;
}

TEST(LearningCheck, SaysNothingWhereAllLearns) {
    Bench bench(0, 20, "freeze_vision_tower: false\nfreeze_multi_modal_projector: false\n");
    EXPECT_EQ(findingsOf(bench, fewSteps()), Codes{});
}

TEST(LearningCheck, NamesWhatNoSampleUses) {
    Bench bench(0, 20, "freeze_vision_tower: false\n");
    for (std::size_t i = 0; i < bench.samples.size(); ++i)
        bench.samples[i] = randomSample(i, 6, 2, false);
    const auto codes = findingsOf(bench, fewSteps());
    ASSERT_TRUE(codes.contains("no_gradient"));
    EXPECT_NE(codes.at("no_gradient").find("visual"), std::string::npos) << codes.at("no_gradient");
    EXPECT_EQ(codes.at("no_gradient").find("language_model"), std::string::npos) << codes.at("no_gradient");
    EXPECT_EQ(codes.size(), 1u);
}

TEST(LearningCheck, NamesWhatDoesNotMove) {
    Bench bench;
    peft::test::shake(bench.trainable.parameters());
    auto options = fewSteps();
    options.learningRate = 1e-12;  // below the precision of fp32
    const auto codes = findingsOf(bench, options);
    ASSERT_TRUE(codes.contains("no_change"));
    EXPECT_NE(codes.at("no_change").find("learning_rate"), std::string::npos);
    EXPECT_FALSE(codes.contains("no_gradient"));
}

TEST(LearningCheck, NamesWhatIsNotFinite) {
    Bench bench;
    auto options = fewSteps();
    options.maxSteps = 2;
    options.disableShuffling = true;
    options.batchSize = 1;
    options.accumulation = 1;
    setPixel(bench.samples[0], 5, std::numeric_limits<float>::quiet_NaN());
    const auto codes = findingsOf(bench, options);
    ASSERT_TRUE(codes.contains("gradient_not_finite"));
    EXPECT_NE(codes.at("gradient_not_finite").find("lora_A"), std::string::npos) << codes.at("gradient_not_finite");
}

TEST(LearningCheck, LooksOnceInARunThatIsResumed) {
    auto options = fewSteps();
    options.saveSteps = 4;
    options.learningRate = 1e-12;
    Bench bench;
    peft::test::shake(bench.trainable.parameters());
    options.maxSteps = 4;
    EXPECT_TRUE(findingsOf(bench, options).contains("no_change"));
    options.maxSteps = 8;
    Codes codes;
    auto trainer = bench.trainer(options, [&](const protocol::Event& event) {
        if (const auto* message = std::get_if<protocol::Message>(&event)) codes[message->code] = message->text;
    });
    ASSERT_TRUE(trainer.resume());
    trainer.run(unasked());
    EXPECT_FALSE(codes.contains("no_change"));
}

}  // namespace
}  // namespace atelier::training::test
