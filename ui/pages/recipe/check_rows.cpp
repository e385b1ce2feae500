#include "pages/recipe/check_rows.h"

#include "common/error.h"
#include "form/option_words.h"
#include "pages/recipe/recipe_changes.h"
#include "settings/entry.h"
#include "settings/foreign_keys.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace atelier::ui {
namespace {

using settings::CheckedKey;
using State = CheckedKey::State;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CheckRows)
};

constexpr qsizetype kLongest = 60;  // characters of a value

QString text(const std::string& words) {
    return QString::fromStdString(words);
}

// A value that came after the file was read; of a key that stands twice, the first one is no such value.
bool isMended(const CheckedKey& row, const settings::Recipe& recipe, const QString& file) {
    const auto* entry = settings::findOption(row.key) ? recipe.find(row.key) : nullptr;
    return entry && !entry->where.starts_with(file.toStdString() + ":");
}

QString wrongWords(const CheckedKey& row) {
    if (const auto* option = settings::findOption(row.key)) {
        try {
            settings::fromText(*option, row.value);
        } catch (const Error&) {
            return widgets::problemWords(*option, text(row.value));
        }
        return text(row.note);
    }
    if (const auto* foreign = settings::findForeignKey(row.key))
        return Words::tr("Not supported, and it would change what is learned: %1")
            .arg(widgets::translated(std::string(foreign->note)));
    const std::string likely = settings::likelyKey(row.key);
    return likely.empty() ? text(row.note) : Words::tr("Unknown; “%1” may be meant").arg(text(likely));
}

// Line and column; a path may have colons of its own.
QString placeOf(const std::string& where, const QString& file) {
    const QString place = text(where);
    return place.startsWith(file + ":") ? place.mid(file.size() + 1) : QString();
}

QString fieldOf(const std::string& key) {
    const auto* option = settings::findOption(key);
    if (!option) option = settings::findOption(settings::likelyKey(key));
    return option && !isChosenElsewhere(option->key) ? text(option->key) : QString();
}

CheckRow rowOf(const CheckedKey& key, const QString& file) {
    CheckRow row{key.state, text(key.key), text(key.value).simplified(), placeOf(key.where, file), {}, {}};
    if (row.value.size() > kLongest) row.value = row.value.left(kLongest) + QChar(0x2026);
    return row;
}

// Of a key that is not wrong, as the recipe is now.
CheckRow judged(const CheckedKey& key, const settings::Recipe& recipe, const QString& file) {
    CheckRow row = rowOf(key, file);
    if (const auto* option = settings::findOption(key.key)) {
        const auto find = [&](const std::string& other) -> std::optional<widgets::OptionNow> {
            const auto* known = settings::findOption(other);
            if (!known) return std::nullopt;
            return widgets::OptionNow{known, valueIn(recipe, *known)};
        };
        row.note = widgets::offWords(*option, find);
        row.state = row.note.isEmpty() ? State::Used : State::WithoutEffect;
        row.field = fieldOf(key.key);
    } else if (const auto* foreign = settings::findForeignKey(key.key)) {
        row.note = widgets::translated(std::string(foreign->note));
    } else if (key.state == State::Unknown) {
        const std::string likely = settings::likelyKey(key.key);
        row.note = likely.empty() ? Words::tr("No option of Atelier; kept in the file")
                                  : Words::tr("Unknown; “%1” may be meant").arg(text(likely));
        row.field = fieldOf(key.key);
    }
    return row;
}

}  // namespace

std::vector<CheckRow> checkRows(const std::vector<CheckedKey>& keys, const settings::Recipe& recipe,
                                const QString& file) {
    std::vector<CheckRow> rows;
    std::set<std::string> known;
    for (const CheckedKey& key : keys) {
        known.insert(key.key);
        if (key.state == State::Wrong) {
            if (isMended(key, recipe, file)) continue;
            rows.push_back(rowOf(key, file));
            rows.back().note = wrongWords(key);
            rows.back().field = fieldOf(key.key);
        } else if (recipe.find(key.key)) {
            rows.push_back(judged(key, recipe, file));
        }
    }
    // Of a recipe that came from no file that is known.
    for (const std::string& key : recipe.unknownKeys()) {
        if (known.contains(key)) continue;
        const bool foreign = settings::findForeignKey(key) != nullptr;
        rows.push_back(judged({key, recipe.find(key)->yaml, {}, foreign ? State::WithoutEffect : State::Unknown, {}},
                              recipe, file));
    }
    std::erase_if(rows, [](const CheckRow& row) { return row.state == State::Used; });
    const auto rank = [](const CheckRow& row) {
        return row.state == State::Wrong ? 0 : row.state == State::Unknown ? 1 : 2;
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const CheckRow& a, const CheckRow& b) { return rank(a) < rank(b); });
    return rows;
}

}  // namespace atelier::ui
