#include "runs/run_folder.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

// Of a file of JSON lines; the last one may be torn where the process was killed.
std::vector<Json> linesOf(const fs::path& file) {
    std::vector<Json> lines;
    if (!fs::exists(file)) return lines;
    const std::string text = readFile(file);
    for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
        lines.push_back(parseJson(std::string_view(text).substr(begin, end - begin), file.string()));
    return lines;
}

// A line that said the run's end goes too: there may be another.
void dropLinesAfter(const fs::path& file, const std::string& key, std::int64_t step) {
    if (!fs::exists(file)) return;
    std::string kept;
    for (const Json& line : linesOf(file))
        if (jsonAt<std::int64_t>(line, key, file.string()) <= step && !line.contains("ended"))
            kept += line.dump() + "\n";
    writeFileAtomically(file, kept);
}

}  // namespace

void appendLine(const fs::path& path, const std::string& line) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) throw Error::failure(std::string("cannot write: ") + std::strerror(errno), path.string());
    try {
        writeAll(fd, (line + "\n").data(), line.size() + 1, path);
    } catch (...) {
        ::close(fd);
        throw;
    }
    ::close(fd);
}

std::vector<std::int64_t> RunFolder::checkpointSteps() const {
    constexpr std::string_view kPrefix = "checkpoint-";
    std::vector<std::int64_t> steps;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(checkpoints(), code)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kPrefix) || !entry.is_directory()) continue;
        std::int64_t step = 0;
        const auto [end, failed] = std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), step);
        if (failed == std::errc() && end == name.data() + name.size()) steps.push_back(step);
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

void RunFolder::removeOldCheckpoints(std::int64_t keep, std::optional<std::int64_t> held) const {
    const auto steps = checkpointSteps();
    std::error_code code;
    for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < steps.size(); ++i) {
        if (steps[i] == held) continue;
        // Renamed first: a kill in the middle must not leave half a checkpoint under a whole one's name.
        const fs::path doomed = checkpoint(steps[i]).string() + ".tmp-0";
        fs::rename(checkpoint(steps[i]), doomed, code);
        if (!code) fs::remove_all(doomed, code);
        if (code)
            throw Error::failure("cannot remove an old checkpoint: " + code.message(), checkpoint(steps[i]).string());
    }
}

void RunFolder::sweep() const {
    AtomicFolder::sweepUnpublished(folder_);
    AtomicFolder::sweepUnpublished(checkpoints());
}

bool RunFolder::running() const {
    const int fd = ::open(lock().c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    // Asked, not tried: a lock that was taken for a moment could keep a training from starting.
    struct flock wanted{};
    wanted.l_type = F_RDLCK;
    wanted.l_whence = SEEK_SET;
    const bool held = ::fcntl(fd, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
    ::close(fd);
    return held;
}

RunLock::RunLock(const RunFolder& run) : fd_(::open(run.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (fd_ < 0) throw Error::failure(std::string("cannot write: ") + std::strerror(errno), run.lock().string());
    struct flock wanted{};
    wanted.l_type = F_WRLCK;
    wanted.l_whence = SEEK_SET;
    if (::fcntl(fd_, F_OFD_SETLK, &wanted) == 0) return;
    const int code = errno;
    ::close(fd_);
    if (code == EAGAIN || code == EACCES)
        throw Error("this run is being trained by another process", run.path().string(), "wait for it, or stop it");
    throw Error::failure(std::string("cannot lock: ") + std::strerror(code), run.lock().string());
}

RunLock::~RunLock() {
    ::close(fd_);
}

void checkRunName(const std::string& name, const std::string& where) {
    const bool bad = name.empty() || name.size() > 200 || name.front() == '.' || name == "last" ||
                     name.find('/') != std::string::npos || name.find('\0') != std::string::npos ||
                     name.find(".tmp-") != std::string::npos;
    if (bad) throw Error("\"" + name + "\" cannot be the name of a run", where, "letters, digits, - and _ are fine");
}

fs::path findStartedRun(const fs::path& runs, const std::string& name) {
    if (name != "last") {
        checkRunName(name);
        if (!fs::exists(RunFolder(runs / name).recipe()))
            throw Error("there is no run of this name", (runs / name).string());
        return runs / name;
    }
    fs::path newest;
    fs::file_time_type time;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(runs, code)) {
        const RunFolder run(entry.path());
        if (!fs::exists(run.recipe())) continue;
        const auto changed = fs::last_write_time(fs::exists(run.log()) ? run.log() : run.recipe(), code);
        if (!newest.empty() && changed <= time) continue;
        newest = entry.path();
        time = changed;
    }
    if (newest.empty()) throw Error("there is no run yet", runs.string(), "train one first");
    return newest;
}

std::string clockText(double seconds) {
    const auto total = static_cast<std::int64_t>(std::max(0.0, seconds));
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(total / 3600) + ":" + two(total / 60 % 60) + ":" + two(total % 60);
}

Json TrainLog::line(const protocol::MetricRecord& record) const {
    std::vector<std::string> names;
    for (const auto& [name, _] : record.values)
        names.push_back(name);
    std::sort(names.begin(), names.end(), protocol::metricComesBefore);
    Json line;
    line["current_steps"] = record.step;
    line["total_steps"] = constants_.maxSteps;
    for (const auto& name : names)
        if (const auto metric = protocol::trainingMetric(name); !metric.logKey.empty())
            line[metric.logKey] = record.values.at(name);
    line["epoch"] = record.epoch;
    line["percentage"] = constants_.maxSteps > 0
                             ? 100.0 * static_cast<double>(record.step) / static_cast<double>(constants_.maxSteps)
                             : 100.0;
    line["elapsed_time"] = clockText(record.elapsed);
    if (record.remaining >= 0) line["remaining_time"] = clockText(record.remaining);
    line["total_tokens"] = record.tokens;
    return line;
}

void TrainLog::remember(const protocol::MetricRecord& record) {
    tokens_ = record.tokens;
    Json kept{{"epoch", record.epoch}};
    for (const auto& [name, value] : record.values)
        if (const auto metric = protocol::trainingMetric(name); !metric.stateKey.empty()) kept[metric.stateKey] = value;
    kept["step"] = record.step;
    history_.push_back(std::move(kept));
}

Json TrainLog::add(const protocol::MetricRecord& record) {
    remember(record);
    Json logged = line(record);
    appendLine(run_.log(), logged.dump());
    return logged;
}

void TrainLog::setBest(std::int64_t step, double value, bool saved) {
    best_ = {step, value, saved};
}

void TrainLog::end(std::int64_t step, double epoch, double elapsed, const std::string& why) {
    appendLine(run_.log(), Json{{"current_steps", step},
                                {"total_steps", step},
                                {"epoch", epoch},
                                {"percentage", 100.0},
                                {"elapsed_time", clockText(elapsed)},
                                {"total_tokens", tokens_},
                                {"ended", why}}
                               .dump());
}

std::optional<double> TrainLog::evalLossAt(std::int64_t step) const {
    for (const auto& record : history_)
        if (record.contains("eval_loss") && record["step"] == step) return record["eval_loss"].get<double>();
    return std::nullopt;
}

std::vector<Json> TrainLog::lines(const RunFolder& run) {
    return linesOf(run.log());
}

Json TrainLog::state(std::int64_t step, double epoch) const {
    Json state;
    state["best_global_step"] = best_ ? Json(best_->step) : Json();
    state["best_metric"] = best_ ? Json(best_->value) : Json();
    // From the run's folder, which may be moved.
    state["best_model_checkpoint"] =
        best_ && best_->saved ? Json(run_.checkpoint(best_->step).lexically_relative(run_.path()).string()) : Json();
    state["epoch"] = epoch;
    state["eval_steps"] = constants_.evalSteps;
    state["global_step"] = step;
    state["is_hyper_param_search"] = false;
    state["is_local_process_zero"] = true;
    state["is_world_process_zero"] = true;
    state["log_history"] = history_;
    state["logging_steps"] = constants_.loggingSteps;
    state["max_steps"] = constants_.maxSteps;
    state["num_input_tokens_seen"] = tokens_;
    state["num_train_epochs"] = static_cast<std::int64_t>(std::max(1.0, constants_.epochs + 0.999999));
    state["save_steps"] = constants_.saveSteps;
    state["stateful_callbacks"] = Json::object();
    state["total_flos"] = 0.0;
    state["train_batch_size"] = constants_.batchSize;
    state["trial_name"] = nullptr;
    state["trial_params"] = nullptr;
    return state;
}

void TrainLog::writeState(std::int64_t step, double epoch) const {
    writeFileAtomically(run_.state(), state(step, epoch).dump(2) + "\n");
}

void TrainLog::recall(const Json& state) {
    history_ = state.value("log_history", Json::array());
    tokens_ = state.value("num_input_tokens_seen", std::int64_t{0});
    if (const auto best = state.find("best_metric"); best != state.end() && best->is_number())
        best_ = {state.value("best_global_step", std::int64_t{0}), best->get<double>(),
                 state["best_model_checkpoint"].is_string()};
}

void TrainLog::resume(const Json& state, std::int64_t step) {
    recall(state);
    dropLinesAfter(run_.log(), "current_steps", step);
    dropLinesAfter(run_.sampleAnswers(), "step", step);
}

}  // namespace atelier::runs
