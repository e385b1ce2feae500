#include "pages/recipe/train_command.h"

#include "pages/recipe/recipe_changes.h"
#include "settings/effective.h"

#include <QStringList>

namespace atelier::ui {

QString shellQuoted(const QString& word) {
    return QString::fromStdString(settings::shellQuoted(word.toStdString()));
}

QString trainCommand(const settings::Recipe& recipe, const QString& baseFile, const settings::Recipe& base,
                     const QString& project) {
    QStringList words{"atelier", "train", shellQuoted(baseFile), "--project", shellQuoted(project)};
    for (const auto& assignment : settings::assignments(recipe, base))
        words << "--set" << shellQuoted(QString::fromStdString(assignment));
    for (const auto& key : changedKeys(base, recipe))
        if (!settings::findOption(key)) return {};
    return words.join(' ');
}

}  // namespace atelier::ui
