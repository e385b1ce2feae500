#include "common/error.h"
#include "common/registry.h"
#include "models/assembly/assembly.h"
#include "settings/suggestion.h"

// The published systems. Learning rates, epochs and lengths are meant as in their authors' papers and scripts, as far
// as those say them; the first stages of Video-ChatGPT and PandaGPT are ours, since their authors begin with a trained
// layer or train all at once.
namespace atelier::models {
namespace {

const Registry<AssemblyPreset>::Entry llava{
    "llava",
    {"LLaVA",
     "CLIP and Vicuna behind one linear layer (Liu et al., 2023). First the layer learns captions, then layer and "
     "language model learn conversations.",
     R"(# LLaVA (Liu et al., 2023, arXiv 2304.08485): CLIP ViT-L/14 at 224 pixels, one linear layer, Vicuna.
encoder:
  # model: openai/clip-vit-large-patch14
  layer: -2
bridge:
  kind: linear
# language_model:
#   model: lmsys/vicuna-7b-v1.3
chat_template: llava
stages:
  - name: alignment          # captions: pictures without a question
    trained: [projector]
    settings: {learning_rate: 2.0e-3, num_train_epochs: 1.0, per_device_train_batch_size: 16, gradient_accumulation_steps: 8, lr_scheduler_type: cosine, warmup_ratio: 0.03, cutoff_len: 2048}
  - name: instructions
    trained: [projector, language_model]
    settings: {learning_rate: 2.0e-5, num_train_epochs: 3.0, per_device_train_batch_size: 4, gradient_accumulation_steps: 8, lr_scheduler_type: cosine, warmup_ratio: 0.03, cutoff_len: 2048}
)"}};

const Registry<AssemblyPreset>::Entry llava15{
    "llava-1.5",
    {"LLaVA-1.5", "CLIP at 336 pixels and Vicuna behind two linear layers (Liu et al., 2023).",
     R"(# LLaVA-1.5 (Liu et al., 2023, arXiv 2310.03744): CLIP ViT-L/14 at 336 pixels, two linear layers, Vicuna.
encoder:
  # model: openai/clip-vit-large-patch14-336
  layer: -2
bridge:
  kind: mlp
# language_model:
#   model: lmsys/vicuna-7b-v1.5
chat_template: llava
stages:
  - name: alignment
    trained: [projector]
    settings: {learning_rate: 1.0e-3, num_train_epochs: 1.0, per_device_train_batch_size: 32, gradient_accumulation_steps: 8, lr_scheduler_type: cosine, warmup_ratio: 0.03, cutoff_len: 2048}
  - name: instructions
    trained: [projector, language_model]
    settings: {learning_rate: 2.0e-5, num_train_epochs: 1.0, per_device_train_batch_size: 16, gradient_accumulation_steps: 8, lr_scheduler_type: cosine, warmup_ratio: 0.03, cutoff_len: 2048}
)"}};

const Registry<AssemblyPreset>::Entry miniGpt4{
    "minigpt-4",
    {"MiniGPT-4",
     "BLIP-2's vision transformer and Q-Former, both frozen, and Vicuna behind one linear layer (Zhu et al., 2023), "
     "which is all that learns.",
     R"(# MiniGPT-4 (Zhu et al., 2023, arXiv 2304.10592): EVA ViT-g and Q-Former of BLIP-2, one linear layer, Vicuna.
# encoder:
#   model: Salesforce/blip2-flan-t5-xxl
bridge:
  - kind: qformer
    # weights: Salesforce/blip2-flan-t5-xxl
  - kind: linear
# language_model:
#   model: lmsys/vicuna-7b-v1.1
chat_template: minigpt4
stages:
  - name: alignment
    trained: [projector]
    settings: {learning_rate: 1.0e-4, max_steps: 20000, per_device_train_batch_size: 64, lr_scheduler_type: cosine, warmup_steps: 5000, weight_decay: 0.05, cutoff_len: 160}
  - name: conversation
    trained: [projector]
    settings: {learning_rate: 3.0e-5, max_steps: 1000, per_device_train_batch_size: 12, lr_scheduler_type: cosine, warmup_steps: 200, weight_decay: 0.05, cutoff_len: 160}
)"}};

const Registry<AssemblyPreset>::Entry videoChatGpt{
    "video-chatgpt",
    {"Video-ChatGPT",
     "100 frames through CLIP, averaged over places and over time, and a language model behind one linear layer (Maaz "
     "et al., 2023).",
     R"(# Video-ChatGPT (Maaz et al., 2023, arXiv 2306.05424): CLIP ViT-L/14, means over places and over frames, one linear
# layer, the language model of LLaVA. The authors begin with LLaVA's linear layer; its first stage makes one.
encoder:
  # model: openai/clip-vit-large-patch14
  layer: -2
bridge:
  - kind: temporal_spatial_pooling
    temporal_tokens: 100
  - kind: linear
    # weights: mm_projector.bin
# language_model:
#   model: lmsys/vicuna-7b-v1.1
frames: 100
tokens: [<vid_start>, <vid_end>]
chat_template: video_chatgpt
stages:
  - name: alignment
    trained: [projector]
    settings: {learning_rate: 2.0e-3, num_train_epochs: 1.0, per_device_train_batch_size: 16, lr_scheduler_type: cosine, warmup_ratio: 0.03, cutoff_len: 2048}
  - name: videos
    trained: [projector]
    settings: {learning_rate: 2.0e-5, num_train_epochs: 3.0, per_device_train_batch_size: 4, lr_scheduler_type: cosine, warmup_ratio: 0.03, cutoff_len: 2048}
)"}};

const Registry<AssemblyPreset>::Entry pandaGpt{
    "pandagpt",
    {"PandaGPT",
     "ImageBind and Vicuna behind one linear layer, with LoRA on the language model (Su et al., 2023). What it learns "
     "of "
     "pictures holds for ImageBind's other kinds of media, too.",
     R"(# PandaGPT (Su et al., 2023, arXiv 2305.16355): ImageBind, one linear layer, Vicuna with LoRA. Every medium is one token.
# The authors train both together, which is the second stage; the first lets the new layer find its place.
encoder:
  # model: imagebind_huge.pth
bridge:
  kind: linear
  # weights: pytorch_model.pt
# language_model:
#   model: lmsys/vicuna-7b-v1.1
frames: 10                   # of a video: five clips of two
chat_template: pandagpt
stages:
  - name: alignment
    trained: [projector]
    settings: {learning_rate: 5.0e-4, num_train_epochs: 1.0, per_device_train_batch_size: 8, gradient_accumulation_steps: 8, warmup_ratio: 0.1, cutoff_len: 1024}
  - name: instructions
    trained: [projector, language_model]
    method: lora
    settings: {lora_rank: 32, lora_alpha: 32, lora_dropout: 0.1, lora_target: [q_proj, k_proj, v_proj, o_proj], learning_rate: 5.0e-4, num_train_epochs: 2.0, per_device_train_batch_size: 8, gradient_accumulation_steps: 8, warmup_ratio: 0.1, cutoff_len: 1024}
)"}};

}  // namespace

const AssemblyPreset& assemblyPreset(const std::string& name, const std::string& where) {
    const auto& all = Registry<AssemblyPreset>::instance().all();
    const auto found = all.find(name);
    if (found == all.end()) throw settings::unknownName("preset of assembled models", name, where, all);
    return found->second;
}

}  // namespace atelier::models
