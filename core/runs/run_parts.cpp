#include "runs/run_parts.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "runs/run_folder.h"
#include "runs/runs.h"

#include <algorithm>
#include <type_traits>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

fs::path partsFile(const fs::path& run) {
    return run / "parts.json";
}

std::vector<std::string> texts(const Json& json, const char* key, const std::string& where) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_array() || found->empty())
        throw Error("\"" + std::string(key) + "\" must be a list of texts", where);
    std::vector<std::string> all;
    for (const auto& one : *found) {
        if (!one.is_string()) throw Error("\"" + std::string(key) + "\" must be a list of texts", where);
        all.push_back(one.get<std::string>());
    }
    return all;
}

}  // namespace

std::optional<RunParts> readParts(const fs::path& run) {
    if (!pathExists(partsFile(run))) return std::nullopt;
    const std::string where = partsFile(run).string();
    const Json json = readJson(where);
    RunParts parts;
    const auto kind = jsonAt<std::string>(json, "kind", where);
    if (kind != "folds" && kind != "stages")
        throw Error("unknown kind \"" + kind + "\"", where, "known: folds, stages");
    parts.kind = kind == "folds" ? RunParts::Kind::Folds : RunParts::Kind::Stages;
    parts.folders = texts(json, "folders", where);
    parts.titles = texts(json, "titles", where);
    if (parts.folders.size() != parts.titles.size()) throw Error("as many titles as folders are needed", where);
    for (const auto& folder : parts.folders)
        checkRunName(folder, where);  // no way out of the run's folder
    return parts;
}

void writeParts(const fs::path& run, const RunParts& parts) {
    const Json json{{"kind", parts.kind == RunParts::Kind::Folds ? "folds" : "stages"},
                    {"folders", parts.folders},
                    {"titles", parts.titles}};
    writeFileAtomically(partsFile(run), json.dump(2) + "\n");
}

fs::path resultFolder(const fs::path& run) {
    const auto parts = readParts(run);
    return parts && parts->kind == RunParts::Kind::Stages ? run / parts->folders.back() : run;
}

bool hasResult(const fs::path& run) {
    const RunFolder folder(run);
    return pathExists(folder.adapter() / "adapter_config.json") || pathExists(folder.model() / "config.json");
}

std::int64_t stepsDone(const fs::path& run) {
    std::int64_t steps = 0;
    if (const auto parts = readParts(run)) {
        for (const auto& part : parts->folders)
            steps += stepsDone(run / part);
        return steps;
    }
    if (const auto log = readTrainLog(run); !log.empty()) steps = log.back().step;
    if (const auto saved = RunFolder(run).checkpointSteps(); !saved.empty()) steps = std::max(steps, saved.back());
    return steps;
}

protocol::EventSink shifted(protocol::EventSink events, std::int64_t steps) {
    if (steps == 0) return events;
    return [events = std::move(events), steps](const protocol::Event& event) {
        protocol::Event moved = event;
        std::visit(
            [&](auto& one) {
                if constexpr (requires { one.step; }) one.step += steps;
            },
            moved);
        events(moved);
    };
}

}  // namespace atelier::runs
