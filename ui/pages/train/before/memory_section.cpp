#include "pages/train/before/memory_section.h"

#include "controls.h"
#include "format.h"
#include "pages/train/before/lines.h"
#include "pages/train/before/memory_bar.h"
#include "pages/train/before/preflight_words.h"
#include "pages/train/before/remedy_list.h"
#include "theme/theme.h"

#include <QLabel>
#include <QVBoxLayout>

#include <map>

namespace atelier::ui {

using namespace widgets;

namespace {

// A part keeps its colour whatever else there is.
Role roleOf(const std::string& part) {
    static const std::map<std::string, Role> roles{{"weights", Role::Series1},
                                                   {"gradients", Role::Series2},
                                                   {"optimizer", Role::Series3},
                                                   {"tower activations", Role::Series4},
                                                   {"language activations", Role::Series5},
                                                   {"working", Role::Series6},
                                                   {"pixels", Role::TextMuted},
                                                   {"answers", Role::TextMuted},
                                                   {"files", Role::TextMuted},
                                                   {"program", Role::BorderStrong}};
    const auto found = roles.find(part);
    return found == roles.end() ? Role::TextFaint : found->second;
}

QString number(std::int64_t value) {
    return QLocale().toString(static_cast<qlonglong>(value));
}

}  // namespace

MemorySection::MemorySection(Studio& studio, QWidget* parent)
    : BeforeSection(studio, "train-before-memory", "train.before-memory", true, parent) {}

void MemorySection::showHead() {
    const auto& estimate = result()->estimate;
    setTitle(tr("Memory and time"));
    setNote(tr("%1 at the peak, %2", "memory, then when that is")
                .arg(bytesText(estimate.peak), momentText(estimate.moment)));
}

void MemorySection::build() {
    bar_ = new MemoryBar(this);
    bar_->setObjectName("train-before-bar");
    facts_ = new QLabel(this);
    facts_->setObjectName("train-before-facts");
    wrap(facts_);
    facts_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setKind(facts_, "muted");
    remedies_ = new RemedyList(this);
    connect(remedies_, &RemedyList::useWanted, this, &MemorySection::useWanted);
    body()->addWidget(bar_);
    body()->addWidget(remedies_);
    body()->addWidget(facts_);
}

void MemorySection::fill() {
    const auto& e = result()->estimate;
    std::vector<MemoryBar::Part> parts;
    for (const auto& part : e.memory)
        parts.push_back({memoryPartText(part.name), bytesText(part.bytes), memoryPartHelp(part.name), part.bytes,
                         roleOf(part.name)});
    const bool card = e.device == "cuda";
    bar_->setParts(std::move(parts), e.available,
                   card ? tr("%1 are free on the graphics card").arg(bytesText(e.available))
                        : tr("%1 are free").arg(bytesText(e.available)));

    QStringList lines;
    if (e.mainPeak != e.peak) lines.append(tr("Main memory: %1 at the peak.").arg(bytesText(e.mainPeak)));
    lines.append(
        tr("The largest batch has %1 tokens, %2 of them of images; the longest sample has %3. %4 of %5 samples "
           "were measured.")
            .arg(number(e.batchTokens), number(e.batchImageTokens), number(e.longestTokens), number(e.measured),
                 number(e.samples)));
    for (const auto& part : e.time)
        lines.append(part.name == "training"
                         ? tr("Training: about %1, %Ln steps of %2 s each.", nullptr, static_cast<int>(e.steps))
                               .arg(durationText(part.seconds), QLocale().toString(e.secondsPerStep, 'g', 4))
                     : part.name == "evaluation"
                         ? tr("Evaluation: about %1.").arg(durationText(part.seconds))
                         : tr("%1: about %2.").arg(QString::fromStdString(part.name), durationText(part.seconds)));
    facts_->setText(lines.join('\n'));
    remedies_->setRemedies(e, studio().session() && !studio().session()->readOnly());
}

}  // namespace atelier::ui
