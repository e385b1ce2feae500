#include "pages/recipe/preset.h"

#include "common/file.h"
#include "resources.h"
#include "runs/recipe_paths.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace atelier::ui {
namespace {

constexpr const char* kScheme = "preset:";

// The texts of the fragments and of the files come to the translators by translations/update.
QString translated(const QString& text) {
    return QCoreApplication::translate("Presets", text.toUtf8().constData());
}

QStringList headComments(const QString& yaml) {
    QStringList lines;
    for (const QString& line : yaml.split('\n')) {
        const QString trimmed = line.trimmed();
        if (!trimmed.startsWith('#')) break;
        if (const QString words = trimmed.mid(1).trimmed(); !words.isEmpty()) lines.append(words);
    }
    return lines;
}

bool comesWithAtelier(const QString& file) {
    try {
        return presetRecipes().contains(file);
    } catch (const Error&) {
        return false;
    }
}

void take(Preset& preset, settings::RecipeCheck check) {
    preset.recipe = std::move(check.recipe);
    preset.keys = std::move(check.keys);
}

void compose(Preset& preset) {
    const auto& choice = *preset.choice;
    take(preset, settings::checkRecipe(settings::composePreset(choice).yaml, preset.source.toStdString()));
    using Kind = settings::Fragment::Kind;
    preset.title = QStringList{presetWords(findFragment(Kind::Family, choice.family).title),
                               presetWords(findFragment(Kind::Method, choice.method).title),
                               presetWords(findFragment(Kind::Hardware, choice.hardware).title)}
                       .join(" · ");
    preset.text = presetWords(findFragment(Kind::Method, choice.method).help);
}

void readFileOf(Preset& preset) {
    const std::filesystem::path path(preset.source.toStdString());
    const std::string yaml = readFile(path, std::size_t(1) << 20);
    QStringList lines = headComments(QString::fromStdString(yaml));
    if (!comesWithAtelier(preset.source)) {
        preset.text = QFileInfo(preset.source).path();
    } else if (!lines.isEmpty()) {
        for (QString& line : lines)
            line = translated(line);
        preset.title = lines.takeFirst();
        if (preset.title.endsWith('.') || preset.title.endsWith(QChar(0x3002))) preset.title.chop(1);
        preset.text = lines.join(' ');
    }
    take(preset, settings::checkRecipe(yaml, path.string()));
    runs::resolvePaths(preset.recipe, path);
}

}  // namespace

Preset readPreset(const QString& source) {
    Preset preset{source, presetChoice(source), {}, {}, {}, {}, {}};
    preset.title = preset.name();
    try {
        preset.choice ? compose(preset) : readFileOf(preset);
    } catch (const Error& error) {
        preset.problem = error;
    }
    return preset;
}

bool Preset::usable() const {
    return !problem && std::none_of(keys.begin(), keys.end(), [](const settings::CheckedKey& key) {
        return key.state == settings::CheckedKey::State::Wrong;
    });
}

QString Preset::name() const {
    return choice ? title : QFileInfo(source).fileName();
}

QString presetSource(const settings::PresetChoice& choice) {
    return kScheme + QString::fromStdString(choice.family + "/" + choice.method + "/" + choice.hardware);
}

std::optional<settings::PresetChoice> presetChoice(const QString& source) {
    if (!source.startsWith(kScheme)) return std::nullopt;
    const QStringList keys = source.mid(static_cast<qsizetype>(std::string_view(kScheme).size())).split('/');
    return settings::PresetChoice{keys.value(0).toStdString(), keys.value(1).toStdString(),
                                  keys.value(2).toStdString()};
}

std::vector<Preset> readRecipeFiles() {
    std::vector<Preset> presets;
    for (const QString& file : presetRecipes())
        presets.push_back(readPreset(file));
    return presets;
}

QString presetWords(const std::string& text) {
    return translated(QString::fromStdString(text));
}

}  // namespace atelier::ui
