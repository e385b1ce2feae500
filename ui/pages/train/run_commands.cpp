#include "pages/train/run_commands.h"

#include "controls.h"
#include "protocol/control.h"
#include "theme/icon.h"

#include <QCoreApplication>
#include <QInputDialog>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr const char* kContext = "RunCommands";
constexpr double kLowest = 1e-9, kHighest = 10;
constexpr int kDigits = 9;

QString word(const char* text) {
    return QCoreApplication::translate(kContext, text);
}

}  // namespace

RunCommands::RunCommands(Studio& studio, RunFeed& feed, QWidget* page)
    : QToolButton(page), studio_(studio), feed_(feed), page_(page), menu_(new QMenu(this)) {
    setObjectName("train-commands");
    setIcon(widgets::icon("more"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setMenu(menu_);
    menu_->setToolTipsVisible(true);
    add("train.evaluate", QT_TRANSLATE_NOOP("RunCommands", "Evaluate now"),
        QT_TRANSLATE_NOOP("RunCommands", "Computes the loss on the validation samples after this step, and trains on"),
        QT_TRANSLATE_NOOP("RunCommands", "The model is evaluated after this step."), protocol::Command::Evaluate);
    add("train.answer", QT_TRANSLATE_NOOP("RunCommands", "Answer samples now"),
        QT_TRANSLATE_NOOP("RunCommands", "Asks the model as it is a few samples after this step, and trains on"),
        QT_TRANSLATE_NOOP("RunCommands", "The model answers a few samples after this step."),
        protocol::Command::Answer);
    add("train.end-epoch", QT_TRANSLATE_NOOP("RunCommands", "End after this epoch"),
        QT_TRANSLATE_NOOP("RunCommands", "Ends when every sample was seen equally often, with a result"),
        QT_TRANSLATE_NOOP("RunCommands", "The training ends after this epoch."), protocol::Command::EndEpoch);
    menu_->addSeparator();
    addRate("train.rate-halve", QT_TRANSLATE_NOOP("RunCommands", "Halve the learning rate"),
            QT_TRANSLATE_NOOP("RunCommands", "From the next step on; the schedule's shape stays"), 0.5);
    addRate("train.rate-double", QT_TRANSLATE_NOOP("RunCommands", "Double the learning rate"),
            QT_TRANSLATE_NOOP("RunCommands", "From the next step on; the schedule's shape stays"), 2);
    addAction(
        "train.rate", QT_TRANSLATE_NOOP("RunCommands", "Another learning rate…"),
        QT_TRANSLATE_NOOP("RunCommands", "In place of the recipe's, from the next step on; the schedule's shape stays"),
        [this] { chooseRate(); });
    retranslate();
    update(false);
}

void RunCommands::add(const char* id, const char* text, const char* help, const char* said, protocol::Command command) {
    addAction(id, text, help, [this, said, command] {
        if (!feed_.live()) return;
        feed_.send(command);
        studio_.say(Studio::Tone::Info, word(said));
    });
}

void RunCommands::addRate(const char* id, const char* text, const char* help, double factor) {
    addAction(id, text, help,
              [this, text, factor] { changeRate({protocol::RateChange::Kind::Factor, factor}, word(text)); });
}

void RunCommands::addAction(const char* id, const char* text, const char* help, std::function<void()> trigger) {
    auto* action = studio_.actions().add(page_,
                                         {id,
                                          [] { return word(QT_TRANSLATE_NOOP("RunCommands", "Train")); },
                                          [text] { return word(text); },
                                          [help] { return word(help); },
                                          {}},
                                         std::move(trigger));
    menu_->addAction(action);
    actions_.push_back(action);
}

void RunCommands::chooseRate() {
    if (!feed_.live()) return;
    const double now = feed_.latest("lr").value_or(1e-4);
    bool chosen = false;
    const double rate =
        QInputDialog::getDouble(page_, tr("Another learning rate"), tr("In place of the recipe's learning_rate:"), now,
                                kLowest, kHighest, kDigits, &chosen);
    if (chosen) changeRate({protocol::RateChange::Kind::Value, rate}, tr("The learning rate becomes %1.").arg(rate));
}

void RunCommands::changeRate(protocol::RateChange change, const QString& said) {
    if (!feed_.live()) return;
    feed_.send(change);
    studio_.say(Studio::Tone::Info, said);
}

void RunCommands::update(bool shown) {
    const bool on = feed_.state() == RunFeed::State::Running || feed_.state() == RunFeed::State::Paused;
    for (QAction* action : actions_)
        action->setEnabled(on);
    setVisible(shown && (on || feed_.active()));
    setEnabled(on);
}

void RunCommands::retranslate() {
    setHint(this, tr("What else can be asked of the training"));
}

}  // namespace atelier::ui
