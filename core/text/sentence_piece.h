#pragma once

#include "text/sentence_piece_file.h"
#include "text/tokenizer.h"

#include <memory>

namespace atelier::text {

/// Text to ids and back as the `sentencepiece` library does it (Kudo & Richardson 2018), by byte-pair merges or the
/// unigram model; pieces of the user, unused pieces and bytes for unknown characters included. Control pieces ("<s>")
/// in a text are text. addSpecial puts nothing around the ids: it is for who uses the model to say what belongs there.
/// Throws Error naming the file for what cannot be used.
std::unique_ptr<Tokenizer> makeSentencePiece(SentencePieceFile file);

}  // namespace atelier::text
