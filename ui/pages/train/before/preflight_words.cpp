#include "pages/train/before/preflight_words.h"

#include "form/option_words.h"
#include "pages/model/model_folder.h"
#include "settings/option.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <map>

namespace atelier::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Preflight)
};

struct PartWords {
    const char *name, *help;
};

const PartWords* wordsOf(const std::string& part) {
    static const std::map<std::string, PartWords> known{
        {"weights",
         {QT_TRANSLATE_NOOP("Preflight", "Weights"), QT_TRANSLATE_NOOP("Preflight", "The model, as it is loaded")}},
        {"gradients",
         {QT_TRANSLATE_NOOP("Preflight", "Gradients"),
          QT_TRANSLATE_NOOP("Preflight", "One number for each parameter that is trained")}},
        {"optimizer",
         {QT_TRANSLATE_NOOP("Preflight", "Optimizer"),
          QT_TRANSLATE_NOOP("Preflight", "What it keeps of each parameter that is trained")}},
        {"tower activations",
         {QT_TRANSLATE_NOOP("Preflight", "Activations of the vision tower"),
          QT_TRANSLATE_NOOP("Preflight", "Kept for the way back; grows with the pictures")}},
        {"language activations",
         {QT_TRANSLATE_NOOP("Preflight", "Activations of the language model"),
          QT_TRANSLATE_NOOP("Preflight", "Kept for the way back; grows with the tokens of a batch")}},
        {"working",
         {QT_TRANSLATE_NOOP("Preflight", "Working memory"),
          QT_TRANSLATE_NOOP("Preflight", "What a layer or the logits need for a moment")}},
        {"pixels",
         {QT_TRANSLATE_NOOP("Preflight", "Pictures"),
          QT_TRANSLATE_NOOP("Preflight", "The pictures of the batches that are ready")}},
        {"answers",
         {QT_TRANSLATE_NOOP("Preflight", "Sample answers"),
          QT_TRANSLATE_NOOP("Preflight", "What answering keeps of the tokens before")}},
        {"files",
         {QT_TRANSLATE_NOOP("Preflight", "Files of the model"), QT_TRANSLATE_NOOP("Preflight", "While they are read")}},
        {"program",
         {QT_TRANSLATE_NOOP("Preflight", "Program"),
          QT_TRANSLATE_NOOP("Preflight", "The engine itself, whatever is trained")}},
    };
    const auto found = known.find(part);
    return found == known.end() ? nullptr : &found->second;
}

}  // namespace

QString fitText(protocol::Fit fit) {
    switch (fit) {
        case protocol::Fit::Fits:
            return Words::tr("Fits");
        case protocol::Fit::Tight:
            return Words::tr("Tight");
        case protocol::Fit::TooLarge:
            return Words::tr("Too large");
    }
    return {};
}

const char* fitBadge(protocol::Fit fit) {
    return fit == protocol::Fit::Fits    ? "badge-success"
           : fit == protocol::Fit::Tight ? "badge-warning"
                                         : "badge-danger";
}

QString memoryPartText(const std::string& name) {
    const PartWords* words = wordsOf(name);
    return words ? Words::tr(words->name) : QString::fromStdString(name);
}

QString memoryPartHelp(const std::string& name) {
    const PartWords* words = wordsOf(name);
    return words ? Words::tr(words->help) : QString();
}

QString momentText(const std::string& moment) {
    if (moment == "training") return Words::tr("while it trains");
    if (moment == "evaluation") return Words::tr("while it evaluates");
    if (moment == "loading") return Words::tr("while the model is loaded");
    return QString::fromStdString(moment);
}

QString trainedPartText(const std::string& name) {
    return name == "adapter" ? Words::tr("Adapter") : partText(name);
}

QString settingsText(const std::vector<std::string>& assignments) {
    QStringList all;
    for (const std::string& assignment : assignments) {
        const auto equals = assignment.find('=');
        const std::string key = assignment.substr(0, equals);
        const settings::Option* option = settings::findOption(key);
        const QString label = option ? widgets::translated(option->label) : QString::fromStdString(key);
        QString value = QString::fromStdString(equals == std::string::npos ? "" : assignment.substr(equals + 1));
        if (option && option->type == settings::Type::Bool)
            value = value == "true" ? Words::tr("on") : Words::tr("off");
        all.append(Words::tr("%1: %2", "a setting and its value").arg(label, value));
    }
    return all.join(Words::tr(", "));
}

QString keysText(const std::vector<std::string>& assignments) {
    QStringList all;
    for (const std::string& assignment : assignments)
        all.append(QString::fromStdString(assignment));
    return all.join(' ');
}

QString severalText(const settings::Recipe& recipe, const std::string& stage) {
    if (!stage.empty())
        return Words::tr("The recipe has stages: this is of “%1”, which needs most; steps and time are of all.")
            .arg(QString::fromStdString(stage));
    const auto* folds = recipe.find("cross_validation_folds");
    const auto* count = folds ? std::get_if<std::int64_t>(&folds->value) : nullptr;
    if (!count || *count < 2) return {};
    return Words::tr("The recipe trains %Ln folds: steps and time are of all.", nullptr, static_cast<int>(*count));
}

QString percentText(std::uint64_t part, std::uint64_t whole) {
    const double share = whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0;
    return Words::tr("%1 %").arg(QLocale().toString(share, 'f', 2));
}

}  // namespace atelier::ui
