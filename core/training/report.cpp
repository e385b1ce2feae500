#include "training/report.h"

#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "protocol/training_metrics.h"
#include "training/event_file.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

namespace atelier::training {
namespace fs = std::filesystem;
namespace {

double secondsNow() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Figures of a line; where a step stands in the whole run is none.
std::map<std::string, double> figuresOf(const Json& line) {
    static const std::set<std::string> place{"current_steps", "total_steps", "percentage"};
    std::map<std::string, double> figures;
    for (const auto& [key, value] : line.items())
        if (value.is_number() && !place.contains(key)) figures[key] = value.get<double>();
    return figures;
}

std::int64_t stepOf(const Json& line) {
    return line.at("current_steps").get<std::int64_t>();
}

void makeFolder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) throw Error::failure("cannot create: " + code.message(), folder.string());
}

// Names as transformers gives them: train/loss, train/learning_rate, eval/loss.
class TensorBoard : public Report {
public:
    explicit TensorBoard(const runs::RunFolder& run) : file_(prepared(run.path() / "tensorboard"), secondsNow()) {}

    void add(const Json& line) override {
        std::map<std::string, double> scalars;
        for (const auto& [key, value] : figuresOf(line)) {
            const auto* metric = protocol::findTrainingMetric(protocol::metricOfLogKey(key));
            const std::string& name = metric && !metric->stateKey.empty() ? metric->stateKey : key;
            scalars[name.starts_with("eval_") ? "eval/" + name.substr(5) : "train/" + name] = value;
        }
        file_.add(secondsNow(), stepOf(line), scalars);
    }

private:
    static fs::path prepared(const fs::path& folder) {
        std::error_code code;
        fs::remove_all(folder, code);
        makeFolder(folder);
        return folder / ("events.out.tfevents." + std::to_string(static_cast<std::int64_t>(secondsNow())) + ".atelier");
    }

    EventFile file_;
};

// One row a line; a figure that is new becomes a new column, and the rows before have nothing there.
class Table : public Report {
public:
    explicit Table(const runs::RunFolder& run) : path_(run.path() / "trainer_log.csv") { rewrite(); }

    void add(const Json& line) override {
        auto figures = figuresOf(line);
        figures["step"] = static_cast<double>(stepOf(line));
        const std::size_t before = columns_.size();
        for (const auto& [name, _] : figures)
            if (std::find(columns_.begin(), columns_.end(), name) == columns_.end()) columns_.push_back(name);
        rows_.push_back(std::move(figures));
        if (columns_.size() > before)
            rewrite();
        else
            runs::appendLine(path_, text(rows_.back()));
    }

private:
    std::string text(const std::map<std::string, double>& row) const {
        std::string text;
        for (const auto& column : columns_) {
            if (&column != &columns_.front()) text += ',';
            if (const auto found = row.find(column); found != row.end()) text += Json(found->second).dump();
        }
        return text;
    }
    void rewrite() const {
        std::string all;
        for (const auto& column : columns_)
            all += (all.empty() ? "" : ",") + column;
        all += '\n';
        for (const auto& row : rows_)
            all += text(row) + '\n';
        writeFileAtomically(path_, all);
    }

    fs::path path_;
    std::vector<std::string> columns_{"step"};
    std::vector<std::map<std::string, double>> rows_;
};

// MLflow's file store: RUN/mlruns/0/ID with meta.yaml, params/KEY and metrics/NAME of lines "milliseconds value step".
class MlFlow : public Report {
public:
    MlFlow(const runs::RunFolder& run, const std::map<std::string, std::string>& parameters) {
        const fs::path store = run.path() / "mlruns", experiment = store / "0";
        std::error_code code;
        fs::remove_all(store, code);
        char id[33];
        const auto hash = stableHash(run.path().string());
        std::snprintf(id, sizeof id, "%016llx%016llx", static_cast<unsigned long long>(hash),
                      static_cast<unsigned long long>(Random({hash})()));
        folder_ = experiment / id;
        for (const char* name : {"metrics", "params", "tags", "artifacts"})
            makeFolder(folder_ / name);
        const std::string now = std::to_string(milliseconds());
        writeFileAtomically(experiment / "meta.yaml", "artifact_location: " + Json(experiment.string()).dump() +
                                                          "\ncreation_time: " + now +
                                                          "\nexperiment_id: '0'\nlast_update_time: " + now +
                                                          "\nlifecycle_stage: active\nname: Default\n");
        writeFileAtomically(folder_ / "meta.yaml",
                            "artifact_uri: " + Json((folder_ / "artifacts").string()).dump() +
                                "\nend_time: null\nentry_point_name: ''\nexperiment_id: '0'\nlifecycle_stage: active\n"
                                "run_id: " +
                                id + "\nrun_name: " + Json(run.path().filename().string()).dump() + "\nrun_uuid: " +
                                id + "\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: " + now +
                                "\nstatus: 1\ntags: []\nuser_id: ''\n");
        for (const auto& [key, value] : parameters)
            writeFileAtomically(folder_ / "params" / key, value);
    }

    void add(const Json& line) override {
        for (const auto& [name, value] : figuresOf(line)) {
            const fs::path file = folder_ / "metrics" / name;  // a name may hold a folder: "rewards/chosen"
            makeFolder(file.parent_path());
            runs::appendLine(
                file, std::to_string(milliseconds()) + " " + Json(value).dump() + " " + std::to_string(stepOf(line)));
        }
    }

private:
    static std::int64_t milliseconds() { return static_cast<std::int64_t>(secondsNow() * 1000); }

    fs::path folder_;
};

}  // namespace

std::vector<std::unique_ptr<Report>> makeReports(const TrainOptions& options, const runs::RunFolder& run,
                                                 const std::map<std::string, std::string>& parameters) {
    std::vector<std::unique_ptr<Report>> reports;
    for (const std::string& name : std::set<std::string>(options.reportTo.begin(), options.reportTo.end())) {
        if (name == "tensorboard") reports.push_back(std::make_unique<TensorBoard>(run));
        if (name == "csv") reports.push_back(std::make_unique<Table>(run));
        if (name == "mlflow") reports.push_back(std::make_unique<MlFlow>(run, parameters));
    }
    if (reports.empty()) return reports;
    for (const Json& line : runs::TrainLog::lines(run))
        for (const auto& report : reports)
            report->add(line);
    return reports;
}

}  // namespace atelier::training
