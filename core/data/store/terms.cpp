#include "data/store/terms.h"

#include "common/unicode.h"
#include "data/sample_json.h"

#include <algorithm>
#include <array>

namespace atelier::data::store {
namespace {

// Bytes of the pieces of a long run. Each text of kStep bytes in it stands whole in one of them.
constexpr std::size_t kStep = 32, kLongest = 2 * kStep;

enum class Class { Other, Word, Character, Invalid };

struct Read {
    Class kind;
    std::size_t size;
};

bool isContinuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

constexpr std::array<Class, 0x80> kAscii = [] {
    std::array<Class, 0x80> classes{};  // Other
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"))
        classes[static_cast<std::size_t>(c)] = Class::Word;
    return classes;
}();

// Of a character that is not ASCII.
Class classOf(char32_t point) {
    if (point < 0x0E00) return point < 0xAA ? Class::Other : Class::Word;
    if (point >= 0x2000 && point <= 0x206F) return Class::Other;  // dashes, quotes, wide blanks
    // Letters of scripts with blanks between words: Ethiopic to Mongolian but for Khmer, Latin and Greek with marks,
    // Korean. All else, from Thai to Chinese and smileys, is taken character by character.
    const bool words = (point >= 0x10A0 && point <= 0x177F) || (point >= 0x1800 && point <= 0x1FFF) ||
                       (point >= 0xAC00 && point <= 0xD7A3);
    return words ? Class::Word : Class::Character;
}

// The character at `at`. Bytes that are none are read one by one, so that a text inside another is read as it is alone.
Read readAt(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return {kAscii[lead], 1};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (size == 0 || lead > 0xF4 || at + size > text.size()) return {Class::Invalid, 1};
    char32_t point = lead & (0xFF >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (!isContinuation(text[at + i])) return {Class::Invalid, 1};
        point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    return {classOf(point), size};
}

// Calls use(class, run) for each run of characters of one class.
template <class F>
void forEachRun(std::string_view text, F&& use) {
    for (std::size_t begin = 0; begin < text.size();) {
        const Read first = readAt(text, begin);
        std::size_t end = begin + first.size;
        while (end < text.size()) {
            const Read next = readAt(text, end);
            if (next.kind != first.kind) break;
            end += next.size;
        }
        use(first.kind, text.substr(begin, end - begin));
        begin = end;
    }
}

std::size_t characterStart(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && isContinuation(text[at]))
        --at;
    return at;
}

std::size_t characterEnd(std::string_view text, std::size_t at) {
    while (at < text.size() && isContinuation(text[at]))
        ++at;
    return std::min(at, text.size());
}

// Calls use(text) for each character and each two side by side.
template <class F>
void forEachPair(std::string_view run, F&& use) {
    for (std::size_t at = 0; at < run.size();) {
        const std::size_t next = at + readAt(run, at).size;
        use(run.substr(at, next - at));
        if (next < run.size()) use(run.substr(at, next + readAt(run, next).size - at));
        at = next;
    }
}

class Emitter {
public:
    explicit Emitter(const EmitTerm& emit) : emit_(emit) {}

    void put(TermKind kind, std::string_view text) {
        term_.assign(1, static_cast<char>(kind));
        term_ += text;
        emit_(term_);
    }

    void words(std::string_view text) {
        forEachRun(foldedCase(text), [&](Class kind, std::string_view run) {
            if (kind == Class::Character)
                forEachPair(run, [&](std::string_view one) { put(TermKind::Character, one); });
            else if (kind == Class::Word)
                word(run);
        });
    }

    void turnFlags(const Turn& turn) {
        const TurnDetails& details = *turn.details;
        const auto put = [&](bool has, const char* name) {
            if (has) this->put(TermKind::Flag, name);
        };
        const double usual = turn.role == Turn::Role::Assistant ? 1 : 0;
        put(turn.role == Turn::Role::Tool || !details.calls.empty(), "tools");
        put(details.rejected.has_value(), "rejected");
        put(details.liked.has_value(), details.liked.value_or(false) ? "liked" : "disliked");
        put(details.rejected.has_value() || details.liked.has_value(), "judged");
        put(details.lossWeight.has_value() && *details.lossWeight != usual, "weighted");
    }

    void metadata(const Metadata& all) {
        for (const auto& [key, _] : all)
            put(TermKind::Metadata, foldedCase(key));
    }

private:
    void word(std::string_view run) {
        for (std::size_t at = 0;; at += kStep) {
            const std::size_t begin = characterStart(run, at), end = characterEnd(run, at + kLongest);
            put(TermKind::Word, run.substr(begin, end - begin));
            if (at + kLongest >= run.size()) return;
        }
    }

    const EmitTerm& emit_;
    std::string term_;
};

}  // namespace

std::string termOf(TermKind kind, std::string_view text) {
    return std::string(1, static_cast<char>(kind)).append(text);
}

void forEachTagTerm(const Sample& sample, const EmitTerm& emit) {
    Emitter emitter(emit);
    for (const std::string& tag : sample.tags)
        emitter.put(TermKind::Tag, foldedCase(tag));
}

void forEachOtherTerm(const Sample& sample, const EmitTerm& emit) {
    Emitter emitter(emit);
    if (!sample.tools.empty()) emitter.put(TermKind::Flag, "tools");
    for (const Turn& turn : sample.turns) {
        emitter.words(turn.text);
        emitter.turnFlags(turn);
        if (!turn.details.isDefault()) emitter.metadata(turn.details->metadata);
    }
    for (const Region& region : sample.regions) {
        emitter.words(region.transcription);
        emitter.words(region.label);
        emitter.put(TermKind::Label, foldedCase(region.label));
        emitter.put(TermKind::Shape, nameOf(region.shape));
        if (!region.spans.empty()) emitter.put(TermKind::Flag, "linked");
        if (region.details.isDefault()) continue;
        emitter.metadata(region.details->metadata);
        if (region.details->mask) emitter.put(TermKind::Flag, "masked");
        if (!region.details->keypoints.empty()) emitter.put(TermKind::Flag, "keypoints");
    }
    for (const Media& media : sample.media) {
        const std::string& path = media.path.native();
        emitter.words(std::string_view(path).substr(path.rfind('/') + 1));  // npos + 1: all of it
    }
    emitter.metadata(sample.metadata);
    if (!sample.turns.empty() && sample.turns.back().role == Turn::Role::Assistant && !sample.turns.back().text.empty())
        emitter.put(TermKind::Flag, "answered");
}

Pieces piecesOf(std::string_view folded) {
    Pieces pieces;
    bool valid = true;
    std::size_t begin = 0;
    forEachRun(folded, [&](Class kind, std::string_view run) {
        const std::size_t end = begin + run.size();
        valid &= kind != Class::Invalid;
        if (kind == Class::Character) {
            std::size_t count = 0;
            forEachPair(run, [&](std::string_view) { ++count; });
            forEachPair(run, [&](std::string_view one) {
                // A character says nothing that a pair with it does not.
                const bool alone = one.size() == readAt(one, 0).size;
                if (!alone || count == 1) pieces.all.push_back({TermKind::Character, std::string(one)});
            });
        } else if (kind == Class::Word) {
            Piece piece{TermKind::Word, std::string(run), begin == 0, end == folded.size()};
            if (run.size() > kStep) {
                piece.text.resize(characterStart(run, kStep));
                piece.openLeft = piece.openRight = true;
            }
            pieces.all.push_back(std::move(piece));
        }
        begin = end;
    });
    if (!valid) pieces.all.clear();
    pieces.exact = pieces.all.size() == 1 && pieces.all[0].text.size() == folded.size();
    return pieces;
}

}  // namespace atelier::data::store
