#include "text/jinja/characters.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/stable_sort.h"
#include "text/unicode.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace atelier::text::jinja {
namespace {

using V = const Value&;
using A = const Arguments&;
using I = Interpreter&;

bool flag(const Value* given, bool fallback) {
    return given != nullptr ? given->truth() : fallback;
}

Value generator(std::vector<Value> items) {
    return makeSequence(std::move(items), Sequence::Kind::Generator);
}

// "a.b.0", an index or a plain name, followed from `item`.
Value path(I interpreter, const Value& item, const Value& where) {
    if (!where.isString()) return interpreter.item(item, where);
    Value at = item;
    for (const std::string& part : split(where.string(), ".", -1)) {
        const bool number =
            !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
        at = interpreter.item(at, number && part.size() < 10 ? Value(std::int64_t(std::stol(part))) : Value(part));
    }
    return at;
}

// What sort, unique, min and max look at: the item or its attribute, a text without its case.
Value sortKey(I interpreter, const Value& item, const Value* attribute, bool caseSensitive) {
    Value key = attribute != nullptr && !attribute->is<None>() ? path(interpreter, item, *attribute) : item;
    return !caseSensitive && key.isString() ? Value(lower(key.string())) : key;
}

// --- texts ---

Value trimFilter(I, V v, A a) {
    const auto given = bind(a, {"chars"}, 0, "trim");
    if (given[0] == nullptr || given[0]->is<None>()) return Value(strip(v.text(), true, true));
    return Value(strip(v.text(), true, true, given[0]->text()));
}

Value titleFilter(I, V v, A) {
    // Words end at white space and at - ( { [ <, and those stay as they are.
    std::string out, word;
    const auto flush = [&] {
        std::size_t rest = 0;
        if (!word.empty()) nextCharacter(word, rest);
        out += upper(word.substr(0, rest)) + lower(word.substr(rest));
        word.clear();
    };
    const std::string text = v.text();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t c = nextCharacter(text, at);
        if (isPythonSpace(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<') {
            flush();
            out.append(text, here, at - here);
        } else {
            word.append(text, here, at - here);
        }
    }
    flush();
    return Value(std::move(out));
}

Value replaceFilter(I, V v, A a) {
    const auto given = bind(a, {"old", "new", "count"}, 2, "replace");
    const bool limited = given[2] != nullptr && !given[2]->is<None>();
    return Value(replaceAll(v.text(), given[0]->text(), given[1]->text(), limited ? given[2]->integer("count") : -1));
}

Value indentFilter(I, V v, A a) {
    const auto given = bind(a, {"width", "first", "blank"}, 0, "indent");
    std::string indent(4, ' ');
    if (given[0] != nullptr) {
        if (given[0]->isString()) {
            indent = given[0]->string();
        } else {
            const std::int64_t width = std::max<std::int64_t>(0, given[0]->integer("width"));
            checkText(std::size_t(width));
            indent.assign(std::size_t(width), ' ');
        }
    }
    if (!v.isString()) throw Error("indent: needs a text, not a " + v.typeName());
    const bool blank = flag(given[2], false);
    const std::vector<std::string> lines = splitLines(v.string() + "\n");
    std::string out = flag(given[1], false) ? indent : "";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) out += "\n";
        if (i > 0 && (blank || !lines[i].empty())) out += indent;
        out += lines[i];
        checkText(out.size());
    }
    return Value(std::move(out));
}

Value truncateFilter(I, V v, A a) {
    const auto given = bind(a, {"length", "killwords", "end", "leeway"}, 0, "truncate");
    const std::int64_t size = given[0] != nullptr ? given[0]->integer("length") : 255;
    const std::string end = given[2] != nullptr ? given[2]->text() : "...";
    const bool hasLeeway = given[3] != nullptr && !given[3]->is<None>();
    const std::int64_t leeway = hasLeeway ? given[3]->integer("leeway") : 5;
    const std::u32string text = toCharacters(v.text());
    const auto ending = std::int64_t(characterCount(end));
    if (size < ending || leeway < 0) throw Error("truncate: the length is too small");
    if (std::int64_t(text.size()) <= size + leeway) return Value(v.text());
    std::u32string kept = text.substr(0, std::size_t(size - ending));
    if (!flag(given[1], false))
        if (const auto space = kept.rfind(U' '); space != std::u32string::npos) kept.resize(space);
    return Value(toUtf8(kept) + end);
}

Value escapeFilter(I, V v, A) {
    std::string out;
    for (const char c : v.text()) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\'':
                out += "&#39;";
                break;
            case '"':
                out += "&#34;";
                break;
            default:
                out += c;
        }
    }
    return Value(std::move(out));
}

Value wordCountFilter(I, V v, A) {
    std::int64_t words = 0;
    bool inside = false;
    for (const char32_t c : toCharacters(v.text())) {
        const auto kind = category(c);
        const bool word = kind.starts_with('L') || kind.starts_with('N') || c == '_';
        words += word && !inside ? 1 : 0;
        inside = word;
    }
    return words;
}

Value centerFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"width"}, 0, "center");
    Arguments width;
    width.positional.push_back(given[0] != nullptr ? *given[0] : Value(std::int64_t{80}));
    return interpreter.call(boundMethod(Value(v.text()), "center"), width);
}

Value formatFilter(I, V v, A a) {
    if (!a.named.empty()) throw Error("format: named values are not supported");
    return Value(printfText(v.text(), a.positional));
}

Value jsonFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"ensure_ascii", "indent", "separators", "sort_keys"}, 0, "tojson");
    JsonStyle style;
    style.ensureAscii = flag(given[0], false);
    style.sortKeys = flag(given[3], false);
    if (given[1] != nullptr && !given[1]->is<None>()) {
        style.indented = true;
        style.itemSeparator = ",";
        if (given[1]->isString())
            style.indent = given[1]->string();
        else
            style.indent.assign(std::size_t(std::clamp<std::int64_t>(given[1]->integer("indent"), 0, 1000)), ' ');
    }
    if (given[2] != nullptr && !given[2]->is<None>()) {
        const std::vector<Value> both = iterate(*given[2]);
        if (both.size() != 2) throw Error("tojson: separators must be two texts");
        style.itemSeparator = both[0].text();
        style.keySeparator = both[1].text();
    }
    std::string text = toJson(v, style);
    interpreter.count(text.size() / 64);
    return Value(std::move(text));
}

// --- numbers ---

std::optional<double> parsedNumber(const std::string& text) {
    std::string plain = strip(text, true, true);
    if (plain.empty() || plain.find_first_of("xXpP") != std::string::npos) return std::nullopt;
    std::erase(plain, '_');
    char* end = nullptr;
    const double value = std::strtod(plain.c_str(), &end);
    return end == plain.c_str() + plain.size() ? std::optional(value) : std::nullopt;
}

Value truncated(double value, const Value& fallback) {
    if (!std::isfinite(value)) return fallback;
    if (std::abs(value) >= 9.2e18) throw Error("the number is too large");
    return std::int64_t(value);
}

void requireDefined(const Value& v) {
    if (const auto* u = std::get_if<Undefined>(&v.storage())) throw Error(u->what ? *u->what : "a value is undefined");
}

Value intFilter(I, V v, A a) {
    const auto given = bind(a, {"default", "base"}, 0, "int");
    const Value fallback = given[0] != nullptr ? *given[0] : Value(std::int64_t{0});
    if (v.is<double>()) return truncated(v.number(""), fallback);
    if (v.isNumber()) return v.integer("");
    requireDefined(v);
    if (!v.isString()) return fallback;
    std::string text = strip(v.string(), true, true);
    std::erase(text, '_');
    const std::int64_t base = given[1] != nullptr ? given[1]->integer("base") : 10;
    if (base < 2 || base > 36) throw Error("int: the base must be 2 to 36");
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    const std::string_view prefix = digits.substr(0, 2);
    if ((base == 16 && (prefix == "0x" || prefix == "0X")) || (base == 8 && (prefix == "0o" || prefix == "0O")) ||
        (base == 2 && (prefix == "0b" || prefix == "0B")))
        digits.remove_prefix(2);
    std::int64_t value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, int(base));
    if (result.ec == std::errc{} && result.ptr == digits.data() + digits.size() && !digits.starts_with('-'))
        return negative ? -value : value;
    const auto real = parsedNumber(v.string());
    return real ? truncated(*real, fallback) : fallback;
}

Value floatFilter(I, V v, A a) {
    const auto given = bind(a, {"default"}, 0, "float");
    const Value fallback = given[0] != nullptr ? *given[0] : Value(0.0);
    if (v.isNumber()) return v.number("");
    requireDefined(v);
    if (!v.isString()) return fallback;
    const auto parsed = parsedNumber(v.string());
    return parsed ? Value(*parsed) : fallback;
}

Value absFilter(I, V v, A) {
    if (v.is<double>()) return std::abs(v.number(""));
    const std::int64_t n = v.integer("what abs takes");
    return n < 0 ? arithmetic("-", std::int64_t{0}, n) : Value(n);
}

Value roundFilter(I, V v, A a) {
    const auto given = bind(a, {"precision", "method"}, 0, "round");
    const std::int64_t precision = given[0] != nullptr ? given[0]->integer("precision") : 0;
    const std::string method = given[1] != nullptr ? given[1]->text() : "common";
    if (precision < 0 || precision > 300) throw Error("round: the precision must be 0 to 300");
    const double value = v.number("what round takes");
    if (method == "common") {
        if (v.isInteger()) return v;  // round() of an int is an int
        char text[400];
        std::snprintf(text, sizeof text, "%.*f", int(precision), value);  // rounds the exact value, half to even
        return std::isfinite(value) && std::abs(value) < 1e17 ? std::strtod(text, nullptr) : value;
    }
    const double scale = std::pow(10.0, double(precision));
    if (method == "ceil") return std::ceil(value * scale) / scale;
    if (method == "floor") return std::floor(value * scale) / scale;
    throw Error("round: the method must be common, ceil or floor");
}

// --- lists and dicts ---

Value firstFilter(I, V v, A) {
    if (v.isSequence() && v.sequence()->kind == Sequence::Kind::Generator && !v.sequence()->items.empty()) {
        Value item = v.sequence()->items.front();
        v.sequence()->items.erase(v.sequence()->items.begin());
        return item;
    }
    const std::vector<Value> items = iterate(v);
    return items.empty() ? Value::undefined("there is no first item") : items.front();
}

Value lastFilter(I, V v, A) {
    if (v.isSequence() && v.sequence()->kind == Sequence::Kind::Generator)
        throw Error("last: a generator has no end to look at");
    const std::vector<Value> items = iterate(v);
    return items.empty() ? Value::undefined("there is no last item") : items.back();
}

Value joinFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"d", "attribute"}, 0, "join");
    const std::string separator = given[0] != nullptr ? given[0]->text() : "";
    std::string out;
    bool first = true;
    for (const Value& item : iterate(v)) {
        if (!first) out += separator;
        first = false;
        out += (given[1] != nullptr && !given[1]->is<None>() ? path(interpreter, item, *given[1]) : item).text();
        checkText(out.size());
    }
    return Value(std::move(out));
}

Value reverseFilter(I, V v, A) {
    if (v.isString()) {
        std::u32string all = toCharacters(v.string());
        std::reverse(all.begin(), all.end());
        return Value(toUtf8(all));
    }
    const bool spent = v.isSequence() && v.sequence()->kind == Sequence::Kind::Generator;
    std::vector<Value> items = iterate(v);
    std::reverse(items.begin(), items.end());
    return spent ? makeSequence(std::move(items)) : generator(std::move(items));
}

Value sortFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"reverse", "case_sensitive", "attribute"}, 0, "sort");
    std::vector<std::pair<std::vector<Value>, Value>> keyed;
    for (Value& item : iterate(v)) {
        std::vector<Value> keys;
        if (given[2] != nullptr && given[2]->isString()) {
            for (const std::string& one : split(given[2]->string(), ",", -1)) {
                const Value attribute(one);
                keys.push_back(sortKey(interpreter, item, &attribute, flag(given[1], false)));
            }
        } else {
            keys.push_back(sortKey(interpreter, item, given[2], flag(given[1], false)));
        }
        keyed.emplace_back(std::move(keys), std::move(item));
    }
    interpreter.count(keyed.size() * 8);
    const bool reverse = flag(given[0], false);
    const auto before = [](const std::vector<Value>& x, const std::vector<Value>& y) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (equal(x[i], y[i])) continue;
            return less(x[i], y[i]);
        }
        return false;
    };
    stableSort(keyed, [&](const auto& x, const auto& y) {
        return reverse ? before(y.first, x.first) : before(x.first, y.first);
    });
    std::vector<Value> items;
    for (auto& [_, item] : keyed)
        items.push_back(std::move(item));
    return makeSequence(std::move(items));
}

Value uniqueFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"case_sensitive", "attribute"}, 0, "unique");
    Dict seen;
    std::vector<Value> items;
    for (Value& item : iterate(v)) {
        const Value key = sortKey(interpreter, item, given[1], flag(given[0], false));
        interpreter.count(key.isString() ? 1 : seen.items.size() + 1);
        if (seen.find(key) != nullptr) continue;
        seen.set(key, None{});
        items.push_back(std::move(item));
    }
    return generator(std::move(items));
}

template <bool Largest>
Value extremeFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"case_sensitive", "attribute"}, 0, Largest ? "max" : "min");
    Value best = Value::undefined("there is no item"), bestKey;
    bool any = false;
    for (Value& item : iterate(v)) {
        Value key = sortKey(interpreter, item, given[1], flag(given[0], false));
        if (any && !(Largest ? less(bestKey, key) : less(key, bestKey))) continue;
        any = true;
        best = std::move(item);
        bestKey = std::move(key);
    }
    return best;
}

Value sumFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"attribute", "start"}, 0, "sum");
    Value total = given[1] != nullptr ? *given[1] : Value(std::int64_t{0});
    for (const Value& item : iterate(v)) {
        total = arithmetic("+", total,
                           given[0] != nullptr && !given[0]->is<None>() ? path(interpreter, item, *given[0]) : item);
        interpreter.count(1 + (total.isSequence() ? total.sequence()->items.size() : 0));
    }
    return total;
}

Value mapFilter(I interpreter, V v, A a) {
    std::vector<Value> out;
    if (!v.truth()) return generator({});  // also what cannot be iterated, as in jinja2
    if (a.positional.empty()) {
        const auto given = bind(a, {"attribute", "default"}, 1, "map");
        for (const Value& item : iterate(v)) {
            Value found = path(interpreter, item, *given[0]);
            out.push_back(found.isUndefined() && given[1] != nullptr ? *given[1] : std::move(found));
        }
        return generator(std::move(out));
    }
    const std::string name = a.positional[0].text();
    const Arguments rest{{a.positional.begin() + 1, a.positional.end()}, a.named};
    for (const Value& item : iterate(v)) {
        interpreter.count(1);
        out.push_back(interpreter.filter(name, item, rest));
    }
    return generator(std::move(out));
}

// select, reject and their attr forms: (test, arguments…), after the attribute.
template <bool Keeps, bool ByAttribute>
Value selectFilter(I interpreter, V v, A a) {
    if (!v.truth()) return generator({});
    const std::size_t skip = ByAttribute ? 1 : 0;
    if (a.positional.size() < skip) throw Error("the filter needs an attribute");
    const bool tested = a.positional.size() > skip;
    const std::string name = tested ? a.positional[skip].text() : "";
    Arguments rest;
    rest.named = a.named;
    if (tested) rest.positional.assign(a.positional.begin() + std::ptrdiff_t(skip) + 1, a.positional.end());
    std::vector<Value> out;
    for (Value& item : iterate(v)) {
        interpreter.count(1);
        const Value looked = ByAttribute ? path(interpreter, item, a.positional[0]) : item;
        const bool holds = tested ? interpreter.test(name, looked, rest) : looked.truth();
        if (holds == Keeps) out.push_back(std::move(item));
    }
    return generator(std::move(out));
}

Value itemsFilter(I interpreter, V v, A) {
    if (v.isUndefined()) return generator({});
    if (!v.isDict()) throw Error("items: a " + v.typeName() + " is no dict");
    return generator(iterate(interpreter.call(boundMethod(v, "items"), {})));
}

Value dictSortFilter(I, V v, A a) {
    const auto given = bind(a, {"case_sensitive", "by", "reverse"}, 0, "dictsort");
    if (!v.isDict()) throw Error("dictsort: a " + v.typeName() + " is no dict");
    const std::string by = given[1] != nullptr ? given[1]->text() : "key";
    if (by != "key" && by != "value") throw Error("dictsort: sorts by key or value");
    const bool sensitive = flag(given[0], false), reverse = flag(given[2], false);
    const auto key = [&](const std::pair<Value, Value>& item) {
        const Value& k = by == "key" ? item.first : item.second;
        return !sensitive && k.isString() ? Value(lower(k.string())) : k;
    };
    auto pairs = v.dict()->items;
    stableSort(pairs,
               [&](const auto& x, const auto& y) { return reverse ? less(key(y), key(x)) : less(key(x), key(y)); });
    std::vector<Value> out;
    for (const auto& [k, value] : pairs)
        out.push_back(makeSequence({k, value}, Sequence::Kind::Tuple));
    return makeSequence(std::move(out));
}

Value batchFilter(I, V v, A a) {
    const auto given = bind(a, {"linecount", "fill_with"}, 1, "batch");
    const std::int64_t size = given[0]->integer("linecount");
    if (size < 1 || size > std::int64_t(kMaxItems)) throw Error("batch: the count must be positive");
    std::vector<Value> out, row;
    for (Value& item : iterate(v)) {
        if (std::int64_t(row.size()) == size) out.push_back(makeSequence(std::exchange(row, {})));
        row.push_back(std::move(item));
    }
    if (!row.empty()) {
        if (given[1] != nullptr && !given[1]->is<None>()) row.resize(std::size_t(size), *given[1]);
        out.push_back(makeSequence(std::move(row)));
    }
    return generator(std::move(out));
}

Value groupByFilter(I interpreter, V v, A a) {
    const auto given = bind(a, {"attribute", "default", "case_sensitive"}, 1, "groupby");
    const bool sensitive = flag(given[2], false);
    std::vector<std::pair<Value, Value>> keyed;  // the key as it sorts, and the item
    for (Value& item : iterate(v)) {
        Value key = sortKey(interpreter, item, given[0], sensitive);
        if (key.isUndefined() && given[1] != nullptr) key = *given[1];
        keyed.emplace_back(std::move(key), std::move(item));
    }
    stableSort(keyed, [](const auto& x, const auto& y) { return less(x.first, y.first); });
    std::vector<Value> out;
    for (std::size_t i = 0; i < keyed.size();) {
        std::vector<Value> group;
        Value shown = path(interpreter, keyed[i].second, *given[0]);
        if (shown.isUndefined() && given[1] != nullptr) shown = *given[1];
        const std::size_t first = i;
        for (; i < keyed.size() && equal(keyed[i].first, keyed[first].first); ++i)
            group.push_back(keyed[i].second);
        out.push_back(makeSequence({shown, makeSequence(std::move(group))}, Sequence::Kind::Tuple));
    }
    return makeSequence(std::move(out));
}

Value defaultFilter(I, V v, A a) {
    const auto given = bind(a, {"default_value", "boolean"}, 0, "default");
    const bool missing = v.isUndefined() || (flag(given[1], false) && !v.truth());
    if (!missing) return v;
    return given[0] != nullptr ? *given[0] : Value("");
}

Value attrFilter(I interpreter, V v, A a) {
    const std::string name = bind(a, {"name"}, 1, "attr")[0]->text();
    if (const Value method = boundMethod(v, name); !method.isUndefined()) return method;
    if (v.isDict() || v.isString() || v.isSequence()) return Value::undefined("there is no attribute '" + name + "'");
    return interpreter.attribute(v, name);
}

}  // namespace

const std::map<std::string_view, FilterFunction>& filterTable() {
    static const FilterFunction text = [](I, V v, A) { return Value(v.text()); };
    static const FilterFunction size = [](I, V v, A) { return Value(length(v)); };
    static const std::map<std::string_view, FilterFunction> table{
        {"abs", absFilter},
        {"attr", attrFilter},
        {"batch", batchFilter},
        {"capitalize", [](I, V v, A) { return Value(capitalize(v.text())); }},
        {"center", centerFilter},
        {"count", size},
        {"d", defaultFilter},
        {"default", defaultFilter},
        {"dictsort", dictSortFilter},
        {"e", escapeFilter},
        {"escape", escapeFilter},
        {"first", firstFilter},
        {"float", floatFilter},
        {"format", formatFilter},
        {"groupby", groupByFilter},
        {"indent", indentFilter},
        {"int", intFilter},
        {"items", itemsFilter},
        {"join", joinFilter},
        {"last", lastFilter},
        {"length", size},
        {"list", [](I, V v, A) { return makeSequence(iterate(v)); }},
        {"lower", [](I, V v, A) { return Value(lower(v.text())); }},
        {"map", mapFilter},
        {"max", extremeFilter<true>},
        {"min", extremeFilter<false>},
        {"reject", selectFilter<false, false>},
        {"rejectattr", selectFilter<false, true>},
        {"replace", replaceFilter},
        {"reverse", reverseFilter},
        {"round", roundFilter},
        {"safe", text},
        {"select", selectFilter<true, false>},
        {"selectattr", selectFilter<true, true>},
        {"sort", sortFilter},
        {"string", text},
        {"sum", sumFilter},
        {"title", titleFilter},
        {"tojson", jsonFilter},
        {"trim", trimFilter},
        {"truncate", truncateFilter},
        {"unique", uniqueFilter},
        {"upper", [](I, V v, A) { return Value(upper(v.text())); }},
        {"wordcount", wordCountFilter},
    };
    return table;
}

}  // namespace atelier::text::jinja
