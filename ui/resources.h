#pragma once

#include <QString>
#include <QStringList>

namespace atelier::ui {

/// The folder with `starter/` and `recipes/`: $ATELIER_RESOURCES, ../share/atelier beside the program, or where it was
/// built. Throws Error when it is in none of them.
QString resourceFolder();
QString starterModel();       ///< resources/starter/model
QStringList presetRecipes();  ///< resources/recipes/*.yaml

}  // namespace atelier::ui
