#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atelier::training {

/// Details of an optimizer or a schedule, by name. Each is taken once by the one that they are for; finish() refuses
/// what nobody took.
class Arguments {
public:
    /// "a=1, b=true". `where` is the key that holds it, for errors.
    static Arguments fromPairs(const std::string& text, const std::string& where);
    /// A flat JSON object; nothing: none.
    static Arguments fromJson(const std::string& text, const std::string& where);

    /// Each throws Error for a value of another type or outside of its range.
    double number(const std::string& name, double fallback, double minimum, double maximum);
    std::optional<double> number(const std::string& name, double minimum, double maximum);
    std::int64_t count(const std::string& name, std::int64_t fallback);
    bool flag(const std::string& name, bool fallback);
    std::string choice(const std::string& name, const std::string& fallback, const std::vector<std::string>& choices);

    /// Throws Error naming what was not taken; `whose` is the optimizer or schedule.
    void finish(const std::string& whose) const;
    const std::string& where() const { return where_; }

private:
    explicit Arguments(std::string where) : where_(std::move(where)) {}
    const std::string* take(const std::string& name);
    [[noreturn]] void refuse(const std::string& name, const std::string& expected) const;

    std::string where_;
    std::map<std::string, std::string> values_;
    std::set<std::string> known_;
};

}  // namespace atelier::training
