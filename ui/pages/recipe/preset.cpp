#include "pages/recipe/preset.h"

#include "common/file.h"
#include "jobs/recipe_paths.h"
#include "resources.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace atelier::ui {
namespace {

// What stands at the head of the files, for the translators.
[[maybe_unused]] constexpr const char* kTexts[] = {
    QT_TRANSLATE_NOOP("Presets",
                      "Reads printed lines of real receipts: LoRA on the starter model, region crop -> transcription"),
    QT_TRANSLATE_NOOP("Presets",
                      "For whom: anyone who wants to see the main job on real input, on a CPU, in some minutes."),
    QT_TRANSLATE_NOOP(
        "Presets", "Teaches the starter model an answer format that it has never seen: JSON instead of a plain word"),
    QT_TRANSLATE_NOOP("Presets", "Teaches the starter model a print style that it has never seen: dot-matrix lines"),
    QT_TRANSLATE_NOOP("Presets", "For whom: a first look at Atelier. Some minutes on 2 CPU cores."),
};

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

}  // namespace

Preset readPreset(const QString& file) {
    Preset preset;
    preset.file = file;
    preset.title = QFileInfo(file).fileName();
    try {
        const std::filesystem::path path(file.toStdString());
        const std::string yaml = readFile(path, std::size_t(1) << 20);
        QStringList lines = headComments(QString::fromStdString(yaml));
        if (!comesWithAtelier(file)) {
            preset.text = QFileInfo(file).path();
        } else if (!lines.isEmpty()) {
            preset.title = lines.takeFirst();
            if (preset.title.endsWith('.')) preset.title.chop(1);
            preset.text = lines.join(' ');
        }
        preset.recipe = settings::Recipe::parse(yaml, path.string());
        jobs::resolvePaths(preset.recipe, path);
    } catch (const Error& error) {
        preset.problem = error;
    }
    return preset;
}

std::vector<Preset> readPresets() {
    std::vector<Preset> presets;
    for (const QString& file : presetRecipes())
        presets.push_back(readPreset(file));
    return presets;
}

QString presetTitle(const Preset& preset) {
    return QCoreApplication::translate("Presets", preset.title.toUtf8().constData());
}

QString presetText(const Preset& preset) {
    return preset.text.isEmpty() ? QString() : QCoreApplication::translate("Presets", preset.text.toUtf8().constData());
}

}  // namespace atelier::ui
