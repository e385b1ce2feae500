#include "commands/recipe_plan.h"

#include "client/in_process.h"
#include "commands/overrides.h"
#include "output.h"
#include "progress.h"
#include "protocol/jobs/preflight.h"
#include "runs/recipe_paths.h"

#include <filesystem>
#include <unistd.h>

namespace atelier::cli {
namespace fs = std::filesystem;
namespace {

struct Options {
    fs::path recipe, project;
    std::vector<std::string> assignments;
    bool json = false, memoryAlone = false;
};

settings::Recipe recipeOf(const Options& options) {
    auto recipe = runs::loadRecipe(options.recipe, options.assignments);
    tellPassedOver(recipe);
    return recipe;
}

const char* fitText(protocol::Fit fit) {
    switch (fit) {
        case protocol::Fit::Fits:
            return "fits";
        case protocol::Fit::Tight:
            return "tight";
        case protocol::Fit::TooLarge:
            return "too large";
    }
    return "";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

void printTime(const protocol::Estimate& e) {
    print("Time: about " + durationText(e.secondsPerStep * static_cast<double>(e.steps)) + " for " +
          std::to_string(e.steps) + " steps of " + numberText(e.secondsPerStep) + " s");
    for (const auto& part : e.time)
        if (part.name != "training") print(", " + part.name + " " + durationText(part.seconds));
    print("\n");
}

void printEstimate(const protocol::Estimate& e) {
    const std::string stage = e.stage.empty() ? "" : " of stage " + e.stage;
    print("Memory (" + e.device + ", at its peak while " + e.moment + stage + "): " + byteText(e.peak) + " of " +
          byteText(e.available) + " free: " + fitText(e.fit) + "\n");
    std::vector<std::vector<std::string>> rows;
    for (const auto& part : e.memory)
        rows.push_back({"  " + part.name, byteText(part.bytes)});
    print(table(rows));
    if (e.mainPeak != e.peak) print("  main memory: " + byteText(e.mainPeak) + "\n");
    print("Largest batch: " + grouped(static_cast<std::uint64_t>(e.batchTokens)) + " tokens, " +
          grouped(static_cast<std::uint64_t>(e.batchImageTokens)) +
          " of images; longest sample: " + grouped(static_cast<std::uint64_t>(e.longestTokens)) + " (" +
          std::to_string(e.measured) + " of " + std::to_string(e.samples) + " samples measured)\n");
    if (!e.time.empty()) printTime(e);
    if (e.remedies.empty()) return;
    print("Less memory, most first:\n");
    rows.clear();
    for (const auto& remedy : e.remedies)
        rows.push_back({"  " + joined(remedy.settings), byteText(remedy.peak)});
    print(table(rows));
}

// On a terminal trained text is green, with a weight of its own yellow, image tokens blue, special ones grey; elsewhere
// [[ ]] marks trained text, [[0.5: ]] with its weight.
void printBatch(const std::vector<protocol::Preflight::BatchSample>& batch) {
    using Kind = protocol::Preflight::TokenKind;
    const bool colours = ::isatty(STDOUT_FILENO) == 1;
    const auto begins = [&](const protocol::Preflight::Token& token) -> std::string {
        const bool weighted = token.trained && token.weight != 1;
        if (!colours) return weighted ? "[[" + numberText(token.weight) + ": " : token.trained ? "[[" : "";
        return weighted                      ? "\x1b[33m"
               : token.trained               ? "\x1b[32m"
               : token.kind == Kind::Image   ? "\x1b[34m"
               : token.kind == Kind::Special ? "\x1b[90m"
                                             : "";
    };
    for (const auto& sample : batch) {
        print("  " + sample.id + " (" + std::to_string(sample.tokens.size()) + " tokens)\n    ");
        for (std::size_t i = 0; i < sample.tokens.size();) {
            const auto& first = sample.tokens[i];
            std::string text;
            std::size_t end = i;
            for (; end < sample.tokens.size() && sample.tokens[end].kind == first.kind &&
                   sample.tokens[end].trained == first.trained && sample.tokens[end].weight == first.weight;
                 ++end)
                if (first.kind != Kind::Image) text += sample.tokens[end].text;
            if (first.kind == Kind::Image) text = "<" + std::to_string(end - i) + " image tokens>";
            for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
                text.replace(at, 1, "\\n");
            print(begins(first) + text + (colours ? "\x1b[0m" : first.trained ? "]]" : ""));
            i = end;
        }
        print("\n");
    }
}

void printPreflight(const protocol::Preflight& p) {
    print("Samples: " + std::to_string(p.training) + " training, " + std::to_string(p.validation) + " validation, " +
          std::to_string(p.test) + " test\n");
    for (const auto& note : p.notes)
        print("  " + note + "\n");
    print(p.health.empty() ? "Data: nothing found\n" : "Data:\n");
    for (const auto& line : p.health) {
        const bool all = line.error && line.samples.size() > 1;  // of warnings the first is enough
        print("  " + std::string(line.error ? "error" : "warning") + " " + line.kind + " (" +
              std::to_string(line.count) + ")" + (all ? ":" : ", first: " + line.example) + "\n");
        for (const auto& sample : line.samples)
            if (all) print("    " + sample + "\n");
        if (const auto more = line.count - std::ssize(line.samples); all && more > 0)
            print("    and " + std::to_string(more) + " more\n");
    }
    print("Chat template: " +
          (p.templateProblems.empty() ? "the answers are trained on, and nothing else"
                                      : std::to_string(p.templateFailed) + " problems") +
          " (" + std::to_string(p.templateChecked) + " samples)\n");
    for (const auto& problem : p.templateProblems)
        print("  " + problem + "\n");
    std::vector<std::vector<std::string>> rows{{"", "parameters", "trained"}};
    for (const auto& part : p.parts)
        rows.push_back({"  " + part.name, grouped(static_cast<std::uint64_t>(part.parameters)),
                        grouped(static_cast<std::uint64_t>(part.trained))});
    print("Parameters:\n" + table(rows));
    print("First batch, trained text marked:\n");
    printBatch(p.firstBatch);
    printEstimate(p.estimate);
}

template <class R>
R requestOf(const Options& options) {
    R request;
    request.recipe = recipeOf(options);
    request.recipeName = options.recipe.filename().string();
    request.project = options.project;
    return request;
}

void runEstimate(const Options& options, Session& session) {
    protocol::Estimate result;
    {
        ProgressView progress;
        auto request = requestOf<protocol::EstimateRequest>(options);
        request.timed = !options.memoryAlone;
        result = client::run(request, session.interrupts.control(), progress.sink());
    }
    options.json ? printJson(protocol::toJson(result)) : printEstimate(result);
}

void runPreflight(const Options& options, Session& session) {
    protocol::Preflight result;
    {
        ProgressView progress;
        result =
            client::run(requestOf<protocol::PreflightRequest>(options), session.interrupts.control(), progress.sink());
    }
    options.json ? printJson(protocol::toJson(result)) : printPreflight(result);
}

std::shared_ptr<Options> add(CLI::App& group, Session& session, const char* name, const char* about,
                             void (*run)(const Options&, Session&)) {
    auto* command = group.add_subcommand(name, about);
    auto options = std::make_shared<Options>();
    command->add_option("RECIPE", options->recipe, "Recipe file")->required();
    command->add_option("--project", options->project, "Project folder")->required();
    addOverrides(*command, options->assignments);
    command->add_flag("--json", options->json, "The same for programs");
    command->callback(
        [options, run, &session] { session.action = [options, run, &session] { run(*options, session); }; });
    return options;
}

}  // namespace

void addRecipePlan(CLI::App& group, Session& session) {
    const auto estimate = add(group, session, "estimate",
                              "Memory and time that the training will need; no weights are read", runEstimate);
    group.get_subcommand("estimate")
        ->add_flag("--memory-only", estimate->memoryAlone,
                   "From sizes alone: nothing is computed, and no time is given");
    add(group, session, "preflight",
        "What the training will do: data, chat template, what is frozen, the first batch, the estimate", runPreflight);
}

}  // namespace atelier::cli
