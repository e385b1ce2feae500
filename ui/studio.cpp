#include "studio.h"

#include "jobs/runs.h"

namespace atelier::ui {

Studio::Studio(QObject* parent) : QObject(parent) {
    connect(&jobs_, &JobCenter::finished, this, &Studio::progressed);
}

Studio::~Studio() {
    jobs_.stopAll();
}

void Studio::openProject(const QString& folder, Session::Create create) {
    auto session = std::make_unique<Session>(folder, create);
    session_ = std::move(session);
    connect(session_.get(), &Session::modelChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::datasetChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::dataChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::recipeChanged, this, &Studio::progressed);
    connect(session_.get(), &Session::notSaved, this, qOverload<const Error&>(&Studio::say));
    preferences_.addRecentProject(session_->folder());
    Q_EMIT projectChanged();
    Q_EMIT progressed();
}

void Studio::closeProject() {
    session_.reset();
    Q_EMIT projectChanged();
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
        case Step::Compare:
            for (const auto& run : jobs::listRuns(session_->project().folder()))
                if (step == Step::Train ? (run.hasAdapter || run.hasModel) : run.hasComparison) return true;
            return false;
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
    say(error.kind() == Error::Kind::Interrupted ? Tone::Info : Tone::Danger, describe(error));
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
