#include "text/jinja/interpreter.h"
#include "text/unicode.h"

#include <cmath>
#include <cstdio>

namespace atelier::text::jinja {
namespace {

[[noreturn]] void tooLarge() {
    throw Error("the number is too large");
}

std::int64_t floorDivide(std::int64_t a, std::int64_t b) {
    if (b == 0) throw Error("division by zero");
    if (b == -1) {
        std::int64_t out = 0;
        if (__builtin_sub_overflow(std::int64_t{0}, a, &out)) tooLarge();
        return out;
    }
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

double floorModulo(double a, double b) {
    if (b == 0) throw Error("division by zero");
    const double rest = std::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

std::int64_t power(std::int64_t base, std::int64_t exponent) {
    std::int64_t out = 1;
    if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
    if (base == -1) return exponent % 2 == 0 ? 1 : -1;
    for (std::int64_t i = 0; i < exponent; ++i)
        if (__builtin_mul_overflow(out, base, &out)) tooLarge();
    return out;
}

Value onIntegers(const std::string& op, std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    bool overflow = false;
    if (op == "+") {
        overflow = __builtin_add_overflow(a, b, &out);
    } else if (op == "-") {
        overflow = __builtin_sub_overflow(a, b, &out);
    } else if (op == "*") {
        overflow = __builtin_mul_overflow(a, b, &out);
    } else if (op == "/") {
        if (b == 0) throw Error("division by zero");
        return double(a) / double(b);
    } else if (op == "//") {
        out = floorDivide(a, b);
    } else if (op == "%") {
        if (b == 0) throw Error("division by zero");
        if (b == -1) return std::int64_t{0};
        out = a % b;
        if (out != 0 && (out < 0) != (b < 0)) out += b;
    } else {
        if (b < 0) return std::pow(double(a), double(b));
        out = power(a, b);
    }
    if (overflow) tooLarge();
    return out;
}

Value onReals(const std::string& op, double a, double b) {
    if (op == "+") return a + b;
    if (op == "-") return a - b;
    if (op == "*") return a * b;
    if (op == "**") return std::pow(a, b);
    if (b == 0) throw Error("division by zero");
    if (op == "/") return a / b;
    if (op == "//") return std::floor(a / b);
    return floorModulo(a, b);
}

Value repeated(const Value& what, std::int64_t times) {
    times = std::max<std::int64_t>(times, 0);
    if (what.isString()) {
        const std::string& text = what.string();
        if (!text.empty() && std::uint64_t(times) > kMaxText / text.size()) checkText(kMaxText + 1);
        std::string out;
        out.reserve(text.size() * std::size_t(times));
        for (std::int64_t i = 0; i < times && !text.empty(); ++i)
            out += text;
        return Value(std::move(out));
    }
    const auto& items = what.sequence()->items;
    if (!items.empty() && std::uint64_t(times) > kMaxItems / items.size()) throw Error("the list is too long");
    std::vector<Value> out;
    for (std::int64_t i = 0; i < times && !items.empty(); ++i)
        out.insert(out.end(), items.begin(), items.end());
    return makeSequence(std::move(out), what.sequence()->kind);
}

bool isListOrTuple(const Value& v) {
    return v.isSequence() &&
           (v.sequence()->kind == Sequence::Kind::List || v.sequence()->kind == Sequence::Kind::Tuple);
}

}  // namespace

Value arithmetic(const std::string& op, const Value& a, const Value& b) {
    if (op == "%" && a.isString()) {
        const bool tuple = b.isSequence() && b.sequence()->kind == Sequence::Kind::Tuple;
        return Value(printfText(a.string(), tuple ? b.sequence()->items : std::vector<Value>{b}));
    }
    for (const Value* v : {&a, &b})
        if (const auto* u = std::get_if<Undefined>(&v->storage()))
            throw Error(u->what ? *u->what : "a value is undefined");
    if (a.isNumber() && b.isNumber()) {
        if (a.is<double>() || b.is<double>()) return onReals(op, a.number(""), b.number(""));
        return onIntegers(op, a.integer(""), b.integer(""));
    }
    if (op == "+" && a.isString() && b.isString()) {
        checkText(a.string().size() + b.string().size());
        return Value(a.string() + b.string());
    }
    if (op == "+" && isListOrTuple(a) && isListOrTuple(b) && a.sequence()->kind == b.sequence()->kind) {
        std::vector<Value> items = a.sequence()->items;
        items.insert(items.end(), b.sequence()->items.begin(), b.sequence()->items.end());
        return makeSequence(std::move(items), a.sequence()->kind);
    }
    if (op == "*" && (a.isString() || isListOrTuple(a)) && (b.isInteger() || b.is<bool>()))
        return repeated(a, b.integer(""));
    if (op == "*" && (b.isString() || isListOrTuple(b)) && (a.isInteger() || a.is<bool>()))
        return repeated(b, a.integer(""));
    throw Error("\"" + op + "\" does not work on a " + a.typeName() + " and a " + b.typeName());
}

std::string printfText(const std::string& format, const std::vector<Value>& values) {
    std::string out;
    std::size_t used = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            out += format[i];
            continue;
        }
        std::string flags;
        while (++i < format.size() && std::string_view("-+ 0#").find(format[i]) != std::string_view::npos)
            flags += format[i];
        const auto count = [&] {
            int n = 0;
            for (; i < format.size() && format[i] >= '0' && format[i] <= '9'; ++i)
                n = std::min(n * 10 + (format[i] - '0'), 10000);
            return n;
        };
        const int width = count();
        int precision = -1;
        if (i < format.size() && format[i] == '.') {
            ++i;
            precision = count();
        }
        if (i >= format.size()) throw Error("the format ends in the middle of a \"%\"");
        const char kind = format[i];
        if (kind == '%') {
            out += '%';
            continue;
        }
        if (used >= values.size()) throw Error("too few values for the format");
        const Value& value = values[used++];
        std::string text;
        if (kind == 's' || kind == 'r') {
            text = kind == 's' ? value.text() : value.repr();
            if (precision >= 0) text = toUtf8(toCharacters(text).substr(0, std::size_t(precision)));
        } else if (std::string_view("dixXofFeEgG").find(kind) != std::string_view::npos) {
            const bool real = std::string_view("fFeEgG").find(kind) != std::string_view::npos;
            char buffer[512];
            const int digits = precision < 0 ? (real ? 6 : 1) : std::min(precision, 100);
            std::string plain;
            for (const char f : flags)
                if (f == '+' || f == ' ' || f == '#') plain += f;
            if (real) {
                const std::string spec = "%" + plain + ".*" + kind;
                std::snprintf(buffer, sizeof buffer, spec.c_str(), digits, value.number("a formatted value"));
            } else {
                const std::int64_t whole = value.is<double>() && (kind == 'd' || kind == 'i')
                                               ? std::int64_t(value.number(""))
                                               : value.integer("a formatted value");
                const std::string spec = "%" + plain + ".*ll" + (kind == 'i' ? 'd' : kind);
                std::snprintf(buffer, sizeof buffer, spec.c_str(), digits, static_cast<long long>(whole));
            }
            text = buffer;
        } else {
            throw Error(std::string("the format \"%") + kind + "\" is not supported");
        }
        const auto size = std::int64_t(characterCount(text));
        const std::string padding(std::size_t(std::max<std::int64_t>(0, width - size)), ' ');
        const bool zeros = flags.find('0') != std::string::npos && kind != 's' && kind != 'r';
        if (flags.find('-') != std::string::npos)
            out += text + padding;
        else if (zeros)
            out.append(text, 0, text.find_first_of("0123456789"))
                .append(padding.size(), '0')
                .append(text, text.find_first_of("0123456789"));
        else
            out += padding + text;
        checkText(out.size());
    }
    // Python forgives a list or dict that the format does not use.
    const bool forgiven =
        values.size() == 1 && (values[0].isDict() || values[0].isSequence() || values[0].isUndefined());
    if (used < values.size() && !forgiven) throw Error("too many values for the format");
    return out;
}

}  // namespace atelier::text::jinja
