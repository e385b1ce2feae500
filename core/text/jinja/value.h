#pragma once

#include "common/error.h"
#include "common/json.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

/// Values of a template, with Python's meaning of truth, equality, order and text, since templates are written against
/// it. Errors here carry no place; the interpreter adds it.
namespace atelier::text::jinja {

class Value;
class Interpreter;
struct Sequence;
struct Dict;
struct Function;
struct Namespace;
struct Loop;

/// Bounds of the sandbox.
inline constexpr std::size_t kMaxText = std::size_t(64) << 20;  ///< bytes of one text, and of the output
inline constexpr std::size_t kMaxItems = 1'000'000;             ///< items of one list
inline constexpr std::int64_t kMaxRange = 100'000;              ///< as jinja2's sandbox
inline constexpr std::size_t kMaxSteps = 10'000'000;
inline constexpr int kMaxValueDepth = 200;  ///< lists in lists
inline constexpr int kMaxCallDepth = 1000;  ///< nested evaluations, macros included

/// A missing variable or attribute: empty and false, but nothing can be taken from it.
struct Undefined {
    std::shared_ptr<const std::string> what;  ///< "'x' is undefined"; may be null
};
struct None {};

class Value {
public:
    using Storage = std::variant<Undefined, None, bool, std::int64_t, double, std::shared_ptr<const std::string>,
                                 std::shared_ptr<Sequence>, std::shared_ptr<Dict>, std::shared_ptr<Function>,
                                 std::shared_ptr<Namespace>, std::shared_ptr<Loop>>;

    Value() = default;
    Value(None v) : storage_(v) {}
    Value(bool v) : storage_(v) {}
    Value(std::int64_t v) : storage_(v) {}
    Value(double v) : storage_(v) {}
    Value(std::string v);
    Value(const char* v) : Value(std::string(v)) {}
    Value(std::shared_ptr<Sequence> v) : storage_(std::move(v)) {}
    Value(std::shared_ptr<Dict> v) : storage_(std::move(v)) {}
    Value(std::shared_ptr<Function> v) : storage_(std::move(v)) {}
    Value(std::shared_ptr<Namespace> v) : storage_(std::move(v)) {}
    Value(std::shared_ptr<Loop> v) : storage_(std::move(v)) {}
    static Value undefined(std::string what);
    static Value fromJson(const Json& json);

    template <class T>
    bool is() const {
        return std::holds_alternative<T>(storage_);
    }
    bool isUndefined() const { return is<Undefined>(); }
    bool isString() const { return is<std::shared_ptr<const std::string>>(); }
    bool isInteger() const { return is<std::int64_t>(); }
    bool isNumber() const { return is<std::int64_t>() || is<double>() || is<bool>(); }
    bool isSequence() const { return is<std::shared_ptr<Sequence>>(); }
    bool isDict() const { return is<std::shared_ptr<Dict>>(); }

    const std::string& string() const { return *std::get<std::shared_ptr<const std::string>>(storage_); }
    const std::shared_ptr<Sequence>& sequence() const { return std::get<std::shared_ptr<Sequence>>(storage_); }
    const std::shared_ptr<Dict>& dict() const { return std::get<std::shared_ptr<Dict>>(storage_); }
    const Storage& storage() const { return storage_; }

    bool truth() const;
    /// Name of the Python type, for messages.
    std::string typeName() const;
    /// str(): what `{{ }}` prints.
    std::string text() const;
    /// repr(): how it stands inside a printed list.
    std::string repr() const;
    int depth() const;
    /// The whole number in an int or bool; throws Error naming `what`.
    std::int64_t integer(const char* what) const;
    /// The number as a double; throws Error naming `what`.
    double number(const char* what) const;

private:
    Storage storage_;
};

bool equal(const Value& a, const Value& b, int depth = 0);
/// a < b; throws Error for types that Python does not order.
bool less(const Value& a, const Value& b);
/// `item in container`.
bool contains(const Value& container, const Value& item);
/// len(); throws Error where there is none.
std::int64_t length(const Value& value);
/// What a loop over it gets. A generator is spent by it, as in Python. Throws Error for what cannot be iterated.
std::vector<Value> iterate(const Value& value);
void appendRepr(std::string& out, const Value& value, int depth);

/// Lists and what behaves like one.
struct Sequence {
    enum class Kind {
        List,
        Tuple,
        Range,
        View,       ///< dict.items() and its like: a length, no index
        Generator,  ///< map, select and their like: true even when empty, spent by the first loop
    };
    std::vector<Value> items;
    Kind kind;
    int depth;
};
/// Throws Error where it would nest too deep or be too long.
Value makeSequence(std::vector<Value> items, Sequence::Kind kind = Sequence::Kind::List);

/// An ordered dict. Keys are texts, numbers, truth values, None or tuples.
struct Dict {
    std::vector<std::pair<Value, Value>> items;
    int depth = 1;

    const Value* find(const Value& key) const;
    const Value* find(std::string_view key) const;
    /// Throws Error for an unhashable key.
    void set(const Value& key, const Value& value);

private:
    std::unordered_map<std::string, std::size_t> texts_;
};

struct Arguments {
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;
};
/// Puts arguments in the places of `names`; what is not given stays null. Throws Error for too many or unknown ones,
/// and where one of the first `required` is missing.
std::vector<const Value*> bind(const Arguments& given, std::initializer_list<std::string_view> names,
                               std::size_t required, std::string_view function);

struct Function {
    std::string name;
    std::function<Value(Interpreter&, const Arguments&)> call;
};

/// namespace(): the only thing a template can change.
struct Namespace {
    Dict attributes;
};

/// The variable `loop`.
struct Loop {
    std::shared_ptr<const std::vector<Value>> items;
    std::size_t index = 0;
    int depth = 1;
    std::vector<Value> lastChanged;
    bool anyChanged = false;
};

/// json.dumps() as transformers' tojson calls it. `indent` below 0: on one line.
struct JsonStyle {
    bool ensureAscii = false, sortKeys = false;
    bool indented = false;
    std::string indent;
    std::string itemSeparator = ", ", keySeparator = ": ";
};
std::string toJson(const Value& value, const JsonStyle& style);

/// Python's repr of a float: the shortest digits that read back the same.
std::string floatText(double value);
/// Throws Error when `bytes` is more than a text may have.
void checkText(std::size_t bytes);

}  // namespace atelier::text::jinja
