#pragma once

#include "settings/recipe.h"

#include <QString>

namespace atelier::ui {

/// One word for a POSIX shell: as it is where nothing in it is special, else in single quotes.
QString shellQuoted(const QString& word);

/// "atelier train BASE --project PROJECT --set key=value …": what differs from the base file as --set. Nothing when the
/// difference cannot be said so (an unknown key): the recipe has to be saved as a file then.
QString trainCommand(const settings::Recipe& recipe, const QString& baseFile, const settings::Recipe& base,
                     const QString& project);

}  // namespace atelier::ui
