#include "pages/data/sample/token_counter.h"

#include "common/error.h"
#include "pages/data/sample/model_choice.h"
#include "session.h"

#include <QMetaObject>

namespace atelier::ui {

// Of the thread that counts.
struct TokenCounter::Loaded {
    ModelChoice choice;
    std::unique_ptr<models::Processor> processor;
};

TokenCounter::TokenCounter(Session& session, QObject* parent)
    : QObject(parent), session_(session), loaded_(std::make_shared<Loaded>()) {
    pool_.setMaxThreadCount(1);
}

TokenCounter::~TokenCounter() {
    stop();
    pool_.clear();
    pool_.waitForDone();
}

void TokenCounter::count(const data::Sample& sample) {
    const std::uint64_t turn = ++turn_;
    const ModelChoice choice = modelChoice(session_);
    if (choice.folder.empty()) {
        Q_EMIT notCounted({});
        return;
    }
    pool_.start([this, turn, sample, choice, loaded = loaded_] {
        if (turn != turn_) return;
        std::function<void()> say;
        try {
            if (!loaded->processor || loaded->choice != choice) {
                loaded->processor = models::loadProcessor(choice.folder, choice.options);
                loaded->choice = choice;
            }
            const auto encoded = loaded->processor->encode(sample, {});
            say = [this, tokens = std::ssize(encoded.ids), images = encoded.mediaTokens()] {
                Q_EMIT counted(tokens, images);
            };
        } catch (const std::exception& error) {
            say = [this, why = QString::fromUtf8(error.what())] { Q_EMIT notCounted(why); };
        }
        QMetaObject::invokeMethod(
            this,
            [this, turn, say = std::move(say)] {
                if (turn == turn_) say();
            },
            Qt::QueuedConnection);
    });
}

}  // namespace atelier::ui
