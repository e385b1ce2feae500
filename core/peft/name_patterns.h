#pragma once

#include <memory>
#include <string>
#include <vector>

namespace atelier::peft {

/// A regular expression (PCRE2; Python's syntax for what module names need). Throws Error naming `where` for a bad one.
class NameExpression {
public:
    NameExpression(const std::string& expression, const std::string& where);
    bool matchesWhole(const std::string& name) const;

private:
    std::shared_ptr<void> code_;
    std::string where_;
};

/// The one language in which recipes name modules and parameters. An item is one of
///   - a name: of a module or parameter, of its end after a dot, or of a module around it ("q_proj", "mlp",
///     "layers.3");
///   - a pattern with * and ? for the whole name, any characters, dots too ("*.mlp.*");
///   - a regular expression for the whole name: with any of \ ^ $ + ( ) [ ] { } |, or with ".*" where no star begins
///   it.
class NamePatterns {
public:
    NamePatterns(const std::vector<std::string>& items, std::string where);

    bool empty() const { return items_.empty(); }
    /// Remembers which items matched.
    bool matches(const std::string& name);
    /// Whether an item that is no plain name matches.
    bool matchesPattern(const std::string& name);
    /// Items that have matched nothing so far.
    std::vector<std::string> unused() const;
    const std::string& where() const { return where_; }

private:
    struct Item {
        std::string text;
        std::shared_ptr<NameExpression> expression;  ///< null: a plain name
        bool used = false;
        bool matches(const std::string& name) const;
    };
    std::vector<Item> items_;
    std::string where_;
};

/// PEFT's rule for names in a list: the name itself, or its end after a dot.
bool isNamed(const std::string& name, const std::string& target);

/// "a, b, c and 12 more"
std::string listed(const std::vector<std::string>& names);

}  // namespace atelier::peft
