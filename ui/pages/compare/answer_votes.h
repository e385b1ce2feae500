#pragma once

#include "data/judgements.h"
#include "pages/compare/compared_run.h"
#include "runs/runs.h"

#include <QObject>
#include <QPointer>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace atelier::ui {

class EditQueue;
class Studio;

/// What a person says of the answers of a comparison. It shows at once and is kept in the project as samples that
/// preference tuning learns from (data/judgements.h), beside the window; each step can be taken back.
class AnswerVotes : public QObject {
    Q_OBJECT

public:
    explicit AnswerVotes(Studio& studio, QObject* parent = nullptr);

    /// Reads what was said of this run before.
    void setRun(const runs::RunInfo& run, ComparedRunPtr compared);
    /// The same run with another contestant.
    void exchangeRun(ComparedRunPtr compared);
    void clear();

    /// Why nothing can be said; empty: it can.
    QString obstacle() const;
    /// Of the answers that are shown of this sample.
    data::Judgement of(int sample) const;
    void judge(int sample, const data::Judgement& judgement);
    bool canUndo() const { return !done_.empty(); }
    /// Returns the sample that it was about; -1: nothing to take back.
    int undo();

    /// Of the answers that are shown: how often each is preferred, both are good, both are bad.
    struct Tally {
        std::array<int, 2> preferred{};  ///< baseline, the other
        int good = 0, bad = 0, judged = 0;
    };
    Tally tally() const;
    /// Datasets that the samples are kept in.
    const QStringList& datasets() const { return datasets_; }

Q_SIGNALS:
    void changed();
    void refused(const atelier::Error& error);

private:
    struct Step {
        int sample;
        data::Judgement before;
        QString dataset;
        std::shared_ptr<data::KeptJudgement> kept;
    };
    void read();
    void set(int sample, const data::Judgement& judgement);
    std::vector<data::GivenAnswer> answers(int sample) const;
    void store(const QString& dataset, std::function<void(data::Project&)> work);

    Studio& studio_;
    QPointer<EditQueue> queue_;
    std::optional<runs::RunInfo> run_;
    ComparedRunPtr compared_;
    std::optional<data::DataOptions> options_;  ///< of the run; nothing: not read yet
    QString notRead_;
    /// By question: what is said of each answer, and of each two.
    std::map<std::string, std::vector<data::Judgement>> said_;
    std::vector<Step> done_;
    QStringList datasets_, made_;  ///< made_: datasets that the project did not have before
    std::uint64_t turn_ = 0;
};

}  // namespace atelier::ui
