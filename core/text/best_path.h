#pragma once

#include "text/prefix_search.h"
#include "text/unicode.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace atelier::text {

struct PathPiece {
    std::size_t begin, end;  ///< bytes
    std::uint32_t id;        ///< or kUnknownPiece
};
inline constexpr std::uint32_t kUnknownPiece = ~0U;

/// The pieces of `text` with the largest sum of scores (Kudo 2018, "Subword Regularization", by Viterbi's algorithm). A
/// character that no piece covers is a piece of the score `unknownScore`. `score(id, length)` is in `Score`, which
/// decides how sums are rounded and with that which of two nearly equal paths wins. Of equal ones the path found first.
template <class Score, class ScoreOf>
std::vector<PathPiece> bestPath(std::string_view text, const PrefixSearch& pieces, Score unknownScore,
                                ScoreOf scoreOf) {
    struct Node {
        std::size_t begin = 0;
        std::uint32_t id = kUnknownPiece;
        Score score = 0;
        bool reached = false;
    };
    std::vector<Node> endsAt(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) {
        const Score here = endsAt[at].score;
        std::size_t behind = at;
        nextCharacter(text, behind);
        const auto offer = [&](std::size_t end, std::uint32_t id, Score score) {
            Node& node = endsAt[end];
            if (!node.reached || score > node.score) node = {at, id, score, true};
        };
        bool covered = false;
        pieces.each(text.substr(at), [&](std::size_t length, std::uint32_t id) {
            const auto score = scoreOf(id, length);
            if (!score) return;
            offer(at + length, id, *score + here);
            covered = covered || length == behind - at;
        });
        if (!covered) offer(behind, kUnknownPiece, unknownScore + here);
        at = behind;
    }
    std::vector<PathPiece> path;
    for (std::size_t end = text.size(); end > 0; end = endsAt[end].begin)
        path.push_back({endsAt[end].begin, end, endsAt[end].id});
    return {path.rbegin(), path.rend()};
}

}  // namespace atelier::text
