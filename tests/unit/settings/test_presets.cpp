#include "models/processor.h"
#include "peft/method_info.h"
#include "settings/check.h"
#include "settings/fragment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace atelier;
using namespace atelier::settings;
using Kind = Fragment::Kind;

namespace {

std::string value(const Recipe& recipe, const std::string& key) {
    const auto* entry = recipe.find(key);
    return entry ? toText(entry->value) : "";
}

}  // namespace

TEST(Presets, everyOneIsARecipeInWhichEachKeyCounts) {
    const auto choices = offeredPresets();
    EXPECT_FALSE(choices.empty());
    for (const auto& choice : choices) {
        const auto preset = composePreset(choice);
        EXPECT_EQ(preset.recipe, Recipe::parse(preset.yaml, preset.title));
        const auto check = checkRecipe(preset.yaml, preset.title);
        EXPECT_TRUE(check.usable());
        for (const auto& row : check.keys)
            EXPECT_EQ(row.state, CheckedKey::State::Used) << row.where << " " << row.key << ": " << row.note;
        for (const auto& group : allGroups())
            for (const auto& option : group.options)
                if (const auto* entry = preset.recipe.find(option.key))
                    EXPECT_NO_THROW(checked(option, entry->value, entry->where));
        EXPECT_NO_THROW(peft::checkMethod(preset.recipe));
        EXPECT_FALSE(value(preset.recipe, "learning_rate").empty()) << preset.title;
        EXPECT_FALSE(value(preset.recipe, "finetuning_type").empty()) << preset.title;
    }
}

TEST(Presets, titlesAreUnique) {
    std::set<std::string> titles;
    for (const auto& choice : offeredPresets())
        EXPECT_TRUE(titles.insert(composePreset(choice).title).second) << composePreset(choice).title;
}

TEST(Presets, everyFamilyBringsItsFragment) {
    std::set<std::string> families, keys;
    for (const auto& [name, _] : Registry<models::ProcessorFactory>::instance().all())
        families.insert(name);
    for (const Fragment* family : fragments(Kind::Family))
        keys.insert(family->key);
    EXPECT_EQ(keys, families);
}

TEST(Presets, everyMethodBringsItsFragment) {
    std::set<std::string> composed;
    for (const auto& choice : offeredPresets())
        composed.insert(value(composePreset(choice).recipe, "finetuning_type"));
    for (const auto& method : findOption("finetuning_type")->choices)
        EXPECT_TRUE(composed.contains(method)) << "no preset trains with " << method;
}

TEST(Presets, everyFragmentIsNamedExplainedAndOffered) {
    const auto choices = offeredPresets();
    std::set<std::pair<Kind, std::string>> seen;
    for (const auto& [name, fragment] : Registry<Fragment>::instance().all()) {
        EXPECT_TRUE(seen.emplace(fragment.kind, fragment.key).second) << name;
        EXPECT_FALSE(fragment.key.empty() || fragment.title.empty() || fragment.help.empty()) << name;
        EXPECT_EQ(fragment.help.back(), '.') << name;
        EXPECT_EQ(fragment.key.find('/'), std::string::npos) << name;
        for (const auto& correction : fragment.corrections)
            EXPECT_NO_THROW(findFragment(correction.kind, correction.key)) << name;
        for (const auto& key : fragment.ignoredKeys)
            EXPECT_TRUE(findOption(key)) << name << ": " << key;
        EXPECT_TRUE(fragment.kind == Kind::Common ||
                    std::any_of(choices.begin(), choices.end(),
                                [&, &f = fragment](const PresetChoice& choice) {
                                    return f.key == (f.kind == Kind::Family   ? choice.family
                                                     : f.kind == Kind::Method ? choice.method
                                                                              : choice.hardware);
                                }))
            << name << " is never offered";
    }
}

// A computer without a GPU has a preset for every family.
TEST(Presets, everyHardwareIsReached) {
    const auto hardware = fragments(Kind::Hardware);
    for (const Fragment* one : hardware)
        EXPECT_EQ(&hardwareFor(one->gpuMemory * 1'000'000'000), one) << one->key;
}
