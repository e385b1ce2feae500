#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::text {

/// Text to ids and back, as Hugging Face `tokenizers` does for the same `tokenizer.json`. Immutable and thread-safe
/// once made.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    /// Ids of UTF-8 `text`; added and special tokens in the text become their ids. `addSpecial` runs the post-processor
    /// (e.g. a BOS).
    virtual std::vector<std::int64_t> encode(std::string_view text, bool addSpecial = false) const = 0;
    /// Text of ids. Bytes that are no UTF-8 come out as U+FFFD, as in the reference.
    virtual std::string decode(std::span<const std::int64_t> ids, bool skipSpecial = true) const = 0;
    /// Id of a token spelled exactly so, e.g. "<|im_end|>".
    virtual std::optional<std::int64_t> id(std::string_view token) const = 0;
    virtual std::string token(std::int64_t id) const = 0;
    /// One past the largest id, added tokens included.
    virtual std::int64_t size() const = 0;
    virtual bool isSpecial(std::int64_t id) const = 0;
};

/// The tokenizer of a model folder: of its tokenizer.json, else of the vocabulary files of older models
/// (vocabulary_files.h). `path` may also be a tokenizer.json, or a SentencePiece `.model`, which is then served as the
/// `sentencepiece` library serves it. Throws Error naming the file and the part (pre-tokenizer, model, ...) it cannot
/// serve.
std::unique_ptr<Tokenizer> loadTokenizer(const std::filesystem::path& path);
/// Whether a folder has one.
bool hasTokenizer(const std::filesystem::path& folder);

}  // namespace atelier::text
