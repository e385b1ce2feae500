#include "common/error.h"
#include "text/regex.h"
#include "text/unicode.h"

#include <array>
#include <cctype>
#include <cstdio>

namespace atelier::text {
namespace {

std::string hex(char32_t c) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "\\x{%X}", unsigned(c));
    return text.data();
}

std::string range(char32_t first, char32_t last) {
    return first == last ? hex(first) : hex(first) + "-" + hex(last);
}

// Later assignments whose category starts with one of `categories` ("L", "Nd", ...).
std::string later(std::initializer_list<std::string_view> categories) {
    std::string out;
    for (const auto& r : laterAssignments())
        for (const auto c : categories)
            if (r.category.starts_with(c)) {
                out += range(r.first, r.last);
                break;
            }
    return out;
}

const std::string& space() {
    static const std::string members =
        R"(\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
    return members;
}
const std::string& notSpace() {
    static const std::string members =
        R"(\x{0}-\x{8}\x{E}-\x{1F}\x{21}-\x{84}\x{86}-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E})"
        R"(\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{10FFFF})";
    return members;
}
const std::string& digit() {
    static const std::string members = "\\p{Nd}" + later({"Nd"});
    return members;
}
// Inside a class. Outside of one Oniguruma takes Latin-1's superscripts and fractions for word characters too, but no
// other No.
const std::string& wordMember() {
    static const std::string members = "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}" + later({"L", "M", "Nd", "Nl", "Pc"}) +
                                       R"(\x{24B6}-\x{24E9}\x{1F130}-\x{1F149}\x{1F150}-\x{1F169}\x{1F170}-\x{1F189})";
    return members;
}
const std::string& word() {
    static const std::string members = wordMember() + R"(\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE})";
    return members;
}

bool isCategory(std::string_view name) {
    static constexpr std::string_view kNames[] = {
        "C",  "L",  "M",  "N",  "P",  "S",  "Z",  "Cc", "Cf", "Cn", "Co", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me",
        "Mn", "Nd", "Nl", "No", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs"};
    for (const auto known : kNames)
        if (known == name) return true;
    return false;
}

class Rewriter {
public:
    Rewriter(std::string_view pattern, const std::string& where) : in_(pattern), where_(where) {}

    std::string run() {
        while (at_ < in_.size()) {
            const char c = in_[at_];
            if (c == '\\') {
                escape();
            } else if (inClass_) {
                classMember();
            } else if (c == '[') {
                openClass();
            } else if (c == '}' && at_ + 1 < in_.size() && in_[at_ + 1] == '+') {
                unsupported("a quantifier after an interval");
            } else {
                out_ += c;
                ++at_;
            }
        }
        return out_;
    }

private:
    [[noreturn]] void unsupported(const std::string& what) const {
        throw Error("the regular expression uses " + what + ", which Atelier cannot serve", where_,
                    "at byte " + std::to_string(at_) + " of: " + std::string(in_));
    }

    void openClass() {
        inClass_ = true;
        out_ += '[';
        ++at_;
        if (at_ < in_.size() && in_[at_] == '^') {
            out_ += '^';
            ++at_;
        }
        if (at_ < in_.size() && in_[at_] == ']') {  // a literal one when it comes first
            out_ += "\\]";
            ++at_;
        }
    }

    void classMember() {
        const char c = in_[at_];
        if (c == ']') {
            inClass_ = false;
        } else if (c == '[') {
            unsupported(in_.substr(at_).starts_with("[:") ? "a POSIX class" : "a class inside a class");
        } else if (in_.substr(at_).starts_with("&&")) {
            unsupported("an intersection of classes");
        }
        out_ += c;
        ++at_;
    }

    // `members` as a class of its own, or inside the one that is open.
    void members(const std::string& positive, const char* negated) {
        if (inClass_) {
            if (negated != nullptr && *negated == '\0') unsupported("a negated property inside a class");
            out_ += negated != nullptr ? negated : positive;
        } else {
            out_ += (negated != nullptr ? "[^" : "[") + positive + "]";
        }
    }

    void escape() {
        if (at_ + 1 >= in_.size()) unsupported("a lone backslash");
        const char kind = in_[at_ + 1];
        at_ += 2;
        switch (kind) {
            case 's':
                return members(space(), nullptr);
            case 'S':
                return members(space(), notSpace().c_str());
            case 'd':
                return members(digit(), nullptr);
            case 'D':
                return members(digit(), "");
            case 'w':
                return members(inClass_ ? wordMember() : word(), nullptr);
            case 'W':
                return members(word(), "");
            case 'p':
            case 'P':
                return property(kind == 'P');
            case 'u':
                return codePoint();
            case 'h':
            case 'H':
            case 'R':
            case 'X':
            case 'K':
            case 'G':
            case 'C':
            case 'M':
                at_ -= 2;
                unsupported(std::string("\\") + kind);
            default:
                if ((kind == 'b' || kind == 'B') && !inClass_) {
                    const std::string in = "[" + word() + "]";
                    const std::string boundary = "(?:(?<=" + in + ")(?!" + in + ")|(?<!" + in + ")(?=" + in + "))";
                    out_ += kind == 'b' ? boundary : "(?!" + boundary + ")";
                    return;
                }
                out_ += '\\';
                out_ += kind;
        }
    }

    void property(bool negated) {
        if (at_ >= in_.size() || in_[at_] != '{') unsupported("\\p without braces");
        const auto close = in_.find('}', at_);
        if (close == std::string_view::npos) unsupported("\\p{ without }");
        std::string name(in_.substr(at_ + 1, close - at_ - 1));
        if (name.starts_with('^')) {
            negated = !negated;
            name.erase(0, 1);
        }
        if (name == "Letter") name = "L";
        if (name == "Number") name = "N";
        if (name == "Mark") name = "M";
        if (name == "Punctuation") name = "P";
        if (isCategory(name)) {
            const std::string extra = later({name});
            if (negated && extra.empty() && inClass_)
                out_ += "\\P{" + name + "}";
            else
                members("\\p{" + name + "}" + extra, negated ? "" : nullptr);
        } else if (!name.empty() && std::isupper(static_cast<unsigned char>(name[0])) != 0 && name.size() > 2) {
            // A script; without "sc:" PCRE2 would take its extensions too. CJK's later blocks are Han alone.
            std::string set = "\\p{sc:" + name + "}";
            if (name == "Han") set += R"(\x{2EBF0}-\x{2EE5D}\x{31350}-\x{323AF})";
            members(set, negated ? "" : nullptr);
        } else {
            unsupported("the property \\p{" + name + "}");
        }
        at_ = close + 1;
    }

    void codePoint() {
        char32_t value = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            if (at_ >= in_.size() || std::isxdigit(static_cast<unsigned char>(in_[at_])) == 0)
                unsupported("\\u without four digits");
            value = value * 16 + char32_t(std::stoi(std::string(1, in_[at_]), nullptr, 16));
        }
        out_ += hex(value);
    }

    std::string_view in_;
    const std::string& where_;
    std::string out_;
    std::size_t at_ = 0;
    bool inClass_ = false;
};

}  // namespace

std::string toPcre(std::string_view pattern, const std::string& where) {
    return Rewriter(pattern, where).run();
}

}  // namespace atelier::text
