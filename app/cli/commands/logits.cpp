#include "protocol/jobs/logits.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "common/error.h"

namespace atelier::cli {

void addLogits(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("logits", "Write a model's logits of one prompt as safetensors");
    command->footer(
        "The prompt becomes one user turn of the model's chat template: images first, then the text, then the "
        "generation\n"
        "prompt. The file holds input_ids, pixel_values, image_grid_thw and logits (fp32).");
    auto request = std::make_shared<protocol::LogitsRequest>();
    command->add_option("--model", request->model, "Model folder")->required();
    command->add_option("--adapter", request->adapter, "Adapter folder (PEFT's two files)");
    auto* prompt = command->add_option("--prompt", request->prompt, "Text of the user turn");
    auto* image = command->add_option("--image", request->images, "An image; once for each")->allow_extra_args(false);
    command
        ->add_option("--inputs", request->inputs,
                     "Take input_ids (and attention_mask, pixel_values, image_grid_thw) from this safetensors file")
        ->excludes(prompt)
        ->excludes(image);
    command->add_option("--dtype", request->dtype, "fp32, bf16 or fp16");
    command->add_option("--device", request->device, "auto, cpu or cuda");
    command->add_option("--out", request->out, "File to write")->required();
    command->callback([request, prompt, &session] {
        session.action = [request, prompt] {
            if (request->inputs.empty() && prompt->empty())
                throw Error("nothing to run", "atelier logits", "give --prompt or --inputs");
            client::run(*request);
        };
    });
}

}  // namespace atelier::cli
