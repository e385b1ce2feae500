#include "text/normalizers.h"

#include "common/base64.h"
#include "text/byte_level.h"
#include "text/char_map.h"
#include "text/part.h"
#include "text/unicode.h"

#include <vector>

namespace atelier::text {
namespace {

class UnicodeForm : public Normalizer {
public:
    explicit UnicodeForm(Normalization form) : form_(form) {}
    std::string apply(std::string text) const override { return normalize(text, form_); }

private:
    Normalization form_;
};

class Lowercase : public Normalizer {
public:
    std::string apply(std::string text) const override {
        std::string out;
        out.reserve(text.size());
        for (std::size_t at = 0; at < text.size();)
            appendLower(out, nextCharacter(text, at));
        return out;
    }
};

class StripAccents : public Normalizer {
public:
    std::string apply(std::string text) const override {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            if (!category(nextCharacter(text, at)).starts_with('M')) out.append(text, here, at - here);
        }
        return out;
    }
};

class Strip : public Normalizer {
public:
    Strip(bool left, bool right) : left_(left), right_(right) {}
    std::string apply(std::string text) const override {
        std::size_t begin = std::string::npos, end = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            if (isWhiteSpace(nextCharacter(text, at))) continue;
            begin = std::min(begin, here);
            end = at;
        }
        if (begin == std::string::npos) return {};
        if (!left_) begin = 0;
        if (!right_) end = text.size();
        return text.substr(begin, end - begin);
    }

private:
    bool left_, right_;
};

// Ideographs that BERT takes as words of their own.
bool isIdeograph(char32_t c) {
    return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

struct BertOptions {
    bool clean = true, ideographs = true, accents = true, lower = true;
};

class BertNormalizer : public Normalizer {
public:
    explicit BertNormalizer(const BertOptions& options) : o_(options) {}
    std::string apply(std::string text) const override {
        if (o_.clean) text = cleaned(text);
        if (o_.ideographs) text = spaced(text);
        if (o_.accents) text = withoutAccents(normalize(text, Normalization::NFD));
        return o_.lower ? Lowercase().apply(std::move(text)) : text;
    }

private:
    // Control characters vanish, and every white space is a blank.
    static std::string cleaned(const std::string& text) {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const char32_t c = nextCharacter(text, at);
            if (c == U'\t' || c == U'\n' || c == U'\r') {
                out += ' ';
                continue;
            }
            const auto kind = category(c);
            if (c == 0 || c == 0xFFFD || kind == "Cc" || kind == "Cf" || kind == "Co") continue;
            appendUtf8(out, isWhiteSpace(c) ? U' ' : c);
        }
        return out;
    }
    static std::string spaced(const std::string& text) {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            const bool alone = isIdeograph(nextCharacter(text, at));
            if (alone) out += ' ';
            out.append(text, here, at - here);
            if (alone) out += ' ';
        }
        return out;
    }
    static std::string withoutAccents(const std::string& text) {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            if (category(nextCharacter(text, at)) != "Mn") out.append(text, here, at - here);
        }
        return out;
    }

    BertOptions o_;
};

class Prepend : public Normalizer {
public:
    explicit Prepend(std::string text) : text_(std::move(text)) {}
    std::string apply(std::string text) const override { return text.empty() ? text : text_ + text; }

private:
    std::string text_;
};

class Replace : public Normalizer {
public:
    Replace(Regex pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}
    std::string apply(std::string text) const override {
        std::string out;
        std::size_t from = 0;
        for (const auto& [begin, end] : pattern_.findAll(text)) {
            out.append(text, from, begin - from).append(content_);
            from = end;
        }
        return out.append(text, from);
    }

private:
    Regex pattern_;
    std::string content_;
};

// A grapheme that a rule begins with becomes what that rule says; else each character by itself.
class Precompiled : public Normalizer {
public:
    explicit Precompiled(CharMap map) : map_(std::move(map)) {}
    std::string apply(std::string text) const override {
        constexpr std::size_t kLongestGrapheme = 6;
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::string_view grapheme = std::string_view(text).substr(at, graphemeEnd(text, at) - at);
            at += grapheme.size();
            if (grapheme.size() < kLongestGrapheme)
                if (const auto rule = map_.shortest(grapheme)) {
                    out += rule->replacement;
                    continue;
                }
            for (std::size_t i = 0; i < grapheme.size();) {
                const std::size_t begin = i;
                nextCharacter(grapheme, i);
                const std::string_view character = grapheme.substr(begin, i - begin);
                const auto rule = map_.shortest(character);
                out += rule ? rule->replacement : character;
            }
        }
        return out;
    }

private:
    CharMap map_;
};

// What the data of neural machine translation is cleaned with: control characters vanish, marks of direction and width
// and unusual white space are blanks.
class Nmt : public Normalizer {
public:
    std::string apply(std::string text) const override {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const char32_t c = nextCharacter(text, at);
            if ((c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F ||
                c == 0x9F)
                continue;
            const bool blank = c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 ||
                               (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
                               c == 0xFEFF || c == 0xFFFD;
            appendUtf8(out, blank ? U' ' : c);
        }
        return out;
    }
};

class ByteCharacters : public Normalizer {
public:
    std::string apply(std::string text) const override {
        std::string out;
        appendByteCharacters(out, text);
        return out;
    }
};

class NormalizerSequence : public Normalizer {
public:
    explicit NormalizerSequence(std::vector<std::unique_ptr<Normalizer>> steps) : steps_(std::move(steps)) {}
    std::string apply(std::string text) const override {
        for (const auto& step : steps_)
            text = step->apply(std::move(text));
        return text;
    }

private:
    std::vector<std::unique_ptr<Normalizer>> steps_;
};

}  // namespace

std::unique_ptr<Normalizer> makeNormalizer(const Json& part, const std::string& where) {
    if (part.is_null()) return nullptr;
    const std::string type = typeOf(part, where);
    if (type == "NFC") return std::make_unique<UnicodeForm>(Normalization::NFC);
    if (type == "NFD") return std::make_unique<UnicodeForm>(Normalization::NFD);
    if (type == "NFKC") return std::make_unique<UnicodeForm>(Normalization::NFKC);
    if (type == "NFKD") return std::make_unique<UnicodeForm>(Normalization::NFKD);
    if (type == "Lowercase") return std::make_unique<Lowercase>();
    if (type == "StripAccents") return std::make_unique<StripAccents>();
    if (type == "BertNormalizer") {
        BertOptions options;
        options.clean = jsonAt<bool>(part, "clean_text", where, true);
        options.ideographs = jsonAt<bool>(part, "handle_chinese_chars", where, true);
        options.lower = jsonAt<bool>(part, "lowercase", where, true);
        options.accents = jsonAt<bool>(part, "strip_accents", where, options.lower);  // null: as the case
        return std::make_unique<BertNormalizer>(options);
    }
    if (type == "Strip")
        return std::make_unique<Strip>(jsonAt<bool>(part, "strip_left", where),
                                       jsonAt<bool>(part, "strip_right", where));
    if (type == "Prepend") return std::make_unique<Prepend>(jsonAt<std::string>(part, "prepend", where));
    if (type == "Replace")
        return std::make_unique<Replace>(patternAt(part, where), jsonAt<std::string>(part, "content", where));
    if (type == "Nmt") return std::make_unique<Nmt>();
    if (type == "ByteLevel") return std::make_unique<ByteCharacters>();
    if (type == "Precompiled") {
        const auto map = jsonAt<std::string>(part, "precompiled_charsmap", where);
        try {
            return std::make_unique<Precompiled>(CharMap(decodeBase64(map), where));
        } catch (const Error& error) {
            throw Error("\"precompiled_charsmap\": " + error.message(), where, error.hint());
        }
    }
    if (type == "Sequence") {
        std::vector<std::unique_ptr<Normalizer>> steps;
        for (const Json& step : listAt(part, "normalizers", where))
            if (auto made = makeNormalizer(step, where)) steps.push_back(std::move(made));
        return std::make_unique<NormalizerSequence>(std::move(steps));
    }
    unsupportedPart(type, where);
}

}  // namespace atelier::text
