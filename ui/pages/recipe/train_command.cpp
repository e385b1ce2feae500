#include "pages/recipe/train_command.h"

#include "pages/recipe/recipe_changes.h"

#include <QRegularExpression>
#include <QStringList>

namespace atelier::ui {

QString shellQuoted(const QString& word) {
    static const QRegularExpression plain("^[A-Za-z0-9_./:=@%+,-]+$", QRegularExpression::DontCaptureOption);
    if (plain.match(word).hasMatch()) return word;
    QString inside = word;
    return '\'' + inside.replace('\'', "'\\''") + '\'';
}

QString trainCommand(const settings::Recipe& recipe, const QString& baseFile, const settings::Recipe& base,
                     const QString& project) {
    QStringList words{"atelier", "train", shellQuoted(baseFile), "--project", shellQuoted(project)};
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options) {
            const auto value = valueIn(recipe, option);
            if (value == valueIn(base, option)) continue;
            const std::string text = std::holds_alternative<std::monostate>(value) ? "null" : settings::toText(value);
            words << "--set" << shellQuoted(QString::fromStdString(option.key + "=" + text));
        }
    for (const auto& key : changedKeys(base, recipe))
        if (!settings::findOption(key)) return {};
    return words.join(' ');
}

}  // namespace atelier::ui
