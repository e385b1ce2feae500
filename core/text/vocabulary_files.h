#pragma once

#include "text/tokenizer_file.h"

#include <filesystem>
#include <optional>

namespace atelier::text {

/// The file of a model folder that its tokenizer is made from: tokenizer.json, else a SentencePiece model
/// (tokenizer.model, spiece.model, sentencepiece.bpe.model), vocab.json (with merges.txt) or vocab.txt.
std::optional<std::filesystem::path> tokenizerFileOf(const std::filesystem::path& folder);

/// The tokenizer of a folder without tokenizer.json, as transformers would write it there: by the class that
/// tokenizer_config.json names (GPT-2, CLIP, Qwen2, BERT, Llama), with its added and special tokens. `file` is
/// tokenizerFileOf(folder). Throws Error naming the file, and for a class that is not known.
TokenizerFile readVocabularyFiles(const std::filesystem::path& file);

}  // namespace atelier::text
