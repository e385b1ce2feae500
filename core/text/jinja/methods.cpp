#include "text/jinja/characters.h"
#include "text/jinja/interpreter.h"
#include "text/unicode.h"

#include <algorithm>
#include <map>

namespace atelier::text::jinja {
namespace {

using Method = Value (*)(const Value& self, const Arguments& given);

const std::string& textOf(const Value* v, const char* what) {
    if (!v->isString()) throw Error(std::string(what) + " must be a text, not " + v->typeName());
    return v->string();
}

Value texts(std::vector<std::string> parts, Sequence::Kind kind = Sequence::Kind::List) {
    std::vector<Value> items;
    items.reserve(parts.size());
    for (auto& part : parts)
        items.emplace_back(std::move(part));
    return makeSequence(std::move(items), kind);
}

template <bool Left, bool Right>
Value stripMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"chars"}, 0, "strip()");
    if (a[0] == nullptr || a[0]->is<None>()) return Value(strip(self.string(), Left, Right));
    return Value(strip(self.string(), Left, Right, textOf(a[0], "what strip() takes off")));
}

template <auto Cut>
Value splitMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"sep", "maxsplit"}, 0, "split()");
    std::string separator;
    if (a[0] != nullptr && !a[0]->is<None>()) {
        separator = textOf(a[0], "the separator");
        if (separator.empty()) throw Error("the separator must not be empty");
    }
    return texts(Cut(self.string(), separator, a[1] != nullptr ? a[1]->integer("maxsplit") : -1));
}

template <bool AtStart>
Value affixMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"affix"}, 1, AtStart ? "startswith()" : "endswith()");
    const auto has = [&](const Value& affix) {
        const std::string& text = textOf(&affix, "what a text starts or ends with");
        return AtStart ? self.string().starts_with(text) : self.string().ends_with(text);
    };
    if (!a[0]->isSequence()) return has(*a[0]);
    return std::any_of(a[0]->sequence()->items.begin(), a[0]->sequence()->items.end(), has);
}

template <bool FromStart>
Value removeAffix(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"affix"}, 1, "removeprefix()");
    const std::string& affix = textOf(a[0], "what is removed");
    const std::string& text = self.string();
    if (FromStart) return Value(text.starts_with(affix) ? text.substr(affix.size()) : text);
    return Value(text.ends_with(affix) ? text.substr(0, text.size() - affix.size()) : text);
}

template <auto Map>
Value mapped(const Value& self, const Arguments& given) {
    bind(given, {}, 0, "the method");
    return Value(Map(self.string()));
}

Value replaceMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"old", "new", "count"}, 2, "replace()");
    return Value(replaceAll(self.string(), textOf(a[0], "what is replaced"), textOf(a[1], "the replacement"),
                            a[2] != nullptr ? a[2]->integer("count") : -1));
}

template <bool Right, bool Throws>
Value findMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"sub"}, 1, "find()");
    const std::string& what = textOf(a[0], "what is looked for");
    const auto at = Right ? self.string().rfind(what) : self.string().find(what);
    if (at == std::string::npos) {
        if (Throws) throw Error("the text does not hold what index() looks for");
        return std::int64_t{-1};
    }
    return std::int64_t(characterCount(std::string_view(self.string()).substr(0, at)));
}

Value countMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"sub"}, 1, "count()");
    std::int64_t n = 0;
    if (self.isSequence()) {
        for (const Value& v : self.sequence()->items)
            n += equal(v, *a[0]) ? 1 : 0;
        return n;
    }
    const std::string& what = textOf(a[0], "what is counted");
    if (what.empty()) return std::int64_t(characterCount(self.string())) + 1;
    for (auto at = self.string().find(what); at != std::string::npos; at = self.string().find(what, at + what.size()))
        ++n;
    return n;
}

Value joinMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"iterable"}, 1, "join()");
    std::string out;
    bool first = true;
    for (const Value& v : iterate(*a[0])) {
        if (!first) out += self.string();
        first = false;
        out += textOf(&v, "what is joined");
        checkText(out.size());
    }
    return Value(std::move(out));
}

// Whether all characters are of a kind, and there is one.
template <auto Is>
Value all(const Value& self, const Arguments& given) {
    bind(given, {}, 0, "the method");
    const std::u32string characters = toCharacters(self.string());
    return !characters.empty() && std::all_of(characters.begin(), characters.end(), Is);
}
bool isAlphabetic(char32_t c) {
    return category(c).starts_with('L');
}
bool isDecimalDigit(char32_t c) {
    return category(c) == "Nd" || c == 0xB2 || c == 0xB3 || c == 0xB9;
}
bool isAlphanumeric(char32_t c) {
    return isAlphabetic(c) || category(c).starts_with('N');
}

template <bool Upper>
Value cased(const Value& self, const Arguments& given) {
    bind(given, {}, 0, "the method");
    bool any = false;
    for (const char32_t c : toCharacters(self.string())) {
        const auto kind = category(c);
        if (kind == (Upper ? "Ll" : "Lu") || kind == "Lt") return false;
        any |= kind == (Upper ? "Lu" : "Ll");
    }
    return any;
}

Value zfillMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"width"}, 1, "zfill()");
    const std::int64_t missing = a[0]->integer("width") - std::int64_t(characterCount(self.string()));
    if (missing <= 0) return self;
    checkText(std::size_t(missing));
    const std::size_t sign = self.string().starts_with('-') || self.string().starts_with('+') ? 1 : 0;
    std::string out = self.string();
    return Value(out.insert(sign, std::size_t(missing), '0'));
}

template <int Side>  // -1: text left, 1: text right, 0: centred
Value justify(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"width", "fillchar"}, 1, "ljust()");
    const std::string fill = a[1] != nullptr ? textOf(a[1], "the fill character") : " ";
    if (characterCount(fill) != 1) throw Error("the fill must be one character");
    const std::int64_t width = a[0]->integer("width");
    const std::int64_t missing = std::max<std::int64_t>(0, width - std::int64_t(characterCount(self.string())));
    checkText(std::size_t(missing) * fill.size());
    const std::int64_t left = Side < 0 ? 0 : Side > 0 ? missing : missing / 2 + (missing & width & 1);
    std::string out;
    for (std::int64_t i = 0; i < left; ++i)
        out += fill;
    out += self.string();
    for (std::int64_t i = left; i < missing; ++i)
        out += fill;
    return Value(std::move(out));
}

Value splitLinesMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"keepends"}, 0, "splitlines()");
    if (a[0] != nullptr && a[0]->truth()) throw Error("splitlines(keepends) is not supported");
    return texts(splitLines(self.string()));
}

template <bool Right>
Value partitionMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"sep"}, 1, "partition()");
    const std::string &text = self.string(), &separator = textOf(a[0], "the separator");
    if (separator.empty()) throw Error("the separator must not be empty");
    const auto at = Right ? text.rfind(separator) : text.find(separator);
    if (at == std::string::npos)
        return texts(Right ? std::vector<std::string>{"", "", text} : std::vector<std::string>{text, "", ""},
                     Sequence::Kind::Tuple);
    return texts({text.substr(0, at), separator, text.substr(at + separator.size())}, Sequence::Kind::Tuple);
}

// "{}", "{0}" and "{name}", with neither conversion nor format.
Value formatMethod(const Value& self, const Arguments& given) {
    const std::string& format = self.string();
    std::string out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = format[i];
        if ((c == '{' || c == '}') && i + 1 < format.size() && format[i + 1] == c) {
            out += c;
            ++i;
            continue;
        }
        if (c == '}') throw Error("format(): a single \"}\"");
        if (c != '{') {
            out += c;
            continue;
        }
        const auto close = format.find('}', i);
        if (close == std::string::npos) throw Error("format(): \"{\" has no \"}\"");
        const std::string field = format.substr(i + 1, close - i - 1);
        if (field.find_first_of(".[!:{") != std::string::npos)
            throw Error("format(): \"{" + field + "}\" is not supported");
        i = close;
        if (field.empty() || (field[0] >= '0' && field[0] <= '9' && field.size() < 6)) {
            const std::size_t at = field.empty() ? next++ : std::size_t(std::stoi(field));
            if (at >= given.positional.size()) throw Error("format(): too few values");
            out += given.positional[at].text();
        } else {
            const auto found =
                std::find_if(given.named.begin(), given.named.end(), [&](const auto& n) { return n.first == field; });
            if (found == given.named.end()) throw Error("format(): no value is called \"" + field + "\"");
            out += found->second.text();
        }
        checkText(out.size());
    }
    return Value(std::move(out));
}

const std::map<std::string_view, Method>& textMethods() {
    static const std::map<std::string_view, Method> table{
        {"strip", stripMethod<true, true>},
        {"lstrip", stripMethod<true, false>},
        {"rstrip", stripMethod<false, true>},
        {"split", splitMethod<split>},
        {"rsplit", splitMethod<splitFromRight>},
        {"splitlines", splitLinesMethod},
        {"partition", partitionMethod<false>},
        {"rpartition", partitionMethod<true>},
        {"startswith", affixMethod<true>},
        {"endswith", affixMethod<false>},
        {"removeprefix", removeAffix<true>},
        {"removesuffix", removeAffix<false>},
        {"upper", mapped<upper>},
        {"lower", mapped<lower>},
        {"title", mapped<title>},
        {"capitalize", mapped<capitalize>},
        {"replace", replaceMethod},
        {"find", findMethod<false, false>},
        {"rfind", findMethod<true, false>},
        {"index", findMethod<false, true>},
        {"count", countMethod},
        {"join", joinMethod},
        {"isspace", all<isPythonSpace>},
        {"isalpha", all<isAlphabetic>},
        {"isdigit", all<isDecimalDigit>},
        {"isnumeric", all<isNumeric>},
        {"isalnum", all<isAlphanumeric>},
        {"isupper", cased<true>},
        {"islower", cased<false>},
        {"zfill", zfillMethod},
        {"ljust", justify<-1>},
        {"rjust", justify<1>},
        {"center", justify<0>},
        {"format", formatMethod},
    };
    return table;
}

enum class Part { Keys, Values, Items };
template <Part Which>
Value view(const Value& self, const Arguments& given) {
    bind(given, {}, 0, "the method");
    std::vector<Value> items;
    for (const auto& [key, value] : self.dict()->items)
        items.push_back(Which == Part::Keys     ? key
                        : Which == Part::Values ? value
                                                : makeSequence({key, value}, Sequence::Kind::Tuple));
    return makeSequence(std::move(items), Sequence::Kind::View);
}

Value getMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"key", "default"}, 1, "get()");
    if (const Value* found = self.dict()->find(*a[0])) return *found;
    return a[1] != nullptr ? *a[1] : Value(None{});
}

Value copyMethod(const Value& self, const Arguments& given) {
    bind(given, {}, 0, "copy()");
    if (self.isDict()) return std::make_shared<Dict>(*self.dict());
    return makeSequence(self.sequence()->items);
}

const std::map<std::string_view, Method>& dictMethods() {
    static const std::map<std::string_view, Method> table{
        {"keys", view<Part::Keys>}, {"values", view<Part::Values>}, {"items", view<Part::Items>},
        {"get", getMethod},         {"copy", copyMethod},
    };
    return table;
}

Value indexMethod(const Value& self, const Arguments& given) {
    const auto a = bind(given, {"value"}, 1, "index()");
    const auto& items = self.sequence()->items;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (equal(items[i], *a[0])) return std::int64_t(i);
    throw Error("index(): the value is not in the list");
}

const std::map<std::string_view, Method>& listMethods() {
    static const std::map<std::string_view, Method> table{
        {"index", indexMethod}, {"count", countMethod}, {"copy", copyMethod}};
    return table;
}

// Present in Python, refused by jinja2's immutable sandbox: they are undefined, and calling them fails.
bool changes(const Value& object, const std::string& name) {
    static constexpr std::string_view kOfLists[] = {"append", "clear",  "extend",  "insert",
                                                    "pop",    "remove", "reverse", "sort"};
    static constexpr std::string_view kOfDicts[] = {"clear", "pop", "popitem", "setdefault", "update"};
    if (object.isDict()) return std::find(std::begin(kOfDicts), std::end(kOfDicts), name) != std::end(kOfDicts);
    return std::find(std::begin(kOfLists), std::end(kOfLists), name) != std::end(kOfLists);
}

}  // namespace

Value boundMethod(const Value& object, const std::string& name) {
    const std::map<std::string_view, Method>* table = nullptr;
    if (object.isString()) {
        table = &textMethods();
    } else if (object.isDict()) {
        table = &dictMethods();
    } else if (object.isSequence() &&
               (object.sequence()->kind == Sequence::Kind::List || object.sequence()->kind == Sequence::Kind::Tuple)) {
        table = &listMethods();
    } else {
        return {};
    }
    if (const auto found = table->find(name); found != table->end()) {
        auto bound = std::make_shared<Function>();
        bound->name = name;
        bound->call = [object, method = found->second](Interpreter& interpreter, const Arguments& given) {
            if (object.isString()) interpreter.count(object.string().size() / 64);
            return method(object, given);
        };
        return bound;
    }
    if (!object.isString() && changes(object, name) &&
        !(object.isDict() && object.dict()->find(std::string_view(name)) != nullptr))
        return Value::undefined("." + name + "() changes a " + object.typeName() + ", which templates may not");
    return {};
}

}  // namespace atelier::text::jinja
