#include "pages/data/sample/token_counter.h"

#include "common/error.h"
#include "models/processor.h"
#include "session.h"

#include <QMetaObject>

namespace atelier::ui {

// Of the thread that counts.
struct TokenCounter::Loaded {
    std::string folder;
    std::int64_t least = 0, most = 0;
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
    const QString folder = session_.model();
    if (folder.isEmpty()) {
        Q_EMIT notCounted({});
        return;
    }
    models::ProcessorOptions options;
    const auto pixels = [this](const char* key) {
        const auto* entry = session_.recipe().find(key);
        const auto* value = entry ? std::get_if<std::int64_t>(&entry->value) : nullptr;
        return value ? *value : 0;
    };
    options.imageMinPixels = pixels("image_min_pixels");
    options.imageMaxPixels = pixels("image_max_pixels");
    pool_.start([this, turn, sample, folder = folder.toStdString(), options, loaded = loaded_] {
        if (turn != turn_) return;
        std::function<void()> say;
        try {
            if (!loaded->processor || loaded->folder != folder || loaded->least != options.imageMinPixels ||
                loaded->most != options.imageMaxPixels) {
                loaded->processor = models::loadProcessor(folder, options);
                loaded->folder = folder;
                loaded->least = options.imageMinPixels;
                loaded->most = options.imageMaxPixels;
            }
            const auto encoded = loaded->processor->encode(sample, {});
            say = [this, tokens = std::ssize(encoded.ids), images = encoded.imageTokens] {
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
