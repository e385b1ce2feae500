#pragma once

#include "data/sample.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace atelier::models {
class Processor;
}

namespace atelier::ui {

class Session;

/// Counts what the project's model sees of a sample, as it is written. Beside the window: pictures are opened for it.
class TokenCounter : public QObject {
    Q_OBJECT

public:
    explicit TokenCounter(Session& session, QObject* parent = nullptr);
    ~TokenCounter() override;
    /// The answer to an earlier question is not given any more.
    void count(const data::Sample& sample);
    void stop() { ++turn_; }

Q_SIGNALS:
    void counted(qint64 tokens, qint64 imageTokens);
    void notCounted(const QString& why);  ///< empty: no model is chosen

private:
    struct Loaded;
    Session& session_;
    std::shared_ptr<Loaded> loaded_;
    std::atomic<std::uint64_t> turn_ = 0;
    QThreadPool pool_;
};

}  // namespace atelier::ui
