#include "peft/name_patterns.h"

#include "common/error.h"

#include <algorithm>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace atelier::peft {
namespace {

constexpr const char* kExpressionCharacters = "\\^$+()[]{}|";

std::string expressionOf(const std::string& glob) {
    std::string expression;
    for (const char c : glob)
        expression += c == '*' ? ".*" : c == '?' ? "." : c == '.' ? "\\." : std::string(1, c);
    return expression;
}

// No expression begins with a star; elsewhere ".*" means nearly the same in both.
bool isExpression(const std::string& item) {
    if (item.find_first_of(kExpressionCharacters) != std::string::npos) return true;
    return !item.starts_with('*') && item.find(".*") != std::string::npos;
}

}  // namespace

NameExpression::NameExpression(const std::string& expression, const std::string& where) : where_(where) {
    int code = 0;
    PCRE2_SIZE offset = 0;
    auto* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                                   PCRE2_NEVER_BACKSLASH_C, &code, &offset, nullptr);
    if (!compiled) {
        PCRE2_UCHAR message[256];
        pcre2_get_error_message(code, message, sizeof message);
        throw Error("bad regular expression \"" + expression + "\": " + reinterpret_cast<const char*>(message) +
                        " at character " + std::to_string(offset),
                    where);
    }
    code_ = std::shared_ptr<void>(compiled, [](void* p) { pcre2_code_free(static_cast<pcre2_code*>(p)); });
}

bool NameExpression::matchesWhole(const std::string& name) const {
    auto* code = static_cast<pcre2_code*>(code_.get());
    const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> match(
        pcre2_match_data_create_from_pattern(code, nullptr), &pcre2_match_data_free);
    const int rc = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(name.data()), name.size(), 0,
                               PCRE2_ANCHORED | PCRE2_ENDANCHORED, match.get(), nullptr);
    if (rc < PCRE2_ERROR_NOMATCH)  // the match limit: an expression that blows up
        throw Error("a regular expression cannot be matched against \"" + name + "\"", where_, "write a simpler one");
    return rc >= 0;
}

bool NamePatterns::Item::matches(const std::string& name) const {
    if (expression) return expression->matchesWhole(name);
    return ("." + name + ".").find("." + text + ".") != std::string::npos;
}

NamePatterns::NamePatterns(const std::vector<std::string>& items, std::string where) : where_(std::move(where)) {
    for (const auto& item : items) {
        std::shared_ptr<NameExpression> expression;
        if (isExpression(item))
            expression = std::make_shared<NameExpression>(item, where_);
        else if (item.find_first_of("*?") != std::string::npos)
            expression = std::make_shared<NameExpression>(expressionOf(item), where_);
        items_.push_back({item, std::move(expression)});
    }
}

bool NamePatterns::matches(const std::string& name) {
    bool any = false;
    for (auto& item : items_)
        if (item.matches(name)) any = item.used = true;
    return any;
}

bool NamePatterns::matchesPattern(const std::string& name) {
    bool any = false;
    for (auto& item : items_)
        if (item.expression && item.matches(name)) any = item.used = true;
    return any;
}

std::vector<std::string> NamePatterns::unused() const {
    std::vector<std::string> all;
    for (const auto& item : items_)
        if (!item.used) all.push_back(item.text);
    return all;
}

bool isNamed(const std::string& name, const std::string& target) {
    return name == target || name.ends_with("." + target);
}

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 20;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
    return text;
}

}  // namespace atelier::peft
