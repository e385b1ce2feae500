#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace atelier::settings {

/// Monostate is YAML's null: "not set", where the option allows it.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

enum class Type { Bool, Integer, Number, Text, Choice, List };
enum class Level { Simple, Expert };

/// One setting, declared once, beside the code that uses it. Form, YAML, command line, validation, tooltip and
/// reference page read it.
struct Option {
    std::string key;  ///< LLaMA-Factory's where it has one
    Type type = Type::Text;
    Value defaultValue;
    bool nullable = false;
    std::optional<double> minimum, maximum;  ///< both included unless minimumExcluded
    bool minimumExcluded = false;
    std::vector<std::string> choices;  ///< for Type::Choice, or for the items of a Type::List
    std::vector<std::string> aliases;  ///< other keys read for it, e.g. of older files
    std::string unit, label, help;
    Level level = Level::Expert;
    std::string appliesWhen;  ///< "finetuning_type=lora", "derive=a|b": without effect otherwise; empty: always
};

/// A titled set of options, e.g. "LoRA".
struct Group {
    std::string title;
    std::vector<Option> options;
};

/// What gives a group when it is asked for: some declarations read other registries, so none is made while the program
/// starts.
using GroupSource = std::function<const Group&()>;
/// Every registered group, in the order of their registered names (Registry<GroupSource>, through schema.h's
/// GroupEntry).
std::vector<Group> allGroups();
/// By key or alias; nullptr when there is none.
const Option* findOption(const std::string& key);

/// Option::appliesWhen: the option with `key` has one of `values`, as toText() writes them.
struct Condition {
    std::string key;
    std::vector<std::string> values;
};
/// Nothing where the option always applies.
std::optional<Condition> conditionOf(const Option& option);

/// "1 to 4096", "above 0", or the choices; empty when anything of the type goes.
std::string rangeText(const Option& option);

/// Value as text, as a form shows it: numbers in their shortest exact form ("5.0e-5": with a point, or YAML 1.1 reads a
/// text); lists joined by
/// ", ", as a YAML flow sequence where an item holds a comma. fromText() gives the value back.
std::string toText(const Value& value);
/// Text (of a form or a command line) as the option's type; "null", "~" or nothing is null where the option allows it,
/// a list may be "a, b" or "[a, b]". Throws Error (where = key) saying what is allowed.
Value fromText(const Option& option, const std::string& text);
/// Throws Error (where) unless `value` has the option's type and lies in its range; integers pass for numbers,
/// a text with commas for a list. Returns the value in the option's own type.
Value checked(const Option& option, const Value& value, const std::string& where);

}  // namespace atelier::settings
