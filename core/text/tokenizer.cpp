#include "text/tokenizer.h"

#include "common/error.h"
#include "text/added_tokens.h"
#include "text/bpe.h"
#include "text/decoders.h"
#include "text/normalizers.h"
#include "text/part.h"
#include "text/post_processors.h"
#include "text/pre_tokenizers.h"
#include "text/sentence_piece.h"
#include "text/tokenizer_file.h"
#include "text/unicode.h"
#include "text/unigram.h"
#include "text/vocabulary_files.h"
#include "text/word_level.h"
#include "text/word_piece.h"

#include <algorithm>

namespace atelier::text {
namespace {

std::unique_ptr<TokenModel> makeTokenModel(TokenizerFile& file) {
    const auto model = file.parts.find("model");
    if (model == file.parts.end() || !model->is_object()) throw Error("\"model\" is missing", file.path);
    const std::string where = file.path + ": model";
    // Files from before 0.9 name no type: only BPE has merges, only Unigram scores, only WordPiece limits the length of
    // words.
    const char* unnamed = file.hasMerges                                ? "BPE"
                          : !file.scores.empty()                        ? "Unigram"
                          : model->contains("max_input_chars_per_word") ? "WordPiece"
                                                                        : "";
    const auto type = jsonAt<std::string>(*model, "type", where, unnamed);
    if (type != "Unigram" && !file.scores.empty())
        throw Error("\"vocab\" must be an object of tokens and their ids", where);
    if (type == "BPE") return std::make_unique<Bpe>(file);
    if (type == "WordPiece") return std::make_unique<WordPiece>(file);
    if (type == "Unigram") return std::make_unique<Unigram>(file);
    if (type == "WordLevel") return std::make_unique<WordLevel>(file);
    unsupportedPart(type, where);
}

// text -> added tokens of the raw text -> normalizer -> added tokens of the normalised text -> pre-tokenizer -> model
// -> post-processor
class Pipeline : public Tokenizer {
public:
    explicit Pipeline(TokenizerFile file)
        : where_(file.path),
          normalizer_(makeNormalizer(file.parts["normalizer"], where_ + ": normalizer")),
          preTokenizer_(makePreTokenizer(file.parts["pre_tokenizer"], where_ + ": pre_tokenizer")),
          model_(makeTokenModel(file)),
          added_(file.parts["added_tokens"], model_->vocabulary(), normalizer_.get(), where_ + ": added_tokens"),
          decoder_(makeDecoder(file.parts["decoder"], where_ + ": decoder")),
          postProcessor_(makePostProcessor(file.parts["post_processor"], where_ + ": post_processor")) {}

    std::vector<std::int64_t> encode(std::string_view given, bool addSpecial) const override {
        std::string storage;
        const std::string_view text = validUtf8(given, storage);
        std::vector<std::int64_t> ids;
        ids.reserve(text.size() / 3 + 8);
        for (const auto& raw : added_.splitRaw(text)) {
            if (raw.id) {
                ids.push_back(*raw.id);
                continue;
            }
            const bool first = raw.text.data() == text.data();
            if (!normalizer_) {
                encodeNormalized(raw.text, first, ids);
                continue;
            }
            encodeNormalized(normalizer_->apply(std::string(raw.text)), first, ids);
        }
        if (addSpecial && postProcessor_) ids = postProcessor_->apply(std::move(ids));
        return ids;
    }

    std::string decode(std::span<const std::int64_t> ids, bool skipSpecial) const override {
        std::vector<std::string> tokens;
        tokens.reserve(ids.size());
        for (const std::int64_t id : ids) {
            const auto text = decodable(id);
            if (!text || (skipSpecial && added_.isSpecial(*text))) continue;
            tokens.emplace_back(*text);
        }
        if (decoder_) tokens = decoder_->apply(std::move(tokens));
        std::string out;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (i > 0 && !decoder_) out += ' ';
            out += tokens[i];
        }
        return out;
    }

    std::optional<std::int64_t> id(std::string_view token) const override {
        if (const auto added = added_.find(token)) return *added;
        if (const auto known = model_->vocabulary().find(token)) return *known;
        return std::nullopt;
    }

    std::string token(std::int64_t id) const override {
        if (id >= 0) {
            if (const std::string* added = added_.content(std::uint64_t(id))) return *added;
            if (const auto known = model_->vocabulary().token(std::uint64_t(id))) return std::string(*known);
        }
        throw Error("no token has the id " + std::to_string(id), where_);
    }

    std::int64_t size() const override {
        return std::int64_t(std::max<std::uint64_t>(model_->vocabulary().end(), added_.end()));
    }

    bool isSpecial(std::int64_t id) const override {
        const std::string* added = id >= 0 ? added_.content(std::uint64_t(id)) : nullptr;
        return added != nullptr && added_.isSpecial(*added);
    }

private:
    void encodeNormalized(std::string_view text, bool first, std::vector<std::int64_t>& ids) const {
        for (const auto& part : added_.splitNormalized(text)) {
            if (part.id) {
                ids.push_back(*part.id);
            } else if (!preTokenizer_) {
                model_->encode(part.text, ids);
            } else {
                std::vector<Piece> pieces;
                pieces.push_back({std::string(part.text), first && part.text.data() == text.data()});
                for (const Piece& piece : preTokenizer_->apply(std::move(pieces)))
                    model_->encode(piece.text, ids);
            }
        }
    }

    std::optional<std::string_view> decodable(std::int64_t id) const {
        if (id < 0) return std::nullopt;
        if (const std::string* added = added_.decodable(std::uint64_t(id))) return *added;
        return model_->vocabulary().token(std::uint64_t(id));
    }

    std::string where_;
    std::unique_ptr<Normalizer> normalizer_;
    std::unique_ptr<PreTokenizer> preTokenizer_;
    std::unique_ptr<TokenModel> model_;
    AddedTokens added_;
    std::unique_ptr<Decoder> decoder_;
    std::unique_ptr<PostProcessor> postProcessor_;
};

}  // namespace

std::unique_ptr<Tokenizer> loadTokenizer(const std::filesystem::path& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) {
        const auto file = tokenizerFileOf(path);
        if (!file)
            throw Error("has no tokenizer", path.string(),
                        "expected tokenizer.json, tokenizer.model, vocab.json with merges.txt, or vocab.txt");
        if (file->filename() != "tokenizer.json") return std::make_unique<Pipeline>(readVocabularyFiles(*file));
        return std::make_unique<Pipeline>(readTokenizerFile(*file));
    }
    if (path.extension() == ".model") return makeSentencePiece(readSentencePiece(path));
    return std::make_unique<Pipeline>(readTokenizerFile(path));
}

bool hasTokenizer(const std::filesystem::path& folder) {
    return tokenizerFileOf(folder).has_value();
}

}  // namespace atelier::text
