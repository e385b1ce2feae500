#include "models/families/smolvlm/number_words.h"

#include <gtest/gtest.h>

using atelier::models::numberWords;

// What num2words 0.5 says.
TEST(NumberWordsTest, spellsAsNum2words) {
    EXPECT_EQ(numberWords(0), "zero");
    EXPECT_EQ(numberWords(7), "seven");
    EXPECT_EQ(numberWords(13), "thirteen");
    EXPECT_EQ(numberWords(40), "forty");
    EXPECT_EQ(numberWords(64), "sixty-four");
    EXPECT_EQ(numberWords(100), "one hundred");
    EXPECT_EQ(numberWords(105), "one hundred and five");
    EXPECT_EQ(numberWords(999), "nine hundred and ninety-nine");
    EXPECT_EQ(numberWords(1000), "one thousand");
    EXPECT_EQ(numberWords(1024), "one thousand and twenty-four");
    EXPECT_EQ(numberWords(12345), "twelve thousand, three hundred and forty-five");
}
