#include "text/jinja/interpreter.h"

#include "text/unicode.h"

#include <algorithm>

namespace atelier::text::jinja {
namespace {

bool hasPlace(const Error& e) {
    return !e.where().empty();
}

std::size_t charged(const std::string& text) {
    return text.size() / 64;
}

}  // namespace

const Value* Scope::find(std::string_view name) const {
    for (const Scope* s = this; s != nullptr; s = s->parent.get())
        for (auto v = s->variables.rbegin(); v != s->variables.rend(); ++v)
            if (v->first == name) return &v->second;
    return nullptr;
}

void Scope::set(const std::string& name, Value value) {
    for (auto& [known, old] : variables)
        if (known == name) {
            old = std::move(value);
            return;
        }
    variables.emplace_back(name, std::move(value));
}

// Bounds how deep evaluations and macros nest, and so the stack.
struct Interpreter::Depth {
    explicit Depth(Interpreter& i) : interpreter(i) {
        if (++i.depth_ > kMaxCallDepth) {
            --i.depth_;
            throw Error("the template calls itself too deeply");
        }
    }
    ~Depth() { --interpreter.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Interpreter& interpreter;
};

Interpreter::Interpreter(const std::string& source, const Json& variables)
    : source_(source), scope_(std::make_shared<Scope>()) {
    addGlobals(*scope_);
    auto given = std::make_shared<Scope>();
    given->parent = scope_;
    for (const auto& [name, value] : variables.items())
        given->set(name, Value::fromJson(value));
    scope_ = given;
}

Interpreter::~Interpreter() {
    // Namespaces and macros can hold each other in circles.
    for (auto& n : namespaces_)
        n->attributes = Dict{};
    for (auto& s : closures_)
        s->variables.clear();
}

std::string Interpreter::run(const Body& body) {
    std::string out;
    out_ = &out;
    // The template's own variables stand beside what was given.
    auto scope = std::make_shared<Scope>();
    scope->parent = scope_;
    scope_ = scope;
    runBody(body);
    return out;
}

void Interpreter::count(std::size_t steps) {
    steps_ += steps;
    if (steps_ > kMaxSteps) throw Error("the template takes too many steps", {}, "does a loop never end?");
}

void Interpreter::rethrowAt(const Place& place, const Error& error) const {
    throw Error(error.message(), source_ + ":" + std::to_string(place.line) + ":" + std::to_string(place.column),
                error.hint(), error.kind());
}

void Interpreter::print(const std::string& text) {
    checkText(out_->size() + text.size());
    *out_ += text;
    count(charged(text));
}

Interpreter::Flow Interpreter::runBody(const Body& body) {
    for (const auto& s : body)
        if (const Flow flow = runStatement(*s); flow != Flow::Normal) return flow;
    return Flow::Normal;
}

Interpreter::Flow Interpreter::runStatement(const Statement& s) {
    try {
        const Depth depth(*this);
        count(1);
        return execute(s);
    } catch (const Error& e) {
        if (hasPlace(e)) throw;
        rethrowAt(s.place, e);
    }
}

namespace {

// A scope inside the current one, for the life of this object.
class Inner {
public:
    explicit Inner(std::shared_ptr<Scope>& current) : current_(current), outer_(current) {
        auto inner = std::make_shared<Scope>();
        inner->parent = outer_;
        current_ = std::move(inner);
    }
    ~Inner() { current_ = outer_; }
    Inner(const Inner&) = delete;
    Inner& operator=(const Inner&) = delete;

private:
    std::shared_ptr<Scope>& current_;
    std::shared_ptr<Scope> outer_;
};

class Restore {
public:
    Restore(std::string*& place, std::string* value) : place_(place), old_(place) { place_ = value; }
    ~Restore() { place_ = old_; }
    Restore(const Restore&) = delete;
    Restore& operator=(const Restore&) = delete;

private:
    std::string*& place_;
    std::string* old_;
};

}  // namespace

// Ranges of {% generation %} inside would point into the captured text, so they are dropped with it, as macros' are in
// transformers.
std::string Interpreter::capture(const Body& body) {
    std::string text;
    const auto ranges = generation_.size();
    {
        const Restore restore(out_, &text);
        runBody(body);
    }
    generation_.resize(ranges);
    return text;
}

Interpreter::Flow Interpreter::execute(const Statement& s) {
    using S = Statement::Kind;
    switch (s.kind) {
        case S::Data:
            print(s.text);
            return Flow::Normal;
        case S::Output:
            print(evaluate(*s.expression).text());
            return Flow::Normal;
        case S::If:
            for (const auto& [condition, body] : s.branches)
                if (!condition || evaluate(*condition).truth()) return runBody(body);
            return Flow::Normal;
        case S::For:
            return runFor(s);
        case S::Set:
            assign(s.target, evaluate(*s.expression));
            return Flow::Normal;
        case S::SetBlock: {
            std::string text;
            {
                const Inner inner(scope_);
                text = capture(s.body);
            }
            Value value(std::move(text));
            assign(s.target, s.expression ? applyFilters(*s.expression, std::move(value)) : value);
            return Flow::Normal;
        }
        case S::Macro:
            scope_->set(s.text, makeMacro(s, s.text));
            return Flow::Normal;
        case S::CallBlock:
            runCallBlock(s);
            return Flow::Normal;
        case S::FilterBlock: {
            const Inner inner(scope_);
            print(applyFilters(*s.expression, Value(capture(s.body))).text());
            return Flow::Normal;
        }
        case S::With: {
            std::vector<Value> values;
            for (const auto& assignment : s.assignments)
                values.push_back(evaluate(*assignment.second));
            const Inner inner(scope_);
            for (std::size_t i = 0; i < values.size(); ++i)
                assign(s.assignments[i].first, values[i]);
            return runBody(s.body);
        }
        case S::Generation: {
            const Inner inner(scope_);
            const std::size_t begin = out_->size();
            runBody(s.body);
            generation_.emplace_back(begin, out_->size());
            return Flow::Normal;
        }
        case S::Break:
            return Flow::Break;
        case S::Continue:
            return Flow::Continue;
    }
    return Flow::Normal;
}

Interpreter::Flow Interpreter::runFor(const Statement& s) {
    std::vector<Value> items = iterate(evaluate(*s.expression));
    count(items.size());
    if (s.condition) {
        std::vector<Value> kept;
        for (Value& item : items) {
            const Inner inner(scope_);
            assign(s.target, item);
            if (evaluate(*s.condition).truth()) kept.push_back(std::move(item));
        }
        items = std::move(kept);
    }
    if (items.empty()) {
        const Inner inner(scope_);
        return runBody(s.otherwise);
    }
    auto loop = std::make_shared<Loop>();
    loop->items = std::make_shared<const std::vector<Value>>(std::move(items));
    for (std::size_t i = 0; i < loop->items->size(); ++i) {
        loop->index = i;
        const Inner inner(scope_);
        assign(s.target, (*loop->items)[i]);
        scope_->set("loop", loop);
        if (runBody(s.body) == Flow::Break) break;
    }
    return Flow::Normal;
}

Value Interpreter::makeMacro(const Statement& s, std::string name) {
    // The closure shares the scope, which may come to hold the macro: run() breaks that circle at the end.
    closures_.push_back(scope_);
    auto macro = std::make_shared<Function>();
    macro->name = name;
    const auto closure = std::weak_ptr<Scope>(scope_);
    macro->call = [&s, closure, name](Interpreter& self, const Arguments& given) -> Value {
        const Depth depth(self);
        auto scope = std::make_shared<Scope>();
        scope->parent = closure.lock();
        std::vector<Value> rest;
        std::vector<bool> filled(s.parameters.size(), false);
        for (std::size_t i = 0; i < given.positional.size(); ++i) {
            if (i < s.parameters.size()) {
                scope->set(s.parameters[i].first, given.positional[i]);
                filled[i] = true;
            } else {
                rest.push_back(given.positional[i]);
            }
        }
        auto others = std::make_shared<Dict>();
        Value caller = Value::undefined("no caller is defined");
        for (const auto& [key, value] : given.named) {
            std::size_t i = 0;
            while (i < s.parameters.size() && s.parameters[i].first != key)
                ++i;
            if (i < s.parameters.size()) {
                if (filled[i]) throw Error("the macro " + name + " got \"" + key + "\" twice");
                scope->set(key, value);
                filled[i] = true;
            } else if (key == "caller") {
                caller = value;
            } else {
                others->set(Value(key), value);
            }
        }
        if (!rest.empty() && !s.usesVarargs)
            throw Error("the macro " + name + " takes at most " + std::to_string(s.parameters.size()) + " arguments");
        if (!others->items.empty() && !s.usesKwargs)
            throw Error("the macro " + name + " knows no argument \"" + others->items[0].first.text() + "\"");
        if (s.usesVarargs) scope->set("varargs", makeSequence(std::move(rest), Sequence::Kind::Tuple));
        if (s.usesKwargs) scope->set("kwargs", others);
        if (s.usesCaller) scope->set("caller", caller);

        const auto outer = std::exchange(self.scope_, scope);
        struct Back {
            std::shared_ptr<Scope>& place;
            const std::shared_ptr<Scope>& value;
            ~Back() { place = value; }
        } const back{self.scope_, outer};
        for (std::size_t i = 0; i < s.parameters.size(); ++i) {
            if (filled[i]) continue;
            const auto& [parameter, fallback] = s.parameters[i];
            scope->set(parameter, fallback ? self.evaluate(*fallback)
                                           : Value::undefined("parameter '" + parameter + "' was not provided"));
        }
        return Value(self.capture(s.body));
    };
    return macro;
}

void Interpreter::runCallBlock(const Statement& s) {
    Arguments given = arguments(*s.expression);
    given.named.emplace_back("caller", makeMacro(s, "caller"));
    print(call(evaluate(*s.expression->operands[0]), given).text());
}

void Interpreter::assign(const Target& target, const Value& value) {
    if (!target.parts.empty()) {
        const std::vector<Value> items = iterate(value);
        if (items.size() != target.parts.size())
            throw Error(std::to_string(target.parts.size()) + " names for " + std::to_string(items.size()) + " values");
        for (std::size_t i = 0; i < items.size(); ++i)
            assign(target.parts[i], items[i]);
        return;
    }
    if (target.attribute.empty()) {
        scope_->set(target.name, value);
        return;
    }
    const Value object = lookUp(target.name);
    const auto* space = std::get_if<std::shared_ptr<Namespace>>(&object.storage());
    if (space == nullptr) throw Error("only a namespace() has attributes that can be set, not a " + object.typeName());
    if (target.attribute.starts_with('_')) throw Error("an attribute of a namespace must not begin with \"_\"");
    (*space)->attributes.set(Value(target.attribute), value);
}

Value Interpreter::applyFilters(const Expression& chain, Value input) {
    if (chain.operands[0]) input = applyFilters(*chain.operands[0], std::move(input));
    return filter(chain.name, input, arguments(chain));
}

Value Interpreter::evaluate(const Expression& e) {
    try {
        const Depth depth(*this);
        count(1);
        return evaluateKind(e);
    } catch (const Error& error) {
        if (hasPlace(error)) throw;
        rethrowAt(e.place, error);
    }
}

Value Interpreter::lookUp(const std::string& name) const {
    if (const Value* found = scope_->find(name)) return *found;
    return Value::undefined("'" + name + "' is undefined");
}

Value Interpreter::evaluateKind(const Expression& e) {
    using E = Expression::Kind;
    switch (e.kind) {
        case E::Constant:
            return e.constant;
        case E::Name:
            return lookUp(e.name);
        case E::List:
        case E::Tuple:
            return list(e);
        case E::Dict:
            return dict(e);
        case E::Attribute:
            return attribute(evaluate(*e.operands[0]), e.name);
        case E::Item:
            return item(evaluate(*e.operands[0]), evaluate(*e.operands[1]));
        case E::Slice:
            return slice(e);
        case E::Call:
            return call(evaluate(*e.operands[0]), arguments(e));
        case E::Filter:
            return filter(e.name, evaluate(*e.operands[0]), arguments(e));
        case E::Test:
            return test(e.name, evaluate(*e.operands[0]), arguments(e));
        case E::Not:
            return !evaluate(*e.operands[0]).truth();
        case E::Negative:
        case E::Positive: {
            const Value v = evaluate(*e.operands[0]);
            const std::int64_t sign = e.kind == E::Negative ? -1 : 1;
            if (v.is<double>()) return v.number("") * double(sign);
            return arithmetic("*", v.integer("what a sign stands before"), sign);
        }
        case E::And: {
            Value v = evaluate(*e.operands[0]);
            return v.truth() ? evaluate(*e.operands[1]) : v;
        }
        case E::Or: {
            Value v = evaluate(*e.operands[0]);
            return v.truth() ? v : evaluate(*e.operands[1]);
        }
        case E::Arithmetic:
            return arithmetic(e.name, evaluate(*e.operands[0]), evaluate(*e.operands[1]));
        case E::Concat:
            return concat(e);
        case E::Compare:
            return compare(e);
        case E::Conditional:
            if (evaluate(*e.operands[1]).truth()) return evaluate(*e.operands[0]);
            if (e.operands[2]) return evaluate(*e.operands[2]);
            return Value::undefined("the inline if has no else");
    }
    return {};
}

Value Interpreter::list(const Expression& e) {
    std::vector<Value> items;
    items.reserve(e.operands.size());
    for (const auto& operand : e.operands)
        items.push_back(evaluate(*operand));
    return makeSequence(std::move(items),
                        e.kind == Expression::Kind::List ? Sequence::Kind::List : Sequence::Kind::Tuple);
}

Value Interpreter::dict(const Expression& e) {
    auto made = std::make_shared<Dict>();
    for (std::size_t i = 0; i < e.operands.size(); i += 2) {
        const Value key = evaluate(*e.operands[i]);
        made->set(key, evaluate(*e.operands[i + 1]));
    }
    return made;
}

Value Interpreter::concat(const Expression& e) {
    std::string text;
    for (const auto& operand : e.operands) {
        text += evaluate(*operand).text();
        checkText(text.size());
    }
    count(charged(text));
    return Value(std::move(text));
}

Value Interpreter::compare(const Expression& e) {
    Value left = evaluate(*e.operands[0]);
    for (std::size_t i = 0; i < e.comparisons.size(); ++i) {
        Value right = evaluate(*e.operands[i + 1]);
        const std::string& op = e.comparisons[i];
        bool holds = false;
        if (op == "==")
            holds = equal(left, right);
        else if (op == "!=")
            holds = !equal(left, right);
        else if (op == "<")
            holds = less(left, right);
        else if (op == ">")
            holds = less(right, left);
        else if (op == "<=")
            holds = less(left, right) || equal(left, right);
        else if (op == ">=")
            holds = less(right, left) || equal(left, right);
        else
            holds = contains(right, left) == (op == "in");
        if (!holds) return false;
        left = std::move(right);
    }
    return true;
}

Value Interpreter::slice(const Expression& e) {
    const Value object = evaluate(*e.operands[0]);
    const auto bound = [&](std::size_t i) -> std::optional<std::int64_t> {
        if (!e.operands[i]) return std::nullopt;
        const Value v = evaluate(*e.operands[i]);
        if (v.is<None>()) return std::nullopt;
        return v.integer("a bound of a slice");
    };
    const auto start = bound(1), stop = bound(2);
    const std::int64_t step = bound(3).value_or(1);
    if (step == 0) throw Error("the step of a slice must not be 0");
    const bool isSlicable =
        object.isString() || (object.isSequence() && object.sequence()->kind != Sequence::Kind::View &&
                              object.sequence()->kind != Sequence::Kind::Generator);
    if (!isSlicable) {
        if (const auto* u = std::get_if<Undefined>(&object.storage())) throw Error(u->what ? *u->what : "undefined");
        throw Error("a " + object.typeName() + " cannot be sliced");
    }
    const std::int64_t size = length(object);
    const auto clamp = [&](std::optional<std::int64_t> v, std::int64_t fallback) {
        if (!v) return fallback;
        const std::int64_t low = step < 0 ? -1 : 0, high = step < 0 ? size - 1 : size;
        const std::int64_t at = *v < 0 ? (*v < -size ? low : *v + size) : *v;
        return std::clamp(at, std::min(low, high), high);
    };
    const std::int64_t from = clamp(start, step < 0 ? size - 1 : 0), to = clamp(stop, step < 0 ? -1 : size);
    count(std::size_t(size) / 64);
    if (object.isString()) {
        const std::u32string all = toCharacters(object.string());
        std::u32string taken;
        for (std::int64_t i = from; step > 0 ? i < to : i > to; i += step) {
            taken += all[std::size_t(i)];
            if (step > 0 ? step >= to - i : step <= to - i) break;  // the next would be past the end, or overflow
        }
        return Value(toUtf8(taken));
    }
    const auto& all = object.sequence()->items;
    std::vector<Value> taken;
    for (std::int64_t i = from; step > 0 ? i < to : i > to; i += step) {
        taken.push_back(all[std::size_t(i)]);
        if (step > 0 ? step >= to - i : step <= to - i) break;
    }
    return makeSequence(std::move(taken), object.sequence()->kind);
}

Arguments Interpreter::arguments(const Expression& e) {
    using A = Expression::Argument::Kind;
    Arguments given;
    for (const auto& argument : e.arguments) {
        const Value value = evaluate(*argument.value);
        switch (argument.kind) {
            case A::Positional:
                given.positional.push_back(value);
                break;
            case A::Named:
                given.named.emplace_back(argument.name, value);
                break;
            case A::Spread:
                for (Value& v : iterate(value))
                    given.positional.push_back(std::move(v));
                break;
            case A::SpreadNamed:
                if (!value.isDict()) throw Error("\"**\" needs a dict");
                for (const auto& [key, v] : value.dict()->items) {
                    if (!key.isString()) throw Error("\"**\" needs a dict with texts as keys");
                    given.named.emplace_back(key.string(), v);
                }
        }
    }
    return given;
}

Value Interpreter::filter(const std::string& name, const Value& input, const Arguments& given) {
    const auto found = filterTable().find(name);
    if (found == filterTable().end()) throw Error("no filter is called \"" + name + "\"");
    if (input.isString()) count(charged(input.string()));
    if (input.isSequence()) count(input.sequence()->items.size());
    return found->second(*this, input, given);
}

bool Interpreter::test(const std::string& name, const Value& input, const Arguments& given) {
    const auto found = testTable().find(name);
    if (found == testTable().end()) throw Error("no test is called \"" + name + "\"");
    return found->second(*this, input, given);
}

Value Interpreter::call(const Value& callee, const Arguments& given) {
    if (const auto* f = std::get_if<std::shared_ptr<Function>>(&callee.storage())) {
        const auto held = *f;
        return held->call(*this, given);
    }
    if (const auto* u = std::get_if<Undefined>(&callee.storage()))
        throw Error(u->what ? *u->what : "undefined cannot be called");
    throw Error("a " + callee.typeName() + " cannot be called");
}

namespace {

Value loopAttribute(const std::shared_ptr<Loop>& loop, const std::string& name) {
    const auto index = std::int64_t(loop->index), size = std::int64_t(loop->items->size());
    if (name == "index") return index + 1;
    if (name == "index0") return index;
    if (name == "revindex") return size - index;
    if (name == "revindex0") return size - index - 1;
    if (name == "first") return index == 0;
    if (name == "last") return index + 1 == size;
    if (name == "length") return size;
    if (name == "depth") return std::int64_t(1);
    if (name == "depth0") return std::int64_t(0);
    if (name == "previtem")
        return index == 0 ? Value::undefined("there is no previous item") : (*loop->items)[loop->index - 1];
    if (name == "nextitem")
        return index + 1 == size ? Value::undefined("there is no next item") : (*loop->items)[loop->index + 1];
    auto method = std::make_shared<Function>();
    method->name = name;
    if (name == "cycle") {
        method->call = [loop](Interpreter&, const Arguments& given) {
            if (given.positional.empty()) throw Error("cycle() needs items");
            return given.positional[loop->index % given.positional.size()];
        };
        return method;
    }
    if (name == "changed") {
        method->call = [loop](Interpreter&, const Arguments& given) -> Value {
            const auto& now = given.positional;
            const bool same = loop->anyChanged && loop->lastChanged.size() == now.size() &&
                              std::equal(now.begin(), now.end(), loop->lastChanged.begin(),
                                         [](const Value& a, const Value& b) { return equal(a, b); });
            loop->anyChanged = true;
            loop->lastChanged = now;
            return !same;
        };
        return method;
    }
    return Value::undefined("loop has no attribute '" + name + "'");
}

}  // namespace

Value Interpreter::attribute(const Value& object, const std::string& name) {
    if (const auto* u = std::get_if<Undefined>(&object.storage()))
        throw Error(u->what ? *u->what : "undefined has no attributes");
    if (const auto* loop = std::get_if<std::shared_ptr<Loop>>(&object.storage())) return loopAttribute(*loop, name);
    if (const auto* space = std::get_if<std::shared_ptr<Namespace>>(&object.storage())) {
        const Value* found = (*space)->attributes.find(std::string_view(name));
        return found != nullptr ? *found : Value::undefined("the namespace has no attribute '" + name + "'");
    }
    if (Value method = boundMethod(object, name); !method.isUndefined()) return method;
    if (object.isDict())
        if (const Value* found = object.dict()->find(std::string_view(name))) return *found;
    return Value::undefined("a " + object.typeName() + " has no attribute '" + name + "'");
}

Value Interpreter::item(const Value& object, const Value& key) {
    if (const auto* u = std::get_if<Undefined>(&object.storage()))
        throw Error(u->what ? *u->what : "undefined has no items");
    if (object.isDict()) {
        if (const Value* found = object.dict()->find(key)) return *found;
    } else if (key.isInteger() || key.is<bool>()) {
        const bool indexed =
            object.isString() || (object.isSequence() && object.sequence()->kind != Sequence::Kind::View &&
                                  object.sequence()->kind != Sequence::Kind::Generator);
        if (indexed) {
            const std::int64_t size = length(object);
            const std::int64_t given = key.integer("");
            const std::int64_t at = given < 0 ? given + size : given;
            if (at >= 0 && at < size) {
                if (object.isSequence()) return object.sequence()->items[std::size_t(at)];
                count(object.string().size() / 64);
                return Value(toUtf8(std::u32string(1, toCharacters(object.string())[std::size_t(at)])));
            }
            return Value::undefined("the " + object.typeName() + " has no item " + std::to_string(given));
        }
    }
    if (key.isString()) return attribute(object, key.string());
    return Value::undefined("the " + object.typeName() + " has no item " + key.repr());
}

}  // namespace atelier::text::jinja
