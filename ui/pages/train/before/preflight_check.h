#pragma once

#include "bridge/engine_look.h"
#include "protocol/jobs/preflight.h"
#include "studio.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace atelier::ui {

/// The check of the training that the session's recipe asks for: has the engine make it, and knows whether what it
/// shown still holds. It is made by itself where somebody looks, the engine has nothing to do and nothing was changed
/// for a moment.
class PreflightCheck : public QObject {
    Q_OBJECT

public:
    using Result = std::shared_ptr<const protocol::Preflight>;

    explicit PreflightCheck(Studio& studio, QObject* parent = nullptr);

    /// Somebody looks, and all that a training needs is there.
    void setWanted(bool wanted);
    /// At once, whatever is known already.
    void start();
    /// Nothing is checked by itself until something changes.
    void cancel();

    bool running() const { return look_.running(); }
    const protocol::PhaseChanged& phase() const { return look_.phase(); }
    double share() const { return look_.share(); }  ///< of the phase; -1: unknown
    bool waits() const;                             ///< for other jobs of the engine

    const Result& result() const { return result_; }                     ///< nullptr: none
    const std::optional<Error>& error() const { return error_; }         ///< of the last check, if it failed
    bool stale() const;                                                  ///< recipe or data have changed since either
    QTime when() const { return when_; }                                 ///< the last check ended
    const settings::Recipe& recipe() const { return shownFor_.recipe; }  ///< that either is of

Q_SIGNALS:
    void changed();
    void progressed();

private:
    // What a check depends on.
    struct Inputs {
        settings::Recipe recipe;
        int data = 0;  // how often it has changed
        bool operator==(const Inputs&) const = default;
    };
    Inputs now() const;
    void take(Outcome<protocol::Preflight> outcome, const Inputs& inputs);
    void noteChange();
    void consider();

    Studio& studio_;
    EngineLook look_;
    QTimer wait_;
    bool wanted_ = false;
    int data_ = 0;
    std::optional<Inputs> asked_;  // last: not asked again by itself
    Inputs shownFor_;
    Result result_;
    std::optional<Error> error_;
    QTime when_;
};

}  // namespace atelier::ui
