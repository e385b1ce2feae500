#include "protocol/jobs/sweep.h"

#include "common/error.h"
#include "common/file.h"
#include "engine/boundary.h"
#include "engine/contest.h"
#include "engine/examples.h"
#include "engine/handler.h"
#include "engine/train_run.h"
#include "runs/choose_run.h"
#include "runs/run_parts.h"
#include "runs/run_presence.h"
#include "runs/runs.h"
#include "runs/sweep_file.h"
#include "runs/sweeps.h"

#include <algorithm>
#include <cmath>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

using Trial = protocol::SweepState::Trial;

constexpr const char* kMethodNames[] = {"grid", "random", "halving"};

class Sweep {
public:
    Sweep(const protocol::SweepRequest& request, protocol::Control& control, runs::RunPresence& presence)
        : request_(request),
          control_(control),
          presence_(presence),
          events_(presence.events()),
          plan_(planOf(request)) {
        for (const auto& trial : runs::trialsOf(plan_))
            recipes_.push_back(runs::recipeOf(plan_, trial));
    }

    protocol::SweepState run() {
        const fs::path folder = runs::sweepFolder(request_.project, plan_.name);
        begin(folder);
        presence_.begin(runs::RunFolder(folder));
        for (std::int64_t rung = 0; rung < plan_.rungs; ++rung) {
            std::vector<std::size_t> active;
            for (std::size_t i = 0; i < state_.trials.size(); ++i)
                if (state_.trials[i].rungs.size() >= static_cast<std::size_t>(rung) && goesOn(state_.trials[i], rung))
                    active.push_back(i);
            for (const std::size_t i : active)
                if (state_.trials[i].rungs.size() == static_cast<std::size_t>(rung)) climb(i, rung);
            if (rung + 1 < plan_.rungs) drop(active, rung);
        }
        return state_;
    }

private:
    // A sweep that goes on does so with what it was started with, whatever has become of the files.
    static runs::SweepPlan planOf(const protocol::SweepRequest& request) {
        runs::SweepPlan plan = runs::loadSweep(request.file);
        if (!request.resume) return plan;
        const fs::path folder = runs::sweepFolder(request.project, plan.name);
        if (!pathExists(folder / "state.json"))
            throw Error("there is no sweep \"" + plan.name + "\" to go on with", folder.string(), "start it first");
        const auto kept = runs::parseSweep(readFile(folder / "sweep.yaml"), folder / "sweep.yaml",
                                           settings::Recipe::load(folder / "recipe.yaml"));
        if (!(kept.recipe == plan.recipe) || readFile(folder / "sweep.yaml") != readFile(request.file))
            throw Error("the sweep or its recipe is not what it was when it was started", request.file.string(),
                        "go on with the files of " + folder.string() + ", or start a sweep of another name");
        return plan;
    }

    void begin(const fs::path& folder) {
        check(folder);
        if (request_.resume) {
            state_ = runs::readSweep(request_.project, plan_.name);
            return;
        }
        std::error_code code;
        fs::create_directories(folder, code);
        if (code) throw Error::failure("cannot create: " + code.message(), folder.string());
        writeFileAtomically(folder / "sweep.yaml", readFile(request_.file));
        plan_.recipe.save(folder / "recipe.yaml");
        state_.name = plan_.name;
        state_.method = kMethodNames[static_cast<int>(plan_.method)];
        state_.metric = plan_.metric;
        state_.higherIsBetter = plan_.higherIsBetter;
        for (const auto& trial : runs::trialsOf(plan_)) {
            state_.trials.emplace_back();
            state_.trials.back().run = trial.run;
            state_.trials.back().values = trial.values;
        }
        runs::writeSweep(request_.project, state_);
    }

    // Everything is looked at before the first trial starts.
    void check(const fs::path& folder) {
        if (!request_.resume && pathExists(folder / "state.json"))
            throw Error("a sweep of this name is there already", folder.string(),
                        "go on with it (--resume), or give it another name");
        const auto trials = runs::trialsOf(plan_);
        const bool watched = plan_.metric != "loss";
        for (std::size_t i = 0; i < trials.size(); ++i) {
            if (!request_.resume) runs::chooseRun({request_.project, trials[i].run, {}, false, false});
            try {
                guarded([&] { checkRecipe(recipes_[i], request_.project, i == 0); });
            } catch (const Error& error) {
                std::string values;
                for (const auto& [key, text] : trials[i].values)
                    values += (values.empty() ? "" : ", ") + key + " " + text;
                throw Error(trials[i].run + " (" + values + "): " + error.message(), error.where(), error.hint(),
                            error.kind());
            }
        }
        const auto project = data::Project::open(request_.project, data::Project::Access::ReadOnly);
        if (watched && resolveSamples(project, RecipeOptions(recipes_.front())).validation.empty())
            throw Error("\"" + plan_.metric + "\" is of the validation samples, and there are none", plan_.source,
                        "set val_size or eval_dataset in the recipe");
    }

    bool goesOn(const Trial& trial, std::int64_t rung) const {
        // One that was dropped at a later rung has taken part in this one.
        return trial.state != Trial::State::Failed || trial.rungs.size() > static_cast<std::size_t>(rung);
    }

    void climb(std::size_t index, std::int64_t rung) {
        auto& trial = state_.trials[index];
        if (trial.state != Trial::State::Waiting) return;
        const bool last = rung + 1 == plan_.rungs;
        const std::int64_t stopAt = last ? 0 : plan_.stepsOfRung(rung);
        events_(protocol::Message{protocol::Message::Level::Info,
                                  "trial " + std::to_string(index + 1) + " of " + std::to_string(state_.trials.size()) +
                                      ": " + trial.run +
                                      (plan_.rungs > 1 ? ", rung " + std::to_string(rung + 1) : "")});
        const fs::path run = request_.project / "runs" / trial.run;
        try {
            guarded([&] { trainTo(index, stopAt); });
            const double figure = guarded([&] { return figureOf(run, stopAt); });
            if (!std::isfinite(figure)) throw Error::failure(plan_.metric + " is not finite", run.string());
            trial.rungs.push_back(figure);
            if (last) trial.state = Trial::State::Done;
        } catch (const Error& error) {
            if (control_.stopRequested() || error.kind() == Error::Kind::Interrupted) throw;
            trial.state = Trial::State::Failed;
            trial.problem = error.what();
            events_(protocol::Message{protocol::Message::Level::Warning, trial.run + " failed: " + error.what()});
        }
        trial.steps = runs::stepsDone(run);
        keep();
    }

    // One that was there already when the program was killed only evaluates what was left out.
    void trainTo(std::size_t index, std::int64_t stopAt) {
        const runs::RunFolder run(request_.project / "runs" / state_.trials[index].run);
        if (runs::hasResult(run.path())) return;
        try {
            trainRun({recipes_[index], request_.project, run, pathExists(run.recipe()), stopAt, {}}, control_, events_);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::Interrupted || control_.stopRequested() || stopAt == 0) throw;
        }
        if (control_.stopRequested() && !runs::hasResult(run.path()))
            throw Error::interrupted("stopped in " + state_.trials[index].run, request_.project.string(),
                                     "--resume goes on with it");
    }

    double figureOf(const fs::path& run, std::int64_t step) {
        std::optional<double> figure;
        if (plan_.metric == "loss" || plan_.metric == "eval_loss") {
            for (const auto& point : runs::readTrainLog(run))
                if (const auto value = point.value(plan_.metric); value && (step == 0 || point.step <= step))
                    figure = value;
        } else {
            const auto answers =
                contest({request_.project, run, "validation", 0, {*protocol::runContestant(protocol::kTuned)}},
                        control_.stopToken(), events_);
            for (const auto& [name, values] : answers.metrics)
                if (name == plan_.metric) figure = values.front();
        }
        if (!figure)
            throw Error("the trial gave no " + plan_.metric, run.string(),
                        "the recipe's `metrics` must name it, or eval_strategy measure it");
        return *figure;
    }

    // Of those at this rung only the best go on; equal ones in their order.
    void drop(std::vector<std::size_t> active, std::int64_t rung) {
        const auto at = static_cast<std::size_t>(rung);
        std::erase_if(active, [&](std::size_t i) { return state_.trials[i].rungs.size() <= at; });
        std::stable_sort(active.begin(), active.end(), [&](std::size_t a, std::size_t b) {
            const double first = state_.trials[a].rungs[at], second = state_.trials[b].rungs[at];
            return plan_.higherIsBetter ? first > second : first < second;
        });
        for (std::size_t i = plan_.survivors(active.size()); i < active.size(); ++i)
            if (auto& trial = state_.trials[active[i]]; trial.state == Trial::State::Waiting)
                trial.state = Trial::State::Dropped;
        keep();
    }

    void keep() {
        state_.best = protocol::bestTrial(state_);
        runs::writeSweep(request_.project, state_);
        if (state_.best) recipes_[*state_.best].save(runs::sweepFolder(request_.project, plan_.name) / "best.yaml");
    }

    const protocol::SweepRequest& request_;
    protocol::Control& control_;
    runs::RunPresence& presence_;
    const protocol::EventSink& events_;
    runs::SweepPlan plan_;
    std::vector<settings::Recipe> recipes_;
    protocol::SweepState state_;
};

protocol::SweepState sweep(const protocol::SweepRequest& request, protocol::Control& control,
                           const protocol::EventSink& events) {
    runs::RunPresence presence(control, events);
    return presence.during([&] { return Sweep(request, control, presence).run(); });
}

const Handler<protocol::SweepRequest> sweepHandler{sweep};

}  // namespace
}  // namespace atelier::engine
