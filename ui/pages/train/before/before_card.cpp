#include "pages/train/before/before_card.h"

#include "controls.h"
#include "format.h"
#include "pages/train/before/batch_section.h"
#include "pages/train/before/before_figures.h"
#include "pages/train/before/data_section.h"
#include "pages/train/before/lines.h"
#include "pages/train/before/memory_section.h"
#include "pages/train/before/preflight_words.h"
#include "pages/train/before/trained_section.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kSteps = 1000;  // of the progress bar

}  // namespace

BeforeCard::BeforeCard(Studio& studio, QWidget* parent) : Card({}, parent), studio_(studio), check_(studio) {
    setObjectName("train-before");
    build();
    connect(button_, &QPushButton::clicked, this, [this] { check_.running() ? check_.cancel() : check_.start(); });
    connect(&check_, &PreflightCheck::changed, this, &BeforeCard::update);
    connect(&check_, &PreflightCheck::progressed, this, &BeforeCard::updateStatus);
    connect(&theme(), &Theme::changed, this, &BeforeCard::retranslate);
    retranslate();
}

void BeforeCard::build() {
    badge_ = new QLabel(this);
    badge_->setObjectName("train-before-badge");
    badge_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    addHeaderWidget(badge_);
    button_ = new QPushButton(this);
    button_->setObjectName("train-before-check");
    addHeaderWidget(button_);
    status_ = new QLabel(this);
    status_->setObjectName("train-before-status");
    wrap(status_);
    setKind(status_, "muted");
    progress_ = new QProgressBar(this);
    progress_->setObjectName("train-before-progress");
    progress_->setTextVisible(false);
    progress_->setMaximumWidth(160);
    QSizePolicy kept = progress_->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    progress_->setSizePolicy(kept);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::kMedium);
    line->addWidget(status_, 1);
    line->addWidget(progress_);
    body()->addLayout(line);

    problemNote_ = new QFrame(this);
    problemNote_->setObjectName("train-before-problem");
    setKind(problemNote_, "note-danger");
    problemSign_ = new QLabel(problemNote_);
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kHair);
    for (auto [label, name] :
         {std::pair{&problem_, "train-before-problem-text"}, {&problemHint_, "train-before-problem-hint"}}) {
        *label = new QLabel(problemNote_);
        (*label)->setObjectName(name);
        (*label)->setTextFormat(Qt::PlainText);
        (*label)->setTextInteractionFlags(Qt::TextSelectableByMouse);
        (*label)->setProperty("data", true);
        wrap(*label);
        words->addWidget(*label);
    }
    setKind(problemHint_, "muted");
    auto* inside = new QHBoxLayout(problemNote_);
    inside->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    inside->setSpacing(space::kSmall);
    inside->addWidget(problemSign_, 0, Qt::AlignTop);
    inside->addLayout(words, 1);
    body()->addWidget(problemNote_);

    found_ = new QWidget(this);
    auto* rows = new QVBoxLayout(found_);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kSmall);
    body()->addWidget(found_);
}

// With the first result: most visits of the page come without one.
void BeforeCard::buildSections() {
    figures_ = new BeforeFigures(found_);
    auto* memory = new MemorySection(studio_, found_);
    connect(memory, &MemorySection::useWanted, this, &BeforeCard::use);
    sections_ = {memory, new DataSection(studio_, found_), new TrainedSection(studio_, check_, found_),
                 new BatchSection(studio_, found_)};
    auto* rows = static_cast<QVBoxLayout*>(found_->layout());
    rows->addWidget(figures_);
    for (BeforeSection* section : sections_)
        rows->addWidget(section);
}

void BeforeCard::setComplete(bool complete) {
    complete_ = complete;
    check_.setWanted(complete_ && isVisible());
    update();
}

void BeforeCard::showEvent(QShowEvent* event) {
    Card::showEvent(event);
    check_.setWanted(complete_);
}

void BeforeCard::hideEvent(QHideEvent* event) {
    Card::hideEvent(event);
    check_.setWanted(false);
}

void BeforeCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    Card::changeEvent(event);
}

const protocol::Estimate* BeforeCard::tooLarge() const {
    const auto& result = check_.result();
    const bool holds = result && !check_.stale() && result->estimate.fit == protocol::Fit::TooLarge;
    return holds ? &result->estimate : nullptr;
}

// --- what is shown ---

void BeforeCard::update() {
    const auto result = check_.result();
    if (result && sections_.empty()) buildSections();
    found_->setVisible(result != nullptr);
    updateProblem();
    badge_->setVisible(result != nullptr);
    if (result) {
        setKind(badge_, check_.stale() ? "badge" : fitBadge(result->estimate.fit));
        badge_->setText(fitText(result->estimate.fit));
        badge_->setToolTip(tr("Whether the training fits into the memory that is free now"));
    }
    const bool running = check_.running();
    button_->setIcon(icon(running ? "close" : result || check_.error() ? "refresh" : "play"));
    button_->setText(running ? tr("Cancel") : result || check_.error() ? tr("Check again") : tr("Check now"));
    button_->setToolTip(running ? tr("Stops this check; the training can be started without it")
                                : tr("Takes seconds; no weights are read and nothing is changed"));
    button_->setEnabled(complete_ && (running || !check_.waits()));
    updateStatus();
    if (std::exchange(shown_, result) != result && result) {
        figures_->show(*result);
        for (BeforeSection* section : sections_)
            section->setResult(result);
    }
    Q_EMIT changed();
}

void BeforeCard::updateProblem() {
    const auto& error = check_.error();
    problemNote_->setVisible(error && !check_.running());
    if (!error) return;
    problemSign_->setPixmap(icon("error", Role::Danger).pixmap(QSize(16, 16), devicePixelRatioF()));
    problem_->setText(QString::fromStdString(error->message()));
    QStringList more;
    for (const std::string& text : {error->hint(), error->where()})
        if (!text.empty()) more.append(QString::fromStdString(text));
    problemHint_->setText(more.join('\n'));
    problemHint_->setVisible(!more.isEmpty());
}

void BeforeCard::updateStatus() {
    const bool running = check_.running();
    const bool known = check_.share() >= 0;
    progress_->setVisible(running);
    if (running) {
        progress_->setRange(0, known ? kSteps : 0);
        if (known) progress_->setValue(static_cast<int>(kSteps * check_.share()));
        status_->setText(check_.phase().phase.empty() ? tr("Checking…") : tr("%1…").arg(phaseText(check_.phase())));
    } else if (check_.stale()) {
        status_->setText(tr("The recipe or the data have changed since this was checked."));
    } else if (check_.result() || check_.error()) {
        const QString when = tr("Checked at %1.").arg(locale().toString(check_.when(), QLocale::ShortFormat));
        const QString several =
            severalText(check_.recipe(), check_.result() ? check_.result()->estimate.stage : std::string());
        status_->setText(several.isEmpty() ? when : when + ' ' + several);
    } else if (check_.waits()) {
        status_->setText(tr("The check waits until the engine has nothing else to do."));
    } else {
        status_->setText(
            tr("Memory, time, data, what is trained and the first batch, in seconds and without reading "
               "any weights."));
    }
    setKind(status_, check_.stale() && !running ? "warning" : "muted");
}

void BeforeCard::retranslate() {
    setTitle(tr("Check before the start"));
    if (shown_) figures_->show(*shown_);
    for (BeforeSection* section : sections_)
        section->retranslate();
    progress_->setAccessibleName(tr("Progress of the check"));
    update();
}

void BeforeCard::use(const std::vector<std::string>& settings) {
    const QPointer<Session> session = studio_.session();
    if (!session) return;
    const settings::Recipe before = session->recipe();
    settings::Recipe changed = before;
    try {
        for (const std::string& one : settings)
            changed.set(one);
    } catch (const Error& error) {
        studio_.say(error);
        return;
    }
    session->setRecipe(changed);
    studio_.say(Studio::Tone::Success, tr("The recipe now says: %1").arg(settingsText(settings)), tr("Undo"),
                [session, before] {
                    if (session) session->setRecipe(before);
                });
}

}  // namespace atelier::ui
