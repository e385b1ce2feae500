#include "text/decoders.h"

#include "text/byte_level.h"
#include "text/part.h"
#include "text/unicode.h"

#include <algorithm>
#include <cctype>
#include <functional>

namespace atelier::text {
namespace {

using Strings = std::vector<std::string>;

class ByteLevelDecoder : public Decoder {
public:
    Strings apply(Strings tokens) const override {
        std::string bytes;
        for (const std::string& token : tokens)
            bytes += bytesOfCharacters(token).value_or(token);
        std::string storage;
        return {std::string(validUtf8(bytes, storage))};
    }
};

class ByteFallback : public Decoder {
public:
    Strings apply(Strings tokens) const override {
        Strings out;
        std::string bytes;
        const auto flush = [&] {
            if (bytes.empty()) return;
            std::string storage;
            if (validUtf8(bytes, storage) == bytes)
                out.push_back(bytes);
            else
                out.insert(out.end(), bytes.size(), "\xEF\xBF\xBD");
            bytes.clear();
        };
        for (std::string& token : tokens) {
            const auto digit = [&](std::size_t i) { return std::isxdigit(static_cast<unsigned char>(token[i])) != 0; };
            if (token.size() == 6 && token.starts_with("<0x") && token[5] == '>' && digit(3) && digit(4)) {
                bytes += char(std::stoi(token.substr(3, 2), nullptr, 16));
                continue;
            }
            flush();
            out.push_back(std::move(token));
        }
        flush();
        return out;
    }
};

class Fuse : public Decoder {
public:
    Strings apply(Strings tokens) const override {
        std::string all;
        for (const std::string& token : tokens)
            all += token;
        return {std::move(all)};
    }
};

class StripDecoder : public Decoder {
public:
    StripDecoder(char32_t content, std::size_t start, std::size_t stop)
        : content_(content), start_(start), stop_(stop) {}
    Strings apply(Strings tokens) const override {
        for (std::string& token : tokens) {
            const std::u32string characters = toCharacters(token);
            std::size_t begin = 0, end = characters.size();
            while (begin < start_ && begin < characters.size() && characters[begin] == content_)
                ++begin;
            while (characters.size() - end < stop_ && end > begin && characters[end - 1] == content_)
                --end;
            token = toUtf8(std::u32string_view(characters).substr(begin, end - begin));
        }
        return tokens;
    }

private:
    char32_t content_;
    std::size_t start_, stop_;
};

class ReplaceDecoder : public Decoder {
public:
    ReplaceDecoder(Regex pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}
    Strings apply(Strings tokens) const override {
        for (std::string& token : tokens) {
            std::string out;
            std::size_t from = 0;
            for (const auto& [begin, end] : pattern_.findAll(token)) {
                out.append(token, from, begin - from).append(content_);
                from = end;
            }
            token = out.append(token, from);
        }
        return tokens;
    }

private:
    Regex pattern_;
    std::string content_;
};

class MetaspaceDecoder : public Decoder {
public:
    MetaspaceDecoder(std::string replacement, bool prepended)
        : replacement_(std::move(replacement)), prepended_(prepended) {}
    Strings apply(Strings tokens) const override {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            std::string out;
            for (std::size_t at = 0; at < tokens[i].size();) {
                if (tokens[i].compare(at, replacement_.size(), replacement_) == 0) {
                    if (i > 0 || !prepended_) out += ' ';
                    at += replacement_.size();
                } else {
                    out += tokens[i][at++];
                }
            }
            tokens[i] = std::move(out);
        }
        return tokens;
    }

private:
    std::string replacement_;
    bool prepended_;
};

// "low" "er</w>" -> "lower " : the suffix of a word becomes a space, but not at the end.
class SuffixDecoder : public Decoder {
public:
    explicit SuffixDecoder(std::string suffix) : suffix_(std::move(suffix)) {}
    Strings apply(Strings tokens) const override {
        for (std::size_t i = 0; i < tokens.size(); ++i)
            for (auto at = tokens[i].find(suffix_); at != std::string::npos; at = tokens[i].find(suffix_, at)) {
                const std::string_view space = i + 1 == tokens.size() ? "" : " ";
                tokens[i].replace(at, suffix_.size(), space);
                at += space.size();
            }
        return tokens;
    }

private:
    std::string suffix_;
};

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    if (from.empty()) return;
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Before punctuation and English contractions.
std::string withoutExtraBlanks(std::string text) {
    constexpr std::pair<std::string_view, std::string_view> kRules[] = {
        {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},    {" n't", "n't"},
        {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
    };
    for (const auto& [from, to] : kRules)
        replaceAll(text, from, to);
    return text;
}

// "read" "##ing" "." -> "reading.": pieces join, words get a blank, and `cleanup` takes the blank before punctuation
// and English contractions away.
class WordPieceDecoder : public Decoder {
public:
    WordPieceDecoder(std::string prefix, bool cleanup) : prefix_(std::move(prefix)), cleanup_(cleanup) {}
    Strings apply(Strings tokens) const override {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (i > 0 && tokens[i].starts_with(prefix_))
                tokens[i].erase(0, prefix_.size());
            else if (i > 0)
                tokens[i].insert(0, 1, ' ');
            if (cleanup_) tokens[i] = withoutExtraBlanks(std::move(tokens[i]));
        }
        return tokens;
    }

private:
    std::string prefix_;
    bool cleanup_;
};

// Connectionist temporal classification (Graves et al. 2006): a token that is repeated counts once, the padding between
// tokens is nothing, and a mark between words is a blank.
class CtcDecoder : public Decoder {
public:
    CtcDecoder(std::string padding, std::string delimiter, bool cleanup)
        : padding_(std::move(padding)), delimiter_(std::move(delimiter)), cleanup_(cleanup) {}
    Strings apply(Strings tokens) const override {
        tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
        for (std::string& token : tokens) {
            replaceAll(token, padding_, "");
            if (!cleanup_) continue;
            token = withoutExtraBlanks(std::move(token));
            replaceAll(token, delimiter_, " ");
        }
        std::erase(tokens, "");
        return tokens;
    }

private:
    std::string padding_, delimiter_;
    bool cleanup_;
};

class DecoderSequence : public Decoder {
public:
    explicit DecoderSequence(std::vector<std::unique_ptr<Decoder>> steps) : steps_(std::move(steps)) {}
    Strings apply(Strings tokens) const override {
        for (const auto& step : steps_)
            tokens = step->apply(std::move(tokens));
        return tokens;
    }

private:
    std::vector<std::unique_ptr<Decoder>> steps_;
};

}  // namespace

std::unique_ptr<Decoder> makeDecoder(const Json& part, const std::string& where) {
    if (part.is_null()) return nullptr;
    const std::string type = typeOf(part, where);
    if (type == "ByteLevel") return std::make_unique<ByteLevelDecoder>();
    if (type == "ByteFallback") return std::make_unique<ByteFallback>();
    if (type == "CTC")
        return std::make_unique<CtcDecoder>(jsonAt<std::string>(part, "pad_token", where),
                                            jsonAt<std::string>(part, "word_delimiter_token", where),
                                            jsonAt<bool>(part, "cleanup", where));
    if (type == "Fuse") return std::make_unique<Fuse>();
    if (type == "Strip") {
        const std::u32string content = toCharacters(jsonAt<std::string>(part, "content", where));
        if (content.size() != 1) throw Error("\"content\" must be one character", where);
        return std::make_unique<StripDecoder>(content[0], countAt(part, "start", where), countAt(part, "stop", where));
    }
    if (type == "Replace")
        return std::make_unique<ReplaceDecoder>(patternAt(part, where), jsonAt<std::string>(part, "content", where));
    if (type == "WordPiece")
        return std::make_unique<WordPieceDecoder>(jsonAt<std::string>(part, "prefix", where, "##"),
                                                  jsonAt<bool>(part, "cleanup", where, true));
    if (type == "Metaspace") {
        const bool prepended = jsonAt<std::string>(part, "prepend_scheme", where, "always") != "never" &&
                               jsonAt<bool>(part, "add_prefix_space", where, true);
        const auto replacement = jsonAt<std::string>(part, "replacement", where);
        if (characterCount(replacement) != 1) throw Error("\"replacement\" must be one character", where);
        return std::make_unique<MetaspaceDecoder>(replacement, prepended);
    }
    if (type == "BPEDecoder") {
        const auto suffix = jsonAt<std::string>(part, "suffix", where, "</w>");
        if (suffix.empty()) throw Error("\"suffix\" must not be empty", where);
        return std::make_unique<SuffixDecoder>(suffix);
    }
    if (type == "Sequence") {
        std::vector<std::unique_ptr<Decoder>> steps;
        for (const Json& step : listAt(part, "decoders", where))
            if (auto made = makeDecoder(step, where)) steps.push_back(std::move(made));
        return std::make_unique<DecoderSequence>(std::move(steps));
    }
    unsupportedPart(type, where);
}

}  // namespace atelier::text
