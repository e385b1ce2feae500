#include "common/error.h"
#include "settings/recipe.h"
#include "settings/reference_page.h"

#include <gtest/gtest.h>

#include <set>

using namespace atelier;
using namespace atelier::settings;

// Every option that any linked room registers.
TEST(Registered, keysAndAliasesAreUnique) {
    std::set<std::string> seen;
    for (const Group& group : allGroups())
        for (const Option& option : group.options) {
            EXPECT_TRUE(seen.insert(option.key).second) << option.key;
            for (const std::string& alias : option.aliases)
                EXPECT_TRUE(seen.insert(alias).second) << alias;
        }
}

TEST(Registered, optionsAreDocumentedAndTheirDefaultsValid) {
    for (const Group& group : allGroups())
        for (const Option& option : group.options) {
            EXPECT_FALSE(option.label.empty()) << option.key;
            EXPECT_FALSE(option.help.empty()) << option.key;
            EXPECT_NO_THROW(EXPECT_EQ(checked(option, option.defaultValue, option.key), option.defaultValue))
                << option.key;
            if (option.type == Type::Choice) EXPECT_FALSE(option.choices.empty()) << option.key;
        }
}

TEST(Registered, conditionsNameOptions) {
    for (const Group& group : allGroups())
        for (const Option& option : group.options)
            if (const auto condition = conditionOf(option)) {
                const Option* other = findOption(condition->key);
                ASSERT_NE(other, nullptr) << option.key;
                for (const std::string& value : condition->values)
                    EXPECT_NO_THROW(fromText(*other, value)) << option.key;
            }
}

TEST(Registered, conditionsNameOneOrMoreValues) {
    Option option;
    EXPECT_FALSE(conditionOf(option));
    option.appliesWhen = "derive=a|b c|d";
    EXPECT_EQ(conditionOf(option)->key, "derive");
    EXPECT_EQ(conditionOf(option)->values, (std::vector<std::string>{"a", "b c", "d"}));
    option.appliesWhen = "derive";
    EXPECT_THROW(conditionOf(option), std::logic_error);
}

TEST(Registered, everyDefaultRoundTripsThroughFormFileAndCommandLine) {
    Recipe recipe;
    for (const Group& group : allGroups())
        for (const Option& option : group.options) {
            const std::string text = toText(option.defaultValue);
            EXPECT_EQ(fromText(option, text), option.defaultValue) << option.key;
            recipe.set(option.key + "=" + text);
            EXPECT_EQ(recipe.find(option.key)->value, option.defaultValue) << option.key;
        }
    EXPECT_EQ(Recipe::parse(recipe.yaml(), "again"), recipe) << recipe.yaml();
}

TEST(Registered, theReferencePageHasEveryOption) {
    const std::string page = referencePage();
    for (const Group& group : allGroups()) {
        EXPECT_NE(page.find("\n## " + group.title + "\n"), std::string::npos);
        for (const Option& option : group.options)
            EXPECT_NE(page.find("\n| `" + option.key + "` |"), std::string::npos) << option.key;
    }
    EXPECT_NE(page.find("| `sample_limit` | whole number or null | `null` |  | samples | At most so many. Also read as "
                        "`sample_maximum`. |"),
              std::string::npos)
        << page;
    EXPECT_NE(page.find("A name \\| a title."), std::string::npos);
}
