#include "form/option_words.h"

#include "common/error.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace atelier::widgets {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(OptionForm)
};

QString number(double value) {
    return shownText(settings::Value(value));
}

QString expectation(settings::Type type) {
    switch (type) {
        case settings::Type::Bool:
            return Words::tr("Needs yes or no");
        case settings::Type::Integer:
            return Words::tr("Needs a whole number");
        case settings::Type::Number:
            return Words::tr("Needs a number, such as 0.5 or 1e-4");
        case settings::Type::Text:
        case settings::Type::Choice:
            return Words::tr("Needs a text");
        case settings::Type::List:
            return Words::tr("Needs names with commas between them");
    }
    return {};
}

}  // namespace

QString translated(const std::string& text) {
    return text.empty() ? QString() : QCoreApplication::translate("Settings", text.c_str());
}

QString shownText(const settings::Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return {};
    QString text = QString::fromStdString(settings::toText(value));
    if (const auto* items = std::get_if<std::vector<std::string>>(&value); items && items->empty()) return {};
    if (!std::holds_alternative<double>(value)) return text;
    if (text.endsWith(".0")) text.chop(2);
    return text.replace(".0e", "e");
}

QString rangeWords(const settings::Option& option) {
    if (!option.choices.empty()) {
        QStringList names;
        for (const std::string& choice : option.choices)
            names << QString::fromStdString(choice);
        return names.join(Words::tr(", "));
    }
    if (option.minimum && option.maximum)
        return option.minimumExcluded
                   ? Words::tr("above %1, at most %2").arg(number(*option.minimum), number(*option.maximum))
                   : Words::tr("%1 to %2").arg(number(*option.minimum), number(*option.maximum));
    if (option.minimum)
        return option.minimumExcluded ? Words::tr("above %1").arg(number(*option.minimum))
                                      : Words::tr("at least %1").arg(number(*option.minimum));
    if (option.maximum) return Words::tr("at most %1").arg(number(*option.maximum));
    return {};
}

settings::Value typedValue(const settings::Option& option, const QString& text) {
    if (option.nullable && text.trimmed().isEmpty()) return {};
    return settings::fromText(option, text.toStdString());
}

QString problemWords(const settings::Option& option, const QString& text) {
    if (text.trimmed().isEmpty()) return expectation(option.type);
    settings::Option free = option;
    free.minimum.reset();
    free.maximum.reset();
    free.choices.clear();
    try {
        settings::fromText(free, text.toStdString());
    } catch (const Error&) {
        return expectation(option.type);
    }
    return Words::tr("Allowed: %1").arg(rangeWords(option));
}

QString offWords(const settings::Option& option,
                 const std::function<std::optional<OptionNow>(const std::string& key)>& find) {
    const auto condition = settings::conditionOf(option);
    const auto other = condition ? find(condition->key) : std::nullopt;
    if (!other) return {};
    const auto& wanted = condition->values;
    if (std::find(wanted.begin(), wanted.end(), settings::toText(other->value)) != wanted.end())
        return offWords(*other->option, find);
    QStringList words;
    for (const std::string& value : wanted)
        words += translated(value);
    return Words::tr("Only when %1 is %2").arg(translated(other->option->label), words.join(", "));
}

QString optionTooltip(const settings::Option& option) {
    QStringList lines;
    if (!option.help.empty()) lines << translated(option.help).toHtmlEscaped();
    if (const QString range = rangeWords(option); !range.isEmpty())
        lines << Words::tr("Allowed: %1").arg(range).toHtmlEscaped();
    const QString preset = shownText(option.defaultValue);
    lines << (preset.isEmpty() ? Words::tr("Default: not set") : Words::tr("Default: %1").arg(preset)).toHtmlEscaped();
    lines << "<code>" + QString::fromStdString(option.key).toHtmlEscaped() + "</code>";
    return "<p style='white-space: normal'>" + lines.join("<br>") + "</p>";
}

}  // namespace atelier::widgets
