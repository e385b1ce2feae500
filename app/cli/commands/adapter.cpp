#include "protocol/jobs/adapter.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "output.h"

namespace atelier::cli {
namespace {

void showInfo(const std::filesystem::path& folder, bool asJson) {
    const auto info = client::run(protocol::AdapterInfoRequest{folder});
    if (asJson) return printJson(protocol::toJson(info));
    std::string modules;
    for (const auto& module : info.modules)
        modules += (modules.empty() ? "" : ", ") + module;
    std::vector<std::vector<std::string>> rows{{"method", info.method}};
    if (!info.baseModel.empty()) rows.push_back({"base model", info.baseModel});
    rows.push_back({"parameters", grouped(info.parameters)});
    rows.push_back({"size", byteText(info.bytes)});
    rows.push_back({"tensors", grouped(info.tensors)});
    if (!modules.empty()) rows.push_back({"modules", modules});
    print(table(rows, Align::Left));
}

void addInfo(CLI::App& adapter, Session& session) {
    auto* command = adapter.add_subcommand("info", "What an adapter folder holds");
    auto folder = std::make_shared<std::filesystem::path>();
    auto json = std::make_shared<bool>(false);
    command->add_option("DIR", *folder, "Folder with adapter_config.json and adapter_model.safetensors")->required();
    command->add_flag("--json", *json, "One JSON object");
    command->callback([=, &session] { session.action = [=] { showInfo(*folder, *json); }; });
}

void addMerge(CLI::App& adapter, Session& session) {
    auto* command = adapter.add_subcommand("merge", "Write a whole model with the adapter inside");
    command->footer("Merged in fp32, then written in the type of --dtype.");
    auto options = std::make_shared<protocol::MergeAdapterRequest>();
    command->add_option("--model", options->model, "Base model folder")->required();
    command->add_option("--adapter,ADAPTER", options->adapter, "Adapter folder")->required();
    command->add_option("--out", options->out, "Model folder to write")->required();
    command->add_option("--dtype", options->dtype, "Of the written weights: fp32, bf16 or fp16");
    command->callback([options, &session] {
        session.action = [options] {
            client::run(*options);
            print("The model: " + options->out.string() + "\n");
        };
    });
}

}  // namespace

void addAdapter(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("adapter", "Look at an adapter, or merge it into its model");
    command->require_subcommand(1);
    addInfo(*command, session);
    addMerge(*command, session);
}

}  // namespace atelier::cli
