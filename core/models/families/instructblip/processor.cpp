#include "common/error.h"
#include "common/registry.h"
#include "models/conversation_processor.h"
#include "models/model_folder.h"

#include <algorithm>

namespace atelier::models {
namespace {

constexpr const char* kImage = "<image>";
constexpr const char* kIds = "qformer_input_ids";
constexpr const char* kMask = "qformer_attention_mask";

// The hub's folders have no chat template: a prompt is plain text, and an answer stands behind it on the same line,
// closed by the tokenizer's end. Further turns, and the turn behind a system text, begin a new line.
constexpr const char* kTemplate =
    "{%- for message in messages -%}"
    "{%- set text = message['content'] | selectattr('type', 'equalto', 'text') | map(attribute='text') | join('') -%}"
    "{%- if message['role'] == 'assistant' -%}{{- '' if loop.first else ' ' -}}{{- text + eos_token -}}"
    "{%- else -%}{{- '' if loop.first else '\n' -}}{{- text | trim -}}{%- endif -%}"
    "{%- endfor -%}";

/// The Q-Former's own view of a prompt.
struct Reader {
    std::unique_ptr<text::Tokenizer> tokenizer;
    std::int64_t longest = 512;  ///< tokens
};

Array rowOf(std::vector<std::int64_t> values) {
    const auto count = std::ssize(values);
    return Array::of({1, count}, std::move(values));
}

class InstructBlipLayout : public MediaLayout {
public:
    // `patches`: of a side of the picture.
    InstructBlipLayout(std::unique_ptr<vision::Preprocessor> preprocessor, Reader reader, std::int64_t patches)
        : preprocessor_(std::move(preprocessor)), reader_(std::move(reader)), grid_{1, patches, patches} {}

    std::string placeholder(Modality modality) const override { return modality == Modality::Image ? kImage : ""; }
    std::vector<std::string> featureTokens() const override { return {kImage}; }
    PreparedMedium image(const vision::Image& image) const override {
        auto medium = pictureOf(preprocessor_->process(image));
        medium.grid = grid_;
        return {std::move(medium), {{kImage, tokens()}}};
    }
    // BLIP's picture is there before the sequence begins.
    bool mediaLeadText() const override { return true; }
    bool readsPrompt() const override { return true; }
    void readPrompt(EncodedMedium& medium, const std::string& prompt, const std::string& where) const override {
        auto ids = reader_.tokenizer->encode(prompt, true);
        if (std::ssize(ids) > reader_.longest)
            throw Error("the prompt of an image has " + std::to_string(ids.size()) +
                            " tokens for the Q-Former, which reads " + std::to_string(reader_.longest) + " at most",
                        where, "shorten the turn that brings the image");
        medium.arrays[kMask] = rowOf(std::vector<std::int64_t>(ids.size(), 1));
        medium.arrays[kIds] = rowOf(std::move(ids));
    }
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override {
        auto media = takeFrames(inputs, "pixel_values", tokens());
        if (media.empty()) return media;
        const auto ids = takeArray(inputs, kIds), mask = takeArray(inputs, kMask);
        const auto count = std::ssize(media);
        if (!ids) throw Error(std::string(kIds) + " is missing", inputs.where, "each image has a row of it");
        const auto check = [&](const Array& array, const char* name) {
            if (!array.integers || array.shape.size() != 2 || array.shape[0] != count)
                throw Error(std::string(name) + " must be whole numbers, a row for each image", inputs.where);
        };
        check(*ids, kIds);
        if (mask) check(*mask, kMask);
        if (mask && mask->shape != ids->shape)
            throw Error(std::string(kMask) + " must have the shape of " + kIds, inputs.where);
        for (auto& one : media)
            one.medium.grid = grid_;
        for (std::int64_t i = 0; i < count; ++i)
            takePrompt(media[static_cast<std::size_t>(i)].medium, rowsOf(*ids, i, 1),
                       mask ? rowsOf(*mask, i, 1) : Array(), inputs.where);
        return media;
    }
    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

private:
    // Pictures of every size have as many tokens.
    std::int64_t tokens() const { return preprocessor_->tokenCount(1, 1); }

    // Without padding.
    void takePrompt(EncodedMedium& medium, const Array& ids, const Array& mask, const std::string& where) const {
        auto row = *ids.integers;
        if (mask.integers) {
            const auto end = std::find(mask.integers->begin(), mask.integers->end(), 0);
            if (std::any_of(end, mask.integers->end(), [](std::int64_t real) { return real != 0; }))
                throw Error(std::string(kMask) + " has padding before the end of a row", where,
                            "pad the Q-Former's prompts on the right");
            row.resize(static_cast<std::size_t>(end - mask.integers->begin()));
        }
        for (const std::int64_t id : row)
            if (id < 0 || id >= reader_.tokenizer->size())
                throw Error(std::string(kIds) + " must lie in [0, " + std::to_string(reader_.tokenizer->size()) + ")",
                            where, "ids of another tokenizer?");
        if (row.empty() || std::ssize(row) > reader_.longest)
            throw Error(std::string(kIds) + " must have 1 to " + std::to_string(reader_.longest) + " tokens a row",
                        where);
        medium.arrays[kMask] = rowOf(std::vector<std::int64_t>(row.size(), 1));
        medium.arrays[kIds] = rowOf(std::move(row));
    }

    std::unique_ptr<vision::Preprocessor> preprocessor_;
    Reader reader_;
    Grid grid_;
};

std::int64_t patchesOf(const Json& config, const std::string& where) {
    const auto found = config.find("vision_config");
    const Json section = found != config.end() && found->is_object() ? *found : Json::object();
    const auto size = jsonAt<std::int64_t>(section, "image_size", where + ": vision_config", 224);
    const auto patch = jsonAt<std::int64_t>(section, "patch_size", where + ": vision_config", 14);
    if (patch < 1 || size < patch)
        throw Error("sizes of the vision tower do not fit together", where + ": vision_config");
    return size / patch;
}

Reader readerOf(const std::filesystem::path& folder, const Json& config, const std::string& where) {
    const auto path = folder / "qformer_tokenizer";
    if (!text::hasTokenizer(path))
        throw Error(
            "the tokenizer of the Q-Former is missing", path.string(),
            "take the folder qformer_tokenizer of the model's repository: it has a tokenizer.json or a vocab.txt");
    Reader reader{text::loadTokenizer(path)};
    const auto found = config.find("qformer_config");
    const Json section = found != config.end() && found->is_object() ? *found : Json::object();
    reader.longest = jsonAt<std::int64_t>(section, "max_position_embeddings", where + ": qformer_config", 512);
    const auto rows = jsonAt<std::int64_t>(section, "vocab_size", where + ": qformer_config", 30522);
    if (reader.tokenizer->size() > rows)
        throw Error("has " + std::to_string(reader.tokenizer->size()) + " tokens, but the Q-Former knows " +
                        std::to_string(rows),
                    path.string(), "take the tokenizer that belongs to the model");
    return reader;
}

// Queries of the model; processor_config.json may repeat them.
std::int64_t queriesOf(const std::filesystem::path& folder, const Json& config, const std::string& where) {
    const auto queries = jsonAt<std::int64_t>(config, "num_query_tokens", where, 32);
    const auto path = folder / "processor_config.json";
    const Json processor = std::filesystem::exists(path) ? readJson(path) : Json::object();
    const auto said = jsonAt<std::int64_t>(processor, "num_query_tokens", path.string(), queries);
    if (said != queries)
        throw Error("\"num_query_tokens\" is " + std::to_string(said) + ", but the model has " +
                        std::to_string(queries) + " (config.json)",
                    path.string());
    return queries;
}

const Registry<ProcessorFactory>::Entry entry{
    "instructblip", [](const std::filesystem::path& folder, const ProcessorOptions& options) {
        const Json config = openModelFolder(folder).config;
        const std::string where = (folder / "config.json").string();
        // Folders from before transformers 4.46 have neither this nor the token; transformers 5 refuses them, too.
        if (!config.contains("image_token_index") || config["image_token_index"].is_null())
            throw Error("\"image_token_index\" is missing: the folder is older than the token \"<image>\"", where,
                        "take the model's newer files, with \"<image>\" in the tokenizer and num_query_tokens in "
                        "processor_config.json");
        Json pictures = vision::readPreprocessorConfig(folder);
        pictures["num_query_tokens"] = queriesOf(folder, config, where);
        auto preprocessor =
            vision::makePreprocessor(pictures, folder.string(), options.imageMinPixels, options.imageMaxPixels);
        auto text = readTextParts(folder, {}, kTemplate);
        return std::make_unique<ConversationProcessor>(
            std::move(text), std::make_unique<InstructBlipLayout>(
                                 std::move(preprocessor), readerOf(folder, config, where), patchesOf(config, where)));
    }};

}  // namespace
}  // namespace atelier::models
