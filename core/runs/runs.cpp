#include "runs/runs.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "common/last_lines.h"
#include "protocol/event.h"
#include "protocol/line.h"
#include "protocol/training_metrics.h"
#include "runs/origin.h"
#include "runs/run_folder.h"
#include "runs/run_notes.h"
#include "runs/run_parts.h"
#include "settings/recipe.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

std::optional<fs::file_time_type> changed(const fs::path& file) {
    std::error_code code;
    const auto time = fs::last_write_time(file, code);
    return code ? std::nullopt : std::optional(time);
}

// When the result appeared; nothing without one.
std::optional<fs::file_time_type> resultTime(const RunFolder& whole) {
    const RunFolder run(resultFolder(whole.path()));
    return std::max(changed(run.adapter() / "adapter_config.json"), changed(run.model() / "config.json"));
}

std::optional<RunInfo::Time> systemTime(std::optional<fs::file_time_type> time) {
    if (!time) return std::nullopt;
    return std::chrono::time_point_cast<RunInfo::Time::duration>(std::chrono::file_clock::to_sys(*time));
}

std::vector<RunFolder> runFolders(const fs::path& project) {
    std::vector<RunFolder> found;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(project / "runs", code))
        if (const RunFolder run(entry.path()); pathExists(run.recipe())) found.push_back(run);
    return found;
}

// Lines of JSON objects, the last only with its end.
template <class T, class Read>
std::vector<T> readLines(const std::string& text, const std::string& source, Read&& read) {
    std::vector<T> all;
    std::size_t number = 0;
    for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
        const std::string where = source + ":" + std::to_string(++number);
        all.push_back(read(protocol::objectFromLine(std::string_view(text).substr(begin, end - begin), where), where));
    }
    return all;
}

TrainPoint pointFrom(const Json& json, const std::string& where) {
    TrainPoint point;
    point.step = jsonAt<std::int64_t>(json, "current_steps", where);
    point.total = jsonAt<std::int64_t>(json, "total_steps", where, 0);
    point.tokens = jsonAt<std::int64_t>(json, "total_tokens", where, 0);
    point.epoch = jsonAt<double>(json, "epoch", where, 0);
    constexpr std::array kPlace{"current_steps", "total_steps", "total_tokens", "epoch", "percentage"};
    for (const auto& [key, value] : json.items()) {
        if (value.is_null() || std::find(kPlace.begin(), kPlace.end(), key) != kPlace.end()) continue;
        const std::string& name = protocol::metricOfLogKey(key);
        if (value.is_number())
            point.values[name] = value.get<double>();
        else if (protocol::findTrainingMetric(name))
            jsonAt<double>(json, key, where);  // says what is wrong with it
    }
    return point;
}

// The end of the log is enough for a list of runs, whose logs may be long.
constexpr std::size_t kLogEnd = 256 << 10;

void readFigures(const RunFolder& run, RunInfo& info) {
    if (!pathExists(run.log())) return;
    for (const auto& point :
         readLines<TrainPoint>(readLastLines(run.log(), kLogEnd), run.log().string() + " (its end)", pointFrom)) {
        info.steps = point.step;
        info.total = point.total;
        if (const auto loss = point.value("loss")) info.loss = loss;
        if (const auto loss = point.value("eval_loss")) info.evalLoss = loss;
    }
}

// What a run of its own says; a run of runs is put together of theirs.
RunInfo ownInfo(const RunFolder& run) {
    RunInfo info;
    info.name = run.path().filename().string();
    info.folder = info.result = run.path();
    info.recipe = run.recipe();
    const auto checkpoints = run.checkpointSteps();
    try {
        readFigures(run, info);
    } catch (const Error& error) {
        info.problem = error.what();
    }
    if (!checkpoints.empty()) info.steps = std::max(info.steps, checkpoints.back());
    info.resumable = !checkpoints.empty();
    info.hasAdapter = pathExists(run.adapter() / "adapter_config.json");
    info.hasModel = pathExists(run.model() / "config.json");
    info.hasComparison = pathExists(run.comparison());
    const bool complete = (info.hasAdapter || info.hasModel) && info.steps >= info.total;
    info.state = run.running() ? RunInfo::State::Running
                 : complete    ? RunInfo::State::Complete
                               : RunInfo::State::Stopped;
    info.started = systemTime(changed(run.recipe()));
    if (info.state == RunInfo::State::Complete)
        info.ended = systemTime(resultTime(run));
    else if (info.state == RunInfo::State::Stopped)
        info.ended = systemTime(std::max(changed(run.log()), changed(run.checkpoints())));
    return info;
}

// The model that a stage began with, where an earlier one made it.
fs::path madeBase(const RunFolder& stage, const fs::path& whole) {
    const auto recipe = settings::Recipe::load(stage.recipe());
    const auto* entry = recipe.find("model_name_or_path");
    const auto* text = entry ? std::get_if<std::string>(&entry->value) : nullptr;
    if (!text) return {};
    const auto relative = fs::path(*text).lexically_relative(fs::absolute(whole));
    return relative.empty() || *relative.begin() == ".." ? fs::path() : fs::path(*text);
}

RunInfo infoOfParts(const RunFolder& run, const RunParts& parts) {
    RunInfo info = ownInfo(run);
    info.parts = parts.titles;
    info.steps = info.total = 0;
    std::size_t complete = 0;
    for (const auto& folder : parts.folders) {
        const RunInfo part = ownInfo(RunFolder(run.path() / folder));
        complete += part.state == RunInfo::State::Complete;
        info.steps += part.steps;
        info.total += part.total;
        if (part.loss) info.loss = part.loss;
        if (part.evalLoss) info.evalLoss = part.evalLoss;
        if (part.ended) info.ended = std::max(info.ended, part.ended);
        if (!part.problem.empty()) info.problem = part.problem;
    }
    info.resumable = true;  // done parts stay, others begin again where they have no checkpoint
    const bool all = complete == parts.folders.size();
    if (info.state != RunInfo::State::Running) info.state = all ? RunInfo::State::Complete : RunInfo::State::Stopped;
    if (!all) info.total = 0;  // parts to come are not known yet
    if (parts.kind == RunParts::Kind::Folds) return info;
    const RunInfo last = ownInfo(RunFolder(run.path() / parts.folders.back()));
    info.result = last.folder;
    info.hasAdapter = last.hasAdapter;
    info.hasModel = last.hasModel;
    if (pathExists(last.recipe)) info.base = madeBase(RunFolder(last.folder), run.path());
    return info;
}

RunInfo infoOf(const RunFolder& run) {
    RunInfo info;
    try {
        const auto parts = readParts(run.path());
        info = parts ? infoOfParts(run, *parts) : ownInfo(run);
        const auto notes = readNotes(run.path());
        info.tags = notes.tags;
        info.note = notes.note;
        if (const auto origin = readOrigin(run.path())) info.origin = origin->text();
    } catch (const Error& error) {
        if (info.folder.empty()) info = ownInfo(run);
        info.problem = error.what();
    }
    return info;
}

}  // namespace

std::vector<RunInfo> listRuns(const fs::path& project) {
    std::vector<RunInfo> all;
    for (const auto& run : runFolders(project))
        all.push_back(infoOf(run));
    std::sort(all.begin(), all.end(), [](const RunInfo& a, const RunInfo& b) {
        return a.started != b.started ? a.started > b.started : a.name < b.name;
    });
    return all;
}

std::vector<RunInfo> listParts(const RunInfo& run) {
    std::vector<RunInfo> all;
    const auto parts = readParts(run.folder);
    for (std::size_t i = 0; parts && i < parts->folders.size(); ++i) {
        const RunFolder part(run.folder / parts->folders[i]);
        if (!pathExists(part.recipe())) continue;
        all.push_back(ownInfo(part));
        all.back().name = run.name + '/' + parts->folders[i];
    }
    return all;
}

RunResults findResults(const fs::path& project) {
    RunResults found;
    for (const auto& run : runFolders(project)) {
        found.trained = found.trained || resultTime(run);
        found.compared = found.compared || pathExists(run.comparison());
    }
    return found;
}

fs::path findRun(const fs::path& project, const std::string& name) {
    const fs::path runs = project / "runs";
    if (name != "last" && fs::path(name).filename() != fs::path(name))
        throw Error("\"" + name + "\" is no name of a run", runs.string());
    std::vector<std::string> known;
    fs::path last;
    std::optional<fs::file_time_type> newest;
    for (const auto& run : runFolders(project)) {
        known.push_back(run.path().filename().string());
        const auto time = resultTime(run);
        if (time && (!newest || *time > *newest)) {
            newest = time;
            last = run.path();
        }
    }
    std::sort(known.begin(), known.end());
    std::string list;
    for (const auto& one : known)
        list += (list.empty() ? "" : ", ") + one;
    if (name == "last") {
        if (newest) return last;
        throw Error("no finished run", runs.string(),
                    known.empty() ? "train one first: atelier train RECIPE --project " + project.string()
                                  : "not finished: " + list);
    }
    if (!std::binary_search(known.begin(), known.end(), name))
        throw Error("no run \"" + name + "\"", runs.string(),
                    known.empty() ? "there is none yet" : "there are: " + list);
    if (!resultTime(RunFolder(runs / name)))
        throw Error("this run has no result yet", (runs / name).string(), "go on with it: atelier train ... --resume");
    return runs / name;
}

std::optional<double> TrainPoint::value(const std::string& metric) const {
    const auto found = values.find(metric);
    return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::vector<TrainPoint> readTrainLog(const fs::path& run) {
    if (const auto parts = readParts(run)) {
        // One curve: each part goes on where the one before ended.
        std::vector<TrainPoint> all;
        std::int64_t before = 0;
        for (const auto& part : parts->folders) {
            for (auto& point : readTrainLog(run / part)) {
                point.step += before;
                point.total += before;
                all.push_back(point);
            }
            before += stepsDone(run / part);
        }
        return all;
    }
    const auto file = RunFolder(run).log();
    if (!pathExists(file)) return {};
    return readLines<TrainPoint>(readFile(file), file.string(), pointFrom);
}

std::vector<protocol::SampleAnswer> readSampleAnswers(const fs::path& run) {
    const auto file = RunFolder(run).sampleAnswers();
    if (!pathExists(file)) return {};
    return readLines<protocol::SampleAnswer>(readFile(file), file.string(), protocol::fromJson<protocol::SampleAnswer>);
}

}  // namespace atelier::runs
