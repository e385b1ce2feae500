#include "runs/origin.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "common/log.h"
#include "runs/recipe_paths.h"
#include "runs/run_folder.h"
#include "runs/run_notes.h"
#include "runs/run_parts.h"

#include <algorithm>
#include <charconv>
#include <variant>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

constexpr const char* kWhere = "--from";

fs::path originFile(const fs::path& run) {
    return run / "origin.json";
}

std::int64_t stepIn(std::string text, const std::string& from) {
    constexpr std::string_view kPrefix = "checkpoint-";
    if (text.starts_with(kPrefix)) text.erase(0, kPrefix.size());
    std::int64_t step = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), step);
    if (failed != std::errc() || end != text.data() + text.size())
        throw Error("\"" + from + "\" names no checkpoint", kWhere, "write RUN@checkpoint-N");
    return step;
}

std::string textOf(const settings::Recipe& recipe, const std::string& key) {
    const auto* entry = recipe.find(key);
    const auto* text = entry ? std::get_if<std::string>(&entry->value) : nullptr;
    return text ? *text : "";
}

// What was trained fits its own model alone.
void warnOfOtherModel(const settings::Recipe& recipe, const settings::Recipe& before) {
    const std::string key = "model_name_or_path", asked = textOf(recipe, key), own = textOf(before, key);
    std::error_code code;
    if (asked.empty() || fs::weakly_canonical(asked, code) == fs::weakly_canonical(own, code)) return;
    log::warning(recipe.location(key) + ": the run to start from was trained on " + own +
                 ", which is taken instead of " + asked);
}

void requireSameMethod(const settings::Recipe& recipe, const settings::Recipe& before, const fs::path& run) {
    const std::string key = "finetuning_type";
    const auto method = [&](const settings::Recipe& one) {
        const auto said = textOf(one, key);
        return said.empty() ? std::string("lora") : said;
    };
    if (method(recipe) != method(before))
        throw Error("its optimizer's state is of \"" + method(before) + "\", but the recipe trains with \"" +
                        method(recipe) + "\"",
                    run.string(), "leave --with-optimizer out, or choose the same finetuning_type");
}

}  // namespace

std::string Origin::text() const {
    return run + (checkpoint ? "@checkpoint-" + std::to_string(*checkpoint) : "");
}

Origin branchFrom(const fs::path& project, const std::string& from, bool withOptimizer, settings::Recipe& recipe) {
    const auto at = from.rfind('@');
    const fs::path run = anyRun(project, from.substr(0, at));
    const RunFolder folder(resultFolder(run));
    Origin origin{run.filename().string(), {}, withOptimizer, {}};
    if (const auto* adapter = recipe.find("adapter_name_or_path"); adapter && adapter->value != settings::Value{})
        throw Error("the recipe starts from an adapter already", adapter->where, "leave it out, or --from");

    const auto steps = folder.checkpointSteps();
    if (at != std::string::npos)
        origin.checkpoint = stepIn(from.substr(at + 1), from);
    else if (withOptimizer && !steps.empty())
        origin.checkpoint = steps.back();
    const bool there = origin.checkpoint && std::find(steps.begin(), steps.end(), *origin.checkpoint) != steps.end();
    if ((origin.checkpoint || withOptimizer) && !there) {
        std::string known;
        for (const auto step : steps)
            known += (known.empty() ? "" : ", ") + std::to_string(step);
        throw Error("the run has no such checkpoint", folder.checkpoints().string(),
                    known.empty() ? "it has none" : "there are those of the steps " + known);
    }
    if (!origin.checkpoint && !hasResult(folder.path()))
        throw Error("this run has no result yet", run.string(), "go on from one of its checkpoints: RUN@checkpoint-N");

    auto before = settings::Recipe::load(folder.recipe());
    resolvePaths(before, folder.recipe());
    if (const auto* model = before.find("model_name_or_path")) {
        warnOfOtherModel(recipe, before);
        recipe.set("model_name_or_path", model->value, kWhere);
    }
    if (withOptimizer) requireSameMethod(recipe, before, run);
    const fs::path saved = origin.checkpoint ? folder.checkpoint(*origin.checkpoint) : folder.path();
    const bool adapter = pathExists(saved / "adapter" / "adapter_config.json");
    if (withOptimizer || (origin.checkpoint && !adapter))
        origin.values = fs::absolute(saved);
    else
        recipe.set(adapter ? "adapter_name_or_path" : "model_name_or_path",
                   fs::absolute(saved / (adapter ? "adapter" : "model")).string(), kWhere);
    return origin;
}

void writeOrigin(const fs::path& run, const Origin& origin) {
    const Json json{{"run", origin.run},
                    {"checkpoint", origin.checkpoint ? Json(*origin.checkpoint) : Json()},
                    {"optimizer", origin.optimizer},
                    {"values", origin.values.string()}};
    writeFileAtomically(originFile(run), json.dump(2) + "\n");
}

std::optional<Origin> readOrigin(const fs::path& run) {
    if (!pathExists(originFile(run))) return std::nullopt;
    const std::string where = originFile(run).string();
    const Json json = readJson(where);
    Origin origin;
    origin.run = jsonAt<std::string>(json, "run", where);
    if (const auto step = json.find("checkpoint"); step != json.end() && !step->is_null())
        origin.checkpoint = jsonAt<std::int64_t>(json, "checkpoint", where);
    origin.optimizer = jsonAt<bool>(json, "optimizer", where, false);
    origin.values = jsonAt<std::string>(json, "values", where, std::string());
    return origin;
}

}  // namespace atelier::runs
