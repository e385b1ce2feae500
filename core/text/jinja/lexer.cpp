#include "text/jinja/lexer.h"

#include "common/error.h"
#include "text/jinja/characters.h"
#include "text/unicode.h"

#include <charconv>
#include <cstdlib>

namespace atelier::text::jinja {
namespace {

bool isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Line ends become "\n"; one at the very end is dropped, as jinja2 does.
std::string withPlainLines(std::string_view source) {
    std::string out;
    out.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] != '\r') {
            out += source[i];
            continue;
        }
        out += '\n';
        if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
    }
    if (out.ends_with('\n')) out.pop_back();
    return out;
}

class Lexer {
public:
    Lexer(std::string_view source, const std::string& name) : in_(withPlainLines(source)), name_(name) {}

    std::vector<Token> run() {
        while (at_ < in_.size())
            data();
        push(Token::Kind::End, "");
        return std::move(tokens_);
    }

private:
    using Kind = Token::Kind;

    Place placeOf(std::size_t at) {
        for (; counted_ < at; ++counted_) {
            if (in_[counted_] == '\n') {
                ++place_.line;
                place_.column = 1;
            } else if ((in_[counted_] & 0xC0) != 0x80) {
                ++place_.column;
            }
        }
        return place_;
    }
    [[noreturn]] void fail(const std::string& what) {
        const Place p = placeOf(at_);
        throw Error(what, name_ + ":" + std::to_string(p.line) + ":" + std::to_string(p.column));
    }
    void push(Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), placeOf(at_)}); }
    bool looking(std::string_view what, std::size_t at) const { return in_.compare(at, what.size(), what) == 0; }
    bool looking(std::string_view what) const { return looking(what, at_); }

    void skipSpace() {
        while (at_ < in_.size()) {
            std::size_t next = at_;
            if (!isPythonSpace(nextCharacter(in_, next))) break;
            at_ = next;
        }
    }

    // Plain text up to a tag. The tag's sign and lstrip_blocks decide what of its end stays.
    void data() {
        std::size_t tag = at_;
        while (tag < in_.size() && !(in_[tag] == '{' && tag + 1 < in_.size() &&
                                     (in_[tag + 1] == '{' || in_[tag + 1] == '%' || in_[tag + 1] == '#')))
            ++tag;
        if (tag == in_.size()) {
            push(Kind::Data, in_.substr(at_));
            at_ = tag;
            return;
        }
        const char kind = in_[tag + 1];
        const char sign = tag + 2 < in_.size() ? in_[tag + 2] : '\0';
        pushStripped(in_.substr(at_, tag - at_), sign, kind != '{');
        at_ = tag;
        if (kind == '#') return comment();
        if (kind == '%' && raw()) return;
        push(kind == '{' ? Kind::OutputBegin : Kind::BlockBegin, "");
        at_ += 2;
        if (sign == '-' || sign == '+') ++at_;
        inside(kind == '{');
    }

    void pushStripped(std::string text, char sign, bool canLeftStrip) {
        if (sign == '-') {
            text = strip(text, false, true);
        } else if (sign != '+' && canLeftStrip) {
            const auto lineStart = text.rfind('\n') + 1;
            if ((lineStart > 0 || lineStarting_) && strip(std::string_view(text).substr(lineStart), true, true).empty())
                text.resize(lineStart);
        }
        if (!text.empty()) push(Kind::Data, std::move(text));
    }

    // Behind an end mark: "-" eats all white space, "%}" and "#}" one line end.
    void afterEnd(char sign, bool trims) {
        if (sign == '-')
            skipSpace();
        else if (trims && sign != '+' && at_ < in_.size() && in_[at_] == '\n')
            ++at_;
        lineStarting_ = in_[at_ - 1] == '\n';
    }

    void comment() {
        const auto end = in_.find("#}", at_ + 2);
        if (end == std::string::npos) fail("the comment has no end");
        const char sign = end > at_ + 2 ? in_[end - 1] : '\0';
        at_ = end + 2;
        afterEnd(sign, true);
    }

    // {% raw %} … {% endraw %}
    bool raw() {
        std::size_t at = at_ + 2;
        const auto signAt = [&](std::size_t i) {
            return i < in_.size() && (in_[i] == '-' || in_[i] == '+') ? in_[i] : '\0';
        };
        const auto skip = [&] {
            while (at < in_.size() && (in_[at] == ' ' || in_[at] == '\t' || in_[at] == '\n'))
                ++at;
        };
        if (signAt(at) != '\0') ++at;
        skip();
        if (!looking("raw", at)) return false;
        at += 3;
        skip();
        const bool eats = looking("-%}", at);
        if (!eats && !looking("%}", at)) return false;
        at_ = at + (eats ? 3 : 2);
        if (eats) skipSpace();
        lineStarting_ = in_[at_ - 1] == '\n';
        for (std::size_t from = at_; (from = in_.find("{%", from)) != std::string::npos; from += 2) {
            at = from + 2;
            const char sign = signAt(at);
            if (sign != '\0') ++at;
            skip();
            if (!looking("endraw", at)) continue;
            at += 6;
            skip();
            const char endSign = signAt(at);
            if (endSign != '\0') ++at;
            if (!looking("%}", at)) continue;
            pushStripped(in_.substr(at_, from - at_), sign, true);
            at_ = at + 2;
            afterEnd(endSign, true);
            return true;
        }
        fail("{% raw %} has no {% endraw %}");
    }

    void inside(bool output) {
        const std::size_t opened = at_;
        const std::string_view end = output ? "}}" : "%}";
        std::string brackets;
        while (true) {
            skipSpace();
            if (at_ >= in_.size()) {
                at_ = opened;
                fail(output ? "\"{{\" has no \"}}\"" : "\"{%\" has no \"%}\"");
            }
            if (brackets.empty()) {
                const char sign = in_[at_] == '-' || (in_[at_] == '+' && !output) ? in_[at_] : '\0';
                if (looking(end, at_ + (sign != '\0' ? 1 : 0))) {
                    push(output ? Kind::OutputEnd : Kind::BlockEnd, "");
                    at_ += (sign != '\0' ? 1u : 0u) + 2;
                    afterEnd(sign, !output);
                    return;
                }
            }
            const char c = in_[at_];
            if (isNameStart(c))
                name();
            else if (isDigit(c))
                number();
            else if (c == '"' || c == '\'')
                string();
            else
                operatorToken(brackets);
        }
    }

    void name() {
        std::size_t end = at_;
        while (end < in_.size() && (isNameStart(in_[end]) || isDigit(in_[end])))
            ++end;
        push(Kind::Name, in_.substr(at_, end - at_));
        at_ = end;
    }

    void number() {
        int base = 10;
        if (in_[at_] == '0' && at_ + 1 < in_.size()) {
            const char kind = char(in_[at_ + 1] | 0x20);
            base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
        }
        std::size_t end = at_ + (base == 10 ? 0u : 2u);
        std::string digits;
        const auto run = [&] {
            for (; end < in_.size() && (isDigit(in_[end]) || in_[end] == '_' ||
                                        (base == 16 && std::isxdigit(static_cast<unsigned char>(in_[end])) != 0));
                 ++end)
                if (in_[end] != '_') digits += in_[end];
        };
        run();
        bool real = false;
        if (base == 10 && end + 1 < in_.size() && in_[end] == '.' && isDigit(in_[end + 1])) {
            real = true;
            digits += in_[end++];
            run();
        }
        if (base == 10 && end < in_.size() && (in_[end] | 0x20) == 'e') {
            const std::size_t sign = end + 1 < in_.size() && (in_[end + 1] == '-' || in_[end + 1] == '+') ? 1 : 0;
            if (end + 1 + sign < in_.size() && isDigit(in_[end + 1 + sign])) {
                real = true;
                digits.append(in_, end, 1 + sign);
                end += 1 + sign;
                run();
            }
        }
        Token token{real ? Kind::Float : Kind::Integer, in_.substr(at_, end - at_), placeOf(at_)};
        if (real) {
            token.real = std::strtod(digits.c_str(), nullptr);
        } else {
            const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), token.integer, base);
            if (result.ec != std::errc{} || result.ptr != digits.data() + digits.size())
                fail("the number is malformed or too large");
        }
        tokens_.push_back(std::move(token));
        at_ = end;
    }

    void string() {
        const char quote = in_[at_];
        std::string out;
        std::size_t i = at_ + 1;
        for (; i < in_.size() && in_[i] != quote; ++i) {
            if (in_[i] == '\\' && i + 1 < in_.size())
                i = escape(i + 1, out);
            else
                out += in_[i];
        }
        if (i >= in_.size()) fail("the text has no closing quote");
        push(Kind::String, std::move(out));
        at_ = i + 1;
    }

    // in_[i] follows a backslash; returns the last byte taken.
    std::size_t escape(std::size_t i, std::string& out) {
        static constexpr std::string_view kFrom = "ntr\\'\"abfv", kTo = "\n\t\r\\'\"\a\b\f\v";
        if (const auto plain = kFrom.find(in_[i]); plain != std::string_view::npos) {
            out += kTo[plain];
            return i;
        }
        if (in_[i] == '\n') return i;
        const std::size_t digits = in_[i] == 'x' ? 2 : in_[i] == 'u' ? 4 : in_[i] == 'U' ? 8 : 0;
        if (digits > 0) {
            unsigned code = 0;
            const char* first = in_.data() + i + 1;
            const char* last = first + std::min(digits, in_.size() - i - 1);
            if (std::from_chars(first, last, code, 16).ptr != first + digits || code > 0x10FFFF ||
                (code >= 0xD800 && code < 0xE000))
                fail("the text holds a broken escape");
            appendUtf8(out, code);
            return i + digits;
        }
        if (in_[i] >= '0' && in_[i] <= '7') {
            unsigned code = 0;
            std::size_t end = i;
            for (; end < in_.size() && end < i + 3 && in_[end] >= '0' && in_[end] <= '7'; ++end)
                code = code * 8 + unsigned(in_[end] - '0');
            appendUtf8(out, code);
            return end - 1;
        }
        out += '\\';
        out += in_[i];
        return i;
    }

    void operatorToken(std::string& brackets) {
        for (const std::string_view op : {"//", "**", "==", "!=", ">=", "<="})
            if (looking(op)) {
                push(Kind::Operator, std::string(op));
                at_ += 2;
                return;
            }
        const char c = in_[at_];
        if (std::string_view("+-/*%~[](){}><=.:|,;").find(c) == std::string_view::npos)
            fail(std::string("unexpected character \"") + c + "\"");
        if (c == '(' || c == '[' || c == '{') brackets += c == '(' ? ')' : c == '[' ? ']' : '}';
        if (c == ')' || c == ']' || c == '}') {
            if (brackets.empty() || brackets.back() != c) fail(std::string("unexpected \"") + c + "\"");
            brackets.pop_back();
        }
        push(Kind::Operator, std::string(1, c));
        ++at_;
    }

    std::string in_;
    const std::string& name_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0, counted_ = 0;
    Place place_;
    bool lineStarting_ = true;
};

}  // namespace

std::vector<Token> lex(std::string_view source, const std::string& name) {
    return Lexer(source, name).run();
}

}  // namespace atelier::text::jinja
