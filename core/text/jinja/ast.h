#pragma once

#include "text/jinja/lexer.h"
#include "text/jinja/value.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace atelier::text::jinja {

struct Expression;
struct Statement;
using ExpressionPtr = std::unique_ptr<Expression>;
using StatementPtr = std::unique_ptr<Statement>;
using Body = std::vector<StatementPtr>;

/// One node of an expression. Which members are used depends on `kind`.
struct Expression {
    enum class Kind {
        Constant,     ///< constant
        Name,         ///< name
        List,         ///< operands
        Tuple,        ///< operands
        Dict,         ///< operands: key, value, key, value, ...
        Attribute,    ///< operands[0].name
        Item,         ///< operands[0][operands[1]]
        Slice,        ///< operands[0][operands[1]:operands[2]:operands[3]]; each of the three may be null
        Call,         ///< operands[0](arguments)
        Filter,       ///< operands[0] | name(arguments); operands[0] is null in a filter block
        Test,         ///< operands[0] is name(arguments)
        Not,          ///< operands[0]
        Negative,     ///< operands[0]
        Positive,     ///< operands[0]
        And,          ///< operands[0], operands[1]
        Or,           ///< the same
        Arithmetic,   ///< operands[0] name operands[1]
        Concat,       ///< operands joined as text
        Compare,      ///< operands[0] comparisons[0] operands[1] comparisons[1] operands[2] ...
        Conditional,  ///< operands[0] if operands[1] else operands[2]; the last may be null
    };
    struct Argument {
        enum class Kind { Positional, Named, Spread, SpreadNamed };
        Kind kind;
        std::string name;
        ExpressionPtr value;
    };
    Kind kind;
    Place place;
    int depth = 1;
    std::string name;
    Value constant;
    std::vector<ExpressionPtr> operands;
    std::vector<Argument> arguments;
    std::vector<std::string> comparisons;
};

/// What an assignment writes to: a name, an attribute of a namespace, or several of them.
struct Target {
    std::string name, attribute;
    std::vector<Target> parts;
    Place place;
};

struct Statement {
    enum class Kind {
        Data,         ///< text
        Output,       ///< expression
        If,           ///< branches: condition and body; the condition of else is null
        For,          ///< target, expression, condition (may be null), body, otherwise
        Set,          ///< target, expression
        SetBlock,     ///< target, body, expression: a chain of filters (may be null)
        Macro,        ///< text: its name; parameters, body
        CallBlock,    ///< expression: the call; parameters of caller(), body
        FilterBlock,  ///< expression: the chain of filters; body
        With,         ///< targets with values, body
        Generation,   ///< body
        Break,
        Continue,
    };
    Kind kind;
    Place place;
    std::string text;
    Target target;
    ExpressionPtr expression, condition;
    Body body, otherwise;
    std::vector<std::pair<ExpressionPtr, Body>> branches;
    std::vector<std::pair<std::string, ExpressionPtr>> parameters;  ///< with their defaults, which may be null
    std::vector<std::pair<Target, ExpressionPtr>> assignments;
    bool usesVarargs = false, usesKwargs = false, usesCaller = false;
};

}  // namespace atelier::text::jinja
