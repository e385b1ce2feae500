#pragma once

#include "common/error.h"
#include "settings/check.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace atelier::ui {

/// A recipe file. Of one that comes with Atelier the comments at its head say what it is for, the first line is its
/// title; any other is called by its name. A title may name model, method and computer, with " · " between them.
struct Preset {
    QString file, title;
    QString text;                            ///< lines
    settings::Recipe recipe;                 ///< of the keys that are not wrong, its paths resolved
    std::vector<settings::CheckedKey> keys;  ///< in the file's order
    std::optional<Error> problem;            ///< why the file cannot be read; recipe is empty then

    /// Nothing in the file is wrong: the command line takes it too.
    bool usable() const;
};

/// resources/recipes/*.yaml. Those that are broken are listed with their problem. Throws Error when Atelier's own
/// resources are missing.
std::vector<Preset> readPresets();
Preset readPreset(const QString& file);

/// The parts of its title, as in the file; one alone where it has none.
QStringList presetParts(const Preset& preset);
QString presetPart(const QString& part);  ///< in the person's language

/// Title and text in the person's language, where they are translated.
QString presetTitle(const Preset& preset);
QString presetText(const Preset& preset);

}  // namespace atelier::ui
