#pragma once

#include "text/jinja/ast.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::text::jinja {

/// Variables of one block, and the block around it.
struct Scope {
    std::vector<std::pair<std::string, Value>> variables;
    std::shared_ptr<Scope> parent;

    const Value* find(std::string_view name) const;
    void set(const std::string& name, Value value);
};

/// Runs a parsed template once, within the bounds of value.h.
class Interpreter {
public:
    /// `source` names the template in errors.
    Interpreter(const std::string& source, const Json& variables);
    ~Interpreter();
    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;

    std::string run(const Body& body);
    /// Byte ranges of the output that {% generation %} made.
    const std::vector<std::pair<std::size_t, std::size_t>>& generation() const { return generation_; }

    /// For filters and functions: each bounds the work by counting what it does.
    void count(std::size_t steps);
    Value filter(const std::string& name, const Value& input, const Arguments& arguments);
    bool test(const std::string& name, const Value& input, const Arguments& arguments);
    Value call(const Value& callee, const Arguments& arguments);
    /// `object.name`, as jinja2 does: a method or attribute, else the item.
    Value attribute(const Value& object, const std::string& name);
    /// `object[key]`: the item, else the attribute.
    Value item(const Value& object, const Value& key);
    /// Keeps a namespace until the end, when all are emptied: they may hold each other.
    void keep(std::shared_ptr<Namespace> made) { namespaces_.push_back(std::move(made)); }

private:
    enum class Flow { Normal, Break, Continue };
    struct Depth;

    Flow runBody(const Body& body);
    Flow runStatement(const Statement& s);
    Flow execute(const Statement& s);
    Flow runFor(const Statement& s);
    void runMacro(const Statement& s);
    void runCallBlock(const Statement& s);
    Value makeMacro(const Statement& s, std::string name);
    std::string capture(const Body& body);
    void print(const std::string& text);
    void assign(const Target& target, const Value& value);
    Value applyFilters(const Expression& chain, Value input);

    Value evaluate(const Expression& e);
    Value evaluateKind(const Expression& e);
    Value lookUp(const std::string& name) const;
    Value slice(const Expression& e);
    Value compare(const Expression& e);
    Value concat(const Expression& e);
    Value dict(const Expression& e);
    Value list(const Expression& e);
    Arguments arguments(const Expression& e);
    [[noreturn]] void rethrowAt(const Place& place, const Error& error) const;

    const std::string& source_;
    std::shared_ptr<Scope> scope_;
    std::string* out_ = nullptr;
    std::vector<std::pair<std::size_t, std::size_t>> generation_;
    std::vector<std::shared_ptr<Namespace>> namespaces_;
    std::vector<std::shared_ptr<Scope>> closures_;
    std::size_t steps_ = 0;
    int depth_ = 0;
};

using FilterFunction = Value (*)(Interpreter&, const Value&, const Arguments&);
using TestFunction = bool (*)(Interpreter&, const Value&, const Arguments&);
/// All filters, tests and global functions by name (filters.cpp, tests.cpp, globals.cpp).
const std::map<std::string_view, FilterFunction>& filterTable();
const std::map<std::string_view, TestFunction>& testTable();
void addGlobals(Scope& scope);

/// The method `name` of a text, list or dict, bound to it; undefined where there is none (methods.cpp).
Value boundMethod(const Value& object, const std::string& name);
/// +, -, *, /, //, %, ** (arithmetic.cpp).
Value arithmetic(const std::string& op, const Value& a, const Value& b);
/// Python's `format % values` (arithmetic.cpp).
std::string printfText(const std::string& format, const std::vector<Value>& values);

}  // namespace atelier::text::jinja
