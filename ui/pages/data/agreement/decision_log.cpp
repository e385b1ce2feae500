#include "pages/data/agreement/decision_log.h"

#include <QMetaObject>

namespace atelier::ui {

DecisionLog::DecisionLog(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(1);  // in the order they were made
}

DecisionLog::~DecisionLog() {
    pool_.waitForDone();
}

void DecisionLog::open(const QString& project, const std::string& ours, const std::string& theirs,
                       data::Decisions decisions) {
    project_ = project;
    ours_ = ours;
    theirs_ = theirs;
    decisions_ = std::move(decisions);
    done_.clear();
    undone_.clear();
}

data::Decision DecisionLog::of(const std::string& sample) const {
    const auto found = decisions_.find(sample);
    return found == decisions_.end() ? data::Decision() : found->second;
}

void DecisionLog::decide(const std::string& sample, const data::Decision& decision) {
    const data::Decision before = of(sample);
    if (decision == before) return;
    done_.push_back({sample, before});
    undone_.clear();
    set(sample, decision);
}

std::optional<std::string> DecisionLog::replay(std::vector<Step>& from, std::vector<Step>& to) {
    if (from.empty()) return std::nullopt;
    const Step step = std::move(from.back());
    from.pop_back();
    to.push_back({step.sample, of(step.sample)});
    set(step.sample, step.decision);
    return step.sample;
}

void DecisionLog::set(const std::string& sample, const data::Decision& decision) {
    if (decision == data::Decision())
        decisions_.erase(sample);
    else
        decisions_[sample] = decision;
    if (project_.isEmpty()) return;
    pool_.start([this, project = project_.toStdString(), ours = ours_, theirs = theirs_, decisions = decisions_] {
        try {
            data::saveDecisions(project, ours, theirs, decisions);
        } catch (const Error& error) {
            QMetaObject::invokeMethod(this, [this, error] { Q_EMIT failed(error); }, Qt::QueuedConnection);
        }
    });
}

}  // namespace atelier::ui
