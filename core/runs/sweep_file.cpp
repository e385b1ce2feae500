#include "runs/sweep_file.h"

#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "evaluation/metric.h"
#include "runs/recipe_paths.h"
#include "runs/run_folder.h"
#include "settings/effective.h"
#include "settings/stages.h"
#include "settings/suggestion.h"
#include "settings/yaml.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

using settings::YamlNode;

constexpr std::size_t kMostTrials = 10000;

// The keys of a map, each asked for by its type; finish() refuses those that nobody asked for.
class Map {
public:
    Map(const YamlNode& node, std::string source, const std::string& what) : node_(node), source_(std::move(source)) {
        if (node.kind != YamlNode::Kind::Map) throw Error(what + " must be a map of keys and values", where(node));
    }
    const YamlNode* find(const std::string& key) {
        known_.push_back(key);
        for (std::size_t i = 0; i < node_.items.size(); i += 2)
            if (node_.items[i].text == key) return &node_.items[i + 1];
        return nullptr;
    }
    std::string text(const std::string& key, const std::string& fallback) {
        const auto* node = find(key);
        if (!node) return fallback;
        if (node->kind != YamlNode::Kind::Scalar) throw Error("\"" + key + "\" must be one value", where(*node));
        return node->text;
    }
    std::int64_t count(const std::string& key, std::int64_t fallback, std::int64_t least) {
        const auto* node = find(key);
        if (!node) return fallback;
        settings::Option option;
        option.key = key;
        option.type = settings::Type::Integer;
        option.minimum = static_cast<double>(least);
        return std::get<std::int64_t>(settings::checked(option, node->text, where(*node)));
    }
    double number(const std::string& key) {
        const auto* node = find(key);
        if (!node) throw Error("\"" + key + "\" is missing", where(node_), "a range has min and max");
        settings::Option option;
        option.key = key;
        option.type = settings::Type::Number;
        return std::get<double>(settings::checked(option, node->text, where(*node)));
    }
    std::string where(const YamlNode& node) const { return node.where(source_); }
    void finish() const {
        for (std::size_t i = 0; i < node_.items.size(); i += 2) {
            const auto& key = node_.items[i];
            if (std::find(known_.begin(), known_.end(), key.text) != known_.end()) continue;
            const std::string meant = settings::nearest(key.text, known_);
            throw Error("unknown key \"" + key.text + "\"", where(key),
                        meant.empty() ? "" : "did you mean \"" + meant + "\"?");
        }
    }

private:
    const YamlNode& node_;
    std::string source_;
    std::vector<std::string> known_;
};

SweepPlan::Parameter parameterFrom(const YamlNode& key, const YamlNode& node, const std::string& source) {
    SweepPlan::Parameter parameter;
    parameter.key = key.text;
    parameter.where = key.where(source);
    const auto* option = settings::findOption(key.text);
    if (!option) {
        std::vector<std::string> known;
        for (const auto& group : settings::allGroups())
            for (const auto& one : group.options)
                known.push_back(one.key);
        const std::string meant = settings::nearest(key.text, known);
        throw Error("unknown key \"" + key.text + "\"", parameter.where,
                    meant.empty() ? "" : "did you mean \"" + meant + "\"?");
    }
    if (node.kind == YamlNode::Kind::Sequence && !node.items.empty()) {
        for (const auto& item : node.items) {
            if (item.kind != YamlNode::Kind::Scalar && item.kind != YamlNode::Kind::Null)
                throw Error(key.text + " must be a list of plain values", item.where(source),
                            "write a list as one text: \"q_proj, v_proj\"");
            // The first impossible value is reported before anything starts.
            const std::string text = item.kind == YamlNode::Kind::Null ? "null" : item.text;
            try {
                parameter.values.push_back(settings::toText(settings::fromText(*option, text)));
            } catch (const Error& error) {
                throw Error(error.message(), item.where(source), error.hint());
            }
        }
        return parameter;
    }
    Map range(node, source, key.text);
    parameter.minimum = range.number("min");
    parameter.maximum = range.number("max");
    const std::string logarithmic = range.text("log", "false");
    if (logarithmic != "true" && logarithmic != "false") throw Error("\"log\" must be true or false", parameter.where);
    parameter.logarithmic = logarithmic == "true";
    range.finish();
    if (option->type != settings::Type::Integer && option->type != settings::Type::Number)
        throw Error(key.text + " is no number and has no range", parameter.where, "give a list of values");
    if (!(parameter.minimum < parameter.maximum) || (parameter.logarithmic && parameter.minimum <= 0))
        throw Error("the range of " + key.text + " is empty", parameter.where,
                    parameter.logarithmic ? "0 < min < max" : "min must be below max");
    for (const double end : {parameter.minimum, parameter.maximum})
        settings::checked(*option,
                          option->type == settings::Type::Integer ? settings::Value(std::int64_t(std::llround(end)))
                                                                  : settings::Value(end),
                          parameter.where);
    return parameter;
}

std::string drawn(const SweepPlan::Parameter& parameter, Random random) {
    if (!parameter.values.empty())
        return parameter.values[static_cast<std::size_t>(random.below(parameter.values.size()))];
    const double low = parameter.logarithmic ? std::log(parameter.minimum) : parameter.minimum;
    const double high = parameter.logarithmic ? std::log(parameter.maximum) : parameter.maximum;
    const double value = parameter.logarithmic ? std::exp(random.uniform(low, high)) : random.uniform(low, high);
    if (settings::findOption(parameter.key)->type == settings::Type::Integer)
        return settings::toText(settings::Value(std::int64_t(std::llround(value))));
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);  // more digits say nothing and cannot be read
    return settings::toText(settings::Value(std::strtod(text, nullptr)));
}

std::string numbered(const std::string& name, std::size_t number) {
    char digits[24];
    std::snprintf(digits, sizeof digits, "%03zu", number);
    return name + "-" + digits;
}

}  // namespace

std::int64_t SweepPlan::stepsOfRung(std::int64_t rung) const {
    std::int64_t steps = rungSteps;
    for (std::int64_t i = 0; i < rung; ++i)
        steps *= eta;
    return steps;
}

std::size_t SweepPlan::survivors(std::size_t trials) const {
    return std::max<std::size_t>(1, trials / static_cast<std::size_t>(eta));
}

SweepPlan loadSweep(const fs::path& file) {
    const std::string yaml = readFile(file, std::size_t(1) << 20);
    const YamlNode root = settings::parseYaml(yaml, file.string());
    const std::string named = Map(root, file.string(), "a sweep").text("recipe", "");
    if (named.empty()) throw Error("no recipe is named", file.string(), "\"recipe: base.yaml\", beside this file");
    const fs::path recipeFile = fs::path(named).is_absolute() ? fs::path(named) : file.parent_path() / named;
    auto recipe = settings::Recipe::load(recipeFile);
    resolvePaths(recipe, recipeFile);
    auto plan = parseSweep(yaml, file, std::move(recipe));
    plan.recipeFile = recipeFile;
    return plan;
}

SweepPlan parseSweep(const std::string& yaml, const fs::path& file, settings::Recipe recipe) {
    const YamlNode root = settings::parseYaml(yaml, file.string());
    Map map(root, file.string(), "a sweep");
    SweepPlan plan;
    plan.source = file.string();
    plan.recipe = std::move(recipe);
    map.find("recipe");
    plan.name = map.text("name", file.stem().string());
    checkRunName(plan.name, file.string());
    const std::string method = map.text("method", "grid");
    if (method != "grid" && method != "random" && method != "halving")
        throw Error("unknown method \"" + method + "\"", map.where(*map.find("method")),
                    "known: grid, random, halving");
    plan.method = method == "grid"     ? SweepPlan::Method::Grid
                  : method == "random" ? SweepPlan::Method::Random
                                       : SweepPlan::Method::Halving;
    plan.metric = map.text("metric", plan.metric);
    const auto metric = evaluation::Metrics::instance().all().find(plan.metric);
    const bool logged = plan.metric == "loss" || plan.metric == "eval_loss";
    if (!logged && metric == evaluation::Metrics::instance().all().end()) {
        std::string known = "loss, eval_loss";
        for (const auto& [name, _] : evaluation::Metrics::instance().all())
            known += ", " + name;
        throw Error("unknown metric \"" + plan.metric + "\"", map.where(*map.find("metric")), "known: " + known);
    }
    if (plan.method == SweepPlan::Method::Halving && !logged)
        throw Error("halving looks at the trials while they train, where only loss and eval_loss are known",
                    map.where(*map.find("metric")), "take eval_loss");
    const std::string goal = map.text("goal", !logged && metric->second.higherIsBetter ? "max" : "min");
    if (goal != "min" && goal != "max") throw Error("\"goal\" must be min or max", map.where(*map.find("goal")));
    plan.higherIsBetter = goal == "max";
    plan.runs = map.count("runs", plan.runs, 1);
    plan.seed = map.count("seed", plan.seed, 0);
    const auto* parameters = map.find("parameters");
    if (!parameters || parameters->kind != YamlNode::Kind::Map || parameters->items.empty())
        throw Error("\"parameters\" must be a map of keys and what they may be", file.string(),
                    "e.g. \"lora_rank: [4, 8]\"");
    for (std::size_t i = 0; i < parameters->items.size(); i += 2)
        plan.parameters.push_back(parameterFrom(parameters->items[i], parameters->items[i + 1], plan.source));
    const auto* budget = map.find("budget");
    if (plan.method == SweepPlan::Method::Halving) {
        if (!budget)
            throw Error("halving needs a budget", plan.source, "e.g. \"budget: {steps: 20, rungs: 3, eta: 3}\"");
        Map numbers(*budget, plan.source, "budget");
        plan.rungSteps = numbers.count("steps", 0, 1);
        plan.rungs = numbers.count("rungs", 3, 2);
        plan.eta = numbers.count("eta", plan.eta, 2);
        numbers.finish();
        if (plan.rungSteps == 0) throw Error("\"steps\" is missing", map.where(*budget), "steps of the first rung");
        if (plan.rungs > 20) throw Error("at most 20 rungs", map.where(*budget));
    } else if (budget) {
        throw Error("only halving has a budget", map.where(*budget), "leave it out, or set method: halving");
    }
    map.finish();
    for (const char* key : {settings::kStages, "cross_validation_folds"})
        if (const auto* entry = plan.recipe.find(key))
            throw Error("the trials of a sweep are single trainings", entry->where, "leave out " + std::string(key));
    return plan;
}

std::string sweepYaml(const SweepPlan& plan, const std::string& recipe) {
    constexpr const char* kMethods[] = {"grid", "random", "halving"};
    std::string yaml = "name: " + settings::quotedYaml(plan.name) + "\nrecipe: " + settings::quotedYaml(recipe) +
                       "\nmethod: " + kMethods[static_cast<int>(plan.method)] +
                       "\nmetric: " + settings::quotedYaml(plan.metric) +
                       "\ngoal: " + (plan.higherIsBetter ? "max" : "min") + "\n";
    if (plan.method != SweepPlan::Method::Grid) yaml += "runs: " + std::to_string(plan.runs) + "\n";
    yaml += "seed: " + std::to_string(plan.seed) + "\n";
    if (plan.method == SweepPlan::Method::Halving)
        yaml += "budget: {steps: " + std::to_string(plan.rungSteps) + ", rungs: " + std::to_string(plan.rungs) +
                ", eta: " + std::to_string(plan.eta) + "}\n";
    yaml += "parameters:\n";
    for (const auto& parameter : plan.parameters) {
        yaml += "  " + settings::quotedYaml(parameter.key) + ":";
        if (parameter.values.empty()) {
            yaml += " {min: " + settings::toText(parameter.minimum) + ", max: " + settings::toText(parameter.maximum) +
                    ", log: " + (parameter.logarithmic ? "true" : "false") + "}\n";
            continue;
        }
        // What is no text needs no quotes; a text may hold a comma, so a block it is.
        const auto* option = settings::findOption(parameter.key);
        const bool plain = option && (option->type == settings::Type::Bool || option->type == settings::Type::Integer ||
                                      option->type == settings::Type::Number);
        yaml += "\n";
        for (const auto& value : parameter.values)
            yaml += "    - " + (plain || value == "null" ? value : settings::quotedYaml(value)) + "\n";
    }
    return yaml;
}

fs::path writeSweepFile(const SweepPlan& plan, const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) throw Error::failure("cannot create: " + code.message(), folder.string());
    plan.recipe.save(folder / "recipe.yaml");
    writeFileAtomically(folder / "sweep.yaml", sweepYaml(plan, "recipe.yaml"));
    return folder / "sweep.yaml";
}

std::vector<SweepPlan::Trial> trialsOf(const SweepPlan& plan) {
    std::vector<SweepPlan::Trial> trials;
    if (plan.method != SweepPlan::Method::Grid) {
        for (std::int64_t i = 0; i < plan.runs; ++i) {
            SweepPlan::Trial trial{numbered(plan.name, trials.size() + 1), {}};
            for (const auto& parameter : plan.parameters)
                trial.values.emplace_back(parameter.key, drawn(parameter, Random({static_cast<std::uint64_t>(plan.seed),
                                                                                  static_cast<std::uint64_t>(i),
                                                                                  stableHash(parameter.key)})));
            trials.push_back(std::move(trial));
        }
        return trials;
    }
    std::size_t count = 1;
    for (const auto& parameter : plan.parameters) {
        if (parameter.values.empty())
            throw Error("a grid needs lists of values; " + parameter.key + " has a range", parameter.where,
                        "list the values, or set method: random");
        count *= parameter.values.size();
        if (count > kMostTrials)
            throw Error("the grid has more than " + std::to_string(kMostTrials) + " trials", parameter.where,
                        "take fewer values, or method: random");
    }
    for (std::size_t i = 0; i < count; ++i) {
        SweepPlan::Trial trial{numbered(plan.name, i + 1), {}};
        std::size_t rest = count, place = i;
        for (const auto& parameter : plan.parameters) {  // the last parameter changes fastest
            rest /= parameter.values.size();
            trial.values.emplace_back(parameter.key, parameter.values[place / rest]);
            place %= rest;
        }
        trials.push_back(std::move(trial));
    }
    return trials;
}

settings::Recipe recipeOf(const SweepPlan& plan, const SweepPlan::Trial& trial) {
    settings::Recipe recipe = plan.recipe;
    for (const auto& [key, text] : trial.values) {
        const std::string where = plan.source + ": " + trial.run + ": " + key;
        recipe.set(key, settings::fromText(*settings::findOption(key), text), where);
    }
    const auto set = [&](const char* key, settings::Value value) { recipe.set(key, std::move(value), plan.source); };
    if (plan.method == SweepPlan::Method::Halving) {
        set("max_steps", plan.stepsOfRung(plan.rungs - 1));
        set("eval_strategy", std::string("steps"));
        set("eval_steps", plan.rungSteps);
        set("logging_steps", plan.rungSteps);
    } else if (plan.metric == "eval_loss" &&
               settings::effectiveValue(recipe, *settings::findOption("eval_strategy")) == settings::Value("no")) {
        set("eval_strategy", std::string("epoch"));
    }
    return recipe;
}

}  // namespace atelier::runs
