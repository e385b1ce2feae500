#include "text/pre_tokenizers.h"

#include "text/byte_level.h"
#include "text/part.h"
#include "text/unicode.h"

#include <algorithm>
#include <functional>

namespace atelier::text {
namespace {

// A stretch of a piece and whether the pattern matched it.
struct Span {
    std::size_t begin, end;
    bool match;
};
using Spans = std::vector<Span>;

enum class Behavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

Behavior behaviorOf(const std::string& name, const std::string& where) {
    if (name == "Removed") return Behavior::Removed;
    if (name == "Isolated") return Behavior::Isolated;
    if (name == "MergedWithPrevious") return Behavior::MergedWithPrevious;
    if (name == "MergedWithNext") return Behavior::MergedWithNext;
    if (name == "Contiguous") return Behavior::Contiguous;
    throw Error("unknown behavior \"" + name + "\"", where);
}

Spans covering(const std::vector<Regex::Match>& matches, std::size_t size) {
    Spans spans;
    spans.reserve(matches.size() + 1);
    std::size_t from = 0;
    for (const auto& [begin, end] : matches) {
        if (from != begin) spans.push_back({from, begin, false});
        spans.push_back({begin, end, true});
        from = end;
    }
    if (from != size) spans.push_back({from, size, false});
    return spans;
}

// Each character that `is` takes is a match of its own.
Spans perCharacter(std::string_view text, const std::function<bool(char32_t)>& is) {
    Spans spans;
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        if (!is(nextCharacter(text, at))) continue;
        if (from < here) spans.push_back({from, here, false});
        spans.push_back({here, at, true});
        from = at;
    }
    if (from < text.size()) spans.push_back({from, text.size(), false});
    return spans;
}

Spans merged(const Spans& spans, Behavior behavior) {
    Spans out;
    bool previous = false;
    switch (behavior) {
        case Behavior::Isolated:
            return spans;
        case Behavior::Removed:
            std::copy_if(spans.begin(), spans.end(), std::back_inserter(out), [](const Span& s) { return !s.match; });
            return out;
        case Behavior::Contiguous:
            for (const Span& s : spans) {
                if (s.match == previous && !out.empty())
                    out.back().end = s.end;
                else
                    out.push_back(s);
                previous = s.match;
            }
            return out;
        case Behavior::MergedWithPrevious:
            for (const Span& s : spans) {
                if (s.match && !previous && !out.empty())
                    out.back().end = s.end;
                else
                    out.push_back(s);
                previous = s.match;
            }
            return out;
        case Behavior::MergedWithNext:
            for (auto s = spans.rbegin(); s != spans.rend(); ++s) {
                if (s->match && !previous && !out.empty())
                    out.back().begin = s->begin;
                else
                    out.push_back(*s);
                previous = s->match;
            }
            std::reverse(out.begin(), out.end());
            return out;
    }
    return out;
}

void cut(const Piece& piece, const Spans& spans, std::vector<Piece>& out) {
    for (const Span& s : spans)
        if (s.begin != s.end) out.push_back({piece.text.substr(s.begin, s.end - s.begin), piece.first && s.begin == 0});
}

class RegexSplit : public PreTokenizer {
public:
    RegexSplit(Regex pattern, Behavior behavior, bool invert)
        : pattern_(std::move(pattern)), behavior_(behavior), invert_(invert) {}
    std::vector<Piece> apply(std::vector<Piece> pieces) const override {
        std::vector<Piece> out;
        for (const Piece& piece : pieces) {
            Spans spans = covering(pattern_.findAll(piece.text), piece.text.size());
            if (invert_)
                for (Span& s : spans)
                    s.match = !s.match;
            cut(piece, behavior_ == Behavior::Isolated ? spans : merged(spans, behavior_), out);
        }
        return out;
    }

private:
    Regex pattern_;
    Behavior behavior_;
    bool invert_;
};

class CharacterSplit : public PreTokenizer {
public:
    CharacterSplit(std::function<bool(char32_t)> is, Behavior behavior) : is_(std::move(is)), behavior_(behavior) {}
    std::vector<Piece> apply(std::vector<Piece> pieces) const override {
        std::vector<Piece> out;
        for (const Piece& piece : pieces)
            cut(piece, merged(perCharacter(piece.text, is_), behavior_), out);
        return out;
    }

private:
    std::function<bool(char32_t)> is_;
    Behavior behavior_;
};

class ByteLevel : public PreTokenizer {
public:
    ByteLevel(bool addPrefixSpace, bool useRegex, const std::string& where) : addPrefixSpace_(addPrefixSpace) {
        if (useRegex)
            split_ = std::make_unique<RegexSplit>(
                Regex(R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", where),
                Behavior::Isolated, false);
    }
    std::vector<Piece> apply(std::vector<Piece> pieces) const override {
        if (addPrefixSpace_)
            for (Piece& piece : pieces)
                if (!piece.text.starts_with(' ')) piece.text.insert(0, 1, ' ');
        if (split_) pieces = split_->apply(std::move(pieces));
        for (Piece& piece : pieces) {
            std::string characters;
            appendByteCharacters(characters, piece.text);
            piece.text = std::move(characters);
        }
        return pieces;
    }

private:
    bool addPrefixSpace_;
    std::unique_ptr<RegexSplit> split_;
};

class Metaspace : public PreTokenizer {
public:
    enum class Prepend { Always, First, Never };
    Metaspace(std::string replacement, Prepend prepend, bool split)
        : replacement_(std::move(replacement)), prepend_(prepend), split_(split) {}
    std::vector<Piece> apply(std::vector<Piece> pieces) const override {
        std::vector<Piece> out;
        for (Piece& piece : pieces) {
            std::string text;
            for (const char c : piece.text)
                c == ' ' ? text += replacement_ : text += c;
            const bool wanted = prepend_ == Prepend::Always || (prepend_ == Prepend::First && piece.first);
            if (wanted && !text.starts_with(replacement_)) text.insert(0, replacement_);
            piece.text = std::move(text);
            if (!split_) {
                out.push_back(std::move(piece));
                continue;
            }
            std::vector<Regex::Match> matches;
            for (auto at = piece.text.find(replacement_); at != std::string::npos;
                 at = piece.text.find(replacement_, at + replacement_.size()))
                matches.emplace_back(at, at + replacement_.size());
            cut(piece, merged(covering(matches, piece.text.size()), Behavior::MergedWithNext), out);
        }
        return out;
    }

private:
    std::string replacement_;
    Prepend prepend_;
    bool split_;
};

class FixedLength : public PreTokenizer {
public:
    explicit FixedLength(std::size_t characters) : characters_(characters) {}
    std::vector<Piece> apply(std::vector<Piece> pieces) const override {
        std::vector<Piece> out;
        for (const Piece& piece : pieces) {
            Spans spans;
            for (std::size_t at = 0; at < piece.text.size();) {
                const std::size_t begin = at;
                for (std::size_t i = 0; i < characters_ && at < piece.text.size(); ++i)
                    nextCharacter(piece.text, at);
                spans.push_back({begin, at, false});
            }
            cut(piece, spans, out);
        }
        return out;
    }

private:
    std::size_t characters_;
};

// Cuts where the script changes. Kana count as Han; blanks and characters without a script belong to what stands before
// them, and vanish where nothing does.
class ScriptSplit : public PreTokenizer {
public:
    std::vector<Piece> apply(std::vector<Piece> pieces) const override {
        std::vector<Piece> out;
        for (const Piece& piece : pieces) {
            Spans spans;
            int last = -1;
            for (std::size_t at = 0; at < piece.text.size();) {
                const std::size_t begin = at;
                const char32_t c = nextCharacter(piece.text, at);
                const int here = c == U' ' ? 0 : script(c);
                if (here == 0) continue;
                if (here != last && last != 0) {
                    if (!spans.empty()) spans.back().end = begin;
                    spans.push_back({begin, piece.text.size(), false});
                }
                last = here;
            }
            cut(piece, spans, out);
        }
        return out;
    }
};

class PreTokenizerSequence : public PreTokenizer {
public:
    explicit PreTokenizerSequence(std::vector<std::unique_ptr<PreTokenizer>> steps) : steps_(std::move(steps)) {}
    std::vector<Piece> apply(std::vector<Piece> pieces) const override {
        for (const auto& step : steps_)
            pieces = step->apply(std::move(pieces));
        return pieces;
    }

private:
    std::vector<std::unique_ptr<PreTokenizer>> steps_;
};

bool isPunctuation(char32_t c) {
    if (c < 0x80)
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
    return category(c).starts_with('P');
}

std::unique_ptr<PreTokenizer> makeMetaspace(const Json& part, const std::string& where) {
    const auto replacement = jsonAt<std::string>(part, "replacement", where);
    if (characterCount(replacement) != 1) throw Error("\"replacement\" must be one character", where);
    auto scheme = jsonAt<std::string>(part, "prepend_scheme", where, "always");
    if (!jsonAt<bool>(part, "add_prefix_space", where, true)) {
        if (part.contains("prepend_scheme") && scheme != "never")
            throw Error("\"add_prefix_space\" and \"prepend_scheme\" contradict each other", where);
        scheme = "never";
    }
    Metaspace::Prepend prepend{};
    if (scheme == "always")
        prepend = Metaspace::Prepend::Always;
    else if (scheme == "first")
        prepend = Metaspace::Prepend::First;
    else if (scheme == "never")
        prepend = Metaspace::Prepend::Never;
    else
        throw Error("unknown prepend_scheme \"" + scheme + "\"", where);
    return std::make_unique<Metaspace>(replacement, prepend, jsonAt<bool>(part, "split", where, true));
}

}  // namespace

std::unique_ptr<PreTokenizer> makePreTokenizer(const Json& part, const std::string& where) {
    if (part.is_null()) return nullptr;
    const std::string type = typeOf(part, where);
    const auto behaviorAt = [&](const char* fallback) {
        return behaviorOf(fallback != nullptr ? jsonAt<std::string>(part, "behavior", where, fallback)
                                              : jsonAt<std::string>(part, "behavior", where),
                          where);
    };
    if (type == "Split")
        return std::make_unique<RegexSplit>(patternAt(part, where), behaviorAt(nullptr),
                                            jsonAt<bool>(part, "invert", where, false));
    if (type == "ByteLevel")
        return std::make_unique<ByteLevel>(jsonAt<bool>(part, "add_prefix_space", where),
                                           jsonAt<bool>(part, "use_regex", where, true), where);
    if (type == "Metaspace") return makeMetaspace(part, where);
    if (type == "Digits")
        return std::make_unique<CharacterSplit>(
            isNumeric, jsonAt<bool>(part, "individual_digits", where) ? Behavior::Isolated : Behavior::Contiguous);
    if (type == "Punctuation") return std::make_unique<CharacterSplit>(isPunctuation, behaviorAt("Isolated"));
    if (type == "WhitespaceSplit") return std::make_unique<CharacterSplit>(isWhiteSpace, Behavior::Removed);
    if (type == "Whitespace") {
        std::vector<std::unique_ptr<PreTokenizer>> steps;
        steps.push_back(std::make_unique<CharacterSplit>(isWhiteSpace, Behavior::Removed));
        steps.push_back(std::make_unique<CharacterSplit>(isWordCharacter, Behavior::Contiguous));
        return std::make_unique<PreTokenizerSequence>(std::move(steps));
    }
    if (type == "BertPreTokenizer") {
        std::vector<std::unique_ptr<PreTokenizer>> steps;
        steps.push_back(std::make_unique<CharacterSplit>(isWhiteSpace, Behavior::Removed));
        steps.push_back(std::make_unique<CharacterSplit>(isPunctuation, Behavior::Isolated));
        return std::make_unique<PreTokenizerSequence>(std::move(steps));
    }
    if (type == "CharDelimiterSplit") {
        const std::u32string delimiter = toCharacters(jsonAt<std::string>(part, "delimiter", where));
        if (delimiter.size() != 1) throw Error("\"delimiter\" must be one character", where);
        return std::make_unique<CharacterSplit>([c = delimiter[0]](char32_t other) { return c == other; },
                                                Behavior::Removed);
    }
    if (type == "FixedLength") {
        const std::size_t length = countAt(part, "length", where);
        if (length == 0) throw Error("\"length\" must not be 0", where);
        return std::make_unique<FixedLength>(length);
    }
    if (type == "UnicodeScripts") return std::make_unique<ScriptSplit>();
    if (type == "Sequence") {
        std::vector<std::unique_ptr<PreTokenizer>> steps;
        for (const Json& step : listAt(part, "pretokenizers", where))
            if (auto made = makePreTokenizer(step, where)) steps.push_back(std::move(made));
        return std::make_unique<PreTokenizerSequence>(std::move(steps));
    }
    unsupportedPart(type, where);
}

}  // namespace atelier::text
