#include "models/conversation_processor.h"

#include "common/error.h"
#include "data/augmentation/open_media.h"

#include <algorithm>
#include <array>

namespace atelier::models {
namespace {

const char* roleName(data::Turn::Role role) {
    switch (role) {
        case data::Turn::Role::System:
            return "system";
        case data::Turn::Role::User:
            return "user";
        case data::Turn::Role::Assistant:
            return "assistant";
    }
    throw std::logic_error("role");
}

// "a<image>b" as content parts: text a, image, text b.
Json contentParts(const std::string& text) {
    const std::string mark = data::kImageMark;
    Json parts = Json::array();
    std::size_t begin = 0;
    for (;;) {
        const std::size_t found = text.find(mark, begin);
        const std::string piece = text.substr(begin, found == std::string::npos ? found : found - begin);
        if (!piece.empty()) parts.push_back({{"type", "text"}, {"text", piece}});
        if (found == std::string::npos) return parts;
        parts.push_back({{"type", "image"}});
        begin = found + mark.size();
    }
}

std::size_t commonPrefix(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin())
            .first -
        a.begin());
}

// `size` positions that count on from `next` in every plane.
void countOn(std::vector<std::vector<std::int64_t>>& planes, std::int64_t next, std::int64_t size) {
    for (auto& plane : planes)
        for (std::int64_t i = 0; i < size; ++i)
            plane.push_back(next + i);
}

}  // namespace

ConversationProcessor::ConversationProcessor(ConversationTraits traits, std::unique_ptr<text::Tokenizer> tokenizer,
                                             text::ChatTemplate chatTemplate,
                                             std::unique_ptr<vision::Preprocessor> preprocessor, Json templateVariables)
    : traits_(std::move(traits)),
      tokenizer_(std::move(tokenizer)),
      template_(std::move(chatTemplate)),
      preprocessor_(std::move(preprocessor)),
      variables_(std::move(templateVariables)) {
    const auto required = [&](const std::string& token) {
        if (const auto id = tokenizer_->id(token)) return *id;
        throw Error("the tokenizer has no token \"" + token + "\"", "tokenizer.json",
                    "take the tokenizer that belongs to the model");
    };
    imageTokenId_ = required(traits_.imageToken);
    endOfTurnId_ = required(traits_.endOfTurn);
    openImage = data::openMedia;
}

std::vector<std::int64_t> ConversationProcessor::tokensOf(const std::vector<data::Turn>& turns,
                                                          bool generationPrompt) const {
    Json messages = Json::array();
    for (const auto& turn : turns)
        messages.push_back({{"role", roleName(turn.role)}, {"content", contentParts(turn.text)}});
    Json variables = variables_;
    variables["messages"] = std::move(messages);
    variables["add_generation_prompt"] = generationPrompt;
    const std::string rendered = template_.render(variables).text;
    const std::string bos = jsonAt<std::string>(variables_, "bos_token", "template variables", std::string());
    // A template that writes the BOS itself must not get a second one from the tokenizer.
    return tokenizer_->encode(rendered, bos.empty() || !rendered.starts_with(bos));
}

void ConversationProcessor::markAnswers(Encoded& encoded, const std::vector<data::Turn>& turns,
                                        const EncodeOptions& options) const {
    if (options.trainOnPrompt) {
        encoded.labels = encoded.ids;
        return;
    }
    encoded.labels.assign(encoded.ids.size(), kIgnore);
    std::size_t last = turns.size();
    for (std::size_t i = 0; i < turns.size(); ++i)
        if (turns[i].role == data::Turn::Role::Assistant) last = i;

    for (std::size_t i = 0; i < turns.size(); ++i) {
        if (turns[i].role != data::Turn::Role::Assistant || (options.maskHistory && i != last)) continue;
        // An answer is what the template adds to the generation prompt, up to and with the end-of-turn token. Comparing
        // tokens, not text, stays right where the tokenizer merges across the border.
        const auto before = tokensOf({turns.begin(), turns.begin() + static_cast<std::ptrdiff_t>(i)}, true);
        const auto after = tokensOf({turns.begin(), turns.begin() + static_cast<std::ptrdiff_t>(i) + 1}, false);
        const std::size_t begin = commonPrefix(encoded.ids, before);
        std::size_t end = commonPrefix(encoded.ids, after);
        const auto stop = std::find(encoded.ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                    encoded.ids.begin() + static_cast<std::ptrdiff_t>(end), endOfTurnId_);
        if (stop != encoded.ids.begin() + static_cast<std::ptrdiff_t>(end)) {
            end = static_cast<std::size_t>(stop - encoded.ids.begin()) + 1;
        } else if (i + 1 == turns.size()) {
            // The template ends an answer with nothing that could be learnt as its end.
            encoded.ids.resize(end);
            encoded.labels.resize(end, kIgnore);
            while (!encoded.ids.empty() && encoded.ids.size() > begin + 1 &&
                   tokenizer_->decode({&encoded.ids.back(), 1}).find_first_not_of(" \n") == std::string::npos) {
                encoded.ids.pop_back();
                encoded.labels.pop_back();
            }
            encoded.ids.push_back(endOfTurnId_);
            encoded.labels.push_back(kIgnore);
            end = encoded.ids.size();
        }
        for (std::size_t t = begin; t < end; ++t)
            encoded.labels[t] = encoded.ids[t];
    }
}

void ConversationProcessor::addImages(Encoded& encoded, const data::Sample& sample,
                                      const std::function<vision::Image(std::size_t)>& picture) const {
    std::vector<std::int64_t> counts;
    for (std::size_t i = 0; i < sample.media.size(); ++i) {
        const auto& media = sample.media[i];
        if (media.kind != data::Media::Kind::Image) throw Error("videos are not supported yet", sample.id);
        const auto image = picture ? picture(i) : openImage(media);
        counts.push_back(preprocessor_->tokenCount(image.width, image.height));
        auto pixels = preprocessor_->process(image);
        auto& all = encoded.pixels;
        if (all.shape.empty()) {
            all = std::move(pixels);
        } else {
            all.values.insert(all.values.end(), pixels.values.begin(), pixels.values.end());
            all.shape[0] += pixels.shape[0];
            all.grids.insert(all.grids.end(), pixels.grids.begin(), pixels.grids.end());
        }
    }
    const auto marks = std::count(encoded.ids.begin(), encoded.ids.end(), imageTokenId_);
    if (marks != static_cast<std::ptrdiff_t>(counts.size()))
        throw Error(
            std::to_string(marks) + " image marks in the text, but " + std::to_string(counts.size()) + " images",
            sample.id, "one <image> for each image, and no \"" + traits_.imageToken + "\" in the text");

    Encoded expanded;
    std::size_t image = 0;
    for (std::size_t i = 0; i < encoded.ids.size(); ++i) {
        const bool isImage = encoded.ids[i] == imageTokenId_;
        const std::int64_t times = isImage ? counts[image++] : 1;
        expanded.ids.insert(expanded.ids.end(), static_cast<std::size_t>(times), encoded.ids[i]);
        if (!encoded.labels.empty())
            expanded.labels.insert(expanded.labels.end(), static_cast<std::size_t>(times),
                                   isImage ? kIgnore : encoded.labels[i]);
        if (isImage) encoded.imageTokens += times;
    }
    encoded.ids = std::move(expanded.ids);
    encoded.labels = std::move(expanded.labels);
}

Encoded ConversationProcessor::encode(const data::Sample& sample, const EncodeOptions& options) const {
    Encoded encoded;
    encoded.ids = tokensOf(sample.turns, false);
    markAnswers(encoded, sample.turns, options);
    addImages(encoded, sample, options.picture);
    if (options.cutoffLength > 0 && static_cast<std::int64_t>(encoded.ids.size()) > options.cutoffLength) {
        const auto cut = encoded.ids.begin() + options.cutoffLength;
        if (std::find(cut, encoded.ids.end(), imageTokenId_) != encoded.ids.end())
            throw Error("its image tokens do not fit into cutoff_len " + std::to_string(options.cutoffLength) + " (" +
                            std::to_string(encoded.ids.size()) + " tokens)",
                        sample.id, "raise cutoff_len or lower image_max_pixels");
        encoded.ids.erase(cut, encoded.ids.end());
        encoded.labels.resize(encoded.ids.size());
    }
    assignPositions(encoded);
    return encoded;
}

Encoded ConversationProcessor::encodePrompt(const data::Sample& sample) const {
    auto turns = sample.turns;
    if (!turns.empty() && turns.back().role == data::Turn::Role::Assistant) turns.pop_back();
    Encoded encoded;
    encoded.ids = tokensOf(turns, true);
    addImages(encoded, sample);
    assignPositions(encoded);
    return encoded;
}

void ConversationProcessor::assignPositions(Encoded& encoded) const {
    std::vector<std::vector<std::int64_t>> planes(static_cast<std::size_t>(traits_.positionPlanes));
    const auto size = static_cast<std::int64_t>(encoded.ids.size());
    std::int64_t next = 0, i = 0;
    std::size_t image = 0;
    while (i < size) {
        if (traits_.mergeSize == 0 || encoded.ids[static_cast<std::size_t>(i)] != imageTokenId_) {
            countOn(planes, next++, 1);
            ++i;
            continue;
        }
        if (image >= encoded.pixels.grids.size()) throw Error("more image tokens than the images have");
        const auto [t, h, w] = encoded.pixels.grids[image++];
        const std::int64_t rows = h / traits_.mergeSize, columns = w / traits_.mergeSize;
        for (std::int64_t time = 0; time < t; ++time)
            for (std::int64_t row = 0; row < rows; ++row)
                for (std::int64_t column = 0; column < columns; ++column) {
                    planes[0].push_back(next + time);
                    planes[1].push_back(next + row);
                    planes[2].push_back(next + column);
                }
        i += t * rows * columns;
        next += std::max(rows, columns);
    }
    if (i != size) throw Error("fewer image tokens than the images need");
    encoded.positionPlanes = traits_.positionPlanes;
    encoded.nextPosition = next;
    encoded.positions.clear();
    for (const auto& plane : planes)
        encoded.positions.insert(encoded.positions.end(), plane.begin(), plane.end());
}

std::unique_ptr<Processor> makeConversationProcessor(const std::filesystem::path& folder,
                                                     const ProcessorOptions& options, ConversationTraits traits) {
    auto tokenizer = text::loadTokenizer(folder / "tokenizer.json");
    // Special tokens by name, as templates use them: a text, or an object with "content".
    Json variables = Json::object();
    const auto configPath = folder / "tokenizer_config.json";
    if (std::filesystem::exists(configPath)) {
        const Json config = readJson(configPath);
        for (const char* key : {"bos_token", "eos_token", "pad_token", "unk_token"}) {
            const auto found = config.find(key);
            if (found == config.end() || found->is_null()) continue;
            variables[key] = found->is_object() ? found->at("content") : *found;
        }
    }
    if (traits.endOfTurn.empty()) traits.endOfTurn = jsonAt<std::string>(variables, "eos_token", configPath.string());
    const auto preprocessorConfig = vision::readPreprocessorConfig(folder);
    auto preprocessor =
        vision::makePreprocessor(preprocessorConfig, folder.string(), options.imageMinPixels, options.imageMaxPixels);
    return std::make_unique<ConversationProcessor>(std::move(traits), std::move(tokenizer),
                                                   text::loadChatTemplate(folder), std::move(preprocessor),
                                                   std::move(variables));
}

}  // namespace atelier::models
