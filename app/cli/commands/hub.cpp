#include "commands/hub.h"

#include "common/error.h"
#include "common/registry.h"
#include "hub/fit.h"
#include "hub/pull.h"
#include "hub/search.h"
#include "models/processor.h"
#include "output.h"
#include "progress.h"
#include "settings/suggestion.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <thread>

namespace atelier::cli {
namespace {

struct PullOptions {
    std::string name;
    hub::PullOptions pull;
    bool json = false;
};

Json leftOutJson(const hub::PullResult& result) {
    Json list = Json::array();
    for (const auto& [reason, left] : result.leftOut)
        list.push_back({{"reason", reason}, {"files", left.files}, {"bytes", left.bytes}});
    return list;
}

void printPulled(const hub::Repository& repository, const hub::PullResult& result, bool asJson) {
    if (asJson)
        return printJson({{"repository", repository.id},
                          {"revision", repository.revision},
                          {"commit", result.commit},
                          {"folder", result.folder.string()},
                          {"files", result.files},
                          {"bytes", result.bytes},
                          {"received_bytes", result.received},
                          {"left_out", leftOutJson(result)},
                          {"offline", result.offline}});
    for (const auto& [reason, left] : result.leftOut)
        print("left out: " + std::to_string(left.files) + (left.files == 1 ? " file" : " files") + " of " +
              byteText(left.bytes) + ", " + reason + "\n");
    if (result.offline) print("The hub was not asked (HF_HUB_OFFLINE): this is what the cache has.\n");
    print(repository.name() + " at commit " + result.commit.substr(0, 12) + ": " + std::to_string(result.files) +
          " files, " + byteText(result.bytes) +
          (result.offline         ? ""
           : result.received == 0 ? ", all there before"
                                  : ", " + byteText(result.received) + " received") +
          "\n" + result.folder.string() + "\n");
}

void runPull(const PullOptions& options, hub::Kind kind, Session& session) {
    const auto access = hub::accessFromEnvironment();
    const auto repository = hub::parseRepository(options.name, kind, access.endpoint);
    ProgressView view;
    hub::PullListener listener;
    listener.stop = session.interrupts.token();
    listener.progress = [&](const hub::PullProgress& progress) { view.show(progress); };
    listener.note = [&](const std::string& text) { view.note(text); };
    const auto result = hub::pull(repository, access, options.pull, listener);
    view.clear();
    printPulled(repository, result, options.json);
}

// "8GB", "500 MB", "2.5g": decimal
std::uint64_t bytesFrom(const std::string& text) {
    double number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::string unit;
    for (const unsigned char c : std::string(end, text.data() + text.size()))
        if (c != ' ') unit += static_cast<char>(std::toupper(c));
    if (unit.ends_with('B')) unit.pop_back();
    const std::string units = "KMGT";
    const auto power = unit.empty() ? 0 : unit.size() == 1 ? units.find(unit) + 1 : 0;
    if (failed != std::errc() || !(number > 0) || unit.size() > 1 || (power == 0 && !unit.empty()))
        throw Error("\"" + text + "\" is no size", "--max-size", "write it as 8GB or 500MB");
    return static_cast<std::uint64_t>(number * std::pow(1000, static_cast<double>(power)));
}

struct SearchOptions {
    std::vector<std::string> words, families;
    std::string task = "image-text-to-text", largest;
    std::size_t limit = 20;
    bool fits = false, json = false;
};

std::vector<std::string> knownFamilies() {
    std::vector<std::string> names;
    for (const auto& [name, factory] : Registry<models::ProcessorFactory>::instance().all())
        names.push_back(name);
    return names;
}

std::string parameterText(std::uint64_t number) {
    char text[40];
    if (number >= 1'000'000'000)
        std::snprintf(text, sizeof text, "%.1f B", static_cast<double>(number) / 1e9);
    else
        std::snprintf(text, sizeof text, "%.0f M", static_cast<double>(number) / 1e6);
    return text;
}

void printFound(const hub::SearchResult& found, const std::optional<std::uint64_t>& memory, bool asJson) {
    const auto fits = [&](const hub::FoundModel& model) -> std::optional<bool> {
        const auto needed = hub::neededMemory(model);
        return needed && memory ? std::optional(*needed <= *memory) : std::nullopt;
    };
    if (asJson) {
        Json list = Json::array();
        for (const auto& model : found.models) {
            const auto fit = fits(model);
            list.push_back({{"id", model.id},
                            {"family", model.family},
                            {"task", model.task},
                            {"parameters", model.parameters ? Json(*model.parameters) : Json()},
                            {"bytes", model.bytes ? Json(*model.bytes) : Json()},
                            {"fits", fit ? Json(*fit) : Json()},
                            {"licence", model.licence},
                            {"gated", model.gated},
                            {"downloads", model.downloads},
                            {"likes", model.likes},
                            {"changed", model.changed}});
        }
        return printJson({{"models", list},
                          {"left_out",
                           {{"other_families", found.otherFamilies},
                            {"too_large", found.tooLarge},
                            {"unknown_size", found.unknownSize}}},
                          {"more", found.more}});
    }
    if (!found.models.empty()) {
        std::vector<std::vector<std::string>> rows{
            {"model", "family", "parameters", "size", "runs here", "downloads", "licence"}};
        for (const auto& model : found.models) {
            const auto fit = fits(model);
            rows.push_back({model.id, model.family.empty() ? "?" : model.family,
                            model.parameters ? parameterText(*model.parameters) : "?",
                            model.bytes ? byteText(*model.bytes) : "?",
                            !fit   ? "?"
                            : *fit ? "yes"
                                   : "no",
                            grouped(static_cast<std::uint64_t>(std::max<std::int64_t>(model.downloads, 0))),
                            (model.licence.empty() ? "?" : model.licence) + (model.gated ? ", to be accepted" : "")});
        }
        print(table(rows, Align::Left));
    } else {
        print("No such model.\n");
    }
    const auto left = [](std::size_t count, const char* why) {
        if (count > 0) print("left out: " + std::to_string(count) + " " + why + "\n");
    };
    left(found.otherFamilies, "of other families (--family any shows all)");
    left(found.tooLarge, "that are larger");
    left(found.unknownSize, "whose size the hub does not know");
    if (found.more) print("The hub has more; --limit shows more of them.\n");
}

void runSearch(const SearchOptions& options, Session& session) {
    hub::SearchQuery query;
    for (const auto& word : options.words)
        query.words += (query.words.empty() ? "" : " ") + word;
    query.families = options.families.empty() ? knownFamilies() : options.families;
    for (const auto& family : options.families)
        if (const auto known = knownFamilies(); family != "any" && std::ranges::find(known, family) == known.end())
            throw settings::unknownName("family", family, "--family", known);
    if (std::ranges::find(query.families, "any") != query.families.end()) query.families.clear();
    if (options.task != "any") query.tasks = {options.task};
    query.limit = options.limit;
    const auto memory = hub::usableMemory();
    if (!options.largest.empty()) query.mostBytes = bytesFrom(options.largest);
    if (options.fits && memory)
        query.mostBytes = std::min(query.mostBytes.value_or(UINT64_MAX), hub::largestWeights(*memory));
    const auto found = hub::searchModels(
        query, hub::accessFromEnvironment(), [](const std::string& text) { note(text); }, session.interrupts.token());
    printFound(found, memory, options.json);
}

}  // namespace

void addPull(CLI::App& parent, Session& session, hub::Kind kind) {
    const bool model = kind == hub::Kind::Model;
    auto* command =
        parent.add_subcommand("pull", model ? "Download a model of the Hugging Face hub, or what is new of it"
                                            : "Download a dataset of the Hugging Face hub, or what is new of it");
    command->footer(
        std::string(model ? "Safetensors weights, settings, tokenizer, templates and licence are taken; the same "
                            "weights in other formats, and code,\nare left out. Recipes and commands take OWNER/NAME "
                            "as the model afterwards.\n"
                          : "All files but code are taken. `atelier data import OWNER/NAME` reads it afterwards.\n") +
        "Files go to the cache that Python's huggingface_hub uses (HF_HUB_CACHE, HF_HOME), each checked against its\n"
        "checksum; what was stopped or cut goes on where it was. HF_TOKEN or the token file of HF_HOME is sent to the\n"
        "hub alone. HF_ENDPOINT, HTTPS_PROXY, NO_PROXY, HF_HUB_OFFLINE and HF_HUB_DOWNLOAD_TIMEOUT are kept to.");
    auto options = std::make_shared<PullOptions>();
    command->add_option("NAME", options->name, "OWNER/NAME, OWNER/NAME@revision, or the address of its page")
        ->required();
    command
        ->add_option("--include", options->pull.patterns.include,
                     "Only files whose path fits this pattern, of whatever kind (several times: any of them)")
        ->allow_extra_args(false);
    command->add_option("--exclude", options->pull.patterns.exclude, "No files whose path fits this pattern")
        ->allow_extra_args(false);
    command->add_option("--parallel", options->pull.parallel, "Files at a time")->check(CLI::Range(1, 64));
    command->add_flag("--json", options->json, "One JSON object: commit, folder, files, bytes");
    command->callback([options, kind, &session] {
        session.action = [options, kind, &session] { runPull(*options, kind, session); };
    });
}

void addModelSearch(CLI::App& parent, Session& session) {
    auto* command = parent.add_subcommand("search", "Look for models on the Hugging Face hub");
    command->footer(
        "Shown are the most downloaded first. \"runs here\": whether the weights in bf16 fit into the memory of the "
        "graphics\n"
        "card, or of the machine where it has none; a training needs more (`atelier recipe estimate`).");
    auto options = std::make_shared<SearchOptions>();
    command->add_option("WORDS", options->words, "Words of the model's name");
    command
        ->add_option("--family", options->families,
                     "Model type, e.g. qwen2_vl (default: those that Atelier knows; any: all)")
        ->allow_extra_args(false);
    command->add_option("--task", options->task, "The hub's name of a task; any: all");
    command->add_option("--max-size", options->largest, "Largest size of the weights, e.g. 8GB");
    command->add_flag("--fits", options->fits, "Only models whose weights fit into this machine's memory");
    command->add_option("--limit", options->limit, "Most models to show")->check(CLI::Range(1, 1000));
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([options, &session] { session.action = [options, &session] { runSearch(*options, session); }; });
}

}  // namespace atelier::cli
