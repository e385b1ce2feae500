#include "data/text_variation/text_variation.h"

#include <array>

namespace atelier::data {
namespace {

constexpr std::array<std::string_view, 3> kRows{"qwertyuiop", "asdfghjkl", "zxcvbnm"};

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A key beside, above or below on a QWERTY keyboard, in the same case.
char neighbour(char letter, Random& random) {
    const bool capital = letter >= 'A' && letter <= 'Z';
    const char low = capital ? static_cast<char>(letter - 'A' + 'a') : letter;
    std::string near;
    for (std::size_t row = 0; row < kRows.size(); ++row) {
        const std::size_t column = kRows[row].find(low);
        if (column == std::string_view::npos) continue;
        const auto add = [&](std::size_t r, std::size_t c) {
            if (r < kRows.size() && c < kRows[r].size()) near += kRows[r][c];
        };
        // Beyond the first column or row the number wraps and add() refuses it.
        add(row, column - 1);
        add(row, column + 1);
        add(row - 1, column);
        add(row + 1, column);
    }
    const char drawn = near[random.below(near.size())];
    return capital ? static_cast<char>(drawn - 'a' + 'A') : drawn;
}

// Of the letters a to z alone: other characters are never cut.
std::vector<TextEdit> mistype(const std::string& text, double strength, const Wordings&, Random& random) {
    std::vector<TextEdit> edits;
    for (const auto& [begin, end] : wordsOf(text))
        for (std::size_t at = begin; at < end; ++at) {
            if (!isLetter(text[at]) || random.uniform() >= strength) continue;
            switch (random.below(4)) {
                case 0:
                    edits.push_back({at, at + 1, std::string(1, neighbour(text[at], random))});
                    break;
                case 1:
                    edits.push_back({at, at + 1, std::string(2, text[at])});
                    break;
                case 2:
                    if (end - begin > 1) edits.push_back({at, at + 1, ""});
                    break;
                default:
                    if (at + 1 < end && isLetter(text[at + 1])) {
                        edits.push_back({at, at + 2, {text[at + 1], text[at]}});
                        ++at;
                    }
            }
        }
    return edits;
}

const TextVariations::Entry entry{"typos", {70, false, mistype}};

}  // namespace
}  // namespace atelier::data
