#include "common/random.h"

#include <gtest/gtest.h>

using namespace atelier;

TEST(Random, dependsOnItsKeyAlone) {
    Random a{1, 2, 3}, b{1, 2, 3}, c{1, 2, 4};
    EXPECT_EQ(a(), b());
    EXPECT_NE(b(), c());
}

TEST(Random, coversItsRange) {
    Random random{42};
    int seen[5] = {};
    double sum = 0, squares = 0;
    for (int i = 0; i < 20000; ++i) {
        ++seen[random.between(-2, 2) + 2];
        const double n = random.normal();
        sum += n;
        squares += n * n;
    }
    for (const int count : seen)
        EXPECT_NEAR(count, 4000, 300);
    EXPECT_NEAR(sum / 20000, 0, 0.03);
    EXPECT_NEAR(squares / 20000, 1, 0.05);
}
