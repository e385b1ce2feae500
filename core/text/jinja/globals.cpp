#include "text/jinja/interpreter.h"

#include <ctime>

namespace atelier::text::jinja {
namespace {

Value range(Interpreter& interpreter, const Arguments& given) {
    const auto a = bind(given, {"start", "stop", "step"}, 1, "range()");
    const std::int64_t first = a[1] != nullptr ? a[0]->integer("a bound of range()") : 0;
    const std::int64_t stop = (a[1] != nullptr ? a[1] : a[0])->integer("a bound of range()");
    const std::int64_t step = a[2] != nullptr ? a[2]->integer("the step of range()") : 1;
    if (step == 0) throw Error("the step of range() must not be 0");
    std::vector<Value> items;
    for (std::int64_t i = first; step > 0 ? i < stop : i > stop;) {
        if (std::int64_t(items.size()) >= kMaxRange)
            throw Error("range() has more than " + std::to_string(kMaxRange) + " items");
        items.emplace_back(i);
        if (__builtin_add_overflow(i, step, &i)) break;
    }
    interpreter.count(items.size());
    return makeSequence(std::move(items), Sequence::Kind::Range);
}

// What dict() and namespace() share: an optional dict or list of pairs, then named values.
void fill(Dict& dict, const Arguments& given, const char* name) {
    if (given.positional.size() > 1) throw Error(std::string(name) + " takes at most one positional argument");
    for (const Value& from : given.positional) {
        if (from.isDict()) {
            for (const auto& [key, value] : from.dict()->items)
                dict.set(key, value);
            continue;
        }
        for (const Value& pair : iterate(from)) {
            const std::vector<Value> both = iterate(pair);
            if (both.size() != 2) throw Error(std::string(name) + " needs pairs of a key and a value");
            dict.set(both[0], both[1]);
        }
    }
    for (const auto& [key, value] : given.named)
        dict.set(Value(key), value);
}

Value makeDict(Interpreter& interpreter, const Arguments& given) {
    auto dict = std::make_shared<Dict>();
    fill(*dict, given, "dict()");
    interpreter.count(dict->items.size());
    return dict;
}

Value makeNamespace(Interpreter& interpreter, const Arguments& given) {
    auto made = std::make_shared<Namespace>();
    fill(made->attributes, given, "namespace()");
    for (const auto& item : made->attributes.items)
        if (item.first.isString() && item.first.string().starts_with('_'))
            throw Error("an attribute of a namespace must not begin with \"_\"");
    interpreter.keep(made);
    return made;
}

Value raiseException(Interpreter&, const Arguments& given) {
    throw Error(bind(given, {"message"}, 1, "raise_exception()")[0]->text());
}

Value strftimeNow(Interpreter&, const Arguments& given) {
    const std::string format = bind(given, {"format"}, 1, "strftime_now()")[0]->text();
    if (format.empty()) return Value("");
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[1024];
    const std::size_t size = std::strftime(text, sizeof text, format.c_str(), &local);
    if (size == 0) throw Error("strftime_now(): the text is too long");
    return Value(std::string(text, size));
}

}  // namespace

void addGlobals(Scope& scope) {
    const auto add = [&](const char* name, Value (*function)(Interpreter&, const Arguments&)) {
        auto made = std::make_shared<Function>();
        made->name = name;
        made->call = function;
        scope.set(name, made);
    };
    add("range", range);
    add("dict", makeDict);
    add("namespace", makeNamespace);
    add("raise_exception", raiseException);
    add("strftime_now", strftimeNow);
}

}  // namespace atelier::text::jinja
