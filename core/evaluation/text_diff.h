#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atelier::evaluation {

/// A stretch of an answer compared with its reference.
struct DiffPart {
    enum class Kind { Same, Extra, Missing };  ///< Extra: only in the answer; Missing: only in the reference
    Kind kind = Kind::Same;
    std::string text;
    bool operator==(const DiffPart&) const = default;
};

/// A short edit from reference to answer, in the answer's order: by characters where the texts are alike, by words
/// where they are not (letters that agree by chance would be confetti), and as a whole when they are too long to
/// compare (over 4,000 words).
std::vector<DiffPart> diff(std::string_view reference, std::string_view answer);

}  // namespace atelier::evaluation
