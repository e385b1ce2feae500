#include "data/augmentation/direction_words.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

namespace atelier::data {
namespace {

const std::unordered_set<std::string_view> kSides{"left",   "right",  "leftmost",  "rightmost", "lefthand", "righthand",
                                                  "links",  "rechts", "linke",     "linken",    "rechte",   "rechten",
                                                  "gauche", "droite", "izquierda", "derecha",   "sinistra", "destra"};
const std::unordered_set<std::string_view> kEnds{
    "top",     "bottom", "above", "below", "under", "underneath", "over",  "upper", "lower", "up",     "down",
    "beneath", "oben",   "unten", "haut",  "bas",   "arriba",     "abajo", "sopra", "sotto", "topmost"};
// Scripts without spaces between words.
constexpr std::string_view kSideSigns[] = {"左", "右"}, kEndSigns[] = {"上", "下"};

bool holdsAny(std::string_view text, const auto& signs) {
    return std::any_of(std::begin(signs), std::end(signs),
                       [&](std::string_view sign) { return text.find(sign) != text.npos; });
}

}  // namespace

vision::KeptDirections directionsIn(const Sample& sample) {
    vision::KeptDirections found;
    for (const Turn& turn : sample.turns) {
        found.sides = found.sides || holdsAny(turn.text, kSideSigns);
        found.ends = found.ends || holdsAny(turn.text, kEndSigns);
        std::string word;
        for (const char c : turn.text + " ") {
            const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            // A byte of a longer character belongs to a word: "près" is not "pr".
            if ((low >= 'a' && low <= 'z') || static_cast<unsigned char>(low) >= 0x80) {
                word += low;
                continue;
            }
            found.sides = found.sides || kSides.contains(word);
            found.ends = found.ends || kEnds.contains(word);
            word.clear();
        }
    }
    return found;
}

}  // namespace atelier::data
