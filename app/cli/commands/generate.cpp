#include "protocol/jobs/generate.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "output.h"

#include <unistd.h>

namespace atelier::cli {

void addGenerate(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("generate", "Ask a model, with images and an adapter if you like");
    command->footer(
        "With --json: {\"text\", \"tokens\", \"seconds\", \"tokens_per_second\"}. Greedy unless --sample is given.");
    auto request = std::make_shared<protocol::GenerateRequest>();
    auto json = std::make_shared<bool>(false);
    command->add_option("--model", request->model, "Model folder")->required();
    command->add_option("--adapter", request->adapter, "Adapter folder (PEFT's two files)");
    command->add_option("--prompt", request->prompt, "Text of the user turn; <image> marks place the images")
        ->required();
    command->add_option("--system", request->system, "Text of the system turn");
    command->add_option("--image", request->images, "An image; once for each")->allow_extra_args(false);
    command->add_option("--image-grey-window", request->imageGreyWindow,
                        "How images of deep greys are shown: auto, data, full or clip (default: as it was trained)");
    command->add_option("--dtype", request->dtype, "fp32, bf16 or fp16");
    command->add_option("--device", request->device, "auto, cpu or cuda");
    command->add_option("--max-new-tokens", request->maxNewTokens, "Length of the answer at most, in tokens");
    command->add_flag("--sample", request->sample, "Draw tokens instead of taking the likeliest");
    command->add_option("--temperature", request->temperature, "Below 1: safer, above 1: wilder (with --sample)");
    command->add_option("--top-k", request->topK, "Draw from the k likeliest tokens; 0: all (with --sample)");
    command->add_option("--top-p", request->topP,
                        "Draw from the likeliest tokens of this total probability (with --sample)");
    command->add_option("--repetition-penalty", request->repetitionPenalty,
                        "Above 1: tokens that are there already become less likely");
    command->add_option("--seed", request->seed, "Same seed, same answer (with --sample)");
    command->add_flag("--json", *json, "Answer as one JSON object");
    command->callback([request, json, &session] {
        session.action = [request, json, &session] {
            // A person sees the answer grow; a program gets it whole.
            bool streamed = false;
            protocol::EventSink events;
            if (!*json && ::isatty(STDOUT_FILENO) == 1)
                events = [&streamed](const protocol::Event& event) {
                    if (const auto* part = std::get_if<protocol::AnswerPart>(&event)) {
                        print(part->text);
                        streamed = true;
                    }
                };
            const auto result = client::run(*request, session.interrupts.control(), events);
            if (*json)
                printJson(protocol::toJson(result));
            else
                print(streamed ? "\n" : result.text + "\n");
        };
    });
}

}  // namespace atelier::cli
