#include "data/formats/loose_json.h"

#include "common/error.h"

#include <array>
#include <cstdio>

namespace atelier::data {
namespace {

// The longest first: "-Infinity" before "Infinity".
constexpr std::array<std::string_view, 4> kNumbersThatAreNone{"-Infinity", "Infinity", "-NaN", "NaN"};

std::string escaped(char c) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    return text.data();
}

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

MendedJson mendJson(std::string_view text) {
    MendedJson result;
    std::string& out = result.text;
    out.reserve(text.size());
    bool quoted = false, escape = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            const bool control = static_cast<unsigned char>(c) < 0x20;
            if (control) result.mended.insert("control characters in texts");
            out += control ? escaped(c) : std::string(1, c);
            quoted = escape || c != '"';
            escape = c == '\\' && !escape;
            continue;
        }
        if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            std::size_t next = at + 1;
            while (next < text.size() && isBlank(text[next]))
                ++next;
            const auto last = out.find_last_not_of(" \t\r\n");
            const bool behindValue =
                last != std::string::npos && std::string_view("[{,:").find(out[last]) == std::string_view::npos;
            if (behindValue && next < text.size() && (text[next] == '}' || text[next] == ']')) {
                result.mended.insert("a comma before a closing bracket");
                continue;
            }
        } else if (c == 'N' || c == 'I' || c == '-') {
            bool found = false;
            for (const std::string_view number : kNumbersThatAreNone) {
                if (!text.substr(at).starts_with(number)) continue;
                result.mended.insert("NaN and Infinity (read as null)");
                out += "null";
                at += number.size() - 1;
                found = true;
                break;
            }
            if (found) continue;
        }
        out += c;
    }
    return result;
}

Json parseLooseJson(std::string_view text, const std::string& source, std::set<std::string>& mended) {
    try {
        return parseJson(text, source);
    } catch (const Error&) {
        MendedJson again = mendJson(text);
        if (again.mended.empty()) throw;
        try {
            Json value = parseJson(again.text, source);
            mended.merge(again.mended);
            return value;
        } catch (const Error&) {
            // the user hears of the file as it is
        }
        throw;
    }
}

}  // namespace atelier::data
