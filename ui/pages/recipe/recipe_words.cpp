#include "pages/recipe/recipe_words.h"

#include "peft/freeze/options.h"
#include "peft/lora/options.h"
#include "peft/method_info.h"
#include "peft/options.h"
#include "peft/prefix/options.h"
#include "training/options.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace atelier::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RecipeWords)
};

QString joined(const std::vector<std::string>& names) {
    QStringList list;
    for (const auto& name : names)
        list.append(QString::fromStdString(name));
    return list.join(", ");
}

QString methodWords(const settings::Recipe& recipe) {
    const auto options = peft::FinetuningOptions::schema().read(recipe);
    if (options.type == "lora") {
        const auto lora = peft::LoraOptions::schema().read(recipe);
        if (lora.target == std::vector<std::string>{"all"})
            return Words::tr("LoRA of rank %1 on all layers").arg(lora.rank);
        return Words::tr("LoRA of rank %1 on %2").arg(lora.rank).arg(joined(lora.target));
    }
    if (options.type == "ia3") return Words::tr("IA³, learned scales of activations");
    if (options.type == "prefix")
        return Words::tr("A prefix of %Ln learned tokens", nullptr,
                         static_cast<int>(peft::PrefixOptions::schema().read(recipe).tokens));
    if (options.type == "freeze") {
        const auto layers = peft::FreezeOptions::schema().read(recipe).layers;
        return layers < 0 ? Words::tr("First layers of the language model: %1").arg(-layers)
                          : Words::tr("Last layers of the language model: %1").arg(layers);
    }
    if (options.type == "full") return Words::tr("All weights");
    return QString::fromStdString(peft::methodInfo(options.type).title);
}

// Only what is out of the ordinary: by default the language model alone is trained.
QString partWords(const settings::Recipe& recipe) {
    const auto options = peft::FinetuningOptions::schema().read(recipe);
    const bool eye = !options.freezeVisionTower, bridge = !options.freezeProjector,
               words = !options.freezeLanguageModel;
    if (words && eye && bridge) return Words::tr("vision tower and projector learn too");
    if (words && eye) return Words::tr("the vision tower learns too");
    if (words && bridge) return Words::tr("the projector learns too");
    if (eye && bridge) return Words::tr("only vision tower and projector learn");
    if (eye) return Words::tr("only the vision tower learns");
    if (bridge) return Words::tr("only the projector learns");
    return words ? QString() : Words::tr("every part is frozen: nothing can be trained");
}

QString lengthWords(const training::TrainOptions& options) {
    const QLocale locale;
    const QString samples = locale.toString(static_cast<qlonglong>(options.samplesPerStep()));
    if (options.maxSteps > 0)
        return Words::tr("%Ln steps of %1 samples", nullptr, static_cast<int>(options.maxSteps)).arg(samples);
    return Words::tr("%1 epochs in steps of %2 samples").arg(locale.toString(options.epochs, 'g', 4), samples);
}

}  // namespace

QString rateText(double rate) {
    const QLocale locale;
    if (rate == 0 || std::abs(rate) >= 0.01) return locale.toString(rate, 'g', 4);
    auto exponent = static_cast<int>(std::floor(std::log10(std::abs(rate))));
    double mantissa = rate / std::pow(10.0, exponent);
    if (std::abs(mantissa) >= 9.9995) {
        mantissa /= 10;
        ++exponent;
    }
    return QString("%1e%2").arg(locale.toString(mantissa, 'g', 4)).arg(exponent);
}

QString recipeSummary(const settings::Recipe& recipe) {
    const auto options = training::TrainOptions::schema().read(recipe);
    const QString method = methodWords(recipe), parts = partWords(recipe), length = lengthWords(options),
                  rate = rateText(options.learningRate);
    if (parts.isEmpty()) return Words::tr("%1, %2, learning rate %3").arg(method, length, rate);
    return Words::tr("%1, %2, learning rate %3; %4").arg(method, length, rate, parts);
}

}  // namespace atelier::ui
