#pragma once

#include "actions.h"
#include "bridge/job_center.h"
#include "bridge/kept_runs.h"
#include "preferences.h"
#include "runs/runs.h"
#include "session.h"
#include "shortcuts.h"

#include <QObject>

#include <memory>

namespace atelier::ui {

/// What every page is given: the open project, the jobs, the preferences, the actions, and a way to say things.
class Studio : public QObject {
    Q_OBJECT

public:
    explicit Studio(QObject* parent = nullptr);
    ~Studio() override;

    Preferences& preferences() { return preferences_; }
    Actions& actions() { return actions_; }
    Shortcuts& shortcuts() { return shortcuts_; }
    JobCenter& jobs() { return jobs_; }
    KeptRuns& keptRuns() { return keptRuns_; }

    Session* session() const { return session_.get(); }  ///< nullptr: no project is open
    /// Throws Error; what was open stays open then.
    void openProject(const QString& folder, Session::Create create = Session::Create::No);
    void closeProject();

    /// The pages in the order of the work.
    enum class Step { Model, Data, Recipe, Train, Compare };
    bool isDone(Step step) const;
    /// What a newcomer does next; nothing once everything was done.
    std::optional<Step> nextStep() const;

    enum class Tone { Info, Success, Warning, Danger };
    /// A toast. `action` may be empty.
    void say(Tone tone, const QString& text, const QString& actionText = {}, std::function<void()> action = {});
    /// A toast for what went wrong: what, where, what to do.
    void say(const Error& error);
    void showPage(const QString& id);  ///< "model", "data", "recipe", "train", "compare", "runs", "sweeps"

Q_SIGNALS:
    void projectChanged();  ///< opened or closed
    void progressed();      ///< isDone() or nextStep() may have changed
    void said(atelier::ui::Studio::Tone tone, const QString& text, const QString& actionText,
              const std::function<void()>& action);
    void pageWanted(const QString& id);
    /// Something that a person left alone has come to its end, though no job of this window: for the desktop.
    void endedElsewhere(const QString& title, const QString& text);

private:
    void lookAtRuns();

    Preferences preferences_;
    Shortcuts shortcuts_{preferences_};
    Actions actions_{shortcuts_};
    std::unique_ptr<Session> session_;
    runs::RunResults results_;
    JobCenter jobs_;  // before the session goes, its jobs have ended
    KeptRuns keptRuns_{jobs_};
};

/// "what happened" and, smaller, where and what to do: for labels and toasts.
QString describe(const Error& error);

}  // namespace atelier::ui
