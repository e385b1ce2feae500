#include "training/diagnosis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace atelier::training {
namespace {

using Series = std::function<std::pair<double, double>(std::int64_t)>;  // step -> loss, length of the gradient

// Codes of what is found in so many steps.
std::vector<std::string> found(Diagnosis& diagnosis, std::int64_t from, std::int64_t to, const Series& series) {
    std::vector<std::string> codes;
    for (std::int64_t step = from; step <= to; ++step) {
        const auto [loss, norm] = series(step);
        if (const auto finding = diagnosis.step(step, loss, norm)) codes.push_back(finding->code);
    }
    return codes;
}

std::vector<std::string> found(std::int64_t steps, const Series& series) {
    Diagnosis diagnosis({}, steps);
    return found(diagnosis, 1, steps, series);
}

double wave(std::int64_t step) {
    return 0.2 * std::sin(static_cast<double>(step) * 1.7);
}

using Codes = std::vector<std::string>;

TEST(Diagnosis, AHealthyRunHasNone) {
    EXPECT_EQ(found(400,
                    [](std::int64_t step) {
                        return std::pair(0.3 + 2 * std::exp(-static_cast<double>(step) / 80) + wave(step),
                                         1 + wave(step));
                    }),
              Codes());
}

TEST(Diagnosis, NamesWhatIsNotFiniteOnce) {
    EXPECT_EQ(found(50,
                    [](std::int64_t step) {
                        return std::pair(step % 7 == 0 ? std::numeric_limits<double>::quiet_NaN() : 1.0, 1.0);
                    }),
              Codes{"not_finite"});
}

TEST(Diagnosis, NamesDivergence) {
    EXPECT_EQ(found(200,
                    [](std::int64_t step) {
                        return std::pair(step < 100 ? 2.0 - 0.01 * static_cast<double>(step) + wave(step)
                                                    : 1 + 0.1 * static_cast<double>(step - 100),
                                         1.0);
                    }),
              Codes{"diverging"});
}

TEST(Diagnosis, NamesExplosion) {
    EXPECT_EQ(found(120,
                    [](std::int64_t step) {
                        return std::pair(2 - 0.01 * static_cast<double>(step), step > 60 && step % 4 == 0 ? 90.0 : 1.0);
                    }),
              Codes{"exploding"});
    EXPECT_EQ(found(120,
                    [](std::int64_t step) {
                        return std::pair(2 - 0.01 * static_cast<double>(step), step == 60 ? 90.0 : 1.0);
                    }),
              Codes());
}

TEST(Diagnosis, NamesARunThatDoesNotMove) {
    EXPECT_EQ(found(300, [](std::int64_t step) { return std::pair(3 + wave(step), 0.5); }), Codes{"no_movement"});
}

std::vector<std::string> evaluating(double trainFalls) {
    Diagnosis diagnosis({}, 1000);
    std::vector<std::string> codes;
    for (std::int64_t i = 0; i < 10; ++i) {
        for (std::int64_t step = 1; step <= 20; ++step)
            diagnosis.step(20 * i + step, 3 - trainFalls * static_cast<double>(i), 1);
        const double eval = i < 4 ? 2 - 0.2 * static_cast<double>(i) : 1.4 + 0.1 * static_cast<double>(i - 3);
        if (const auto finding = diagnosis.evaluated(eval)) codes.push_back(finding->code);
    }
    return codes;
}

TEST(Diagnosis, NamesOverfitting) {
    EXPECT_EQ(evaluating(0.2), Codes{"overfitting"});
    EXPECT_EQ(evaluating(0), Codes()) << "the training's loss does not fall";
}

TEST(Diagnosis, NamesCollapse) {
    const auto code = [](std::vector<std::pair<std::string, std::string>> answers) {
        std::vector<protocol::SampleAnswer> all;
        for (const auto& [answer, reference] : answers)
            all.push_back({"s", "p", reference, answer});
        const auto finding = Diagnosis({}, 10).answered(all);
        return finding ? finding->code : "";
    };
    EXPECT_EQ(code({{"a", "x"}, {"b", "y"}}), "");
    EXPECT_EQ(code({{"a", "x"}, {"a", "y"}}), "collapsed");
    EXPECT_EQ(code({{"", "x"}, {"", "y"}}), "collapsed");
    EXPECT_EQ(code({{"a", "x"}, {"a", "x"}}), "") << "the right answers are alike too";
    EXPECT_EQ(code({{"a", "x"}}), "");
}

TEST(Diagnosis, TellsItsFiguresApartFromItsWords) {
    TrainOptions options;
    options.learningRate = 3e-4;
    options.fp16 = true;
    const auto broken = Diagnosis(options, 10).step(7, std::nan(""), 1);
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->figures.at("step"), 7);
    EXPECT_NEAR(broken->figures.at("learning_rate"), 1e-4, 1e-12);
    EXPECT_EQ(broken->figures.at("fp16"), 1);
    const auto alike = Diagnosis(options, 10).answered({{"s", "p", "x", " "}, {"t", "p", "y", " "}});
    ASSERT_TRUE(alike);
    EXPECT_EQ(alike->figures.at("answers"), 2);
    EXPECT_EQ(alike->figures.at("empty"), 1);
}

TEST(Diagnosis, GoesOnWhereItWas) {
    const Series series = [](std::int64_t step) {
        return std::pair(step < 100 ? 1.0 : 1 + 0.1 * static_cast<double>(step - 100), step % 9 ? 1.0 : 70.0);
    };
    for (const std::int64_t cut : {5, 30, 110}) {
        Diagnosis one({}, 300), first({}, 300), second({}, 300);
        auto codes = found(first, 1, cut, series);
        second.restore(parseJson(first.state().dump(), "state"), "state");
        for (const auto& code : found(second, cut + 1, 200, series))
            codes.push_back(code);
        EXPECT_EQ(codes, found(one, 1, 200, series));
        EXPECT_EQ(one.state(), second.state());
        EXPECT_GE(codes.size(), 2u);
    }
}

}  // namespace
}  // namespace atelier::training
