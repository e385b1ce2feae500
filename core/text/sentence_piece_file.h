#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::text {

/// A SentencePiece model as read (sentencepiece_model.proto).
struct SentencePieceFile {
    enum class Type : std::uint8_t { Normal = 1, Unknown, Control, UserDefined, Unused, Byte };
    enum class Algorithm : std::uint8_t { Unigram = 1, Bpe };
    struct Piece {
        std::string text;
        float score = 0;
        Type type = Type::Normal;
    };
    struct Normalization {
        std::string charMap;  ///< CharMap's blob, may be empty
        bool dummyPrefix = true, removeExtraSpaces = true, escapeSpaces = true;
    };
    std::string path;
    std::vector<Piece> pieces;  ///< by id
    Algorithm algorithm = Algorithm::Unigram;
    bool byteFallback = false, spaceAsSuffix = false;
    std::string unknownSurface = " \xE2\x81\x87 ";  ///< what the unknown piece is in decoded text
    Normalization normalization, denormalization;
    std::uint32_t unknown = 0;      ///< id
    std::int64_t bos = 1, eos = 2;  ///< ids, negative for none
};

/// Throws Error naming the file for what is no such model, a piece that stands twice or is empty, no unknown piece, and
/// for the algorithms WORD and CHAR.
SentencePieceFile readSentencePiece(const std::filesystem::path& path);

}  // namespace atelier::text
