#include "pages/compare/answer_votes.h"

#include "bridge/background.h"
#include "bridge/edit_queue.h"
#include "runs/maker.h"
#include "runs/run_folder.h"
#include "studio.h"

#include <algorithm>

namespace atelier::ui {
namespace {

struct Said {
    data::DataOptions options;
    std::map<std::string, std::vector<data::Judgement>> all;
};

Said readSaid(const std::filesystem::path& project, const runs::RunInfo& run) {
    auto recipe = runs::recipeThatMade(runs::RunFolder(run.folder).adapter());
    if (!recipe) recipe = settings::Recipe::load(run.recipe);
    const auto opened = data::Project::open(project, data::Project::Access::ReadOnly);
    return {data::DataOptions::schema().read(*recipe), data::judgementsOf(opened, run.name)};
}

}  // namespace

AnswerVotes::AnswerVotes(Studio& studio, QObject* parent) : QObject(parent), studio_(studio) {
    connect(&studio_, &Studio::projectChanged, this, &AnswerVotes::clear);
}

void AnswerVotes::clear() {
    ++turn_;
    run_.reset();
    compared_.reset();
    options_.reset();
    notRead_.clear();
    said_.clear();
    done_.clear();
    datasets_.clear();
    made_.clear();
    if (queue_) queue_->disconnect(this);
    queue_.clear();
    Q_EMIT changed();
}

void AnswerVotes::setRun(const runs::RunInfo& run, ComparedRunPtr compared) {
    const bool same = run_ && run_->name == run.name;
    const auto done = same ? std::move(done_) : std::vector<Step>();
    clear();
    done_ = done;
    run_ = run;
    compared_ = std::move(compared);
    Session* session = studio_.session();
    if (!session) return;
    queue_ = &session->edits();
    connect(queue_, &EditQueue::changed, this, [this](const QString& dataset) {
        if (made_.removeAll(dataset) > 0) studio_.session()->noteDataChanged();
    });
    // What was said is not on disk: show what is.
    connect(queue_, &EditQueue::failed, this, [this](const QString& dataset, const Error& error) {
        if (!datasets_.contains(dataset)) return;
        made_.removeAll(dataset);
        done_.clear();
        Q_EMIT refused(error);
        read();
    });
    connect(queue_, &EditQueue::stopped, this, [this](const QString& dataset) {
        if (datasets_.contains(dataset)) read();
    });
    // The page Data changes those samples, too.
    connect(queue_, &EditQueue::replayed, this, [this](const QString& dataset) {
        if (datasets_.contains(dataset)) read();
    });
    read();
}

void AnswerVotes::exchangeRun(ComparedRunPtr compared) {
    compared_ = std::move(compared);
    done_.clear();  // they were about other answers
    Q_EMIT changed();
}

void AnswerVotes::read() {
    if (!run_) return;
    inBackground(
        this, [project = studio_.session()->project().folder(), run = *run_] { return readSaid(project, run); },
        [this, turn = ++turn_](Outcome<Said> outcome) {
            if (turn != turn_) return;
            if (outcome.value) {
                options_ = std::move(outcome.value->options);
                said_ = std::move(outcome.value->all);
                datasets_.clear();
                for (const std::string& name : options_->dataset)
                    datasets_ << QString::fromStdString(data::preferencesDataset(name));
                for (const std::string& name : options_->evalDataset)
                    datasets_ << QString::fromStdString(data::preferencesDataset(name));
            } else {
                notRead_ = describe(*outcome.error);
            }
            Q_EMIT changed();
        });
}

QString AnswerVotes::obstacle() const {
    const Session* session = studio_.session();
    if (!session || !compared_) return tr("There are no answers to judge");
    if (session->readOnly()) return session->readOnlyReason();
    if (!notRead_.isEmpty()) return notRead_;
    if (compared_->other == compared_->baseline) return tr("There is only one answer to each question");
    if (!options_) return tr("Reading earlier votes");
    return {};
}

std::vector<data::GivenAnswer> AnswerVotes::answers(int sample) const {
    std::vector<data::GivenAnswer> all;
    const auto& comparison = compared_->comparison;
    for (const std::size_t contestant : compared_->shown())
        all.push_back({comparison.contestants[contestant].name,
                       comparison.samples[static_cast<std::size_t>(sample)].answers[contestant]});
    return all;
}

data::Judgement AnswerVotes::of(int sample) const {
    if (!compared_ || sample < 0 || sample >= std::ssize(compared_->comparison.samples)) return {};
    const auto found = said_.find(compared_->comparison.samples[static_cast<std::size_t>(sample)].id);
    if (found == said_.end()) return {};
    std::vector<std::string> names;
    for (const std::size_t contestant : compared_->shown())
        names.push_back(compared_->comparison.contestants[contestant].name);
    const auto shown = [&](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    data::Judgement judgement;
    for (const data::Judgement& one : found->second) {
        if (one.preferred && shown(one.preferred->first) && shown(one.preferred->second))
            judgement.preferred = one.preferred;
        for (const auto& [name, good] : one.liked)
            if (shown(name)) judgement.liked[name] = good;
    }
    return judgement;
}

// Takes the place of what was said of the shown answers; what was said of others stays.
void AnswerVotes::set(int sample, const data::Judgement& judgement) {
    const auto given = answers(sample);
    const auto shown = [&](const std::string& name) {
        return std::any_of(given.begin(), given.end(), [&](const auto& one) { return one.by == name; });
    };
    auto& all = said_[compared_->comparison.samples[static_cast<std::size_t>(sample)].id];
    for (data::Judgement& one : all) {
        if (one.preferred && shown(one.preferred->first) && shown(one.preferred->second)) one.preferred.reset();
        std::erase_if(one.liked, [&](const auto& liked) { return shown(liked.first); });
    }
    all.push_back(judgement);
    std::erase(all, data::Judgement());
}

void AnswerVotes::judge(int sample, const data::Judgement& judgement) {
    if (!obstacle().isEmpty() || !queue_ || sample < 0) return;
    const data::Judgement before = of(sample);
    if (before == judgement) return;
    const auto& question = compared_->comparison.samples[static_cast<std::size_t>(sample)];
    std::optional<data::Asked> asked;
    try {
        asked = data::findAsked(studio_.session()->project(), *options_, question.id, question.images);
    } catch (const Error& error) {
        Q_EMIT refused(error);
        return;
    }
    const QString dataset = QString::fromStdString(data::preferencesDataset(asked->dataset));
    if (!studio_.session()->hasDataset(dataset.toStdString()) && !made_.contains(dataset)) made_ << dataset;
    const auto kept = std::make_shared<data::KeptJudgement>();
    store(dataset, [=, asked = std::move(*asked), run = run_->name, given = answers(sample)](data::Project& project) {
        *kept = data::keepJudgement(project, asked, run, given, judgement);
    });
    done_.push_back({sample, before, dataset, kept});
    set(sample, judgement);
    Q_EMIT changed();
}

int AnswerVotes::undo() {
    if (done_.empty() || !queue_) return -1;
    const Step step = done_.back();
    done_.pop_back();
    store(step.dataset, [kept = step.kept](data::Project& project) { data::takeBack(project, *kept); });
    set(step.sample, step.before);
    Q_EMIT changed();
    return step.sample;
}

void AnswerVotes::store(const QString& dataset, std::function<void(data::Project&)> work) {
    queue_->apply(dataset, [work = std::move(work)](data::Project& project) {
        work(project);
        return std::optional<std::int64_t>();
    });
}

AnswerVotes::Tally AnswerVotes::tally() const {
    Tally tally;
    if (!compared_) return tally;
    const std::string& first = compared_->comparison.contestants[compared_->baseline].name;
    for (std::size_t i = 0; i < compared_->comparison.samples.size(); ++i) {
        const data::Judgement one = of(static_cast<int>(i));
        if (one == data::Judgement()) continue;
        ++tally.judged;
        const auto all = [&](bool good) {
            return one.liked.size() == 2 && std::all_of(one.liked.begin(), one.liked.end(),
                                                        [&](const auto& liked) { return liked.second == good; });
        };
        if (one.preferred)
            ++tally.preferred[one.preferred->first == first ? 0 : 1];
        else if (all(true))
            ++tally.good;
        else if (all(false))
            ++tally.bad;
    }
    return tally;
}

}  // namespace atelier::ui
