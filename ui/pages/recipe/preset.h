#pragma once

#include "common/error.h"
#include "settings/check.h"
#include "settings/fragment.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace atelier::ui {

/// What fills the form: a recipe file, or a preset composed of a family, a method and the hardware. The comments at the
/// head of a file that comes with Atelier say what it is for, the first line is its title; any other file is called by
/// its name.
struct Preset {
    QString source;                                ///< a file's path, or presetSource() of `choice`
    std::optional<settings::PresetChoice> choice;  ///< nothing: a file
    QString title, text;                           ///< in the person's language where they are translated
    settings::Recipe recipe;                       ///< of the keys that are not wrong, its paths resolved
    std::vector<settings::CheckedKey> keys;        ///< in the file's order
    std::optional<Error> problem;                  ///< why it cannot be read; recipe is empty then

    /// Nothing in it is wrong: the command line takes it too.
    bool usable() const;
    /// The file's name without its folder, or the title.
    QString name() const;
};

/// A composed preset as one word that preferences keep: "preset:FAMILY/METHOD/HARDWARE".
QString presetSource(const settings::PresetChoice& choice);
/// Nothing for the path of a file.
std::optional<settings::PresetChoice> presetChoice(const QString& source);

Preset readPreset(const QString& source);
/// resources/recipes/*.yaml. Those that are broken are listed with their problem. Throws Error when Atelier's own
/// resources are missing.
std::vector<Preset> readRecipeFiles();

/// A fragment's title or help in the person's language.
QString presetWords(const std::string& text);

}  // namespace atelier::ui
