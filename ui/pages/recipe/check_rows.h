#pragma once

#include "settings/check.h"

#include <QString>

#include <vector>

namespace atelier::ui {

/// A key of a recipe's file that does not do what it says, in the person's language.
struct CheckRow {
    settings::CheckedKey::State state = settings::CheckedKey::State::Used;
    QString key, value;
    QString place;  ///< "12:3", line and column; empty: of no file
    QString note;   ///< what is allowed, why it has no effect
    QString field;  ///< the option that it is of or was likely meant as; empty: none that a form has

    bool operator==(const CheckRow&) const = default;
};

/// What is left to say of a file's keys, now that its recipe may have been changed: a wrong one that has got a value is
/// mended. Wrong ones first, then unknown ones, then those without effect.
std::vector<CheckRow> checkRows(const std::vector<settings::CheckedKey>& keys, const settings::Recipe& recipe,
                                const QString& file);

}  // namespace atelier::ui
