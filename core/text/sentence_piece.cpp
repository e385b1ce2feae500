#include "text/sentence_piece.h"

#include "common/error.h"
#include "text/best_path.h"
#include "text/byte_level.h"
#include "text/char_map.h"
#include "text/unicode.h"
#include "text/vocabulary.h"

#include <queue>

#include <algorithm>
#include <limits>
#include <map>

namespace atelier::text {
namespace {

using Type = SentencePieceFile::Type;
constexpr std::string_view kSpace = "\xE2\x96\x81", kReplacement = "\xEF\xBF\xBD";

// The steps around the model: characters are mapped, and blanks become pieces' own mark.
class SpaceNormalizer {
public:
    SpaceNormalizer(const SentencePieceFile::Normalization& options, bool suffix, const PrefixSearch& kept,
                    const std::string& where)
        : options_(options), suffix_(suffix), kept_(kept) {
        if (!options.charMap.empty()) map_.emplace(options.charMap, where);
    }

    std::string apply(std::string_view text) const {
        const std::string_view space = options_.escapeSpaces ? kSpace : " ";
        if (options_.removeExtraSpaces)
            for (auto step = next(text); !text.empty() && step.replacement == " "; step = next(text))
                text.remove_prefix(step.length);
        std::string out;
        if (text.empty()) return out;
        if (!suffix_ && options_.dummyPrefix) out += space;
        bool afterSpace = options_.removeExtraSpaces;
        while (!text.empty()) {
            const auto step = next(text);
            std::string_view part = step.replacement;
            while (afterSpace && part.starts_with(' '))
                part.remove_prefix(1);
            for (const char c : part)
                c == ' ' ? out += space : out += c;
            if (!part.empty()) afterSpace = part.ends_with(' ');
            if (!options_.removeExtraSpaces) afterSpace = false;
            text.remove_prefix(step.length);
        }
        while (options_.removeExtraSpaces && out.ends_with(space))
            out.resize(out.size() - space.size());
        if (suffix_ && options_.dummyPrefix) out += space;
        return out;
    }

private:
    // What `text` begins with, and what that becomes.
    CharMap::Rule next(std::string_view text) const {
        if (text.empty()) return {0, {}};
        if (const std::size_t kept = kept_.longest(text)) return {kept, text.substr(0, kept)};
        if (map_)
            if (const auto rule = map_->longest(text)) return *rule;
        std::size_t length = 0;
        nextCharacter(text, length);
        return {length, text.substr(0, length)};
    }

    SentencePieceFile::Normalization options_;
    bool suffix_;
    const PrefixSearch& kept_;
    std::optional<CharMap> map_;
};

class SentencePiece : public Tokenizer {
public:
    explicit SentencePiece(SentencePieceFile file)
        : file_(std::move(file)),
          kept_(piecesOf({Type::UserDefined})),
          search_(piecesOf({Type::Normal, Type::UserDefined, Type::Unused})),
          normalizer_(file_.normalization, file_.spaceAsSuffix, kept_, file_.path) {
        if (!file_.denormalization.charMap.empty())
            denormalizer_.emplace(file_.denormalization, false, nothing_, file_.path);
        for (std::uint32_t id = 0; id < file_.pieces.size(); ++id) {
            const auto& piece = file_.pieces[id];
            vocabulary_.add(piece.text, id);
            if (piece.type != Type::Normal) continue;
            lowest_ = std::min(lowest_, piece.score);
        }
        for (unsigned byte = 0; byte < 256; ++byte) {
            bytes_.push_back(vocabulary_.find(byteToken(static_cast<unsigned char>(byte))));
            const bool there = bytes_.back() && file_.pieces[*bytes_.back()].type == Type::Byte;
            if (file_.byteFallback && !there)
                throw Error(
                    "byte fallback is on, but the piece " + byteToken(static_cast<unsigned char>(byte)) + " is missing",
                    file_.path);
        }
    }

    std::vector<std::int64_t> encode(std::string_view given, bool) const override {
        std::string storage;
        const std::string text = normalizer_.apply(validUtf8(given, storage));
        std::vector<std::int64_t> ids;
        bool afterUnknown = false;
        for (const auto& [begin, end, id] :
             file_.algorithm == SentencePieceFile::Algorithm::Bpe ? merged(text) : best(text)) {
            const bool unknown = id == kUnknownPiece;
            if (unknown && file_.byteFallback)
                for (const char byte : text.substr(begin, end - begin))
                    ids.push_back(*bytes_[static_cast<unsigned char>(byte)]);
            else if (!unknown || !afterUnknown)  // unknown pieces in a row are one
                ids.push_back(unknown ? file_.unknown : id);
            afterUnknown = unknown && !file_.byteFallback;
        }
        return ids;
    }

    // Special pieces are invisible in any case.
    std::string decode(std::span<const std::int64_t> ids, bool) const override {
        std::string out, bytes;
        const auto flush = [&] {
            for (std::size_t at = 0; at < bytes.size();) {
                const std::size_t length = utf8Length(bytes, at);
                out += length > 0 ? std::string_view(bytes).substr(at, length) : kReplacement;
                at += std::max<std::size_t>(length, 1);
            }
            bytes.clear();
        };
        const bool stripped = file_.normalization.dummyPrefix || file_.normalization.removeExtraSpaces;
        bool atBegin = true, spaceSeen = false;
        for (const std::int64_t id : ids) {
            if (id < 0 || std::uint64_t(id) >= file_.pieces.size()) continue;
            const auto& piece = file_.pieces[std::size_t(id)];
            if (piece.type == Type::Byte) {
                bytes += char(std::stoi(piece.text.substr(3, 2), nullptr, 16));
                continue;
            }
            flush();
            if (spaceSeen || !out.empty()) atBegin = false;
            spaceSeen = false;
            if (piece.type == Type::Control) continue;
            if (piece.type == Type::Unknown) {
                out += file_.unknownSurface;
                continue;
            }
            std::string_view text = piece.text;
            if (atBegin && stripped && text.starts_with(kSpace)) {
                text.remove_prefix(kSpace.size());
                spaceSeen = !file_.normalization.removeExtraSpaces;
            }
            while (!text.empty()) {
                const auto at = text.find(kSpace);
                out += text.substr(0, at);
                if (at == std::string_view::npos) break;
                out += ' ';
                text.remove_prefix(at + kSpace.size());
            }
        }
        flush();
        return denormalizer_ ? denormalizer_->apply(out) : out;
    }

    std::optional<std::int64_t> id(std::string_view token) const override {
        const auto found = vocabulary_.find(token);
        return found ? std::optional<std::int64_t>(*found) : std::nullopt;
    }
    std::string token(std::int64_t id) const override {
        if (id < 0 || id >= size()) throw Error("no token has the id " + std::to_string(id), file_.path);
        return file_.pieces[std::size_t(id)].text;
    }
    std::int64_t size() const override { return std::int64_t(file_.pieces.size()); }
    bool isSpecial(std::int64_t id) const override {
        if (id < 0 || id >= size()) return false;
        const Type type = file_.pieces[std::size_t(id)].type;
        return type == Type::Control || type == Type::Unknown;
    }

private:
    using Pairs = std::vector<std::pair<std::string_view, std::uint32_t>>;

    Pairs piecesOf(std::initializer_list<Type> types) const {
        Pairs found;
        for (std::uint32_t id = 0; id < file_.pieces.size(); ++id)
            if (std::find(types.begin(), types.end(), file_.pieces[id].type) != types.end())
                found.emplace_back(file_.pieces[id].text, id);
        return found;
    }

    std::vector<PathPiece> best(const std::string& text) const {
        constexpr float kUnknownPenalty = 10;
        return bestPath(text, search_, lowest_ - kUnknownPenalty,
                        [&](std::uint32_t id, std::size_t length) -> std::optional<float> {
                            const auto& piece = file_.pieces[id];
                            if (piece.type == Type::Unused) return std::nullopt;
                            if (piece.type != Type::UserDefined) return piece.score;
                            return float(0.1 * double(length) - 0.1);  // better than any log-probability
                        });
    }

    // The id of a text that merges may make.
    std::uint32_t mergeable(std::string_view text) const {
        const auto id = vocabulary_.find(text);
        if (!id) return kUnknownPiece;
        const Type type = file_.pieces[*id].type;
        return type == Type::Normal || type == Type::UserDefined || type == Type::Unused ? *id : kUnknownPiece;
    }

    std::vector<PathPiece> merged(const std::string& text) const {
        struct Symbol {
            int previous, next;
            std::size_t begin, end;
            bool frozen;
        };
        struct Candidate {
            float score;
            int left, right;
            std::size_t size;
            bool operator<(const Candidate& o) const { return score != o.score ? score < o.score : left > o.left; }
        };
        std::vector<Symbol> symbols;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at, kept = kept_.longest(std::string_view(text).substr(at));
            if (kept > 0)
                at += kept;
            else
                nextCharacter(text, at);
            const int index = int(symbols.size());
            symbols.push_back({index - 1, at == text.size() ? -1 : index + 1, begin, at, kept > 0});
        }
        const auto view = [&](std::size_t begin, std::size_t end) {
            return std::string_view(text).substr(begin, end - begin);
        };
        std::priority_queue<Candidate> queue;
        std::map<std::string_view, std::size_t> cuts;  // where a piece that must not be used was put together
        const auto offer = [&](int left, int right) {
            if (left < 0 || right < 0) return;
            const Symbol &a = symbols[std::size_t(left)], &b = symbols[std::size_t(right)];
            if (a.frozen || b.frozen) return;
            const auto whole = view(a.begin, b.end);
            const std::uint32_t id = mergeable(whole);
            if (id == kUnknownPiece) return;
            queue.push({file_.pieces[id].score, left, right, whole.size()});
            if (file_.pieces[id].type == Type::Unused) cuts[whole] = a.end - a.begin;
        };
        for (int i = 1; i < int(symbols.size()); ++i)
            offer(i - 1, i);
        while (!queue.empty()) {
            const Candidate top = queue.top();
            queue.pop();
            Symbol &left = symbols[std::size_t(top.left)], &right = symbols[std::size_t(top.right)];
            if (left.begin == left.end || right.begin == right.end ||
                (left.end - left.begin) + (right.end - right.begin) != top.size)
                continue;
            left.end = right.end;
            left.next = right.next;
            if (right.next >= 0) symbols[std::size_t(right.next)].previous = top.left;
            right.begin = right.end;
            offer(left.previous, top.left);
            offer(top.left, left.next);
        }
        std::vector<PathPiece> out;
        const auto put = [&](auto& self, std::size_t begin, std::size_t end) -> void {
            const std::uint32_t id = mergeable(view(begin, end));
            const auto cut =
                id != kUnknownPiece && file_.pieces[id].type == Type::Unused ? cuts.find(view(begin, end)) : cuts.end();
            if (cut == cuts.end()) {
                out.push_back({begin, end, id});
                return;
            }
            self(self, begin, begin + cut->second);
            self(self, begin + cut->second, end);
        };
        for (int i = symbols.empty() ? -1 : 0; i >= 0; i = symbols[std::size_t(i)].next)
            put(put, symbols[std::size_t(i)].begin, symbols[std::size_t(i)].end);
        return out;
    }

    SentencePieceFile file_;
    PrefixSearch nothing_, kept_, search_;
    SpaceNormalizer normalizer_;
    std::optional<SpaceNormalizer> denormalizer_;
    Vocabulary vocabulary_;
    std::vector<std::optional<std::uint32_t>> bytes_;
    float lowest_ = std::numeric_limits<float>::max();
};

}  // namespace

std::unique_ptr<Tokenizer> makeSentencePiece(SentencePieceFile file) {
    return std::make_unique<SentencePiece>(std::move(file));
}

}  // namespace atelier::text
