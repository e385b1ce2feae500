#include "text/unigram.h"

#include "text/best_path.h"
#include "text/byte_level.h"
#include "text/part.h"

#include <algorithm>
#include <limits>

namespace atelier::text {

Unigram::Unigram(TokenizerFile& file) : where_(file.path + ": model") {
    const Json& model = file.parts.at("model");
    if (!file.hasVocabulary || file.scores.empty())
        throw Error("\"vocab\" must be a list of pieces and their scores", where_);
    vocabulary_ = std::move(file.vocabulary);
    scores_ = std::move(file.scores);
    byteFallback_ = jsonAt<bool>(model, "byte_fallback", where_, false);
    if (const auto id = model.find("unk_id"); id != model.end() && !id->is_null()) {
        const std::size_t unknown = countAt(model, "unk_id", where_);
        if (unknown >= scores_.size())
            throw Error("\"unk_id\" is " + std::to_string(unknown) + ", but there are " +
                            std::to_string(scores_.size()) + " pieces",
                        where_);
        unknown_ = static_cast<std::uint32_t>(unknown);
    }
    constexpr double kUnknownPenalty = 10;
    unknownScore_ = *std::min_element(scores_.begin(), scores_.end()) - kUnknownPenalty;
    std::vector<std::pair<std::string_view, std::uint32_t>> pieces;
    for (std::uint32_t id = 0; id < scores_.size(); ++id)
        if (const auto text = *vocabulary_.token(id); vocabulary_.find(text) == id) pieces.emplace_back(text, id);
    search_ = PrefixSearch(std::move(pieces));
}

void Unigram::encode(std::string_view word, std::vector<std::int64_t>& ids) const {
    const auto path = bestPath(word, search_, unknownScore_,
                               [&](std::uint32_t id, std::size_t) { return std::optional(scores_[id]); });
    std::size_t runBegin = std::string_view::npos;
    for (const PathPiece& piece : path) {
        if (piece.id == kUnknownPiece || piece.id == unknown_) {
            runBegin = std::min(runBegin, piece.begin);
            continue;
        }
        if (runBegin != std::string_view::npos) addRun(word.substr(runBegin, piece.begin - runBegin), ids);
        runBegin = std::string_view::npos;
        ids.push_back(piece.id);
    }
    if (runBegin != std::string_view::npos) addRun(word.substr(runBegin), ids);
}

// Unknown characters.
void Unigram::addRun(std::string_view run, std::vector<std::int64_t>& ids) const {
    if (!unknown_)
        throw Error("no piece of the vocabulary covers the text \"" + std::string(run) + "\"", where_,
                    "the model needs an unknown token (\"unk_id\")");
    if (const auto id = vocabulary_.find(run)) {
        ids.push_back(*id);
        return;
    }
    if (byteFallback_) {
        std::vector<std::int64_t> bytes;
        for (const char byte : run)
            if (const auto id = vocabulary_.find(byteToken(static_cast<unsigned char>(byte)))) bytes.push_back(*id);
        if (bytes.size() == run.size()) {
            ids.insert(ids.end(), bytes.begin(), bytes.end());
            return;
        }
    }
    ids.push_back(*unknown_);
}

}  // namespace atelier::text
