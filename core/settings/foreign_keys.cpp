#include "settings/foreign_keys.h"

#include "settings/option.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>

namespace atelier::settings {
namespace {

constexpr auto kNone = ForeignKey::Effect::None;
constexpr auto kRefused = ForeignKey::Effect::Refused;

constexpr std::string_view kLocal = "Models and data are read from this computer; nothing is downloaded.";
constexpr std::string_view kFits = "Atelier chooses its kernels itself; there is nothing to switch on.";
constexpr std::string_view kNoCache = "Samples are encoded while the training runs; nothing is cached before.";
constexpr std::string_view kTokens = "The tokenizer is used as the model folder has it.";
constexpr std::string_view kPicture = "Images are prepared as the model folder's image processor says.";
constexpr std::string_view kOneCard = "Training runs in one process on one device.";
constexpr std::string_view kNoAdapterVariant = "This variant of the adapter is not supported yet.";
constexpr std::string_view kExport = "An adapter is merged with `atelier adapter merge`, not by a recipe.";
constexpr std::string_view kGeneration =
    "Answers are generated greedily for comparing; `atelier generate` has sampling.";
constexpr std::string_view kLogs = "Progress is shown by the window and the command line and kept in the run's folder.";
constexpr std::string_view kOptimizer = "This optimizer is not supported; `optim` lists the supported ones.";
constexpr std::string_view kNoPreferenceVariant = "This variant of preference tuning is not supported.";
constexpr std::string_view kReference = "The reference model is the model itself: pref_reference says in which state.";

// clang-format off
constexpr ForeignKey kKeys[] = {
    // model
    {"adapter_folder", kNone, "adapter_name_or_path takes the folder."},
    {"cache_dir", kNone, kLocal},
    {"model_revision", kNone, kLocal},
    {"hf_hub_token", kNone, kLocal},
    {"ms_hub_token", kNone, kLocal},
    {"trust_remote_code", kNone, "No code of a model folder is ever run; families are built in."},
    {"use_fast_tokenizer", kNone, kTokens},
    {"split_special_tokens", kNone, kTokens},
    {"resize_vocab", kNone, kTokens},
    {"add_tokens", kRefused, "New tokens cannot be added yet."},
    {"add_special_tokens", kRefused, "New tokens cannot be added yet."},
    {"low_cpu_mem_usage", kNone, "Weights are always read from mapped files, one tensor after the other."},
    {"rope_scaling", kRefused, "Positions are used as the model folder's config.json says."},
    {"flash_attn", kNone, kFits},
    {"use_unsloth", kNone, kFits},
    {"use_unsloth_gc", kNone, kFits},
    {"enable_liger_kernel", kNone, kFits},
    {"shift_attn", kRefused, "Shifted sparse attention is not supported."},
    {"mixture_of_depths", kRefused, "Mixture of depths is not supported."},
    {"use_reentrant_gc", kNone, "There is one kind of gradient checkpointing (disable_gradient_checkpointing: false)."},
    {"upcast_layernorm", kNone, "Norms compute in fp32 and keep their weights' type."},
    {"upcast_lmhead_output", kNone, "The loss is always computed in fp32."},
    {"train_from_scratch", kRefused, "`atelier model create` makes a model with random weights; name its folder."},
    {"infer_backend", kNone, kGeneration},
    {"infer_dtype", kNone, kGeneration},
    {"offload_folder", kNone, kOneCard},
    {"use_cache", kNone, kGeneration},
    {"print_param_status", kNone, "`atelier recipe preflight` says what is trained and what is frozen."},
    {"image_do_pan_and_scan", kNone, kPicture},
    {"crop_to_patches", kNone, kPicture},
    {"quantization_method", kRefused, "Only the quantisation of bitsandbytes is supported.", "bnb"},
    {"quantization_device_map", kNone, kOneCard},
    // method
    {"do_train", kNone, "`atelier train` trains; `atelier eval` and `atelier compare` evaluate."},
    {"do_eval", kNone, "eval_strategy says when the validation samples are evaluated."},
    {"do_predict", kNone, "`atelier compare` answers the test samples after the training."},
    {"pref_bco_weight", kRefused, kNoPreferenceVariant, "0"},
    {"ld_alpha", kRefused, kNoPreferenceVariant},
    {"ref_model", kRefused, kReference},
    {"ref_model_adapters", kRefused, kReference},
    {"ref_model_quantization_bit", kRefused, kReference},
    {"reward_model", kRefused, kNoPreferenceVariant},
    {"pissa_init", kRefused, kNoAdapterVariant},
    {"pissa_iter", kNone, kNoAdapterVariant},
    {"pissa_convert", kNone, kNoAdapterVariant},
    {"create_new_adapter", kRefused, "Training goes on with adapter_name_or_path; a second adapter beside it is not supported yet."},
    {"train_mm_proj_only", kRefused,
     "Set finetuning_type: full, freeze_language_model: true and freeze_multi_modal_projector: false instead."},
    {"use_galore", kRefused, kOptimizer},
    {"use_apollo", kRefused, kOptimizer},
    {"use_badam", kRefused, kOptimizer},
    {"use_adam_mini", kRefused, kOptimizer},
    {"use_muon", kRefused, kOptimizer},
    {"use_llama_pro", kRefused, "Adding blocks to a model is not supported."},
    {"use_swanlab", kNone, kLogs},
    // data
    {"template", kNone, "The model folder's own chat template is used."},
    {"enable_thinking", kNone, "The model folder's own chat template is used."},
    {"dataset_dir", kNone, "Datasets come from the project that --project names; `atelier data import` adds them."},
    {"eval_on_each_dataset", kNone, "All validation samples are evaluated together."},
    {"media_dir", kNone, "Images stay where the import found them."},
    {"packing", kNone, "Samples are always packed without padding, and never see each other."},
    {"neat_packing", kNone, "Samples are always packed without padding, and never see each other."},
    {"ignore_pad_token_for_loss", kNone, "There is no padding."},
    {"overwrite_cache", kNone, kNoCache},
    {"preprocessing_num_workers", kNone, "dataloader_num_workers threads encode samples while the training runs."},
    {"preprocessing_batch_size", kNone, kNoCache},
    {"tokenized_path", kNone, kNoCache},
    {"data_shared_file_system", kNone, kNoCache},
    {"streaming", kNone, "Samples are read one by one from the project anyway."},
    {"buffer_size", kNone, "Samples are read one by one from the project anyway."},
    {"mix_strategy", kNone, "Datasets are concatenated; `concepts` repeats or weights samples."},
    {"interleave_probs", kNone, "Datasets are concatenated; `concepts` repeats or weights samples."},
    {"tool_format", kNone, "The model folder's own chat template is used."},
    {"default_system", kNone, "The system turn of a sample, or the chat template's own, is used."},
    // training
    {"tf32", kNone, kFits},
    {"resume_from_checkpoint", kNone, "`atelier train --resume` goes on from the run's last whole checkpoint."},
    {"ddp_timeout", kNone, kOneCard},
    {"ddp_find_unused_parameters", kNone, kOneCard},
    {"deepspeed", kNone, kOneCard},
    {"fsdp", kNone, kOneCard},
    {"fsdp_config", kNone, kOneCard},
    {"ray_run_name", kNone, kOneCard},
    {"ray_storage_path", kNone, kOneCard},
    {"ray_num_workers", kNone, kOneCard},
    {"resources_per_worker", kNone, kOneCard},
    {"placement_strategy", kNone, kOneCard},
    {"dataloader_pin_memory", kNone, kFits},
    {"dataloader_drop_last", kNone, "The last, smaller step of an epoch is trained too."},
    {"remove_unused_columns", kNone, "Samples have no columns."},
    {"torch_compile", kNone, kFits},
    {"include_num_input_tokens_seen", kNone, kLogs},
    {"include_effective_tokens_per_second", kNone, kLogs},
    {"include_tokens_per_second", kNone, kLogs},
    {"include_for_metrics", kNone, kLogs},
    {"include_inputs_for_metrics", kNone, kLogs},
    {"gradient_checkpointing", kNone, "It is on unless disable_gradient_checkpointing is true."},
    {"gradient_checkpointing_kwargs", kNone, "There is one kind of gradient checkpointing."},
    {"auto_find_batch_size", kNone, "Batches that do not fit are halved anyway."},
    {"data_seed", kNone, "seed and split_seed decide what is drawn."},
    {"full_determinism", kNone, "The same recipe draws the same samples in any case."},
    {"ignore_data_skip", kNone, "A resumed run goes on with the samples that are due."},
    {"group_by_modality_length", kNone, "group_by_length takes all tokens, those of pictures too."},
    {"length_column_name", kNone, "Lengths are counted."},
    {"dataloader_prefetch_factor", kNone, "dataloader_num_workers threads read ahead."},
    {"dataloader_persistent_workers", kNone, "dataloader_num_workers threads read ahead."},
    {"torch_empty_cache_steps", kNone, kFits},
    {"average_tokens_across_devices", kNone, kOneCard},
    {"split_batches", kNone, kOneCard},
    {"accelerator_config", kNone, kOneCard},
    {"local_rank", kNone, kOneCard},
    {"parallelism_config", kNone, kOneCard},
    {"use_cpu", kNone, "device says where a training runs."},
    {"no_cuda", kNone, "device says where a training runs."},
    {"use_mps_device", kNone, "device says where a training runs."},
    {"jit_mode_eval", kNone, kFits},
    {"use_ipex", kNone, kFits},
    {"half_precision_backend", kNone, kFits},
    {"bf16_full_eval", kNone, kFits},
    {"fp16_full_eval", kNone, kFits},
    {"eval_accumulation_steps", kNone, kFits},
    {"eval_delay", kNone, "eval_strategy and eval_steps say when the validation samples are evaluated."},
    {"eval_on_start", kNone, "eval_strategy and eval_steps say when the validation samples are evaluated."},
    {"eval_do_concat_batches", kNone, kFits},
    {"batch_eval_metrics", kNone, kFits},
    {"prediction_loss_only", kNone, "compare_metrics names what `atelier compare` computes."},
    {"skip_memory_metrics", kNone, kLogs},
    {"label_names", kNone, "Samples have no columns."},
    {"past_index", kNone, kGeneration},
    {"do_sample", kNone, kGeneration},
    {"log_level", kNone, kLogs},
    {"log_level_replica", kNone, kLogs},
    {"log_on_each_node", kNone, kLogs},
    {"logging_strategy", kNone, "Figures are logged every logging_steps."},
    {"logging_nan_inf_filter", kNone, kLogs},
    {"optim_target_modules", kRefused, kOptimizer},
    // output and evaluation
    {"output_dir", kNone, "A run is the folder PROJECT/runs/NAME; --run gives the name."},
    {"run_name", kNone, "A run is the folder PROJECT/runs/NAME; --run gives the name."},
    {"logging_dir", kNone, kLogs},
    {"logging_first_step", kNone, kLogs},
    {"disable_tqdm", kNone, kLogs},
    {"plot_loss", kNone, "The window draws the loss; trainer_log.jsonl has it for others."},
    {"save_strategy", kNone, "A checkpoint is saved every save_steps and at the end."},
    {"save_on_each_node", kNone, kOneCard},
    {"restore_callback_states_from_checkpoint", kNone, "A checkpoint always holds what is needed to go on."},
    {"save_only_model", kNone, "A checkpoint always holds what is needed to go on."},
    {"save_safetensors", kNone, "Tensors are always saved as safetensors."},
    {"compute_accuracy", kNone, "compare_metrics names what `atelier compare` computes."},
    {"push_to_hub", kNone, "Nothing is uploaded."},
    {"hub_model_id", kNone, "Nothing is uploaded."},
    // answers and export
    {"max_length", kNone, "max_new_tokens limits an answer."},
    {"temperature", kNone, kGeneration},
    {"top_p", kNone, kGeneration},
    {"top_k", kNone, kGeneration},
    {"num_beams", kNone, kGeneration},
    {"repetition_penalty", kNone, kGeneration},
    {"export_dir", kNone, kExport},
    {"export_size", kNone, kExport},
    {"export_device", kNone, kExport},
    {"export_legacy_format", kNone, kExport},
    {"export_quantization_bit", kNone, kExport},
    {"export_hub_model_id", kNone, kExport},
};
// clang-format on

// Families of keys: their beginnings.
constexpr ForeignKey kBeginnings[] = {
    {"wandb_", kNone, kLogs},
    {"swanlab_", kNone, kLogs},
    {"hub_", kNone, "Nothing is uploaded."},
    {"push_to_hub", kNone, "Nothing is uploaded."},
    {"vllm_", kNone, kGeneration},
    {"sglang_", kNone, kGeneration},
    {"ktransformers_", kNone, kGeneration},
    {"kt_", kNone, kGeneration},
    {"galore_", kNone, kOptimizer},
    {"apollo_", kNone, kOptimizer},
    {"badam_", kNone, kOptimizer},
    {"ddp_", kNone, kOneCard},
    {"fsdp_", kNone, kOneCard},
    {"ray_", kNone, kOneCard},
    {"tpu_", kNone, kOneCard},
    {"torch_compile_", kNone, kFits},
    {"fp8", kNone, kFits},
    {"ppo_", kNone, kNoPreferenceVariant},
};

constexpr std::string_view kService =
    "Atelier sends nothing to services: report_to takes none, tensorboard, csv and mlflow (files in the run's folder).";
constexpr ForeignValue kValues[] = {
    {"report_to", "wandb", kService},    {"report_to", "swanlab", kService},    {"report_to", "all", kService},
    {"report_to", "comet_ml", kService}, {"report_to", "clearml", kService},    {"report_to", "neptune", kService},
    {"report_to", "azure_ml", kService}, {"report_to", "dagshub", kService},    {"report_to", "flyte", kService},
    {"report_to", "dvclive", kService},  {"report_to", "codecarbon", kService}, {"report_to", "trackio", kService},
};

// What YAML writes for "not used"; keys that no option declares come as text.
const std::set<std::string_view> kOff{"",      "~",  "null", "Null", "NULL", "false", "False",
                                      "FALSE", "no", "off",  "\"\"", "''",   "[]"};

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \n");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \n") - begin + 1);
}

bool sameNumber(std::string_view a, std::string_view b) {
    double first = 0, second = 1;
    const auto read = [](std::string_view text, double& number) {
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        return code == std::errc() && end == text.data() + text.size();
    };
    return read(a, first) && read(b, second) && first == second;
}

}  // namespace

const ForeignKey* findForeignKey(const std::string& key) {
    const auto found =
        std::find_if(std::begin(kKeys), std::end(kKeys), [&](const ForeignKey& one) { return one.key == key; });
    if (found != std::end(kKeys)) return found;
    const auto family = std::find_if(std::begin(kBeginnings), std::end(kBeginnings),
                                     [&](const ForeignKey& one) { return key.starts_with(one.key); });
    return family == std::end(kBeginnings) ? nullptr : family;
}

const ForeignValue* findForeignValue(const std::string& key, const std::string& value) {
    const auto found = std::find_if(std::begin(kValues), std::end(kValues),
                                    [&](const ForeignValue& one) { return one.key == key && one.value == value; });
    return found == std::end(kValues) ? nullptr : found;
}

std::vector<std::string> foreignValuesIn(const Option& option, const Value& value) {
    std::vector<std::string> foreign;
    if (const auto* items = std::get_if<std::vector<std::string>>(&value))
        std::copy_if(items->begin(), items->end(), std::back_inserter(foreign),
                     [&](const std::string& item) { return findForeignValue(option.key, item); });
    return foreign;
}

bool isRefused(const std::string& key, const Recipe::Entry& entry) {
    const ForeignKey* foreign = findOption(key) ? nullptr : findForeignKey(key);
    if (!foreign || foreign->effect != kRefused) return false;
    // Set by hand, not read from a file: there is no YAML then.
    if (entry.yaml.empty() && (entry.value == Value{} || entry.value == Value{false})) return false;
    const std::string_view text = trimmed(entry.yaml);
    if (!entry.yaml.empty() && kOff.contains(text)) return false;
    return foreign->same.empty() || (entry.value != Value{std::string(foreign->same)} && text != foreign->same &&
                                     !sameNumber(text, foreign->same));
}

}  // namespace atelier::settings
