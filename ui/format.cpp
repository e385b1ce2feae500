#include "format.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <cmath>
#include <map>

namespace atelier::ui {
namespace {

struct Format {
    Q_DECLARE_TR_FUNCTIONS(Format)
};

}  // namespace

QString durationText(double seconds) {
    const auto whole = static_cast<qint64>(std::lround(std::max(0.0, seconds)));
    if (whole < 60) return Format::tr("%1 s").arg(whole);
    if (whole < 3600) return Format::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
    return Format::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QChar('0'));
}

QString bytesText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

QString countText(std::uint64_t count) {
    const auto number = static_cast<double>(count);
    const QLocale locale;
    if (number >= 1e9) return locale.toString(number / 1e9, 'f', 2) + " B";
    if (number >= 1e6) return locale.toString(number / 1e6, 'f', 2) + " M";
    if (number >= 1e4) return locale.toString(number / 1e3, 'f', 1) + " k";
    return locale.toString(static_cast<qulonglong>(count));
}

QString contestantTitle(const std::string& title) {
    constexpr std::array kOfEveryRun{QT_TRANSLATE_NOOP("Format", "Before tuning"),
                                     QT_TRANSLATE_NOOP("Format", "After tuning")};
    for (const char* known : kOfEveryRun)
        if (title == known) return Format::tr(known);
    return QString::fromStdString(title);
}

QString phaseText(const protocol::PhaseChanged& phase) {
    static const std::map<std::string, const char*> known{
        {"loading", QT_TRANSLATE_NOOP("Format", "Loading")},
        {"waiting_for_memory", QT_TRANSLATE_NOOP("Format", "Waiting for memory")},
        {"answering", QT_TRANSLATE_NOOP("Format", "Answering")},
        {"preprocessing", QT_TRANSLATE_NOOP("Format", "Preparing data")},
        {"asking_reference", QT_TRANSLATE_NOOP("Format", "Asking the reference model")},
        {"training", QT_TRANSLATE_NOOP("Format", "Training")},
        {"evaluating", QT_TRANSLATE_NOOP("Format", "Evaluating")},
        {"scoring", QT_TRANSLATE_NOOP("Format", "Computing the measures")},
        {"generating", QT_TRANSLATE_NOOP("Format", "Answering")},
        {"saving", QT_TRANSLATE_NOOP("Format", "Saving")},
        {"importing", QT_TRANSLATE_NOOP("Format", "Importing")},
        {"looking_at_pictures", QT_TRANSLATE_NOOP("Format", "Looking at pictures")},
        {"augmenting", QT_TRANSLATE_NOOP("Format", "Making variations")},
        {"measuring", QT_TRANSLATE_NOOP("Format", "Measuring samples")},
        {"estimating", QT_TRANSLATE_NOOP("Format", "Estimating")},
        {"checking", QT_TRANSLATE_NOOP("Format", "Checking")},
        {"counting_tokens", QT_TRANSLATE_NOOP("Format", "Counting tokens")},
        {"exporting", QT_TRANSLATE_NOOP("Format", "Exporting")},
        {"drawing", QT_TRANSLATE_NOOP("Format", "Drawing")},
    };
    const auto it = known.find(phase.phase);
    const QString text = it == known.end() ? QString::fromStdString(phase.phase) : Format::tr(it->second);
    const std::string& title = phase.title.empty() ? phase.contestant : phase.title;
    return title.empty() ? text : Format::tr("%1: %2", "phase, of which contestant").arg(text, contestantTitle(title));
}

QString timeLeftText(const protocol::Progress& progress) {
    return progress.secondsLeft < 0 ? QString() : Format::tr("%1 left").arg(durationText(progress.secondsLeft));
}

}  // namespace atelier::ui
