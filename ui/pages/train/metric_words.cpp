#include "pages/train/metric_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace atelier::ui {
namespace {

struct Known {
    const char *name, *title, *tip;
    bool always;
    int color;
};
constexpr Known kKnown[] = {
    {"lr", QT_TRANSLATE_NOOP("Metrics", "Learning rate"), QT_TRANSLATE_NOOP("Metrics", "How far each step goes"), true,
     1},
    {"grad_norm", QT_TRANSLATE_NOOP("Metrics", "Gradient norm"),
     QT_TRANSLATE_NOOP("Metrics",
                       "How strongly a step pulls; growing without end says that the learning rate is too high"),
     true, 2},
    {"tokens_per_second", QT_TRANSLATE_NOOP("Metrics", "Tokens a second"),
     QT_TRANSLATE_NOOP("Metrics", "Speed of the training"), true, 3},
    {"samples_per_second", QT_TRANSLATE_NOOP("Metrics", "Samples a second"),
     QT_TRANSLATE_NOOP("Metrics", "Speed of the training, in samples"), false, 3},
    {"memory", QT_TRANSLATE_NOOP("Metrics", "Memory, GB"),
     QT_TRANSLATE_NOOP("Metrics", "What the training's process uses"), false, 4},
    {"vram_allocated", QT_TRANSLATE_NOOP("Metrics", "Graphics memory, GB"),
     QT_TRANSLATE_NOOP("Metrics", "Most that was in use on the graphics card"), false, 4},
    {"gpu_utilization", QT_TRANSLATE_NOOP("Metrics", "Graphics card, %"),
     QT_TRANSLATE_NOOP("Metrics", "How busy the graphics card is"), false, 5},
};

// In the losses' chart, or told in words elsewhere.
constexpr std::array kElsewhere{"loss",        "eval_loss",        "epoch",        "skipped_steps",
                                "rate_factor", "curriculum_limit", "vram_reserved"};

const Known* known(const std::string& name) {
    const auto* found =
        std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& k) { return name == k.name; });
    return found == std::end(kKnown) ? nullptr : found;
}

}  // namespace

MetricLook metricLook(const std::string& name) {
    if (const Known* k = known(name))
        return {name, QCoreApplication::translate("Metrics", k->title), QCoreApplication::translate("Metrics", k->tip),
                k->always, k->color};
    const QString own = QString::fromStdString(name.starts_with("eval_") ? name.substr(5) : name);
    return {name, own,
            name.starts_with("eval_") ? QCoreApplication::translate("Metrics", "On the validation samples") : QString(),
            false, 0};
}

std::vector<std::string> usualMetrics() {
    std::vector<std::string> names;
    for (const Known& k : kKnown)
        if (k.always) names.emplace_back(k.name);
    return names;
}

bool isCharted(const std::string& name) {
    return std::find(kElsewhere.begin(), kElsewhere.end(), name) == kElsewhere.end();
}

bool comesBefore(const std::string& a, const std::string& b) {
    const Known *first = known(a), *second = known(b);
    if (first && second) return first < second;
    if (first || second) return first != nullptr;
    return a < b;
}

}  // namespace atelier::ui
