#include "models/assembly/assemble.h"

#include "checkpoint/tensors.h"
#include "common/error.h"
#include "common/file.h"
#include "hub/local.h"
#include "models/assembly/assembled_config.h"
#include "models/assembly/part_source.h"
#include "models/family.h"
#include "models/load.h"
#include "models/places.h"
#include "models/processor.h"
#include "nn/build_device.h"
#include "nn/start_values.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"
#include "vision/preprocessor.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace atelier::models {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kShardBytes = 5'000'000'000;
constexpr const char *kTower = "model.vision_tower.", *kLanguage = "model.language_model.", *kHead = "lm_head.weight";
constexpr const char* kTokenizerFiles[] = {"tokenizer.json",    "tokenizer_config.json",
                                           "tokenizer.model",   "special_tokens_map.json",
                                           "added_tokens.json", "vocab.json",
                                           "merges.txt",        "generation_config.json"};

ModelFolder openPart(const Assembly& assembly, const std::string& model, const char* key) {
    // A path beside the description, or a name of the hub.
    const fs::path beside = assembly.folder / model;
    // ImageBind is published as one file.
    if (fs::is_regular_file(beside) && (beside.extension() == ".pth" || beside.extension() == ".bin"))
        return {beside, Json{{"model_type", "imagebind"}}, Json::object(), "imagebind"};
    if (pathExists(beside)) return openModelFolder(beside);
    try {
        return openModelFolder(model);
    } catch (const Error& error) {
        throw Error(error.message(), assembly.where + ": " + key + ": " + model, error.hint());
    }
}

// Writes `tokens` that the tokenizer lacks into its files, as added tokens that stay whole.
void addTokens(const fs::path& folder, const std::vector<std::string>& tokens) {
    const auto size = text::loadTokenizer(folder)->size();
    const fs::path file = folder / "tokenizer.json", configPath = folder / "tokenizer_config.json";
    Json config = pathExists(configPath) ? readJson(configPath) : Json::object();
    Json whole = pathExists(file) ? readJson(file) : Json();
    std::int64_t next = size;
    for (const auto& token : tokens) {
        Json entry{{"content", token}, {"single_word", false}, {"lstrip", false},
                   {"rstrip", false},  {"normalized", false},  {"special", true}};
        if (config.contains("added_tokens_decoder")) config["added_tokens_decoder"][std::to_string(next)] = entry;
        if (!whole.is_null()) {
            entry["id"] = next;
            if (!whole.contains("added_tokens") || !whole["added_tokens"].is_array())
                whole["added_tokens"] = Json::array();
            whole["added_tokens"].push_back(entry);
        } else if (!config.contains("added_tokens_decoder")) {
            if (!config.contains("additional_special_tokens") || !config["additional_special_tokens"].is_array())
                config["additional_special_tokens"] = Json::array();
            config["additional_special_tokens"].push_back(token);
        }
        ++next;
    }
    if (!whole.is_null()) writeFileAtomically(file, whole.dump() + "\n");
    writeFileAtomically(configPath, config.dump(2) + "\n");
}

std::vector<std::int64_t> tokenIds(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) return {};
    std::vector<std::int64_t> ids;
    for (const Json& id : found->is_array() ? *found : Json::array({*found}))
        if (id.is_number_integer()) ids.push_back(id.get<std::int64_t>());
    return ids;
}

// Folders of before 2023 may name their special tokens elsewhere than in tokenizer_config.json, or by their ids alone.
void nameSpecialTokens(const fs::path& folder, const Json& config, const text::Tokenizer& tokenizer) {
    const fs::path path = folder / "tokenizer_config.json", map = folder / "special_tokens_map.json";
    Json own = pathExists(path) ? readJson(path) : Json::object();
    const Json others = pathExists(map) ? readJson(map) : Json::object();
    bool changed = false;
    for (const auto& [key, id] : {std::pair{"bos_token", "bos_token_id"}, {"eos_token", "eos_token_id"}}) {
        if (own.contains(key)) continue;
        const auto ids = tokenIds(config, id);
        if (others.contains(key))
            own[key] = others[key];
        else if (!ids.empty() && ids.front() >= 0 && ids.front() < tokenizer.size())
            own[key] = tokenizer.token(ids.front());
        else
            continue;
        changed = true;
    }
    if (changed) writeFileAtomically(path, own.dump(2) + "\n");
}

Json squares(const Json& processor, std::int64_t side) {
    Json own = processor;
    own["image_processor_type"] = "CLIPImageProcessor";
    own["do_center_crop"] = false;
    if (!own.contains("size") || !own["size"].is_object() || !own["size"].contains("height"))
        own["size"] = {{"height", side}, {"width", side}};
    for (const char* key : {"image_mean", "image_std"})
        if (!own.contains(key)) own[key] = {0.5, 0.5, 0.5};
    return own;
}

class Assembler {
public:
    Assembler(const Assembly& assembly, std::uint64_t seed)
        : assembly_(assembly),
          generator_(at::detail::createCPUGenerator(seed)),
          encoderFolder_(openPart(assembly, assembly.encoder.model, "encoder")),
          languageFolder_(openPart(assembly, assembly.languageModel, "language_model")),
          encoder_(encoderOf(encoderFolder_)),
          language_(languageModelOf(languageFolder_)) {
        for (const auto& bridge : assembly.bridges) {
            const auto kind = jsonAt<std::string>(bridge.options, "kind", assembly.where);
            PartSource source;
            if (!bridge.weights.empty()) source = bridgeWeightsOf(weightsPath(bridge.weights), kind, assembly.where);
            bridges_.push_back(std::move(source));
        }
    }

    AssembledParts run(const fs::path& out) {
        const fs::path target = out.empty() ? fs::temp_directory_path() / "atelier-assembly" : out;
        AtomicFolder folder(target);
        writeTokenizer(folder.path());
        makeConfig();
        writeFileAtomically(folder.path() / "config.json", config_.dump(2) + "\n");
        writeProcessor(folder.path());
        writeFileAtomically(folder.path() / "chat_template.jinja", assembly_.chatTemplate);
        build();
        AssembledParts result;
        takeWeights();
        std::map<std::string, std::uint64_t> counts;
        for (const auto& item : model_->named_parameters())
            counts[model_->partOf(item.key()).name] += static_cast<std::uint64_t>(item.value().numel());
        std::vector<std::string> bridges;
        for (const auto& part : model_->parts()) {
            result.parts.emplace_back(part.name, counts[part.name]);
            if (part.role == Role::Bridge) bridges.push_back(part.name);
        }
        result.fresh = fresh_;
        result.tokens = checkProcessor(folder.path());
        const std::string recipe = stagesRecipe(assembly_, bridges);
        if (out.empty()) return result;
        if (!recipe.empty()) writeFileAtomically(folder.path() / "stages.yaml", recipe);
        checkpoint::writeSharded(folder.path(), views_, kShardBytes);
        folder.publish();
        return result;
    }

private:
    fs::path weightsPath(const std::string& weights) const {
        const fs::path beside = assembly_.folder / weights;
        return pathExists(beside) ? beside : hub::modelFolder(weights);
    }

    void writeTokenizer(const fs::path& folder) {
        for (const char* name : kTokenizerFiles)
            if (const auto file = languageFolder_.path / name; pathExists(file)) {
                fs::copy_file(file, folder / name);
                fs::permissions(folder / name, fs::perms::owner_write, fs::perm_options::add);
            }
        const auto before = text::loadTokenizer(folder);
        std::vector<std::string> wanted{assembly_.imageToken}, lacking;
        if (assembly_.frames > 0) wanted.push_back(assembly_.videoToken);
        wanted.insert(wanted.end(), assembly_.tokens.begin(), assembly_.tokens.end());
        for (const auto& token : wanted)
            if (!before->id(token) && std::find(lacking.begin(), lacking.end(), token) == lacking.end())
                lacking.push_back(token);
        if (!lacking.empty()) addTokens(folder, lacking);
        tokenizer_ = text::loadTokenizer(folder);
        nameSpecialTokens(folder, language_.section, *tokenizer_);
        writeEnds(folder);
        for (const auto& token : wanted)
            if (!tokenizer_->id(token))
                throw Error("the token \"" + token + "\" cannot be added to the tokenizer",
                            languageFolder_.path.string(),
                            "name a token that it has, such as image_token: <|image_pad|>");
    }

    // An answer ends where the template ends a turn, too.
    void writeEnds(const fs::path& folder) const {
        if (assembly_.endOfTurn.empty()) return;
        const auto end = tokenizer_->id(assembly_.endOfTurn);
        if (!end)
            throw Error(
                "the tokenizer has no token \"" + assembly_.endOfTurn + "\", which ends a turn in the chat template",
                languageFolder_.path.string(),
                "add it (tokens: [" + assembly_.endOfTurn + "]), or take another chat_template or end_of_turn");
        const fs::path path = folder / "generation_config.json";
        Json generation = pathExists(path) ? readJson(path) : Json::object();
        auto ids = tokenIds(generation, "eos_token_id");
        if (ids.empty()) ids = tokenIds(language_.section, "eos_token_id");
        if (std::find(ids.begin(), ids.end(), *end) == ids.end()) ids.push_back(*end);
        generation["eos_token_id"] = ids;
        writeFileAtomically(path, generation.dump(2) + "\n");
    }

    void makeConfig() {
        const std::string where = assembly_.where;
        const auto& wanted = assembly_.encoder;
        Json text = language_.section;
        for (const char* key :
             {"architectures", "transformers_version", "torch_dtype", "dtype", "_name_or_path", "auto_map"})
            text.erase(key);
        const auto rows = jsonAt<std::int64_t>(text, "vocab_size", language_.where, std::int64_t{0});
        const auto embeddings = language_.tensors.find("embed_tokens.weight");
        if (embeddings == language_.tensors.end() || embeddings->second.shape.size() != 2)
            throw Error("has no token embeddings", language_.where, "take a whole language model");
        if (rows > 0 && rows != embeddings->second.shape[0])
            throw Error("\"vocab_size\" is " + std::to_string(rows) + ", but there are " +
                            std::to_string(embeddings->second.shape[0]) + " token embeddings",
                        language_.where, "config.json and weights must belong together");
        text["vocab_size"] = std::max(embeddings->second.shape[0], tokenizer_->size());
        // Where the config does not say it, a head of its own in the files decides.
        const bool tied = tiesEmbeddings(language_.section, language_.where, !language_.tensors.contains(kHead));
        text["tie_word_embeddings"] = tied;

        config_ = {{"architectures", {"AtelierAssembledModel"}}, {"model_type", kAssembled}};
        Json vision = encoder_.section;
        for (const char* key : {"architectures", "transformers_version", "torch_dtype", "dtype", "_name_or_path"})
            vision.erase(key);
        config_["vision_config"] = vision;
        config_["vision_feature_layer"] = wanted.layer.value_or(-1);
        config_["vision_feature_select_strategy"] = wanted.all ? "full" : "default";
        config_["vision_feature_normed"] = wanted.normed;
        config_["bridges"] = Json::array();
        for (std::size_t i = 0; i < bridges_.size(); ++i) {
            Json options = assembly_.bridges[i].options;
            for (const auto& [key, value] : bridges_[i].section.items())
                if (!options.contains(key)) options[key] = value;
            config_["bridges"].push_back(std::move(options));
        }
        config_["text_config"] = text;
        config_["tie_word_embeddings"] = tied;
        config_["image_token"] = assembly_.imageToken;
        config_["image_token_index"] = *tokenizer_->id(assembly_.imageToken);
        if (assembly_.frames > 0) {
            config_["video_token"] = assembly_.videoToken;
            config_["video_token_index"] = *tokenizer_->id(assembly_.videoToken);
        }
        if (!assembly_.endOfTurn.empty()) config_["end_of_turn"] = assembly_.endOfTurn;
        for (const char* key : {"bos_token_id", "eos_token_id", "pad_token_id"})
            if (language_.section.contains(key)) config_[key] = language_.section[key];

        own_ = AssembledConfig::read(config_, where);
        if (!own_.tower.choosesLayer && (wanted.layer || wanted.all || wanted.normed))
            throw Error("layer, features and normed have no meaning for this encoder, which gives its last features",
                        where + ": encoder", "leave them out");
        if (own_.tower.grid && assembly_.frames > 0)
            throw Error("videos need an encoder that takes pictures of one size", where + ": frames",
                        "take CLIP or SigLIP, or leave out frames");
    }

    // Settings of pictures, of the encoder's folder where it has them.
    void writeProcessor(const fs::path& folder) {
        Json processor;
        try {
            processor = vision::readPreprocessorConfig(encoderFolder_.path);
        } catch (const Error&) {
            if (own_.tower.grid) throw;
            processor = {{"image_processor_type", "CLIPImageProcessor"},
                         {"size", {{"shortest_edge", own_.tower.image}}},
                         {"crop_size", {{"height", own_.tower.image}, {"width", own_.tower.image}}}};
        }
        for (const auto& [key, value] : assembly_.encoder.imageProcessor.items())
            processor[key] = value;
        const std::string where = encoderFolder_.path.string();
        auto type = jsonAt<std::string>(processor, "image_processor_type", where,
                                        jsonAt<std::string>(processor, "feature_extractor_type", where, std::string()));
        if (type == "CLIPFeatureExtractor") type = "CLIPImageProcessor";
        if (type.empty()) throw Error("\"image_processor_type\" is missing", where, "give it in image_processor");
        processor["image_processor_type"] = type;
        // SigLIP's resizes to one size and cuts nothing off, as CLIP's does without a crop.
        if (type == "SiglipImageProcessor" || type == "SiglipImageProcessorFast")
            processor = squares(processor, own_.tower.image);
        if (!own_.tower.grid) {
            const auto made = vision::makePreprocessor(processor, where);
            const auto [width, height] = made->plannedSize(100, 100);
            if (width != own_.tower.image || height != own_.tower.image)
                throw Error("the image processor makes pictures of " + std::to_string(width) + " x " +
                                std::to_string(height) + ", but the encoder takes " + std::to_string(own_.tower.image) +
                                " x " + std::to_string(own_.tower.image),
                            where, "set size and crop_size in image_processor");
        }
        writeFileAtomically(folder / "preprocessor_config.json", processor.dump(2) + "\n");
        if (assembly_.frames > 0) {
            const Json videos{{"video_processor_type", "EvenFramesVideoProcessor"},
                              {"num_frames", assembly_.frames},
                              {"image_processor", processor}};
            writeFileAtomically(folder / "video_preprocessor_config.json", videos.dump(2) + "\n");
        }
    }

    void build() {
        const nn::BuildDevice place(torch::kMeta);
        model_ = familyOf(kAssembled, assembly_.where).build(config_, assembly_.where);
    }

    void takeWeights() {
        for (const auto& item : model_->named_parameters()) {
            const std::string& name = item.key();
            const auto& shape = item.value().sizes();
            if (name.starts_with(kTower))
                views_[name] = exact(encoder_, name.substr(std::string(kTower).size()), shape, "encoder");
            else if (name.starts_with(kLanguage) || name == kHead)
                takeLanguage(name, shape);
            else
                takeBridge(name, shape);
        }
        requireAllUsed(encoder_, "encoder", {});
        requireAllUsed(language_, "language_model", {kHead});
    }

    static std::string shapeText(c10::IntArrayRef shape) {
        std::string text = "[";
        for (std::size_t i = 0; i < shape.size(); ++i)
            text += (i ? ", " : "") + std::to_string(shape[i]);
        return text + "]";
    }

    checkpoint::TensorView exact(PartSource& source, const std::string& name, c10::IntArrayRef shape,
                                 const char* part) {
        const auto found = source.tensors.find(name);
        if (found == source.tensors.end())
            throw Error("the " + std::string(part) + " lacks the tensor \"" + name + "\"", source.where,
                        "config.json and weights must belong together");
        used_.insert(&found->second);
        if (shape != c10::IntArrayRef(found->second.shape))
            throw Error(source.names.at(name) + " is " + shapeText(found->second.shape) + ", the config wants " +
                            shapeText(shape),
                        source.where, "config.json and weights must belong together");
        return found->second;
    }

    void takeLanguage(const std::string& name, c10::IntArrayRef shape) {
        const std::string own = name == kHead ? name : name.substr(std::string(kLanguage).size());
        const bool grows = name == kHead || own == "embed_tokens.weight";
        const auto found = language_.tensors.find(own);
        const bool turned = language_.section["model_type"] == "gpt2" && shape.size() == 2 &&
                            own.starts_with("layers.") && languageFolder_.modelType == "gpt2";
        if (found != language_.tensors.end() && grows && found->second.shape.size() == 2 &&
            found->second.shape[1] == shape[1] && found->second.shape[0] < shape[0]) {
            used_.insert(&found->second);
            // New tokens begin as the mean of all, as transformers' resize_token_embeddings does without noise.
            const auto old = checkpoint::mappedTensor(found->second, language_.keep);
            const auto mean = old.to(torch::kFloat32).mean(0, true).to(old.scalar_type());
            views_[name] = kept(torch::cat({old, mean.expand({shape[0] - old.size(0), -1})}));
        } else if (turned && found != language_.tensors.end()) {
            const std::vector<std::int64_t> stored{shape[1], shape[0]};
            exact(language_, own, stored, "language model");
            views_[name] = kept(checkpoint::mappedTensor(found->second, language_.keep).t().contiguous());
        } else {
            views_[name] = exact(language_, own, shape, "language model");
        }
    }

    void takeBridge(const std::string& name, c10::IntArrayRef shape) {
        for (std::size_t i = 0; i < own_.bridges.size(); ++i) {
            const std::string prefix = own_.bridges[i].module + ".";
            if (!name.starts_with(prefix)) continue;
            PartSource& source = bridges_[i];
            const std::string own = name.substr(prefix.size());
            if (source.tensors.empty()) {
                views_[name] = kept(started(name, shape));
                fresh_ += static_cast<std::uint64_t>(views_[name].bytes.size() / 4);
                return;
            }
            const auto found = source.tensors.find(own);
            if (found != source.tensors.end() && shape != c10::IntArrayRef(found->second.shape))
                throw Error(source.names.at(own) + " is " + shapeText(found->second.shape) +
                                ", but between this encoder and this language model it must be " + shapeText(shape),
                            source.where, "these weights belong to other parts");
            views_[name] = exact(source, own, shape, "bridge");
            return;
        }
        throw std::logic_error("no source of " + name);
    }

    // As torch starts its layers: uniform within 1 / sqrt(inputs), norms neutral.
    torch::Tensor started(const std::string& name, c10::IntArrayRef shape) {
        const auto dot = name.rfind('.');
        const std::string module = name.substr(0, dot), kind = name.substr(dot + 1);
        auto values = torch::empty(shape, torch::dtype(torch::kFloat32).device(torch::kCPU));
        for (const auto& place : findPlaces(*model_).linears)
            if (place.name == module) {
                const double reach = 1 / std::sqrt(static_cast<double>(place.module->options.in));
                return values.uniform_(-reach, reach, generator_);
            }
        for (const auto& place : findPlaces(*model_).norms)
            if (place.name == module)
                return values.fill_(kind == "bias" || place.module->options.kind == nn::NormKind::RMSNormOne ? 0 : 1);
        return values.normal_(0, 0.02, generator_);  // queries and latents
    }

    checkpoint::TensorView kept(torch::Tensor tensor) {
        kept_.push_back(tensor.contiguous());
        return checkpoint::viewOf(kept_.back());
    }

    void requireAllUsed(const PartSource& source, const char* part, const std::set<std::string>& optional) {
        for (const auto& [name, view] : source.tensors)
            if (!used_.contains(&view) && !optional.contains(name))
                throw Error("the " + std::string(part) + " has a tensor that its config does not explain: \"" +
                                source.names.at(name) + "\"",
                            source.where, "config.json and weights must belong together");
    }

    // What would keep the folder from opening. Tokens of a picture; 0 where they depend on its size.
    std::int64_t checkProcessor(const fs::path& folder) {
        const auto processor = loadProcessor(folder);
        return own_.tower.grid ? 0 : processor->preprocessor().tokenCount(1, 1);
    }

    const Assembly& assembly_;
    at::Generator generator_;
    ModelFolder encoderFolder_, languageFolder_;
    PartSource encoder_, language_;
    std::vector<PartSource> bridges_;
    std::unique_ptr<text::Tokenizer> tokenizer_;
    Json config_;
    AssembledConfig own_;
    std::shared_ptr<Model> model_;
    std::map<std::string, checkpoint::TensorView> views_;
    std::set<const checkpoint::TensorView*> used_;
    std::vector<torch::Tensor> kept_;
    std::uint64_t fresh_ = 0;
};

}  // namespace

AssembledParts assemble(const Assembly& assembly, const fs::path& out, std::uint64_t seed) {
    torch::NoGradGuard noGrad;
    if (!out.empty()) {
        for (const auto& part : {assembly.encoder.model, assembly.languageModel}) {
            std::error_code code;
            if (fs::equivalent(out, assembly.folder / part, code) || fs::equivalent(out, part, code))
                throw Error("an assembled model cannot replace one of its parts", out.string(),
                            "choose another folder");
        }
        checkModelTarget(out);
    }
    return Assembler(assembly, seed).run(out);
}

}  // namespace atelier::models
