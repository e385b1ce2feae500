#pragma once

#include "client/queue.h"
#include "pages/data/sample/model_choice.h"

#include <QObject>
#include <QString>

#include <optional>
#include <string>

namespace atelier::ui {

class Gallery;
class Studio;

/// The tokens that the project's model sees of every sample, counted by a job and kept in the project: for the
/// gallery's filter and the statistics.
class TokenIndex : public QObject {
    Q_OBJECT

public:
    TokenIndex(Studio& studio, Gallery& gallery, QObject* parent = nullptr);
    /// Of the model and the recipe's limits of pictures; empty: no model, or not known yet.
    const std::string& fingerprint() const { return fingerprint_; }
    bool counting() const { return job_ >= 0; }
    /// Of the samples of the gallery's dataset that have no count.
    void count();

Q_SIGNALS:
    /// Another model, or more counts.
    void changed();

private:
    void look();
    void ended(const client::JobStatus& status);

    Studio& studio_;
    Gallery& gallery_;
    std::optional<ModelChoice> choice_;
    std::string fingerprint_;
    client::JobId job_ = -1;
};

}  // namespace atelier::ui
