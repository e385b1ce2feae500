#pragma once

#include "settings/option.h"

#include <QString>

#include <functional>
#include <optional>
#include <string>

namespace atelier::widgets {

/// An option's label, help or unit in the user's language (context "Settings").
QString translated(const std::string& text);
/// As a form shows it: "1e-4", not "1.0e-4"; fromText() gives the value back. Nothing for "not set".
QString shownText(const settings::Value& value);
/// "1 to 4096", translated; empty when anything of the type goes.
QString rangeWords(const settings::Option& option);
/// Typed text as a value; where nothing is typed a nullable option is not set. Throws Error as settings::fromText does.
settings::Value typedValue(const settings::Option& option, const QString& text);
/// What is wrong with a text that typedValue() refuses, translated.
QString problemWords(const settings::Option& option, const QString& text);
/// An option and what it has now.
struct OptionNow {
    const settings::Option* option;
    settings::Value value;
};
/// Why another option switches this one off, translated; empty: it counts. `find` may know no option of a key.
QString offWords(const settings::Option& option,
                 const std::function<std::optional<OptionNow>(const std::string& key)>& find);
/// Help, range, default and key: everything about the option, as rich text.
QString optionTooltip(const settings::Option& option);

}  // namespace atelier::widgets
