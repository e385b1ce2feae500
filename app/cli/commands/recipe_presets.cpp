#include "commands/recipe_presets.h"

#include "common/error.h"
#include "common/file.h"
#include "common/gpu.h"
#include "models/model_folder.h"
#include "output.h"
#include "settings/fragment.h"
#include "settings/yaml.h"

#include <filesystem>
#include <memory>

namespace atelier::cli {
namespace fs = std::filesystem;
namespace {

using settings::Fragment;
using Kind = Fragment::Kind;

const Fragment& thisComputer() {
    return settings::hardwareFor(gpuMemory(0).value_or(0));
}

Json toJson(const Fragment::Settings& settings) {
    Json json = Json::object();
    for (const auto& [key, value] : settings)
        json[key] = value;
    return json;
}

Json toJson(const Fragment& fragment) {
    Json corrections = Json::array();
    for (const auto& one : fragment.corrections)
        corrections.push_back(
            {{"with", settings::kindName(one.kind)}, {"key", one.key}, {"settings", toJson(one.settings)}});
    return {{"kind", settings::kindName(fragment.kind)},
            {"key", fragment.key},
            {"title", fragment.title},
            {"help", fragment.help},
            {"in_words", fragment.inWords},
            {"settings", toJson(fragment.settings)},
            {"corrections", corrections},
            {"ignored_keys", fragment.ignoredKeys},
            {"gpu_memory", fragment.gpuMemory}};
}

void listJson() {
    Json all = Json::array(), combinations = Json::array();
    for (const Kind kind : {Kind::Common, Kind::Family, Kind::Method, Kind::Hardware})
        for (const Fragment* fragment : settings::fragments(kind))
            all.push_back(toJson(*fragment));
    for (const auto& choice : settings::offeredPresets())
        combinations.push_back({{"family", choice.family},
                                {"method", choice.method},
                                {"hardware", choice.hardware},
                                {"title", settings::composePreset(choice).title}});
    printJson({{"fragments", all}, {"combinations", combinations}, {"this_computer", thisComputer().key}});
}

void list() {
    const std::pair<Kind, const char*> kinds[] = {
        {Kind::Family, "Families"}, {Kind::Method, "Methods"}, {Kind::Hardware, "Hardware"}};
    for (const auto& [kind, title] : kinds) {
        std::vector<std::vector<std::string>> rows;
        for (const Fragment* one : settings::fragments(kind)) {
            std::string help = one->help;
            if (kind != Kind::Hardware && one->gpuMemory > 0)
                help += " Needs a GPU with " + std::to_string(one->gpuMemory) + " GB or more.";
            if (one == &thisComputer()) help += " Suits this computer.";
            rows.push_back({"  " + one->key, one->title, help});
        }
        print(std::string(title) + "\n" + table(rows, Align::Left));
    }
    print(std::to_string(settings::offeredPresets().size()) +
          " presets: one of each. `atelier recipe compose` writes one.\n");
}

struct ComposeOptions {
    std::string family, method, hardware;
    fs::path model, out;
};

void compose(const ComposeOptions& options) {
    if (options.family.empty() == options.model.empty())
        throw Error("a preset is for one family", options.family.empty() ? "--family" : "--model",
                    "give either --family or --model");
    std::string family = options.family, model;
    if (!options.model.empty()) {
        const auto folder = models::openModelFolder(options.model);
        family = folder.modelType;
        // The name of a repository stays one, so that the recipe is good on other machines.
        const fs::path named =
            folder.path == options.model ? fs::absolute(options.model).lexically_normal() : options.model;
        model = "\n# Model\nmodel_name_or_path: " + settings::quotedYaml(named.string()) + "\n";
    }
    const std::string hardware = options.hardware.empty() ? thisComputer().key : options.hardware;
    const std::string yaml = settings::composePreset({family, options.method, hardware}).yaml + model;
    if (options.out.empty())
        print(yaml);
    else
        writeFileAtomically(options.out, yaml);
}

}  // namespace

void addRecipePresets(CLI::App& group, Session& session) {
    auto* presets = group.add_subcommand("presets", "What a preset can be composed of: families, methods, hardware");
    auto json = std::make_shared<bool>(false);
    presets->add_flag("--json", *json, "The same for programs, with every setting and every combination");
    presets->callback([json, &session] { session.action = [json] { *json ? listJson() : list(); }; });

    auto* added = group.add_subcommand("compose", "Write a recipe for a family, a method and the hardware");
    auto options = std::make_shared<ComposeOptions>();
    added->add_option("--family", options->family, "Family of the model, such as qwen2_vl");
    added->add_option("--model", options->model, "Model folder: its family is taken, and the recipe names it");
    added->add_option("--method", options->method, "What is trained, such as lora")->required();
    added->add_option("--hardware", options->hardware, "What it is trained on (default: what suits this computer)");
    added->add_option("--out", options->out, "File to write (default: standard output)");
    added->footer(
        "`atelier recipe presets` lists what there is. Then: atelier train FILE --project PROJECT --set dataset=NAME");
    added->callback([options, &session] { session.action = [options] { compose(*options); }; });
}

}  // namespace atelier::cli
