#include "training/options.h"

#include "common/error.h"
#include "common/registry.h"
#include "training/optimizer_info.h"
#include "training/schedule.h"

namespace atelier::training {
namespace {

const settings::GroupEntry<ModelOptions> modelEntry{"10-model"};
const settings::GroupEntry<TrainOptions> trainEntry{"50-training"};

}  // namespace

TrainOptions TrainOptions::read(const settings::Recipe& recipe) {
    TrainOptions options = schema().read(recipe);
    options.optimization = OptimizationOptions::schema().read(recipe);
    options.objective = ObjectiveOptions::schema().read(recipe);
    options.objective.check();
    return options;
}

std::string TrainOptions::precision() const {
    if (fp16 && (bf16 || pureBf16)) throw Error("fp16 and bf16 exclude each other", "fp16", "keep one of them");
    return fp16 ? "fp16" : bf16 || pureBf16 ? "bf16" : "fp32";
}

const settings::Schema<ModelOptions>& ModelOptions::schema() {
    static const settings::Schema<ModelOptions> schema = [] {
        settings::Schema<ModelOptions> s("Model");
        s.option("model_name_or_path", &ModelOptions::model)
            .label("Model")
            .help("Folder of the model that is tuned, or OWNER/NAME of one that `atelier model pull` downloaded.")
            .simple();
        s.option("adapter_name_or_path", &ModelOptions::adapter)
            .label("Start from adapter")
            .help("Folder of an adapter that training goes on with, instead of a fresh one.");
        s.option("image_min_pixels", &ModelOptions::imageMinPixels)
            .label("Smallest image")
            .unit("pixels")
            .help("Smaller images are enlarged to this area; 0: as the model says.")
            .atLeast(0);
        s.option("image_max_pixels", &ModelOptions::imageMaxPixels)
            .label("Largest image")
            .unit("pixels")
            .help("Larger images are shrunk to this area: less memory and time, less detail; 0: as the model says.")
            .atLeast(0)
            .simple();
        s.option("video_fps", &ModelOptions::videoFps)
            .label("Video frame rate")
            .unit("frames/s")
            .help(
                "Frames per second that are taken from a video, spread evenly. 0: the model's own rule, or 2 where "
                "video_maxlen is set.")
            .range(0, 1000);
        s.option("video_maxlen", &ModelOptions::videoMaxFrames)
            .label("Max. video frames")
            .unit("frames")
            .help(
                "A longer video is reduced to this many frames, spread evenly: less memory and time. 0: the model's "
                "own rule, or 128 where video_fps is set.")
            .range(0, 1 << 20);
        s.option("video_min_pixels", &ModelOptions::videoMinPixels)
            .label("Smallest video frame")
            .unit("pixels")
            .help("Smaller frames are enlarged to this area before the model prepares them. 0: never.")
            .atLeast(0);
        s.option("video_max_pixels", &ModelOptions::videoMaxPixels)
            .label("Largest video frame")
            .unit("pixels")
            .help(
                "Larger frames are shrunk to this area before the model prepares them: less memory and time, less "
                "detail. 0: the model's own rule.")
            .atLeast(0);
        s.option("device", &ModelOptions::device)
            .label("Device")
            .help("Where to compute; auto takes the graphics card where there is one.")
            .choices({"auto", "cpu", "cuda"});
        s.option("threads", &ModelOptions::threads)
            .label("Threads")
            .help(
                "Processor threads for the computation; 0: all. The same number gives the same result to the last bit.")
            .range(0, 1024);
        return s;
    }();
    return schema;
}

const settings::Schema<TrainOptions>& TrainOptions::schema() {
    static const settings::Schema<TrainOptions> schema = [] {
        settings::Schema<TrainOptions> s("Training");
        s.option("per_device_train_batch_size", &TrainOptions::batchSize)
            .label("Batch size")
            .unit("samples")
            .help("Samples that are computed at once; fewer need less memory.")
            .range(1, 65536)
            .simple();
        s.option("gradient_accumulation_steps", &TrainOptions::accumulation)
            .label("Accumulation")
            .unit("batches")
            .help("Batches whose gradients make one step: the effect of a larger batch without its memory.")
            .range(1, 65536)
            .simple();
        s.option("learning_rate", &TrainOptions::learningRate)
            .label("Learning rate")
            .help("How far a step goes: too small learns slowly, too large forgets or diverges.")
            .above(0)
            .simple();
        s.option("num_train_epochs", &TrainOptions::epochs)
            .label("Epochs")
            .help("How often each sample is seen.")
            .above(0)
            .simple()
            .when("max_steps=-1");
        s.option("max_steps", &TrainOptions::maxSteps)
            .label("Steps")
            .help("Ends after this many steps; -1: after num_train_epochs.")
            .atLeast(-1)
            .simple();
        s.option("lr_scheduler_type", &TrainOptions::schedule)
            .label("Schedule")
            .help(
                "How the learning rate changes over the run; reduce_lr_on_plateau lowers it when the validation loss "
                "stops falling.")
            .choices(scheduleNames())
            .simple();
        s.option("warmup_steps", &TrainOptions::warmupSteps)
            .label("Warm-up steps")
            .help("Steps in which the learning rate rises from 0; comes before warmup_ratio.")
            .atLeast(0);
        s.option("warmup_ratio", &TrainOptions::warmupRatio)
            .label("Warm-up share")
            .help("Share of all steps in which the learning rate rises from 0.")
            .range(0, 1)
            .simple()
            .when("warmup_steps=0");
        s.option("optim", &TrainOptions::optimizer)
            .label("Optimizer")
            .help(
                "The rule that makes steps of gradients. 8bit: its memory of past gradients takes a quarter. paged: "
                "that memory rests in main memory, not on the graphics card; on a processor the same as unpaged. " +
                optimizerNotes())
            .choices(optimizerNames());
        s.option("weight_decay", &TrainOptions::weightDecay)
            .label("Weight decay")
            .help("Pulls matrices towards zero at each step; biases and norms are left alone.")
            .atLeast(0);
        s.option("adam_beta1", &TrainOptions::beta1)
            .label("Adam beta 1")
            .help("Memory of the mean gradient; also Lion's.")
            .range(0, 0.999999);
        s.option("adam_beta2", &TrainOptions::beta2)
            .label("Adam beta 2")
            .help("Memory of the squared gradient; of Lion the mean gradient's.")
            .range(0, 0.9999999);
        s.option("adam_epsilon", &TrainOptions::epsilon)
            .label("Adam epsilon")
            .help("Keeps the division by small gradients finite.")
            .above(0);
        s.option("max_grad_norm", &TrainOptions::maxGradNorm)
            .label("Gradient limit")
            .help("Longer gradients are shortened to this norm; 0: never.")
            .atLeast(0);
        s.option("seed", &TrainOptions::seed)
            .label("Seed")
            .help("Decides every random draw: fresh weights, order, dropout. The same seed gives the same run.")
            .atLeast(0);
        s.option("bf16", &TrainOptions::bf16)
            .label("bf16")
            .help("Computes in 16-bit floats, keeps what is trained in 32: half the memory, faster on newer hardware.")
            .simple();
        s.option("pure_bf16", &TrainOptions::pureBf16)
            .label("All in bf16")
            .help("Also what is trained is kept in 16 bits: least memory, less exact.");
        s.option("fp16", &TrainOptions::fp16)
            .label("fp16")
            .help(
                "Computes in 16-bit floats of small range, for graphics cards without bf16; the loss is scaled so that "
                "small gradients are not lost.");
        s.option("disable_gradient_checkpointing", &TrainOptions::disableGradientCheckpointing)
            .label("Keep all activations")
            .help(
                "Off: what a layer computed is thrown away and computed again for the gradient, which needs much less "
                "memory and up to a third more time.")
            .simple();
        s.option("max_tokens_per_batch", &TrainOptions::maxTokensPerBatch)
            .label("Tokens in a batch")
            .unit("tokens")
            .help(
                "Batches are filled with samples up to so many tokens, those of images included, instead of up to "
                "per_device_train_batch_size samples; a longer sample is a batch of its own.")
            .atLeast(1);
        s.option("group_by_length", &TrainOptions::groupByLength)
            .label("Group by length")
            .help("Samples of like length come into one batch; the order is still drawn from the seed.");
        s.option("train_on_prompt", &TrainOptions::trainOnPrompt)
            .label("Learn prompts too")
            .help("Learns the user's turns as well, not only the answers.")
            .when("stage=sft");
        s.option("mask_history", &TrainOptions::maskHistory)
            .label("Last answer only")
            .help("Of a conversation with several turns, only the last answer is trained on.")
            .when("stage=sft");
        s.option("disable_shuffling", &TrainOptions::disableShuffling)
            .label("Keep order")
            .help("Takes the samples in the order of the dataset.");
        s.option("skip_bad_samples", &TrainOptions::skipBadSamples)
            .label("Leave out bad samples")
            .help("A sample that cannot be read is left out and counted; otherwise the run ends with an error.");
        s.option("max_bad_samples", &TrainOptions::mostBadSamples)
            .label("Limit of bad samples")
            .help("The run ends with an error where more than this share of the samples cannot be read.")
            .range(0, 1)
            .when("skip_bad_samples=true");
        s.option("dataloader_num_workers", &TrainOptions::workers)
            .label("Loading threads")
            .help("Threads that read and prepare samples in the background; 0: one.")
            .range(0, 256);
        s.option("curriculum_loss", &TrainOptions::curriculumLoss)
            .label("Curriculum loss")
            .help(
                "Starts with short answers; whenever the running loss falls under this, answers may be one character "
                "longer. Needs max_steps.")
            .above(0);
        s.option("curriculum_start", &TrainOptions::curriculumStart)
            .label("Curriculum start")
            .unit("characters")
            .help("Longest answer at the start of the curriculum.")
            .atLeast(1);
        s.option("logging_steps", &TrainOptions::loggingSteps)
            .label("Log every")
            .unit("steps")
            .help("How often loss and learning rate are reported.")
            .atLeast(1)
            .simple();
        s.option("save_steps", &TrainOptions::saveSteps)
            .label("Save every")
            .unit("steps")
            .help("How often a checkpoint is saved, from which the run can go on.")
            .atLeast(1)
            .simple();
        s.option("save_total_limit", &TrainOptions::saveTotalLimit)
            .label("Checkpoints kept")
            .help("Older checkpoints are removed; empty: all are kept.")
            .atLeast(1);
        s.option("overwrite_output_dir", &TrainOptions::overwriteRun)
            .label("Replace run")
            .help("A run of the same name is removed first; otherwise that is an error.");
        s.option("eval_strategy", &TrainOptions::evalStrategy)
            .label("Evaluate")
            .help("When the loss on the validation samples is computed.")
            .choices({"no", "steps", "epoch"})
            .alias("evaluation_strategy");
        s.option("eval_steps", &TrainOptions::evalSteps)
            .label("Evaluate every")
            .unit("steps")
            .help("For eval_strategy steps; empty: as logging_steps.")
            .atLeast(1)
            .when("eval_strategy=steps");
        s.option("per_device_eval_batch_size", &TrainOptions::evalBatchSize)
            .label("Evaluation batch size")
            .unit("samples")
            .help("Samples that are evaluated at once.")
            .range(1, 65536);
        s.option("sample_answers", &TrainOptions::sampleAnswers)
            .label("Sample answers")
            .unit("samples")
            .help(
                "So many validation samples (test samples where there are none) are answered at each evaluation, to be "
                "read while the training goes on.")
            .range(0, 64)
            .simple();
        s.option("sample_answers_tag", &TrainOptions::sampleAnswersTag)
            .label("Pinned by")
            .help(
                "Samples with this tag, of any split, are answered at each evaluation in place of the first ones, "
                "however many sample_answers says; 64 at most. Empty: none are.");
        s.option("predict_with_generate", &TrainOptions::predictWithGenerate)
            .label("Judge answers")
            .help(
                "At each evaluation the validation samples are answered and judged by compare_metrics; "
                "max_eval_samples "
                "limits the time that takes.");
        s.option("load_best_model_at_end", &TrainOptions::loadBest)
            .label("Keep the best")
            .help(
                "The result is the model as it was at its best evaluation, not at the last step; that checkpoint is "
                "saved and never removed.")
            .simple();
        s.option("metric_for_best_model", &TrainOptions::bestMetric)
            .label("Best by")
            .help(
                "What says which evaluation is best: eval_loss, a measure of answers such as cer or exact_match, or "
                "one "
                "of preferences such as rewards/accuracies.");
        s.option("greater_is_better", &TrainOptions::greaterIsBetter)
            .label("Greater is better")
            .help("Of metric_for_best_model; empty: as the measure says.");
        s.option("early_stopping_steps", &TrainOptions::earlyStoppingSteps)
            .label("Patience")
            .unit("evaluations")
            .help("Ends after so many evaluations in a row that were no better than the best one; empty: never.")
            .atLeast(1)
            .simple();
        s.option("early_stopping_threshold", &TrainOptions::earlyStoppingThreshold)
            .label("Least gain")
            .help("An evaluation is better, as early_stopping_steps counts, only by more than this.")
            .atLeast(0);
        s.option("report_to", &TrainOptions::reportTo)
            .label("Also write")
            .help(
                "The run's figures for other programs, in the run's folder: TensorBoard's event files, a table (CSV) "
                "or "
                "MLflow's files.")
            .choices({"none", "tensorboard", "csv", "mlflow"});
        return s;
    }();
    return schema;
}

}  // namespace atelier::training
