#include "text/jinja/characters.h"
#include "text/jinja/interpreter.h"

namespace atelier::text::jinja {
namespace {

const Value& only(const Arguments& given, std::string_view name) {
    return *bind(given, {"other"}, 1, name)[0];
}

bool isIterable(const Value& v) {
    return v.isUndefined() || v.isString() || v.isSequence() || v.isDict() || v.is<std::shared_ptr<Loop>>();
}

bool isSized(const Value& v) {
    return v.isUndefined() || v.isString() || v.isDict() ||
           (v.isSequence() && v.sequence()->kind != Sequence::Kind::Generator &&
            v.sequence()->kind != Sequence::Kind::View);
}

bool isEven(const Value& v) {
    if (v.is<double>()) return equal(arithmetic("%", v, std::int64_t{2}), std::int64_t{0});
    return v.integer("what is even or odd") % 2 == 0;
}

bool isOdd(const Value& v) {
    if (v.is<double>()) return equal(arithmetic("%", v, std::int64_t{2}), std::int64_t{1});
    return v.integer("what is even or odd") % 2 != 0;
}

}  // namespace

const std::map<std::string_view, TestFunction>& testTable() {
    using V = const Value&;
    using A = const Arguments&;
    using I = Interpreter&;
    static const TestFunction equalTo = [](I, V v, A a) { return equal(v, only(a, "eq")); };
    static const TestFunction notEqualTo = [](I, V v, A a) { return !equal(v, only(a, "ne")); };
    static const TestFunction lessThan = [](I, V v, A a) { return less(v, only(a, "lt")); };
    static const TestFunction greaterThan = [](I, V v, A a) { return less(only(a, "gt"), v); };
    static const TestFunction atMost = [](I, V v, A a) { return less(v, only(a, "le")) || equal(v, only(a, "le")); };
    static const TestFunction atLeast = [](I, V v, A a) { return less(only(a, "ge"), v) || equal(v, only(a, "ge")); };
    static const std::map<std::string_view, TestFunction> table{
        {"defined", [](I, V v, A) { return !v.isUndefined(); }},
        {"undefined", [](I, V v, A) { return v.isUndefined(); }},
        {"none", [](I, V v, A) { return v.is<None>(); }},
        {"string", [](I, V v, A) { return v.isString(); }},
        {"mapping", [](I, V v, A) { return v.isDict(); }},
        {"sequence", [](I, V v, A) { return isSized(v); }},
        {"iterable", [](I, V v, A) { return isIterable(v); }},
        {"callable", [](I, V v, A) { return v.is<std::shared_ptr<Function>>(); }},
        {"number", [](I, V v, A) { return v.isNumber(); }},
        {"integer", [](I, V v, A) { return v.isInteger(); }},
        {"float", [](I, V v, A) { return v.is<double>(); }},
        {"boolean", [](I, V v, A) { return v.is<bool>(); }},
        {"true", [](I, V v, A) { return v.is<bool>() && v.truth(); }},
        {"false", [](I, V v, A) { return v.is<bool>() && !v.truth(); }},
        {"odd", [](I, V v, A) { return isOdd(v); }},
        {"even", [](I, V v, A) { return isEven(v); }},
        {"divisibleby", [](I, V v, A a) { return equal(arithmetic("%", v, only(a, "divisibleby")), std::int64_t{0}); }},
        {"in", [](I, V v, A a) { return contains(only(a, "in"), v); }},
        {"eq", equalTo},
        {"equalto", equalTo},
        {"==", equalTo},
        {"ne", notEqualTo},
        {"!=", notEqualTo},
        {"lt", lessThan},
        {"lessthan", lessThan},
        {"<", lessThan},
        {"gt", greaterThan},
        {"greaterthan", greaterThan},
        {">", greaterThan},
        {"le", atMost},
        {"<=", atMost},
        {"ge", atLeast},
        {">=", atLeast},
        {"lower", [](I, V v, A) { return v.text() == lower(v.text()) && v.text() != upper(v.text()); }},
        {"upper", [](I, V v, A) { return v.text() == upper(v.text()) && v.text() != lower(v.text()); }},
        {"sameas",
         [](I, V v, A a) {
             const Value& other = only(a, "sameas");
             return v.storage().index() == other.storage().index() && equal(v, other);
         }},
        {"filter", [](I, V v, A) { return filterTable().contains(v.text()); }},
        {"test", [](I, V v, A) { return testTable().contains(v.text()); }},
    };
    return table;
}

}  // namespace atelier::text::jinja
