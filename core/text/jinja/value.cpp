#include "text/jinja/value.h"

#include "text/unicode.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace atelier::text::jinja {
namespace {

[[noreturn]] void nestedTooDeep() {
    throw Error("values are nested deeper than " + std::to_string(kMaxValueDepth) + " levels");
}

const Value::Storage& unwrap(const Value& v) {
    return v.storage();
}

// Texts, truth values and numbers compare as numbers do in Python: 1 == 1.0 == True.
bool numbersEqual(const Value& a, const Value& b) {
    if (!a.is<double>() && !b.is<double>()) return a.integer("") == b.integer("");
    return a.number("") == b.number("");
}

void appendQuoted(std::string& out, const std::string& text) {
    const char quote = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
    out += quote;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t c = nextCharacter(text, at);
        char escaped[16];
        if (c == char32_t(quote) || c == '\\') {
            out += '\\';
            out += char(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == ' ' || (!category(c).starts_with('C') && !category(c).starts_with('Z'))) {
            out.append(text, here, at - here);
        } else {
            std::snprintf(escaped, sizeof escaped,
                          c < 0x100     ? "\\x%02x"
                          : c < 0x10000 ? "\\u%04x"
                                        : "\\U%08x",
                          unsigned(c));
            out += escaped;
        }
    }
    out += quote;
}

void appendItems(std::string& out, const std::vector<Value>& items, int depth) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += ", ";
        appendRepr(out, items[i], depth + 1);
    }
}

void appendDict(std::string& out, const Dict& dict, int depth) {
    out += '{';
    for (std::size_t i = 0; i < dict.items.size(); ++i) {
        if (i > 0) out += ", ";
        appendRepr(out, dict.items[i].first, depth + 1);
        out += ": ";
        appendRepr(out, dict.items[i].second, depth + 1);
    }
    out += '}';
}

bool hashable(const Value& v) {
    if (v.isDict()) return false;
    if (!v.isSequence()) return true;
    return v.sequence()->kind == Sequence::Kind::Tuple &&
           std::all_of(v.sequence()->items.begin(), v.sequence()->items.end(), hashable);
}

}  // namespace

void checkText(std::size_t bytes) {
    if (bytes > kMaxText)
        throw Error("the template makes more than " + std::to_string(kMaxText >> 20) + " MiB of text");
}

Value::Value(std::string v) {
    checkText(v.size());
    storage_ = std::make_shared<const std::string>(std::move(v));
}

Value Value::undefined(std::string what) {
    Value v;
    v.storage_ = Undefined{std::make_shared<const std::string>(std::move(what))};
    return v;
}

Value Value::fromJson(const Json& json) {
    switch (json.type()) {
        case Json::value_t::null:
            return None{};
        case Json::value_t::boolean:
            return json.get<bool>();
        case Json::value_t::number_integer:
            return json.get<std::int64_t>();
        case Json::value_t::number_unsigned:
            if (json.get<std::uint64_t>() > std::uint64_t(INT64_MAX)) return double(json.get<std::uint64_t>());
            return json.get<std::int64_t>();
        case Json::value_t::number_float:
            return json.get<double>();
        case Json::value_t::string:
            return json.get<std::string>();
        case Json::value_t::array: {
            std::vector<Value> items;
            items.reserve(json.size());
            for (const Json& item : json)
                items.push_back(fromJson(item));
            return makeSequence(std::move(items));
        }
        case Json::value_t::object: {
            auto dict = std::make_shared<Dict>();
            for (const auto& [key, item] : json.items())
                dict->set(Value(key), fromJson(item));
            return dict;
        }
        default:
            throw Error("a variable of the template holds bytes");
    }
}

bool Value::truth() const {
    if (isUndefined() || is<None>()) return false;
    if (const auto* b = std::get_if<bool>(&storage_)) return *b;
    if (const auto* i = std::get_if<std::int64_t>(&storage_)) return *i != 0;
    if (const auto* d = std::get_if<double>(&storage_)) return *d != 0;
    if (isString()) return !string().empty();
    if (isSequence()) return sequence()->kind == Sequence::Kind::Generator || !sequence()->items.empty();
    if (isDict()) return !dict()->items.empty();
    return true;
}

std::string Value::typeName() const {
    static const char* const kNames[] = {"Undefined", "NoneType", "bool",     "int",       "float", "str",
                                         "list",      "dict",     "function", "Namespace", "loop"};
    if (!isSequence()) return kNames[storage_.index()];
    switch (sequence()->kind) {
        case Sequence::Kind::Tuple:
            return "tuple";
        case Sequence::Kind::Range:
            return "range";
        case Sequence::Kind::View:
            return "dict view";
        case Sequence::Kind::Generator:
            return "generator";
        default:
            return "list";
    }
}

std::string Value::text() const {
    if (isString()) return string();
    std::string out;
    if (isUndefined()) return out;
    appendRepr(out, *this, 0);
    return out;
}

std::string Value::repr() const {
    std::string out;
    appendRepr(out, *this, 0);
    return out;
}

int Value::depth() const {
    if (isSequence()) return sequence()->depth;
    if (isDict()) return dict()->depth;
    return 0;
}

std::int64_t Value::integer(const char* what) const {
    if (const auto* i = std::get_if<std::int64_t>(&storage_)) return *i;
    if (const auto* b = std::get_if<bool>(&storage_)) return *b ? 1 : 0;
    throw Error(std::string(what) + " must be a whole number, not " + typeName());
}

double Value::number(const char* what) const {
    if (const auto* d = std::get_if<double>(&storage_)) return *d;
    if (!isNumber()) throw Error(std::string(what) + " must be a number, not " + typeName());
    return double(integer(what));
}

std::string floatText(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    char scientific[40];
    const auto end =
        std::to_chars(scientific, scientific + sizeof scientific, value, std::chars_format::scientific).ptr;
    const std::string shortest(scientific, end);
    const auto e = shortest.find('e');
    const int exponent = std::stoi(shortest.substr(e + 1));
    if (exponent < -4 || exponent >= 16) return shortest;
    char fixed[64];
    const auto fixedEnd = std::to_chars(fixed, fixed + sizeof fixed, value, std::chars_format::fixed).ptr;
    std::string out(fixed, fixedEnd);
    if (out.find('.') == std::string::npos) out += ".0";
    return out;
}

void appendRepr(std::string& out, const Value& value, int depth) {
    if (depth > kMaxValueDepth) nestedTooDeep();
    checkText(out.size());
    const auto& storage = unwrap(value);
    if (value.isUndefined()) {
        out += "Undefined";
    } else if (value.is<None>()) {
        out += "None";
    } else if (const auto* b = std::get_if<bool>(&storage)) {
        out += *b ? "True" : "False";
    } else if (const auto* i = std::get_if<std::int64_t>(&storage)) {
        out += std::to_string(*i);
    } else if (const auto* d = std::get_if<double>(&storage)) {
        out += floatText(*d);
    } else if (value.isString()) {
        appendQuoted(out, value.string());
    } else if (value.isDict()) {
        appendDict(out, *value.dict(), depth);
    } else if (value.isSequence()) {
        const Sequence& s = *value.sequence();
        switch (s.kind) {
            case Sequence::Kind::Tuple:
                out += '(';
                appendItems(out, s.items, depth);
                out += s.items.size() == 1 ? ",)" : ")";
                break;
            case Sequence::Kind::Range: {
                const auto at = [&](std::size_t i) { return s.items[i].integer(""); };
                const std::int64_t step = s.items.size() > 1 ? at(1) - at(0) : 1;
                const std::int64_t first = s.items.empty() ? 0 : at(0),
                                   last = s.items.empty() ? 0 : at(s.items.size() - 1) + step;
                out += "range(" + std::to_string(first) + ", " + std::to_string(last);
                out += step == 1 ? ")" : ", " + std::to_string(step) + ")";
                break;
            }
            case Sequence::Kind::Generator:
                out += "<generator>";
                break;
            case Sequence::Kind::View:
                out += "dict_view([";
                appendItems(out, s.items, depth);
                out += "])";
                break;
            case Sequence::Kind::List:
                out += '[';
                appendItems(out, s.items, depth);
                out += ']';
        }
    } else if (const auto* n = std::get_if<std::shared_ptr<Namespace>>(&storage)) {
        out += "<Namespace ";
        appendDict(out, (*n)->attributes, depth + 1);
        out += '>';
    } else {
        out += "<" + value.typeName() + ">";
    }
}

bool equal(const Value& a, const Value& b, int depth) {
    if (depth > kMaxValueDepth) nestedTooDeep();
    if (a.isNumber() && b.isNumber()) return numbersEqual(a, b);
    if (a.storage().index() != b.storage().index()) return false;
    if (a.isUndefined() || a.is<None>()) return true;
    if (a.isString()) return a.string() == b.string();
    if (a.isSequence()) {
        const Sequence &x = *a.sequence(), &y = *b.sequence();
        if (&x == &y) return true;
        if (x.kind != y.kind || x.kind == Sequence::Kind::Generator || x.items.size() != y.items.size()) return false;
        return std::equal(x.items.begin(), x.items.end(), y.items.begin(),
                          [&](const Value& p, const Value& q) { return equal(p, q, depth + 1); });
    }
    if (a.isDict()) {
        if (a.dict() == b.dict()) return true;
        if (a.dict()->items.size() != b.dict()->items.size()) return false;
        return std::all_of(a.dict()->items.begin(), a.dict()->items.end(), [&](const auto& item) {
            const Value* other = b.dict()->find(item.first);
            return other != nullptr && equal(item.second, *other, depth + 1);
        });
    }
    return a.storage().index() == b.storage().index() && std::visit(
                                                             [&](const auto& x) {
                                                                 using T = std::decay_t<decltype(x)>;
                                                                 if constexpr (requires { x.get(); })
                                                                     return x == std::get<T>(b.storage());
                                                                 else
                                                                     return false;
                                                             },
                                                             a.storage());
}

bool less(const Value& a, const Value& b) {
    if (a.isNumber() && b.isNumber()) {
        if (!a.is<double>() && !b.is<double>()) return a.integer("") < b.integer("");
        return a.number("") < b.number("");
    }
    if (a.isString() && b.isString()) return a.string() < b.string();  // UTF-8 keeps the order of code points
    if (a.isSequence() && b.isSequence() && a.sequence()->kind == b.sequence()->kind &&
        (a.sequence()->kind == Sequence::Kind::List || a.sequence()->kind == Sequence::Kind::Tuple)) {
        const auto &x = a.sequence()->items, &y = b.sequence()->items;
        for (std::size_t i = 0; i < x.size() && i < y.size(); ++i)
            if (!equal(x[i], y[i])) return less(x[i], y[i]);
        return x.size() < y.size();
    }
    for (const Value* v : {&a, &b})
        if (const auto* u = std::get_if<Undefined>(&v->storage()))
            throw Error(u->what ? *u->what : "a value is undefined");
    throw Error("a " + a.typeName() + " and a " + b.typeName() + " have no order");
}

bool contains(const Value& container, const Value& item) {
    if (container.isUndefined()) return false;
    if (container.isString()) {
        if (!item.isString()) throw Error("\"in\" a text needs a text, not " + item.typeName());
        return container.string().find(item.string()) != std::string::npos;
    }
    if (container.isDict()) {
        if (!hashable(item)) throw Error("a " + item.typeName() + " cannot be a key");
        return container.dict()->find(item) != nullptr;
    }
    if (container.isSequence()) {
        const std::vector<Value> items =
            container.sequence()->kind == Sequence::Kind::Generator ? iterate(container) : container.sequence()->items;
        return std::any_of(items.begin(), items.end(), [&](const Value& v) { return equal(v, item); });
    }
    throw Error("a " + container.typeName() + " has no members to look for");
}

std::int64_t length(const Value& value) {
    if (value.isUndefined()) return 0;
    if (value.isString()) return std::int64_t(characterCount(value.string()));
    if (value.isDict()) return std::int64_t(value.dict()->items.size());
    if (value.isSequence() && value.sequence()->kind != Sequence::Kind::Generator)
        return std::int64_t(value.sequence()->items.size());
    if (const auto* loop = std::get_if<std::shared_ptr<Loop>>(&value.storage()))
        return std::int64_t((*loop)->items->size());
    throw Error("a " + value.typeName() + " has no length");
}

std::vector<Value> iterate(const Value& value) {
    std::vector<Value> items;
    if (value.isUndefined()) return items;
    if (value.isSequence()) {
        if (value.sequence()->kind == Sequence::Kind::Generator) return std::exchange(value.sequence()->items, {});
        return value.sequence()->items;
    }
    if (value.isDict()) {
        for (const auto& [key, _] : value.dict()->items)
            items.push_back(key);
        return items;
    }
    if (value.isString()) {
        const std::string& text = value.string();
        if (text.size() > kMaxItems) throw Error("the text is too long to be taken apart");
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t here = at;
            nextCharacter(text, at);
            items.emplace_back(text.substr(here, at - here));
        }
        return items;
    }
    throw Error("a " + value.typeName() + " cannot be iterated");
}

Value makeSequence(std::vector<Value> items, Sequence::Kind kind) {
    if (items.size() > kMaxItems) throw Error("a list has more than " + std::to_string(kMaxItems) + " items");
    int depth = 0;
    for (const Value& item : items)
        depth = std::max(depth, item.depth());
    if (depth >= kMaxValueDepth) nestedTooDeep();
    return std::make_shared<Sequence>(Sequence{std::move(items), kind, depth + 1});
}

const Value* Dict::find(std::string_view key) const {
    const auto found = texts_.find(std::string(key));
    return found == texts_.end() ? nullptr : &items[found->second].second;
}

const Value* Dict::find(const Value& key) const {
    if (key.isString()) return find(std::string_view(key.string()));
    for (const auto& [k, v] : items)
        if (!k.isString() && equal(k, key)) return &v;
    return nullptr;
}

void Dict::set(const Value& key, const Value& value) {
    if (!hashable(key)) throw Error("a " + key.typeName() + " cannot be a key");
    if (std::max(key.depth(), value.depth()) >= kMaxValueDepth) nestedTooDeep();
    depth = std::max({depth, key.depth() + 1, value.depth() + 1});
    if (const Value* found = find(key)) {
        *const_cast<Value*>(found) = value;  // ours: found in items
        return;
    }
    if (items.size() >= kMaxItems) throw Error("a dict has more than " + std::to_string(kMaxItems) + " items");
    if (key.isString()) texts_.emplace(key.string(), items.size());
    items.emplace_back(key, value);
}

std::vector<const Value*> bind(const Arguments& given, std::initializer_list<std::string_view> names,
                               std::size_t required, std::string_view function) {
    const std::string name(function);
    if (given.positional.size() > names.size())
        throw Error(name + " takes at most " + std::to_string(names.size()) + " arguments");
    std::vector<const Value*> bound(names.size(), nullptr);
    for (std::size_t i = 0; i < given.positional.size(); ++i)
        bound[i] = &given.positional[i];
    for (const auto& [key, value] : given.named) {
        const auto* found = std::find(names.begin(), names.end(), key);
        if (found == names.end()) throw Error(name + " knows no argument \"" + key + "\"");
        auto& place = bound[std::size_t(found - names.begin())];
        if (place != nullptr) throw Error(name + " got \"" + key + "\" twice");
        place = &value;
    }
    for (std::size_t i = 0; i < required; ++i)
        if (bound[i] == nullptr) throw Error(name + " needs the argument \"" + std::string(names.begin()[i]) + "\"");
    return bound;
}

}  // namespace atelier::text::jinja
