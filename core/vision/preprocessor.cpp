#include "vision/preprocessor.h"

#include "common/error.h"
#include "common/registry.h"

#include <array>

namespace atelier::vision {
namespace {

std::string typeOf(const Json& config, const std::string& where) {
    auto type = jsonAt<std::string>(config, "image_processor_type", where, "");
    // transformers 5 has each class a second time, on Pillow.
    if (type.ends_with("ImageProcessorPil")) type.resize(type.size() - std::string_view("Pil").size());
    if (!type.empty()) return type;
    // Folders written before transformers 4.27 name the feature extractor instead.
    type = jsonAt<std::string>(config, "feature_extractor_type", where, "");
    constexpr std::string_view old = "FeatureExtractor";
    if (type.empty()) throw Error("\"image_processor_type\" is missing", where);
    if (type.ends_with(old)) type.replace(type.size() - old.size(), old.size(), "ImageProcessor");
    return type;
}

}  // namespace

Json readPreprocessorConfig(const std::filesystem::path& modelFolder) {
    const auto inner = modelFolder / "preprocessor_config.json", outer = modelFolder / "processor_config.json";
    Json config, processor;
    if (std::filesystem::exists(outer)) processor = readJson(outer);
    if (processor.is_object() && processor.contains("image_processor"))
        config = processor["image_processor"];
    else if (std::filesystem::exists(inner))
        config = readJson(inner);
    else
        throw Error("the model folder has no preprocessor_config.json", modelFolder.string(),
                    "copy it from the model's repository");
    if (!config.is_object()) throw Error("the image processor's settings must be a JSON object", modelFolder.string());
    if (!processor.is_object()) return config;
    for (const char* key : {"patch_size", "vision_feature_select_strategy", "num_additional_image_tokens",
                            "image_seq_length", "num_image_tokens", "vision_aspect_ratio"})
        if (processor.contains(key) && !config.contains(key)) config[key] = processor[key];
    return config;
}

std::unique_ptr<Preprocessor> makePreprocessor(const Json& config, const std::string& where, std::int64_t minPixels,
                                               std::int64_t maxPixels) {
    if (minPixels < 0 || maxPixels < 0 || (minPixels > 0 && maxPixels > 0 && minPixels > maxPixels))
        throw Error("image_min_pixels must not be above image_max_pixels, nor either negative", where);
    const std::string type = typeOf(config, where);
    const auto& known = Registry<PreprocessorFactory>::instance().all();
    const auto found = known.find(type);
    if (found == known.end()) {
        std::string names;
        for (const auto& [name, _] : known)
            names += (names.empty() ? "" : ", ") + name;
        throw Error("unknown image processor \"" + type + "\"", where, "known: " + names);
    }
    return found->second(config, where, minPixels, maxPixels);
}

}  // namespace atelier::vision
