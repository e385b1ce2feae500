#pragma once

#include "data/sample.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::data::store {

/// What the index of a dataset knows of a sample: terms. The first character says what a term is, the rest is
/// case-folded.
///   Word       a run of letters and digits of a text that kAnywhere searches (turns, transcriptions, labels, names of
///              files); of a long run overlapping pieces
///   Character  a character of a script that puts no blanks between words, or two that stand side by side
///   Tag, Label, Shape, Metadata (a key)
///   Flag       "answered", "linked", "masked", "keypoints", "tools", "rejected", "liked", "disliked", "judged",
///              "weighted", for the filters of these names
enum class TermKind : char {
    Word = 'w',
    Character = 'c',
    Tag = 't',
    Label = 'l',
    Shape = 's',
    Metadata = 'm',
    Flag = 'f',
};
std::string termOf(TermKind kind, std::string_view text);

/// Terms of the tags alone, and of all else. A term may come more than once.
using EmitTerm = std::function<void(const std::string& term)>;
void forEachTagTerm(const Sample& sample, const EmitTerm& emit);
void forEachOtherTerm(const Sample& sample, const EmitTerm& emit);

/// A part of a text that was looked for.
struct Piece {
    TermKind kind = TermKind::Word;  ///< Word or Character
    std::string text;
    /// Of words: whether the text ends there, so that the word that is found may go on.
    bool openLeft = false, openRight = false;
};
struct Pieces {
    std::vector<Piece> all;  ///< each of them is in a sample where the text is
    bool exact = false;      ///< and the text is in each sample where they are
};
/// Of a case-folded text; none where the index cannot help: it has no letter, or is no UTF-8.
Pieces piecesOf(std::string_view folded);

}  // namespace atelier::data::store
