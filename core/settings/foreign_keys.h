#pragma once

#include "settings/recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace atelier::settings {

/// A key of LLaMA-Factory's training files (or of the trainer under it) that no option of ours has: kept, warned of,
/// and not taken for a misspelling.
struct ForeignKey {
    enum class Effect {
        None,     ///< nothing is lost without it
        Refused,  ///< it would change what is trained: a recipe that asks for it does not run
    };
    std::string_view key;
    Effect effect;
    std::string_view note;       ///< what Atelier does instead, one sentence
    std::string_view same = {};  ///< of a refused key: the value that asks for what Atelier does anyway
};

/// Null for a key that is not in the table, and begins like none of its families (wandb_..., vllm_...).
const ForeignKey* findForeignKey(const std::string& key);

/// A value that an option of ours does not know and other programs do: passed over, and told.
struct ForeignValue {
    std::string_view key, value;  ///< of the option, and of one item of its list
    std::string_view note;        ///< what there is instead, one sentence
};
/// Null for a value that is not in the table.
const ForeignValue* findForeignValue(const std::string& key, const std::string& value);
/// Those of a list.
std::vector<std::string> foreignValuesIn(const Option& option, const Value& value);

/// A key that no option knows and with which a recipe does not run; not where its value says "not used" (null, false,
/// an empty list) or asks for what is done anyway.
bool isRefused(const std::string& key, const Recipe::Entry& entry);

}  // namespace atelier::settings
