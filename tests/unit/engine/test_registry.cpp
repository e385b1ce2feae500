#include "common/registry.h"
#include "data/formats/format.h"
#include "data/generators/generator.h"
#include "data/text_variation/text_variation.h"
#include "evaluation/metric.h"
#include "models/family.h"
#include "models/parts/bridge.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "peft/method.h"
#include "protocol/job.h"
#include "vision/augment/augmentation.h"
#include "vision/preprocessor.h"

#include <gtest/gtest.h>

using namespace atelier;

// Everything registers itself from a file-scope object. A linker that drops such an object, or a file that nobody
// lists, shows here and nowhere else: each name is written out.
namespace {

using Names = std::vector<std::string>;

template <class T>
Names names() {
    Names all;
    for (const auto& [name, value] : Registry<T>::instance().all())
        all.push_back(name);
    return all;
}

}  // namespace

TEST(Registry, families) {
    EXPECT_EQ(names<models::Family>(), (Names{"gemma3", "instructblip", "llava", "qwen2_vl", "qwen3_5", "qwen3_vl"}));
}

TEST(Registry, everyFamilyHasAProcessor) {
    EXPECT_EQ(names<models::ProcessorFactory>(), names<models::Family>());
}

TEST(Registry, preprocessors) {
    EXPECT_EQ(names<vision::PreprocessorFactory>(),
              (Names{"BlipImageProcessor", "BlipImageProcessorFast", "CLIPImageProcessor", "CLIPImageProcessorFast",
                     "Gemma3ImageProcessor", "Gemma3ImageProcessorFast", "Qwen2VLImageProcessor",
                     "Qwen2VLImageProcessorFast"}));
}

TEST(Registry, methods) {
    EXPECT_EQ(names<peft::Method>(),
              (Names{"adalora", "freeze", "full", "ia3", "llama_adapter", "lora", "prefix", "prompt"}));
}

TEST(Registry, everyMethodSaysWhatItIs) {
    EXPECT_EQ(names<peft::MethodInfo>(), names<peft::Method>());
}

TEST(Registry, parts) {
    EXPECT_EQ(names<models::EncoderFactory>(), (Names{"clip_vision_model", "instructblip_vision_model",
                                                      "qwen2_vl_vision", "qwen3_vl_vision", "siglip_vision_model"}));
    EXPECT_EQ(names<models::BridgeFactory>(),
              (Names{"mlp", "patch_merger", "pooled_linear", "qformer", "qwen3_level_merger", "qwen3_merger"}));
    EXPECT_EQ(names<models::LanguageModelFactory>(),
              (Names{"gemma3_text", "llama", "qwen2", "qwen2_vl_text", "qwen3", "qwen3_5_text", "qwen3_vl_text"}));
}

TEST(Registry, formats) {
    EXPECT_EQ(names<data::Format>(),
              (Names{"alpaca",    "atelier", "captions", "coco",     "dataset_info", "donut",       "imagefolder",
                     "images",    "labelme", "llava",    "ms_swift", "openai",       "parquet",     "sharegpt",
                     "subtitles", "table",   "voc",      "yolo",     "yolo_obb",     "yolo_segment"}));
}

TEST(Registry, metrics) {
    EXPECT_EQ(names<evaluation::Metric>(), (Names{"anls", "answer_match", "cer", "exact_match", "json_fields", "wer"}));
}

TEST(Registry, generators) {
    EXPECT_EQ(names<data::GeneratorFactory>(), (Names{"lines", "scenes"}));
}

TEST(Registry, augmentations) {
    EXPECT_EQ(names<vision::Augmentation>(),
              (Names{"background", "blur", "colour", "crop", "cutout", "flip_horizontal", "flip_vertical", "grayscale",
                     "hue", "jpeg", "motion_blur", "noise", "perspective", "resize", "rotate", "salt_pepper", "scale",
                     "shadow", "shot_noise"}));
}

TEST(Registry, textVariations) {
    EXPECT_EQ(names<data::TextVariation>(),
              (Names{"case", "paraphrase", "punctuation", "spaces", "synonyms", "template", "typos"}));
}

TEST(Registry, settings) {
    EXPECT_EQ(names<settings::GroupSource>(),
              (Names{"10-model", "12-quantization", "20-data", "22-augment", "23-text", "30-finetuning", "40-lora",
                     "41-ia3", "42-prefix", "43-prompt", "44-adalora", "45-llama-adapter", "49-freeze", "50-training",
                     "52-optimization", "80-compare"}));
}

TEST(Registry, everyJobIsDone) {
    EXPECT_EQ(names<protocol::JobHandler>(), names<protocol::JobType>());
    EXPECT_FALSE(names<protocol::JobType>().empty());
}
