#include "studio.h"

#include <QClipboard>
#include <QGuiApplication>

namespace atelier::ui {

Studio::Studio(QObject* parent) : QObject(parent) {
    connect(&jobs_, &JobCenter::finished, this, &Studio::lookAtRuns);
    connect(&keptRuns_, &KeptRuns::notKept, this, qOverload<const Error&>(&Studio::say));
    connect(this, &Studio::projectChanged, &keptRuns_, [this] {
        const bool kept = session_ && !session_->readOnly();
        keptRuns_.setProject(kept ? std::optional(session_->project().folder()) : std::nullopt);
    });
}

Studio::~Studio() {
    keptRuns_.hold();
    jobs_.stopAll();
}

void Studio::openProject(const QString& folder, Session::Create create) {
    auto session = std::make_unique<Session>(folder, create);
    if (session_ && session->readOnly() && session->folder() == session_->folder()) {
        session.reset();
        closeProject();  // it may have been this window that kept the project from being written
        session = std::make_unique<Session>(folder);
    }
    session_ = std::move(session);
    connect(session_.get(), &Session::modelChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::datasetChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::dataChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::recipeChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::notSaved, this, qOverload<const Error&>(&Studio::say));
    connect(session_.get(), &Session::notRead, this, qOverload<const Error&>(&Studio::say));
    preferences_.addRecentProject(session_->folder());
    Q_EMIT projectChanged();
    lookAtRuns();
}

void Studio::closeProject() {
    session_.reset();
    Q_EMIT projectChanged();
    lookAtRuns();
}

void Studio::lookAtRuns() {
    results_ = session_ ? runs::findResults(session_->project().folder()) : runs::RunResults{};
    Q_EMIT progressed();
}

bool Studio::isDone(Step step) const {
    if (!session_) return false;
    switch (step) {
        case Step::Model:
            return session_->modelInfo() && session_->modelInfo()->problems.empty();
        case Step::Data:
            return !session_->dataset().isEmpty();
        case Step::Recipe:
            return session_->recipe().find("finetuning_type") != nullptr;
        case Step::Train:
            return results_.trained;
        case Step::Compare:
            return results_.compared;
    }
    return false;
}

std::optional<Studio::Step> Studio::nextStep() const {
    for (const Step step : {Step::Model, Step::Data, Step::Recipe, Step::Train, Step::Compare})
        if (!isDone(step)) return step;
    return {};
}

void Studio::say(Tone tone, const QString& text, const QString& actionText, std::function<void()> action) {
    Q_EMIT said(tone, text, actionText, action);
}

void Studio::say(const Error& error) {
    const QString text = describe(error);
    if (error.kind() == Error::Kind::Interrupted) return say(Tone::Info, text);
    say(Tone::Danger, text, tr("Copy"), [text] { QGuiApplication::clipboard()->setText(text); });
}

void Studio::showPage(const QString& id) {
    Q_EMIT pageWanted(id);
}

QString describe(const Error& error) {
    QString text = QString::fromStdString(error.message());
    if (!error.where().empty()) text += '\n' + QString::fromStdString(error.where());
    if (!error.hint().empty()) text += '\n' + QString::fromStdString(error.hint());
    return text;
}

}  // namespace atelier::ui
