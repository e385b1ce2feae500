#include "pages/train/finding_words.h"

#include "pages/recipe/recipe_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <map>
#include <stdexcept>

namespace atelier::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(FindingWords)
};

/// The figures of one message.
class Figures {
public:
    explicit Figures(const std::map<std::string, double>& all) : all_(all) {}
    bool is(const char* name) const { return all_.at(name) != 0; }
    int whole(const char* name) const { return static_cast<int>(all_.at(name)); }
    QString number(const char* name) const { return QLocale().toString(all_.at(name), 'g', 3); }
    QString rate() const { return rateText(all_.at("learning_rate")); }

private:
    const std::map<std::string, double>& all_;
};

FindingWords notFinite(const Figures& f) {
    return {Words::tr("At step %1 the loss or the gradient was no finite number").arg(f.whole("step")),
            (f.is("fp16") ? Words::tr("Start again with a learning rate of %1, or with bf16 in place of fp16. If it "
                                      "comes back at the same sample, look at that sample.")
                          : Words::tr("Start again with a learning rate of %1, or with max_grad_norm at 0.5. If it "
                                      "comes back at the same sample, look at that sample."))
                .arg(f.rate())};
}

FindingWords diverging(const Figures& f) {
    return {Words::tr("The training diverges: the loss is %1 and was %2 at its best")
                .arg(f.number("loss"), f.number("best")),
            Words::tr("Stop, and start again with a learning rate of %1 and a longer warm-up.").arg(f.rate())};
}

FindingWords exploding(const Figures& f) {
    return {Words::tr("Gradients are suddenly many times longer than before: %1 against %2")
                .arg(f.number("norm"), f.number("usual")),
            (f.is("unclipped") ? Words::tr("Start again with a learning rate of %1 and max_grad_norm at 1.")
                               : Words::tr("Start again with a learning rate of %1."))
                .arg(f.rate())};
}

FindingWords noMovement(const Figures& f) {
    return {Words::tr("The loss has not moved in %Ln steps: %1 at first, %2 now", nullptr, f.whole("steps"))
                .arg(f.number("first"), f.number("now")),
            Words::tr("Try a learning rate of %1, and look whether the samples' answers follow from what is asked.")
                .arg(f.rate())};
}

FindingWords overfitting(const Figures& f) {
    return {Words::tr("The model learns the training samples by heart: their loss has fallen to %1, while that of the "
                      "validation samples rises to %2 (best %3)")
                .arg(f.number("train"), f.number("eval"), f.number("best")),
            Words::tr("Keep the best evaluation (load_best_model_at_end) and end early (early_stopping_steps: 3), "
                      "train fewer epochs, or add samples or augmentation.")};
}

FindingWords collapsed(const Figures& f) {
    const int count = f.whole("answers");
    return {f.is("empty") ? Words::tr("All %Ln sample answers are empty", nullptr, count)
                          : Words::tr("All %Ln sample answers are the same", nullptr, count),
            Words::tr("If they stay so, start again with a learning rate of %1, and look whether most training samples "
                      "have that answer.")
                .arg(f.rate())};
}

}  // namespace

std::optional<FindingWords> findingWords(const protocol::Message& message) {
    static const std::map<std::string, FindingWords (*)(const Figures&)> known{
        {"not_finite", &notFinite},   {"diverging", &diverging},     {"exploding", &exploding},
        {"no_movement", &noMovement}, {"overfitting", &overfitting}, {"collapsed", &collapsed},
    };
    const auto found = known.find(message.code);
    if (found == known.end()) return std::nullopt;
    try {
        return found->second(Figures(message.figures));
    } catch (const std::out_of_range&) {
        return std::nullopt;  // of another version: its own text says it
    }
}

}  // namespace atelier::ui
