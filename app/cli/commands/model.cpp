#include "protocol/jobs/model.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "commands/hub.h"
#include "commands/trainable.h"
#include "common/error.h"
#include "common/file.h"
#include "models/assembly/assembly.h"
#include "models/part.h"
#include "output.h"

namespace atelier::cli {
namespace {

void showInfo(const std::filesystem::path& folder, bool asJson) {
    const auto info = client::run(protocol::ModelInfoRequest{folder});
    if (asJson) return printJson(protocol::toJson(info));
    std::string typeText;
    for (const auto& [type, _] : info.bytesByType)
        typeText += (typeText.empty() ? "" : ", ") + type;
    std::vector<std::vector<std::string>> rows{{"family", info.family}};
    for (const auto& [part, parameters] : info.parts)
        rows.push_back({part, grouped(parameters)});
    rows.push_back({"in the files", grouped(info.parameters)});
    rows.push_back({"size", byteText(info.bytes) + (typeText.empty() ? "" : " " + typeText)});
    rows.push_back({"tensors", grouped(info.tensors)});
    rows.push_back({"tokens", grouped(static_cast<std::uint64_t>(info.tokens))});
    rows.push_back(
        {"vocabulary", grouped(static_cast<std::uint64_t>(info.vocabulary)) + (info.tiedEmbeddings ? ", tied" : "")});
    print(table(rows, Align::Left));
    if (!info.example.empty()) print("a prompt through its chat template:\n" + info.example + "\n");
    for (const auto& problem : info.problems)
        print("problem: " + problem + "\n");
}

void addInfo(CLI::App& model, Session& session) {
    auto* command = model.add_subcommand("info", "What a model folder holds, and whether it can be used");
    auto folder = std::make_shared<std::filesystem::path>();
    auto json = std::make_shared<bool>(false);
    command->add_option("DIR", *folder, "Model folder, or OWNER/NAME of one that was pulled")->required();
    command->add_flag("--json", *json, "One JSON object");
    command->callback([=, &session] { session.action = [=] { showInfo(*folder, *json); }; });
}

void addCreate(CLI::App& model, Session& session) {
    auto* command = model.add_subcommand("create", "A model with random weights: where training from nothing starts");
    auto source = std::make_shared<std::filesystem::path>();
    auto out = std::make_shared<std::filesystem::path>();
    auto seed = std::make_shared<std::uint64_t>(42);
    command->add_option("SOURCE", *source, "Folder with config.json, tokenizer and preprocessor")->required();
    command->add_option("--out", *out, "New model folder")->required();
    command->add_option("--seed", *seed, "Same seed, same weights");
    command->callback([=, &session] {
        session.action = [=] {
            client::run(protocol::CreateModelRequest{*source, *out, *seed});
            print("The model: " + out->string() + "\n");
        };
    });
}

void addConvert(CLI::App& model, Session& session) {
    auto* command = model.add_subcommand("convert", "The same model with its weights in another dtype");
    auto source = std::make_shared<std::filesystem::path>();
    auto out = std::make_shared<std::filesystem::path>();
    auto dtype = std::make_shared<std::string>("bf16");
    command->add_option("DIR", *source, "Model folder")->required();
    command->add_option("--out", *out, "New model folder")->required();
    command->add_option("--dtype", *dtype, "fp32, bf16 or fp16")->capture_default_str();
    command->callback([=, &session] {
        session.action = [=] {
            client::run(protocol::ConvertModelRequest{*source, *out, *dtype});
            print("The model: " + out->string() + "\n");
        };
    });
}

void showPresets() {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, preset] : Registry<models::AssemblyPreset>::instance().all())
        rows.push_back({name, preset.title, preset.help});
    print(table(rows, Align::Left));
    print("\natelier model assemble --preset NAME prints one to begin with\n");
}

void assemble(const std::filesystem::path& file, const std::optional<std::filesystem::path>& out, std::uint64_t seed) {
    const auto made = client::run(protocol::AssembleModelRequest{readFile(file), file, out, seed});
    std::vector<std::vector<std::string>> rows;
    for (const auto& [part, parameters] : made.parts)
        rows.push_back({models::partTitle(part), grouped(parameters)});
    rows.push_back({"starting at random", grouped(made.fresh)});
    rows.push_back(
        {"tokens of a picture", made.tokens > 0 ? grouped(static_cast<std::uint64_t>(made.tokens)) : "as its size"});
    print(table(rows, Align::Left));
    if (!out) return print("The parts fit; nothing was written.\n");
    print("The model: " + out->string() + "\n");
    if (made.stages) print("The recipe of its stages: " + (*out / "stages.yaml").string() + "\n");
}

void addAssemble(CLI::App& model, Session& session) {
    auto* command = model.add_subcommand(
        "assemble", "A model of parts: an encoder, bridges and a language model, as a YAML file describes them");
    auto file = std::make_shared<std::filesystem::path>();
    auto out = std::make_shared<std::optional<std::filesystem::path>>();
    auto seed = std::make_shared<std::uint64_t>(42);
    auto preset = std::make_shared<std::string>();
    auto list = std::make_shared<bool>(false);
    command->add_option("FILE", *file, "The description");
    command->add_option("OUT", *out, "New model folder; without one the parts are only checked");
    command->add_option("--seed", *seed, "Same seed, same weights of new parts");
    command->add_option("--preset", *preset, "Print the description of a published system");
    command->add_flag("--presets", *list, "List the published systems");
    command->callback([=, &session] {
        session.action = [=] {
            if (*list) return showPresets();
            if (!preset->empty()) return print(models::assemblyPreset(*preset, "--preset").yaml);
            if (file->empty())
                throw Error("which description?", "model assemble",
                            "give its file, or --presets to see published systems");
            assemble(*file, *out, *seed);
        };
    });
}

}  // namespace

void addModel(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("model",
                                           "Find and pull models of the hub; look at one and what of it is trained, "
                                           "convert it, or make one");
    command->require_subcommand(1);
    addPull(*command, session, hub::Kind::Model);
    addModelSearch(*command, session);
    addInfo(*command, session);
    addCreate(*command, session);
    addConvert(*command, session);
    addAssemble(*command, session);
    addTrainable(*command, session, "tree");
}

}  // namespace atelier::cli
