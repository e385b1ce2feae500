#include "pages/recipe/recipe_words.h"

#include "form/option_words.h"
#include "pages/recipe/preset.h"
#include "peft/options.h"
#include "settings/effective.h"
#include "settings/fragment.h"
#include "training/options.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <cmath>
#include <stdexcept>

namespace atelier::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RecipeWords)
};

// The method's own words, with the values that the recipe has.
QString methodWords(const settings::Recipe& recipe) {
    const auto type = peft::FinetuningOptions::schema().read(recipe).type;
    const auto& method = settings::findFragment(settings::Fragment::Kind::Method, type);
    const QString words = presetWords(method.inWords.empty() ? method.title : method.inWords);
    static const QRegularExpression marks("\\{(\\w+)\\}");
    QString filled;
    qsizetype done = 0;
    for (auto all = marks.globalMatch(words); all.hasNext();) {
        const auto mark = all.next();
        const auto* option = settings::findOption(mark.captured(1).toStdString());
        if (!option) throw std::logic_error("no option " + mark.captured().toStdString() + " for " + type);
        filled += words.mid(done, mark.capturedStart() - done) +
                  widgets::shownText(settings::effectiveValue(recipe, *option));
        done = mark.capturedEnd();
    }
    return filled + words.mid(done);
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
