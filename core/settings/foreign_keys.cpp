#include "settings/foreign_keys.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace atelier::settings {
namespace {

// clang-format off
constexpr std::string_view kKeys[] = {
    // model
    "model_name_or_path", "adapter_name_or_path", "adapter_folder", "cache_dir", "use_fast_tokenizer", "resize_vocab", "split_special_tokens",
    "add_tokens", "add_special_tokens", "model_revision", "low_cpu_mem_usage", "rope_scaling", "flash_attn", "shift_attn", "use_unsloth",
    "enable_liger_kernel", "moe_aux_loss_coef", "disable_gradient_checkpointing", "use_reentrant_gc", "upcast_layernorm", "upcast_lmhead_output",
    "train_from_scratch", "infer_backend", "infer_dtype", "offload_folder", "use_cache", "hf_hub_token", "trust_remote_code",
    "image_max_pixels", "image_min_pixels", "image_do_pan_and_scan", "crop_to_patches", "video_max_pixels", "video_min_pixels", "video_fps",
    "video_maxlen", "quantization_bit", "quantization_method", "quantization_type", "double_quantization", "quantization_device_map",
    // method
    "stage", "do_train", "do_eval", "do_predict", "finetuning_type", "lora_rank", "lora_alpha", "lora_dropout", "lora_target",
    "additional_target", "loraplus_lr_ratio", "loraplus_lr_embedding", "use_rslora", "use_dora", "pissa_init", "pissa_iter", "pissa_convert",
    "create_new_adapter", "freeze_trainable_layers", "freeze_trainable_modules", "freeze_extra_modules", "freeze_vision_tower",
    "freeze_multi_modal_projector", "freeze_language_model", "train_mm_proj_only", "pure_bf16", "use_galore", "use_badam", "use_llama_pro",
    // data
    "template", "dataset", "eval_dataset", "dataset_dir", "media_dir", "cutoff_len", "max_samples", "val_size", "packing", "neat_packing",
    "mask_history", "train_on_prompt", "overwrite_cache", "preprocessing_num_workers", "preprocessing_batch_size", "streaming",
    "tokenized_path", "mix_strategy", "ignore_pad_token_for_loss",
    // training
    "per_device_train_batch_size", "gradient_accumulation_steps", "learning_rate", "num_train_epochs", "max_steps", "lr_scheduler_type",
    "warmup_steps", "warmup_ratio", "weight_decay", "max_grad_norm", "optim", "seed", "bf16", "fp16", "neftune_noise_alpha",
    "dataloader_num_workers", "resume_from_checkpoint", "ddp_timeout", "deepspeed", "group_by_length",
    // output and evaluation
    "output_dir", "logging_steps", "save_steps", "save_strategy", "save_total_limit", "save_only_model", "overwrite_output_dir", "plot_loss",
    "eval_strategy", "eval_steps", "per_device_eval_batch_size", "load_best_model_at_end", "early_stopping_steps", "compute_accuracy",
    "report_to", "run_name",
};
// clang-format on

}  // namespace

bool isForeignKey(const std::string& key) {
    return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

}  // namespace atelier::settings
