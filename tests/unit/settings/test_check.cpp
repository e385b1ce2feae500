#include "common/error.h"
#include "settings/check.h"
#include "settings/effective.h"
#include "settings/foreign_keys.h"
#include "settings/overrides.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace atelier;
using namespace atelier::settings;

namespace {

using State = CheckedKey::State;

std::map<std::string, CheckedKey> rows(const std::string& yaml) {
    std::map<std::string, CheckedKey> rows;
    for (const auto& row : checkRecipe(yaml, "r.yaml").keys)
        rows[row.key] = row;
    return rows;
}

// As they stand in LLaMA-Factory's examples.
const std::string kFull = R"(### model
model_name_or_path: Qwen/Qwen2-VL-7B-Instruct
image_max_pixels: 262144
video_max_pixels: 16384
trust_remote_code: true

### method
stage: sft
do_train: true
finetuning_type: full
freeze_vision_tower: true
freeze_multi_modal_projector: true
freeze_language_model: false
deepspeed: examples/deepspeed/ds_z3_config.json

### dataset
dataset: mllm_demo,identity,alpaca_en_demo
template: qwen2_vl
cutoff_len: 2048
max_samples: 1000
overwrite_cache: true
preprocessing_num_workers: 16
dataloader_num_workers: 4

### output
output_dir: saves/qwen2_vl-7b/full/sft
logging_steps: 10
save_steps: 500
plot_loss: true
overwrite_output_dir: true
save_only_model: false
report_to: none

### train
per_device_train_batch_size: 1
gradient_accumulation_steps: 2
learning_rate: 1.0e-5
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
ddp_timeout: 180000000
resume_from_checkpoint: null

### eval
val_size: 0.1
per_device_eval_batch_size: 1
eval_strategy: steps
eval_steps: 500
)";
const std::string kFreeze = R"(model_name_or_path: llava-hf/llava-1.5-7b-hf
stage: sft
finetuning_type: freeze
freeze_trainable_layers: 2
freeze_trainable_modules: all
dataset: mllm_demo
template: llava
learning_rate: 1.0e-4
bf16: true
)";
const std::string kSeveralPictures = R"(model_name_or_path: Qwen/Qwen2-VL-2B-Instruct
image_max_pixels: 262144
crop_to_patches: false
stage: sft
finetuning_type: lora
lora_rank: 8
lora_target: all
dataset: two_pictures
media_dir: data
neat_packing: true
mix_strategy: concat
flash_attn: fa2
)";
const std::string kQuantized = R"(model_name_or_path: Qwen/Qwen2-VL-7B-Instruct
quantization_bit: 4
quantization_method: bnb
double_quantization: true
finetuning_type: lora
dataset: mllm_demo
)";
const std::string kEvaluation = R"(model_name_or_path: Qwen/Qwen2-VL-2B-Instruct
adapter_name_or_path: saves/qwen2_vl-2b/lora/sft
stage: sft
do_predict: true
finetuning_type: lora
eval_dataset: mllm_demo
predict_with_generate: true
max_new_tokens: 64
)";
const std::string kExport = R"(model_name_or_path: Qwen/Qwen2-VL-2B-Instruct
adapter_name_or_path: saves/qwen2_vl-2b/lora/sft
template: qwen2_vl
trust_remote_code: true
export_dir: output/qwen2_vl_lora_sft
export_size: 5
export_device: cpu
export_legacy_format: false
)";

TEST(Check, TheRecipeIsOfAllThatIsNotWrong) {
    const auto check =
        checkRecipe("lora_rank: many\nmy_key: [1, {a: b}]\nlearning_rate: 1e-3\nplot_loss: true\n", "r.yaml");
    EXPECT_EQ(check.recipe.find("lora_rank"), nullptr);
    EXPECT_EQ(check.recipe, Recipe::parse("my_key: [1, {a: b}]\nlearning_rate: 1e-3\nplot_loss: true\n", "r.yaml"));
    EXPECT_EQ(check.recipe.find("my_key")->where, "r.yaml:2:9");
    const auto staged = checkRecipe("stages: 5\nlora_rank: 4\n", "r.yaml");
    EXPECT_FALSE(staged.usable());
    EXPECT_EQ(staged.recipe.find("stages"), nullptr);
    EXPECT_NE(staged.recipe.find("lora_rank"), nullptr);
}

}  // namespace

TEST(Check, filesOfLlamaFactoryAreUsable) {
    for (const auto* yaml : {&kFull, &kFreeze, &kSeveralPictures, &kEvaluation, &kExport})
        for (const auto& row : checkRecipe(*yaml, "r.yaml").keys) {
            EXPECT_NE(row.state, State::Wrong) << row.key << ": " << row.note;
            EXPECT_NE(row.state, State::Unknown) << row.key;
            EXPECT_EQ(row.note.empty(), row.state == State::Used) << row.key;
        }
    const auto full = rows(kFull);
    EXPECT_EQ(full.at("learning_rate").state, State::Used);
    EXPECT_EQ(full.at("learning_rate").where, "r.yaml:37:1");
    EXPECT_EQ(full.at("deepspeed").state, State::WithoutEffect);
    EXPECT_NE(full.at("output_dir").note.find("--run"), std::string::npos);
}

TEST(Check, filesOfLlamaFactoryComeBackWhole) {
    for (const auto* yaml : {&kFull, &kFreeze, &kSeveralPictures, &kQuantized, &kEvaluation, &kExport}) {
        const Recipe recipe = Recipe::parse(*yaml, "r.yaml");
        EXPECT_EQ(Recipe::parse(recipe.yaml(), "r.yaml"), recipe);
        EXPECT_EQ(recipe.entries().size(), checkRecipe(*yaml, "r.yaml").keys.size());
    }
}

TEST(Check, whatWouldTrainSomethingElseIsRefused) {
    EXPECT_EQ(rows(kQuantized).at("quantization_bit").state, State::Used);
    const auto galore = rows("seed: 1\nuse_galore: true\n");
    EXPECT_EQ(galore.at("use_galore").state, State::Wrong);
    EXPECT_EQ(galore.at("use_galore").where, "r.yaml:2:1");
    EXPECT_EQ(rows("use_galore: null\n").at("use_galore").state, State::WithoutEffect);
    EXPECT_EQ(rows("stage: ppo\n").at("stage").state, State::Wrong);
    EXPECT_EQ(rows("stage: sft\n").at("stage").state, State::Used);
    EXPECT_EQ(rows("stage: \"sft\"\n").at("stage").state, State::Used);
}

TEST(Check, everyWrongKeyIsToldWithItsPlaceAndWhatIsAllowed) {
    const auto check = checkRecipe(
        "lora_rank: -1\nlearning_rat: 1\nfinetuning_type: loar\nbatch_size: 4\nzebra: 1\n"
        "eval_strategy: steps\nevaluation_strategy: no\nlora_alpha: 16\n",
        "r.yaml");
    EXPECT_FALSE(check.usable());
    std::map<std::string, CheckedKey> all;
    for (const auto& row : check.keys)
        all[row.key] = row;
    EXPECT_EQ(all.at("lora_rank").state, State::Wrong);
    EXPECT_EQ(all.at("lora_rank").where, "r.yaml:1:12");
    EXPECT_NE(all.at("lora_rank").note.find("1 to 4096"), std::string::npos);
    EXPECT_EQ(all.at("learning_rat").state, State::Wrong);
    EXPECT_NE(all.at("learning_rat").note.find("learning_rate"), std::string::npos);
    EXPECT_NE(all.at("finetuning_type").note.find("prefix"), std::string::npos);
    EXPECT_EQ(all.at("batch_size").state, State::Unknown);
    EXPECT_NE(all.at("batch_size").note.find("per_device_train_batch_size"), std::string::npos);
    EXPECT_EQ(all.at("zebra").state, State::Unknown);
    EXPECT_EQ(all.at("evaluation_strategy").state, State::Wrong);
    EXPECT_EQ(all.at("lora_alpha").state, State::Used);
}

TEST(Check, whatAnotherOptionSwitchesOffIsWithoutEffect) {
    const auto all = rows("finetuning_type: full\nlora_rank: 8\nmax_steps: 10\nnum_train_epochs: 3\n");
    EXPECT_EQ(all.at("lora_rank").state, State::WithoutEffect);
    EXPECT_NE(all.at("lora_rank").note.find("finetuning_type=lora"), std::string::npos);
    EXPECT_NE(all.at("lora_rank").note.find("full"), std::string::npos);
    EXPECT_EQ(all.at("num_train_epochs").state, State::WithoutEffect);
    EXPECT_EQ(all.at("max_steps").state, State::Used);
}

TEST(Check, noMapIsAnError) {
    EXPECT_THROW(checkRecipe("- a\n", "r.yaml"), Error);
    EXPECT_TRUE(checkRecipe("", "r.yaml").usable());
}

TEST(Check, foreignKeysAreNoneOfOurs) {
    for (const auto& group : allGroups())
        for (const auto& option : group.options)
            EXPECT_FALSE(isRefused(option.key, {true, "here", {}})) << option.key;
    EXPECT_EQ(findForeignKey("zebra"), nullptr);
}

TEST(Check, overriddenKeysAreNotJudged) {
    const std::string yaml = "lora_rank: many\nseed: 3\nreport_to: smoke\n";
    EXPECT_FALSE(checkRecipe(yaml, "r.yaml").usable());
    const std::vector<std::string> over{"lora_rank=8.0", "report_to=csv"};
    const auto check = checkRecipe(yaml, "r.yaml", over);
    EXPECT_TRUE(check.usable());
    EXPECT_EQ(check.recipe.find("lora_rank")->value, Value(std::int64_t(8)));
    EXPECT_EQ(check.keys.back().where, "--set report_to");
    const Recipe recipe = parseBeside(yaml, "r.yaml", over);
    EXPECT_EQ(recipe.find("lora_rank"), nullptr);
    EXPECT_EQ(recipe.find("seed")->value, Value(std::int64_t(3)));
    EXPECT_THROW(parseBeside(yaml, "r.yaml", {"lora_rank=8"}), Error);
    EXPECT_FALSE(checkRecipe(yaml, "r.yaml", {"lora_rank=few", "report_to=csv"}).usable());
}

// Whatever the check takes, parsing takes as the same value; what it calls wrong, parsing refuses.
TEST(Check, readsValuesAsARecipeDoes) {
    const char* const values[] = {
        "8",   "8.0",  "\"8\"", "'8.0'",        "0x10",   "1e1",       "1e-4", "\"1e-4\"", "0.0001", "1.0e-4", "yes",
        "No",  "on",   "OFF",   "true",         "True",   "1",         "0",    "null",     "~",      "",       "[a, b]",
        "[8]", "a,b",  "a, b",  "[]",           "{}",     "{a: 1}",    "nan",  "inf",      "-1",     "+3",     "1_000",
        "007", "none", "wandb", "[wandb, csv]", "'null'", "2024-01-02"};
    int taken = 0;
    for (const auto& group : allGroups())
        for (const auto& option : group.options)
            for (const char* value : values) {
                const std::string yaml = option.key + ": " + value + "\n";
                const auto check = checkRecipe(yaml, "r.yaml");
                try {
                    const Recipe recipe = Recipe::parse(yaml, "r.yaml");
                    EXPECT_TRUE(check.usable()) << yaml;
                    EXPECT_EQ(recipe, check.recipe) << yaml;
                    ++taken;
                } catch (const Error&) {
                    EXPECT_FALSE(check.usable()) << yaml;
                }
            }
    EXPECT_GT(taken, 500);
}

TEST(Check, servicesThatAreNotThereArePassedOver) {
    for (const char* yaml : {"report_to: wandb\n", "report_to: [wandb, tensorboard]\n", "report_to: all\n"}) {
        const auto check = checkRecipe(yaml, "r.yaml");
        EXPECT_TRUE(check.usable()) << yaml;
        EXPECT_NE(check.keys[0].note.find("passed over"), std::string::npos) << yaml;
        const auto lines = passedOver(check.recipe);
        ASSERT_EQ(lines.size(), 1u) << yaml;
        EXPECT_NE(lines[0].find("r.yaml:1:"), std::string::npos) << lines[0];
    }
    EXPECT_FALSE(checkRecipe("report_to: smoke\n", "r.yaml").usable());
    const auto recipe =
        Recipe::parse("deepspeed: x.json\nwandb_project: x\ngradient_checkpointing: true\nzebra: 1\n", "r");
    const auto lines = passedOver(recipe);
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_NE(lines[0].find("one process on one device"), std::string::npos) << lines[0];
    EXPECT_TRUE(checkRecipe("pref_bco_weight: 0.0\n", "r").usable());
    EXPECT_FALSE(checkRecipe("pref_bco_weight: 0.1\n", "r").usable());
    EXPECT_TRUE(checkRecipe("eval_dataset: null\nadditional_target: ~\n", "r").usable());
}

TEST(Effective, valuesAssignmentsAndWords) {
    const auto a = Recipe::parse("lora_rank: 4\n", "a"), b = Recipe::parse("lora_rank: 8\nseed: 7\n", "b");
    EXPECT_EQ(effectiveValue(a, *findOption("lora_rank")), Value(std::int64_t{4}));
    EXPECT_EQ(effectiveValue(a, *findOption("seed")), Value(std::int64_t{42}));
    const auto changed = assignments(b, a);
    EXPECT_EQ(std::set<std::string>(changed.begin(), changed.end()), (std::set<std::string>{"lora_rank=8", "seed=7"}));
    EXPECT_EQ(shellQuoted("a/b.yaml"), "a/b.yaml");
    EXPECT_EQ(shellQuoted("it's"), "'it'\\''s'");
    EXPECT_EQ(shellQuoted(""), "''");
}
