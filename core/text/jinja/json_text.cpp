#include "text/jinja/stable_sort.h"
#include "text/jinja/value.h"
#include "text/unicode.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace atelier::text::jinja {
namespace {

class Writer {
public:
    explicit Writer(const JsonStyle& style) : style_(style) {}

    void write(const Value& value, int depth) {
        checkText(out_.size());
        if (depth > kMaxValueDepth) throw Error("tojson: values are nested too deep");
        if (value.isString())
            quote(value.string());
        else if (value.isDict())
            object(*value.dict(), depth);
        else if (value.isSequence() &&
                 (value.sequence()->kind == Sequence::Kind::List || value.sequence()->kind == Sequence::Kind::Tuple))
            array(value.sequence()->items, depth);
        else
            out_ += scalar(value);
    }
    std::string take() { return std::move(out_); }

private:
    static std::string scalar(const Value& value) {
        if (value.is<None>()) return "null";
        if (const auto* b = std::get_if<bool>(&value.storage())) return *b ? "true" : "false";
        if (value.isInteger()) return std::to_string(value.integer(""));
        if (const auto* d = std::get_if<double>(&value.storage()))
            return std::isnan(*d) ? "NaN" : std::isinf(*d) ? (*d < 0 ? "-Infinity" : "Infinity") : floatText(*d);
        throw Error("tojson: a " + value.typeName() + " has no JSON form");
    }

    void unit(unsigned code) {
        char escaped[8];
        std::snprintf(escaped, sizeof escaped, "\\u%04x", code);
        out_ += escaped;
    }

    void quote(const std::string& text) {
        out_ += '"';
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            const char32_t c = nextCharacter(text, at);
            switch (c) {
                case '"':
                    out_ += "\\\"";
                    break;
                case '\\':
                    out_ += "\\\\";
                    break;
                case '\n':
                    out_ += "\\n";
                    break;
                case '\r':
                    out_ += "\\r";
                    break;
                case '\t':
                    out_ += "\\t";
                    break;
                case '\f':
                    out_ += "\\f";
                    break;
                case '\b':
                    out_ += "\\b";
                    break;
                default:
                    if (c < 0x20 || (style_.ensureAscii && c > 0x7E && c < 0x10000)) {
                        unit(unsigned(c));
                    } else if (style_.ensureAscii && c >= 0x10000) {
                        unit(0xD800 + (unsigned(c - 0x10000) >> 10));
                        unit(0xDC00 + (unsigned(c - 0x10000) & 0x3FF));
                    } else {
                        out_.append(text, here, at - here);
                    }
            }
        }
        out_ += '"';
    }

    void lineBreak(int depth) {
        if (!style_.indented) return;
        out_ += '\n';
        for (int i = 0; i < depth; ++i)
            out_ += style_.indent;
    }

    void array(const std::vector<Value>& items, int depth) {
        if (items.empty()) {
            out_ += "[]";
            return;
        }
        out_ += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out_ += style_.itemSeparator;
            lineBreak(depth + 1);
            write(items[i], depth + 1);
        }
        lineBreak(depth);
        out_ += ']';
    }

    void object(const Dict& dict, int depth) {
        if (dict.items.empty()) {
            out_ += "{}";
            return;
        }
        std::vector<const std::pair<Value, Value>*> items;
        for (const auto& item : dict.items)
            items.push_back(&item);
        if (style_.sortKeys) stableSort(items, [](const auto* a, const auto* b) { return less(a->first, b->first); });
        out_ += '{';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out_ += style_.itemSeparator;
            lineBreak(depth + 1);
            quote(items[i]->first.isString() ? items[i]->first.string() : scalar(items[i]->first));
            out_ += style_.keySeparator;
            write(items[i]->second, depth + 1);
        }
        lineBreak(depth);
        out_ += '}';
    }

    const JsonStyle& style_;
    std::string out_;
};

}  // namespace

std::string toJson(const Value& value, const JsonStyle& style) {
    Writer writer(style);
    writer.write(value, 0);
    return writer.take();
}

}  // namespace atelier::text::jinja
