#include "models/assembly/part_source.h"

#include "checkpoint/folder_weights.h"
#include "common/error.h"
#include "common/file.h"
#include "hub/local.h"
#include "models/assembly/assembled_config.h"
#include "models/family.h"
#include "models/parts/language_model.h"
#include "settings/suggestion.h"

#include <algorithm>
#include <optional>
#include <set>

namespace atelier::models {
namespace {

/// Where a folder of a model_type has a part.
struct Place {
    std::string section;                 ///< key of the config; empty: the config itself
    std::string type;                    ///< the part's model_type
    bool typed = false;                  ///< `type`, whatever the section says; else where it says none
    std::vector<std::string> prefixes;   ///< of its tensors, the first that fits; they are taken off
    std::vector<std::string> left = {};  ///< beginnings behind the prefix that belong to other parts or have no use
};

const std::map<std::string, Place>& encoderPlaces() {
    static const Place llava{"vision_config",
                             "clip_vision_model",
                             false,
                             {"vision_tower.vision_model.", "model.vision_tower.vision_model.", "model.vision_tower."}};
    static const std::map<std::string, Place> all{
        {"clip", {"vision_config", "clip_vision_model", true, {"vision_model."}}},
        {"clip_vision_model", {"", "clip_vision_model", true, {"vision_model.", ""}}},
        {"siglip", {"vision_config", "siglip_vision_model", true, {"vision_model."}, {"head."}}},
        {"siglip_vision_model", {"", "siglip_vision_model", true, {"vision_model.", ""}, {"head."}}},
        {"blip-2", {"vision_config", "blip_2_vision_model", true, {"vision_model."}}},
        {"instructblip", {"vision_config", "blip_2_vision_model", true, {"vision_model."}}},
        {"llava", llava},
        {"qwen2_vl", {"vision_config", "qwen2_vl_vision", true, {"visual.", "model.visual."}, {"merger."}}},
        {"imagebind", {"", "imagebind", true, {""}}},
        {kAssembled, {"vision_config", "", false, {"model.vision_tower."}}},
    };
    return all;
}

const std::map<std::string, Place>& languagePlaces() {
    static const std::map<std::string, Place> all{
        {"llava", {"text_config", "llama", false, {"language_model.model.", "model.language_model."}}},
        {"qwen2_vl", {"text_config", "qwen2", true, {"model.language_model.", "model."}, {"visual."}}},
        {"qwen2_5_vl", {"text_config", "qwen2", true, {"model.language_model.", "model."}, {"visual."}}},
        {kAssembled, {"text_config", "llama", false, {"model.language_model."}}},
    };
    return all;
}

bool startsWithAny(const std::string& name, const std::vector<std::string>& beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(), [&](const auto& one) { return name.starts_with(one); });
}

// Buffers that old files carry though they follow from the config.
bool isDerived(const std::string& name) {
    return name.ends_with("rotary_emb.inv_freq") || name.ends_with("position_ids") || name.ends_with(".attn.bias") ||
           name.ends_with(".attn.masked_bias");
}

std::optional<std::string> nameIn(const Place& place, const std::string& file) {
    for (const auto& prefix : place.prefixes) {
        if (!file.starts_with(prefix)) continue;
        const std::string name = file.substr(prefix.size());
        return startsWithAny(name, place.left) ? std::nullopt : std::optional(name);
    }
    return std::nullopt;
}

Json sectionIn(const ModelFolder& folder, const Place& place) {
    const std::string where = (folder.path / "config.json").string();
    // Older files of Qwen2-VL have the language model's keys at the top.
    Json section = place.section.empty() || (place.section == "text_config" && !folder.config.contains("text_config"))
                       ? folder.config
                       : sectionOf(folder.config, place.section.c_str(), where);
    if (place.typed || !section.contains("model_type") || section["model_type"].is_null())
        section["model_type"] = place.type;
    if (folder.config.contains("quantization_config"))
        throw Error("is quantised, and a model is assembled of whole weights", folder.path.string(),
                    "take the folder with the original weights");
    return section;
}

/// The tensors of a folder, or of the one file that stands for it.
struct Weights {
    std::shared_ptr<const void> keep;
    const std::map<std::string, checkpoint::TensorView>* tensors = nullptr;
};

Weights weightsIn(const ModelFolder& folder) {
    if (std::filesystem::is_regular_file(folder.path)) {
        const auto file = std::make_shared<const checkpoint::TensorFile>(folder.path);
        return {file, &file->tensors()};
    }
    if (!checkpoint::hasWeights(folder.path)) checkpoint::refuseMissingWeights(folder.path);
    const auto all = std::make_shared<const checkpoint::ShardedTensors>(folder.path);
    return {all, &all->tensors()};
}

void add(PartSource& source, const std::string& name, const std::string& file, const checkpoint::TensorView& view) {
    if (!source.names.emplace(name, file).second) throw Error("\"" + file + "\" is there a second time", source.where);
    source.tensors.emplace(name, view);
}

// GPT-2's names -> ours; nothing for what is no weight of it.
std::optional<std::string> gpt2Name(std::string name) {
    replacePrefix(name, "transformer.", "");
    if (name == "wte.weight") return "embed_tokens.weight";
    if (name == "wpe.weight") return "embed_positions.weight";
    if (replacePrefix(name, "ln_f.", "norm.")) return name;
    if (!replacePrefix(name, "h.", "layers.")) return std::nullopt;
    const auto dot = name.find('.', sizeof("layers.") - 1);
    if (dot == std::string::npos) return std::nullopt;
    std::string own = name.substr(dot + 1);
    for (const auto& [theirs, ours] : {std::pair{"ln_1.", "input_layernorm."},
                                       {"attn.c_attn.", "self_attn.qkv."},
                                       {"attn.c_proj.", "self_attn.o_proj."},
                                       {"ln_2.", "post_attention_layernorm."},
                                       {"mlp.c_fc.", "mlp.fc1."},
                                       {"mlp.c_proj.", "mlp.fc2."}})
        if (replacePrefix(own, theirs, ours)) return name.substr(0, dot + 1) + own;
    return std::nullopt;
}

/// A kind of medium of ImageBind's and the name behind it; nothing for the text tower and for what is no weight.
std::optional<std::string> imageBindName(std::string name) {
    replacePrefix(name, "imagebind.", "");
    const auto cut = [&](const char* group) -> std::optional<std::pair<std::string, std::string>> {
        if (!replacePrefix(name, group, "")) return std::nullopt;
        const auto dot = name.find('.');
        return std::pair(name.substr(0, dot), dot == std::string::npos ? "" : name.substr(dot + 1));
    };
    if (auto found = cut("modality_preprocessors.")) {
        auto& [kind, own] = *found;
        if (kind == "text") return std::nullopt;
        replacePrefix(own, "pos_embedding_helper.", "");
        for (const char* stem : {"rgbt_stem.", "depth_stem.", "imu_stem."})
            if (replacePrefix(own, stem, "")) {
                replacePrefix(own, "proj.1.", "proj.");
                replacePrefix(own, "norm_layer.", "stem_norm.");
            }
        return kind + "." + own;
    }
    if (auto found = cut("modality_trunks.")) {
        auto& [kind, own] = *found;
        if (kind == "text") return std::nullopt;
        replacePrefix(own, "pre_transformer_layer.0.", "pre_norm.");
        for (const char* part : {"weight", "bias"})
            if (const std::string joined = std::string("attn.in_proj_") + part; own.ends_with(joined))
                own.replace(own.size() - joined.size(), joined.size(), std::string("attn.in_proj.") + part);
        return kind + "." + own;
    }
    if (auto found = cut("modality_heads.")) {
        auto& [kind, own] = *found;
        if (kind == "text") return std::nullopt;
        if (!replacePrefix(own, "0.", "head_norm.") && !replacePrefix(own, "2.", "head."))
            replacePrefix(own, "3.", "head.");
        return kind + "." + own;
    }
    return std::nullopt;
}

/// Q-Former without words, of transformers' BLIP-2 or of LAVIS; nothing for other parts and the words' layers.
std::optional<std::string> qformerName(std::string name) {
    if (name == "query_tokens") return name;
    if (!replacePrefix(name, "Qformer.bert.", "") && !replacePrefix(name, "qformer.", "") &&
        !replacePrefix(name, "model.qformer.", ""))
        return std::nullopt;
    replacePrefix(name, "embeddings.LayerNorm.", "layernorm.");
    replacePrefix(name, "embeddings.layernorm.", "layernorm.");
    if (name == "query_tokens" || name.starts_with("layernorm.")) return name;
    if (!name.starts_with("encoder.layer.")) return std::nullopt;
    const std::string own = name.substr(name.find('.', sizeof("encoder.layer.") - 1) + 1);
    if (own.starts_with("intermediate.") || own.starts_with("output.")) return std::nullopt;
    return name;
}

std::optional<std::string> projectorName(std::string name, const std::string& kind) {
    for (const char* wrapper : {"base_model.model.", "module.", "model."})
        replacePrefix(name, wrapper, "");
    replacePrefix(name, "model.", "");
    bool own = false;
    for (const char* holder : {"multi_modal_projector.", "mm_projector.", "llama_proj.", "opt_proj.",
                               "language_projection.", "projector.", "visual.merger.", "merger."})
        own = own || replacePrefix(name, holder, "");
    if (!own && name.find('.') != std::string::npos && !name.starts_with("linear") && !name.starts_with("0.") &&
        !name.starts_with("2."))
        return std::nullopt;
    if (kind == "linear") {
        replacePrefix(name, "0.", "");
        return name == "weight" || name == "bias" ? "linear." + name : name;
    }
    if (kind == "mlp") {
        replacePrefix(name, "0.", "linear_1.");
        replacePrefix(name, "2.", "linear_2.");
    }
    return name;
}

}  // namespace

PartSource encoderOf(const ModelFolder& folder) {
    const auto& all = encoderPlaces();
    const auto place = all.find(folder.modelType);
    const std::string where = (folder.path / "config.json").string();
    if (place == all.end()) throw settings::unknownName("encoder (model_type)", folder.modelType, where, all);
    PartSource source{folder.path.string(), sectionIn(folder, place->second), {}, {}, {}};
    // SigLIP's pooling is of its own task, and left out with its weights.
    if (source.section.contains("vision_use_head")) source.section["vision_use_head"] = false;
    const auto weights = weightsIn(folder);
    source.keep = weights.keep;
    const bool imageBind = place->second.type == "imagebind";
    const auto prefixed = std::any_of(weights.tensors->begin(), weights.tensors->end(), [&](const auto& item) {
        return item.first.starts_with(place->second.prefixes.front());
    });
    for (const auto& [file, view] : *weights.tensors) {
        // A folder of the tower alone, without a prefix, has nothing else.
        if (prefixed && place->second.prefixes.back().empty() && !file.starts_with(place->second.prefixes.front()))
            continue;
        const auto name = imageBind ? imageBindName(file) : nameIn(place->second, file);
        if (name && !isDerived(*name)) add(source, *name, file, view);
    }
    if (imageBind) {
        if (source.tensors.empty()) throw Error("has no weights of ImageBind", source.where, "take imagebind_huge.pth");
        // What the file has, in the sizes of the published model.
        if (!source.section.contains("modalities"))
            for (const auto& [name, _] : source.tensors)
                source.section["modalities"][name.substr(0, name.find('.'))] = Json::object();
    }
    return source;
}

PartSource languageModelOf(const ModelFolder& folder) {
    const auto& types = Registry<LanguageModelFactory>::instance().all();
    const auto part = languagePlaces().find(folder.modelType);
    Place place;
    if (part != languagePlaces().end()) {
        place = part->second;
    } else if (types.contains(folder.modelType)) {
        place = {"", folder.modelType, true, {"model."}};
    } else {
        std::vector<std::string> known;
        for (const auto* map : {&languagePlaces()})
            for (const auto& [type, _] : *map)
                known.push_back(type);
        for (const auto& [type, _] : types)
            known.push_back(type);
        throw settings::unknownName("language model (model_type)", folder.modelType,
                                    (folder.path / "config.json").string(), known);
    }
    PartSource source{folder.path.string(), sectionIn(folder, place), {}, {}, {}};
    if (source.section["model_type"] == "qwen2")
        for (const char* key : {"rope_scaling", "rope_parameters"})
            if (source.section.contains(key) && source.section[key].is_object())
                source.section[key].erase("mrope_section");
    const auto weights = weightsIn(folder);
    source.keep = weights.keep;
    const bool gpt2 = source.section["model_type"] == "gpt2" && part == languagePlaces().end();
    for (const auto& [file, view] : *weights.tensors) {
        if (file == "lm_head.weight" || file.ends_with(".lm_head.weight")) {
            add(source, "lm_head.weight", file, view);
            continue;
        }
        if (isDerived(file)) continue;
        const auto name = gpt2 ? gpt2Name(file) : nameIn(place, file);
        if (name) add(source, *name, file, view);
    }
    return source;
}

PartSource bridgeWeightsOf(const std::filesystem::path& path, const std::string& kind, const std::string& where) {
    PartSource source{path.string(), Json::object(), {}, {}, {}};
    const auto take = [&](const auto& weights) {
        std::string first;
        for (const auto& [file, view] : weights->tensors()) {
            const auto name = kind == "qformer" ? qformerName(file) : projectorName(file, kind);
            if (name)
                add(source, *name, file, view);
            else if (first.empty())
                first = file;
        }
        if (source.tensors.empty())
            throw Error("has no weights of a bridge of the kind \"" + kind + "\"" +
                            (first.empty() ? "" : ", but for example \"" + first + "\""),
                        path.string(), "take the file with the projector, such as mm_projector.bin");
        source.keep = weights;
    };
    if (std::filesystem::is_regular_file(path)) {
        take(std::make_shared<const checkpoint::TensorFile>(path));
        return source;
    }
    if (!pathExists(path))
        throw Error("no such file or folder with weights of the bridge", path.string(), "see " + where);
    take(std::make_shared<const checkpoint::ShardedTensors>(path));
    if (const auto file = path / "config.json"; kind == "qformer" && pathExists(file)) {
        const Json config = readJson(file);
        for (const char* key : {"qformer_config", "num_query_tokens"})
            if (config.contains(key)) source.section[key] = config[key];
    }
    return source;
}

}  // namespace atelier::models
