#include "pages/recipe/preset.h"

#include "common/file.h"
#include "resources.h"
#include "runs/recipe_paths.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

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
    // Of the files that make_presets.py makes.
    QT_TRANSLATE_NOOP("Presets", "LoRA"),
    QT_TRANSLATE_NOOP("Presets", "(IA)³"),
    QT_TRANSLATE_NOOP("Presets", "Prefix tuning"),
    QT_TRANSLATE_NOOP("Presets", "Last layers"),
    QT_TRANSLATE_NOOP("Presets", "All weights"),
    QT_TRANSLATE_NOOP("Presets", "small graphics card"),
    QT_TRANSLATE_NOOP("Presets", "large graphics card"),
    QT_TRANSLATE_NOOP("Presets", "processor only"),
    QT_TRANSLATE_NOOP("Presets", "receipts"),
    QT_TRANSLATE_NOOP("Presets", "For whom: a graphics card of 12 to 24 GB and a model of about 2 billion weights."),
    QT_TRANSLATE_NOOP("Presets", "For whom: a graphics card of 80 GB or more and a model of up to 7 billion weights."),
    QT_TRANSLATE_NOOP("Presets", "For whom: a computer without a graphics card, a small model and patience."),
    QT_TRANSLATE_NOOP("Presets",
                      "The first choice: learns nearly as much as all weights would, in a file of some megabytes."),
    QT_TRANSLATE_NOOP("Presets", "The smallest of all results: for a format or a style, not for new knowledge."),
    QT_TRANSLATE_NOOP("Presets", "Weights stay untouched; learns a task by tokens that are put before every text."),
    QT_TRANSLATE_NOOP("Presets", "Trains the last two layers as they are: no adapter is needed to use the result."),
    QT_TRANSLATE_NOOP("Presets", "Learns the most and forgets the most; wants thousands of samples."),
    QT_TRANSLATE_NOOP(
        "Presets",
        "For whom: whoever reads fields of receipts or forms with Qwen2-VL-2B, as the field's tutorials do it."),
    QT_TRANSLATE_NOOP("Presets", "A graphics card of 24 GB or more."),
};

constexpr const char* kBetween = " · ";  // the parts of a title

QString translated(const QString& text) {
    return QCoreApplication::translate("Presets", text.toUtf8().constData());
}

QStringList translated(QStringList texts) {
    for (QString& text : texts)
        text = translated(text);
    return texts;
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
            preset.text = lines.join('\n');
        }
        auto check = settings::checkRecipe(yaml, path.string());
        preset.recipe = std::move(check.recipe);
        preset.keys = std::move(check.keys);
        runs::resolvePaths(preset.recipe, path);
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

std::vector<Preset> readPresets() {
    std::vector<Preset> presets;
    for (const QString& file : presetRecipes())
        presets.push_back(readPreset(file));
    return presets;
}

QStringList presetParts(const Preset& preset) {
    return preset.title.split(kBetween);
}

QString presetPart(const QString& part) {
    return translated(part);
}

QString presetTitle(const Preset& preset) {
    return translated(presetParts(preset)).join(kBetween);
}

QString presetText(const Preset& preset) {
    return preset.text.isEmpty() ? QString() : translated(preset.text.split('\n')).join(' ');
}

}  // namespace atelier::ui
