#include "text/jinja/parser.h"

#include "common/error.h"

#include <algorithm>
#include <initializer_list>

namespace atelier::text::jinja {
namespace {

constexpr int kMaxExpressionDepth = 400;
constexpr int kMaxStatementDepth = 100;

class Parser {
public:
    Parser(std::string_view source, const std::string& name) : tokens_(lex(source, name)), source_(name) {}

    Body run() {
        Body body = statements({});
        if (now().kind != Token::Kind::End) fail("unexpected end of a block");
        return body;
    }

private:
    using Kind = Token::Kind;
    using E = Expression::Kind;
    using S = Statement::Kind;

    const Token& now() const { return tokens_[at_]; }
    const Token& ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    Token take() { return std::move(tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]); }
    bool isOperator(std::string_view op) const { return now().kind == Kind::Operator && now().text == op; }
    bool isName(std::string_view name) const { return now().kind == Kind::Name && now().text == name; }
    bool skipOperator(std::string_view op) {
        if (!isOperator(op)) return false;
        ++at_;
        return true;
    }
    bool skipName(std::string_view name) {
        if (!isName(name)) return false;
        ++at_;
        return true;
    }
    std::string describe(const Token& t) const {
        switch (t.kind) {
            case Kind::BlockEnd:
                return "\"%}\"";
            case Kind::OutputEnd:
                return "\"}}\"";
            case Kind::End:
                return "the end of the template";
            case Kind::String:
                return "a text";
            default:
                return "\"" + t.text + "\"";
        }
    }
    [[noreturn]] void failAt(const Place& p, const std::string& what) const {
        throw Error(what, source_ + ":" + std::to_string(p.line) + ":" + std::to_string(p.column));
    }
    [[noreturn]] void fail(const std::string& what) const { failAt(now().place, what); }
    void expectOperator(std::string_view op) {
        if (!skipOperator(op)) fail("expected \"" + std::string(op) + "\", found " + describe(now()));
    }
    void expectName(std::string_view name) {
        if (!skipName(name)) fail("expected \"" + std::string(name) + "\", found " + describe(now()));
    }
    void expectEnd() {
        if (now().kind != Kind::BlockEnd) fail("expected \"%}\", found " + describe(now()));
        ++at_;
    }
    std::string identifier() {
        if (now().kind != Kind::Name) fail("expected a name, found " + describe(now()));
        return take().text;
    }
    std::string assignable() {
        const Place place = now().place;
        std::string name = identifier();
        for (const char* reserved : {"true", "false", "none", "True", "False", "None"})
            if (name == reserved) failAt(place, "\"" + name + "\" cannot be assigned to");
        return name;
    }

    // Bounds the recursion of the parser itself.
    struct Guard {
        Guard(Parser& p, int& counter, int limit) : depth(counter) {
            if (depth >= limit) p.fail("nested too deeply");
            ++depth;
        }
        ~Guard() { --depth; }
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;
        int& depth;
    };

    template <class... Operands>
    ExpressionPtr make(E kind, const Place& place, Operands... operands) {
        auto node = std::make_unique<Expression>();
        node->kind = kind;
        node->place = place;
        (add(*node, std::move(operands)), ...);
        return node;
    }
    void add(Expression& node, ExpressionPtr operand) {
        if (operand) node.depth = std::max(node.depth, operand->depth + 1);
        if (node.depth > kMaxExpressionDepth) failAt(node.place, "the expression is nested too deeply");
        node.operands.push_back(std::move(operand));
    }
    ExpressionPtr constant(Value value, const Place& place) {
        auto node = make(E::Constant, place);
        node->constant = std::move(value);
        return node;
    }

    // --- statements ---

    // Until one of `ends` stands after "{%"; that name is left to be read.
    Body statements(std::initializer_list<std::string_view> ends) {
        const Guard guard(*this, statementDepth_, kMaxStatementDepth);
        Body body;
        while (now().kind != Kind::End) {
            if (now().kind == Kind::Data) {
                auto data = statement(S::Data);
                data->text = take().text;
                body.push_back(std::move(data));
            } else if (now().kind == Kind::OutputBegin) {
                auto output = statement(S::Output);
                ++at_;
                output->expression = tuple(true);
                if (now().kind != Kind::OutputEnd) fail("expected \"}}\", found " + describe(now()));
                ++at_;
                body.push_back(std::move(output));
            } else {
                ++at_;  // "{%"
                if (now().kind == Kind::Name && std::find(ends.begin(), ends.end(), now().text) != ends.end())
                    return body;
                if (now().kind != Kind::Name) fail("expected a tag's name, found " + describe(now()));
                if (now().text.starts_with("end") || isName("else") || isName("elif")) {
                    std::string expected;
                    for (const auto end : ends)
                        expected += (expected.empty() ? "" : ", ") + std::string(end);
                    fail("unexpected {% " + now().text + " %}" + (expected.empty() ? "" : "; expected " + expected));
                }
                body.push_back(tag());
            }
        }
        if (ends.size() > 0) fail("the template ends before {% " + std::string(ends.begin()[ends.size() - 1]) + " %}");
        return body;
    }

    StatementPtr statement(S kind) const {
        auto made = std::make_unique<Statement>();
        made->kind = kind;
        made->place = now().place;
        return made;
    }

    StatementPtr tag() {
        const std::string& name = now().text;
        if (name == "if") return ifTag();
        if (name == "for") return forTag();
        if (name == "set") return setTag();
        if (name == "macro") return macroTag();
        if (name == "call") return callTag();
        if (name == "filter") return filterTag();
        if (name == "with") return withTag();
        if (name == "generation") {
            auto made = statement(S::Generation);
            ++at_;
            made->body = block("endgeneration");
            return made;
        }
        if (name == "break" || name == "continue") {
            if (loops_ == 0) fail("{% " + name + " %} outside of a loop");
            auto made = statement(name == "break" ? S::Break : S::Continue);
            ++at_;
            expectEnd();
            return made;
        }
        fail("the tag \"" + name + "\" is not supported");
    }

    // "%} … {% endname %}"
    Body block(std::string_view end) {
        expectEnd();
        Body body = statements({end});
        ++at_;
        // A name may follow endmacro and its like.
        if (end == "endmacro" && now().kind == Kind::Name) ++at_;
        expectEnd();
        return body;
    }

    StatementPtr ifTag() {
        auto made = statement(S::If);
        ++at_;
        while (true) {
            ExpressionPtr condition = tuple(false);
            expectEnd();
            made->branches.emplace_back(std::move(condition), statements({"elif", "else", "endif"}));
            if (skipName("elif")) continue;
            if (skipName("else")) {
                expectEnd();
                made->branches.emplace_back(nullptr, statements({"endif"}));
            }
            expectName("endif");
            expectEnd();
            return made;
        }
    }

    StatementPtr forTag() {
        auto made = statement(S::For);
        ++at_;
        made->target = targets(false);
        expectName("in");
        made->expression = tuple(false, "recursive");
        if (skipName("if")) made->condition = expression();
        if (isName("recursive")) fail("recursive loops are not supported");
        expectEnd();
        ++loops_;
        made->body = statements({"else", "endfor"});
        --loops_;
        if (skipName("else")) {
            expectEnd();
            made->otherwise = statements({"endfor"});
        }
        expectName("endfor");
        expectEnd();
        return made;
    }

    StatementPtr setTag() {
        auto made = statement(S::Set);
        ++at_;
        made->target = targets(true);
        if (skipOperator("=")) {
            made->expression = tuple(true);
            expectEnd();
            return made;
        }
        made->kind = S::SetBlock;
        if (isOperator("|")) made->expression = filters(nullptr);
        made->body = block("endset");
        return made;
    }

    // Parameters "(a, b=1)" of a macro or of caller().
    void parameters(Statement& made) {
        expectOperator("(");
        while (!isOperator(")")) {
            if (!made.parameters.empty()) expectOperator(",");
            if (isOperator(")")) break;
            std::string name = assignable();
            ExpressionPtr fallback;
            if (skipOperator("="))
                fallback = expression();
            else if (!made.parameters.empty() && made.parameters.back().second)
                fail("a parameter without a default follows one with a default");
            made.parameters.emplace_back(std::move(name), std::move(fallback));
        }
        expectOperator(")");
    }

    // A macro's body, noting which of the special names it reads.
    void macroBody(Statement& made, std::string_view end) {
        const auto outer = std::exchange(special_, Special{});
        const int loops = std::exchange(loops_, 0);
        made.body = block(end);
        made.usesVarargs = special_.varargs;
        made.usesKwargs = special_.kwargs;
        made.usesCaller = special_.caller;
        loops_ = loops;
        special_ = outer;
    }

    StatementPtr macroTag() {
        auto made = statement(S::Macro);
        ++at_;
        made->text = assignable();
        parameters(*made);
        macroBody(*made, "endmacro");
        return made;
    }

    StatementPtr callTag() {
        auto made = statement(S::CallBlock);
        ++at_;
        if (isOperator("(")) parameters(*made);
        made->expression = expression();
        if (made->expression->kind != E::Call) fail("{% call %} needs a call");
        macroBody(*made, "endcall");
        return made;
    }

    StatementPtr filterTag() {
        auto made = statement(S::FilterBlock);
        ++at_;
        made->expression = filters(nullptr, true);
        made->body = block("endfilter");
        return made;
    }

    StatementPtr withTag() {
        auto made = statement(S::With);
        ++at_;
        while (now().kind != Kind::BlockEnd) {
            if (!made->assignments.empty()) expectOperator(",");
            Target target = targets(false);
            expectOperator("=");
            made->assignments.emplace_back(std::move(target), expression());
        }
        made->body = block("endwith");
        return made;
    }

    Target oneTarget(bool attributes) {
        Target target;
        target.place = now().place;
        if (skipOperator("(")) {
            target = targets(attributes);
            expectOperator(")");
            return target;
        }
        target.name = assignable();
        if (attributes && skipOperator(".")) target.attribute = identifier();
        return target;
    }
    Target targets(bool attributes) {
        const Guard guard(*this, depth_, kMaxExpressionDepth);
        Target first = oneTarget(attributes);
        if (!isOperator(",")) return first;
        Target all;
        all.place = first.place;
        all.parts.push_back(std::move(first));
        while (skipOperator(",")) {
            if (now().kind != Kind::Name && !isOperator("(")) break;
            if (isName("in")) break;
            all.parts.push_back(oneTarget(attributes));
        }
        return all;
    }

    // --- expressions, weakest binding first ---

    ExpressionPtr expression() {
        const Guard guard(*this, depth_, kMaxExpressionDepth);
        ExpressionPtr node = disjunction();
        while (isName("if")) {
            const Place place = take().place;
            ExpressionPtr condition = disjunction();
            ExpressionPtr otherwise;
            if (skipName("else")) otherwise = expression();
            node = make(E::Conditional, place, std::move(node), std::move(condition), std::move(otherwise));
        }
        return node;
    }

    bool endsTuple(std::string_view extra) const {
        return now().kind == Kind::BlockEnd || now().kind == Kind::OutputEnd || isOperator(")") ||
               (!extra.empty() && isName(extra));
    }

    // One expression, or several with commas between as a tuple.
    ExpressionPtr tuple(bool conditionals, std::string_view extraEnd = {}, bool parenthesised = false) {
        const Place place = now().place;
        std::vector<ExpressionPtr> items;
        bool comma = false;
        while (true) {
            if (!items.empty() && !skipOperator(",")) break;
            comma = !items.empty();
            if (endsTuple(extraEnd)) break;
            items.push_back(conditionals ? expression() : disjunction());
        }
        if (items.size() == 1 && !comma) return std::move(items[0]);
        if (items.empty() && !parenthesised) fail("expected an expression, found " + describe(now()));
        auto node = make(E::Tuple, place);
        for (auto& item : items)
            add(*node, std::move(item));
        return node;
    }

    ExpressionPtr disjunction() {
        ExpressionPtr node = conjunction();
        while (isName("or")) {
            const Place place = take().place;
            node = make(E::Or, place, std::move(node), conjunction());
        }
        return node;
    }

    ExpressionPtr conjunction() {
        ExpressionPtr node = negation();
        while (isName("and")) {
            const Place place = take().place;
            node = make(E::And, place, std::move(node), negation());
        }
        return node;
    }

    ExpressionPtr negation() {
        if (!isName("not")) return comparison();
        const Guard guard(*this, depth_, kMaxExpressionDepth);
        const Place place = take().place;
        return make(E::Not, place, negation());
    }

    ExpressionPtr comparison() {
        const Place place = now().place;
        ExpressionPtr first = sum();
        ExpressionPtr node;
        while (true) {
            std::string op;
            if (now().kind == Kind::Operator) {
                for (const char* known : {"==", "!=", "<", "<=", ">", ">="})
                    if (now().text == known) op = known;
                if (op.empty()) break;
                ++at_;
            } else if (skipName("in")) {
                op = "in";
            } else if (isName("not") && ahead().kind == Kind::Name && ahead().text == "in") {
                at_ += 2;
                op = "not in";
            } else {
                break;
            }
            if (!node) node = make(E::Compare, place, std::move(first));
            node->comparisons.push_back(std::move(op));
            add(*node, sum());
        }
        return node ? std::move(node) : std::move(first);
    }

    template <class Next>
    ExpressionPtr leftToRight(std::initializer_list<std::string_view> operators, Next next) {
        ExpressionPtr node = next();
        while (now().kind == Kind::Operator &&
               std::find(operators.begin(), operators.end(), now().text) != operators.end()) {
            Token op = take();
            node = make(E::Arithmetic, op.place, std::move(node), next());
            node->name = std::move(op.text);
        }
        return node;
    }
    ExpressionPtr sum() {
        return leftToRight({"+", "-"}, [this] { return concat(); });
    }
    ExpressionPtr concat() {
        ExpressionPtr first = product();
        if (!isOperator("~")) return first;
        auto node = make(E::Concat, now().place, std::move(first));
        while (skipOperator("~"))
            add(*node, product());
        return node;
    }
    ExpressionPtr product() {
        return leftToRight({"*", "/", "//", "%"}, [this] { return power(); });
    }
    ExpressionPtr power() {
        return leftToRight({"**"}, [this] { return unary(true); });
    }

    ExpressionPtr unary(bool withFilters) {
        const Guard guard(*this, depth_, kMaxExpressionDepth);
        const Place place = now().place;
        ExpressionPtr node;
        if (skipOperator("-"))
            node = make(E::Negative, place, unary(false));
        else if (skipOperator("+"))
            node = make(E::Positive, place, unary(false));
        else
            node = primary();
        node = postfix(std::move(node));
        return withFilters ? filtered(std::move(node)) : std::move(node);
    }

    ExpressionPtr primary() {
        const Place place = now().place;
        switch (now().kind) {
            case Kind::Name: {
                const std::string name = take().text;
                if (name == "true" || name == "True") return constant(true, place);
                if (name == "false" || name == "False") return constant(false, place);
                if (name == "none" || name == "None") return constant(None{}, place);
                special_.varargs |= name == "varargs";
                special_.kwargs |= name == "kwargs";
                special_.caller |= name == "caller";
                auto node = make(E::Name, place);
                node->name = name;
                return node;
            }
            case Kind::String: {
                std::string text = take().text;
                while (now().kind == Kind::String)
                    text += take().text;
                return constant(std::move(text), place);
            }
            case Kind::Integer:
                return constant(take().integer, place);
            case Kind::Float:
                return constant(take().real, place);
            default:
                break;
        }
        if (skipOperator("(")) {
            ExpressionPtr node = tuple(true, {}, true);
            expectOperator(")");
            return node;
        }
        if (skipOperator("[")) {
            auto node = make(E::List, place);
            while (!isOperator("]")) {
                if (!node->operands.empty()) expectOperator(",");
                if (isOperator("]")) break;
                add(*node, expression());
            }
            expectOperator("]");
            return node;
        }
        if (skipOperator("{")) {
            auto node = make(E::Dict, place);
            while (!isOperator("}")) {
                if (!node->operands.empty()) expectOperator(",");
                if (isOperator("}")) break;
                add(*node, expression());
                expectOperator(":");
                add(*node, expression());
            }
            expectOperator("}");
            return node;
        }
        fail("expected an expression, found " + describe(now()));
    }

    ExpressionPtr postfix(ExpressionPtr node) {
        while (true) {
            const Place place = now().place;
            if (skipOperator(".")) {
                if (now().kind == Kind::Integer) {
                    node = make(E::Item, place, std::move(node), constant(take().integer, place));
                } else {
                    node = make(E::Attribute, place, std::move(node));
                    node->name = identifier();
                }
            } else if (skipOperator("[")) {
                node = subscript(std::move(node), place);
                expectOperator("]");
            } else if (isOperator("(")) {
                node = call(std::move(node));
            } else {
                return node;
            }
        }
    }

    ExpressionPtr subscript(ExpressionPtr object, const Place& place) {
        ExpressionPtr bounds[3];
        int count = 0;
        bool colon = false;
        while (!isOperator("]")) {
            if (skipOperator(":")) {
                colon = true;
                if (++count > 2) fail("a slice has three parts at most");
            } else if (isOperator(",")) {
                fail("an index with a comma is not supported");
            } else {
                if (bounds[count]) fail("expected \"]\", found " + describe(now()));
                bounds[count] = expression();
            }
        }
        if (!colon) {
            if (!bounds[0]) fail("expected an index");
            return make(E::Item, place, std::move(object), std::move(bounds[0]));
        }
        return make(E::Slice, place, std::move(object), std::move(bounds[0]), std::move(bounds[1]),
                    std::move(bounds[2]));
    }

    ExpressionPtr call(ExpressionPtr callee) {
        auto node = make(E::Call, now().place, std::move(callee));
        arguments(*node);
        return node;
    }

    void arguments(Expression& node) {
        using A = Expression::Argument::Kind;
        expectOperator("(");
        bool named = false;
        while (!isOperator(")")) {
            if (!node.arguments.empty()) expectOperator(",");
            if (isOperator(")")) break;
            Expression::Argument argument{A::Positional, {}, nullptr};
            if (skipOperator("*")) {
                argument.kind = A::Spread;
            } else if (skipOperator("**")) {
                argument.kind = A::SpreadNamed;
            } else if (now().kind == Kind::Name && ahead().kind == Kind::Operator && ahead().text == "=") {
                argument.kind = A::Named;
                argument.name = take().text;
                ++at_;
            } else if (named) {
                fail("a positional argument follows a named one");
            }
            named |= argument.kind == A::Named || argument.kind == A::SpreadNamed;
            argument.value = expression();
            node.depth = std::max(node.depth, argument.value->depth + 1);
            if (node.depth > kMaxExpressionDepth) fail("the expression is nested too deeply");
            node.arguments.push_back(std::move(argument));
        }
        expectOperator(")");
    }

    std::string dottedName() {
        std::string name = identifier();
        while (skipOperator("."))
            name += "." + identifier();
        return name;
    }

    // "| name(arguments) | …"; with `bare` the first has no bar.
    ExpressionPtr filters(ExpressionPtr node, bool bare = false) {
        while (bare || isOperator("|")) {
            if (!bare) ++at_;
            bare = false;
            auto filter = make(E::Filter, now().place, std::move(node));
            filter->name = dottedName();
            if (isOperator("(")) arguments(*filter);
            node = std::move(filter);
        }
        return node;
    }

    ExpressionPtr filtered(ExpressionPtr node) {
        while (true) {
            if (isOperator("|"))
                node = filters(std::move(node));
            else if (isName("is"))
                node = test(std::move(node));
            else if (isOperator("("))
                node = call(std::move(node));
            else
                return node;
        }
    }

    ExpressionPtr test(ExpressionPtr node) {
        const Place place = take().place;
        const bool negated = skipName("not");
        auto made = make(E::Test, place, std::move(node));
        made->name = dottedName();
        const bool takesOne = now().kind == Kind::Name || now().kind == Kind::String || now().kind == Kind::Integer ||
                              now().kind == Kind::Float || isOperator("[") || isOperator("{");
        if (isOperator("(")) {
            arguments(*made);
        } else if (takesOne && !isName("else") && !isName("or") && !isName("and")) {
            if (isName("is")) fail("tests cannot be chained with \"is\"");
            Expression::Argument argument{Expression::Argument::Kind::Positional, {}, postfix(primary())};
            made->depth = std::max(made->depth, argument.value->depth + 1);
            made->arguments.push_back(std::move(argument));
        }
        if (!negated) return made;
        return make(E::Not, place, std::move(made));
    }

    struct Special {
        bool varargs = false, kwargs = false, caller = false;
    };
    std::vector<Token> tokens_;
    const std::string& source_;
    std::size_t at_ = 0;
    int depth_ = 0, statementDepth_ = 0, loops_ = 0;
    Special special_;
};

}  // namespace

Body parse(std::string_view source, const std::string& name) {
    return Parser(source, name).run();
}

}  // namespace atelier::text::jinja
