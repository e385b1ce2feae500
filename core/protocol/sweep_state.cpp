#include "protocol/sweep_state.h"

#include "common/error.h"

namespace atelier::protocol {
namespace {

using State = SweepState::Trial::State;

constexpr std::pair<State, const char*> kStates[] = {
    {State::Waiting, "waiting"}, {State::Done, "done"}, {State::Dropped, "dropped"}, {State::Failed, "failed"}};

State stateNamed(const std::string& name, const std::string& where) {
    for (const auto& [state, text] : kStates)
        if (name == text) return state;
    throw Error("unknown state \"" + name + "\"", where);
}

SweepState::Trial trialFrom(const Json& json, const std::string& where) {
    SweepState::Trial trial;
    trial.run = jsonAt<std::string>(json, "run", where);
    trial.state = stateNamed(jsonAt<std::string>(json, "state", where), where);
    trial.steps = jsonAt<std::int64_t>(json, "steps", where);
    trial.problem = jsonAt<std::string>(json, "problem", where, std::string());
    for (const auto& [key, _] : json.at("values").items())
        trial.values.emplace_back(key, jsonAt<std::string>(json.at("values"), key, where));
    for (const auto& figure : json.at("rungs"))
        trial.rungs.push_back(figure.get<double>());
    return trial;
}

}  // namespace

const char* stateName(State state) {
    for (const auto& [one, text] : kStates)
        if (one == state) return text;
    throw std::logic_error("a state without a name");
}

std::optional<std::size_t> bestTrial(const SweepState& state) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < state.trials.size(); ++i) {
        const auto& trial = state.trials[i];
        if (trial.rungs.empty() || trial.state == State::Failed) continue;
        if (!best) {
            best = i;
            continue;
        }
        const auto& leader = state.trials[*best];
        const bool better = state.higherIsBetter ? trial.figure() > leader.figure() : trial.figure() < leader.figure();
        if (trial.rungs.size() > leader.rungs.size() || (trial.rungs.size() == leader.rungs.size() && better)) best = i;
    }
    return best;
}

Json toJson(const SweepState& state) {
    Json trials = Json::array();
    for (const auto& trial : state.trials) {
        Json values = Json::object();
        for (const auto& [key, text] : trial.values)
            values[key] = text;
        trials.push_back({{"run", trial.run},
                          {"values", std::move(values)},
                          {"state", stateName(trial.state)},
                          {"steps", trial.steps},
                          {"rungs", trial.rungs},
                          {"problem", trial.problem}});
    }
    return {{"name", state.name},
            {"method", state.method},
            {"metric", state.metric},
            {"goal", state.higherIsBetter ? "max" : "min"},
            {"best", state.best ? Json(*state.best) : Json()},
            {"trials", std::move(trials)}};
}

SweepState sweepFromJson(const Json& json, const std::string& where) {
    try {
        SweepState state;
        state.name = jsonAt<std::string>(json, "name", where);
        state.method = jsonAt<std::string>(json, "method", where);
        state.metric = jsonAt<std::string>(json, "metric", where);
        state.higherIsBetter = jsonAt<std::string>(json, "goal", where) == "max";
        for (const auto& trial : json.at("trials"))
            state.trials.push_back(trialFrom(trial, where));
        state.best = bestTrial(state);
        return state;
    } catch (const Json::exception& error) {
        throw Error("is no state of a sweep: " + std::string(error.what()), where);
    }
}

}  // namespace atelier::protocol
