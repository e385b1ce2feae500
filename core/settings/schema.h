#pragma once

#include "common/error.h"
#include "common/registry.h"
#include "settings/recipe.h"

#include <functional>
#include <type_traits>
#include <utility>

namespace atelier::settings {

namespace detail {

template <class F>
struct Unwrapped {
    using type = F;
    static constexpr bool nullable = false;
};
template <class F>
struct Unwrapped<std::optional<F>> {
    using type = F;
    static constexpr bool nullable = true;
};

template <class F>
constexpr Type typeOf() {
    using U = typename Unwrapped<F>::type;
    if constexpr (std::is_same_v<U, bool>)
        return Type::Bool;
    else if constexpr (std::is_integral_v<U>)
        return Type::Integer;
    else if constexpr (std::is_same_v<U, double>)
        return Type::Number;
    else if constexpr (std::is_same_v<U, std::string>)
        return Type::Text;
    else {
        static_assert(std::is_same_v<U, std::vector<std::string>>,
                      "an option is a bool, an integer, a double, a text or a list of texts");
        return Type::List;
    }
}

template <class F>
Value toValue(const F& field) {
    if constexpr (Unwrapped<F>::nullable) {
        return field ? toValue(*field) : Value{};
    } else if constexpr (std::is_integral_v<F> && !std::is_same_v<F, bool>) {
        return static_cast<std::int64_t>(field);
    } else {
        return Value{field};
    }
}

/// `value` has passed checked(); only a field narrower than 64 bits can still refuse it.
template <class F>
void assign(F& field, const Value& value) {
    if constexpr (Unwrapped<F>::nullable) {
        if (std::holds_alternative<std::monostate>(value)) {
            field.reset();
        } else {
            field.emplace();
            assign(*field, value);
        }
    } else if constexpr (std::is_integral_v<F> && !std::is_same_v<F, bool>) {
        const std::int64_t number = std::get<std::int64_t>(value);
        if (!std::in_range<F>(number)) throw Error("the number is too large: " + std::to_string(number));
        field = static_cast<F>(number);
    } else {
        field = std::get<F>(value);
    }
}

}  // namespace detail

/// Ties the fields of an options struct `T` to option declarations; the struct's own initialisers are the defaults.
///
///     const settings::Schema<LoraOptions>& LoraOptions::schema() {
///         static const auto schema = [] {
///             settings::Schema<LoraOptions> s("LoRA");
///             s.option("lora_rank", &LoraOptions::rank).label("Rank").help("...").range(1, 4096).simple();
///             return s;
///         }();
///         return schema;
///     }
///     const settings::GroupEntry<LoraOptions> entry{"40-lora"};
///
/// Numbers are double, lists std::vector<std::string>; std::optional makes an option nullable.
template <class T>
class Schema {
public:
    class Builder {
    public:
        explicit Builder(Option& option) : option_(option) {}
        Builder& label(std::string text) { return option_.label = std::move(text), *this; }
        Builder& help(std::string text) { return option_.help = std::move(text), *this; }
        Builder& unit(std::string text) { return option_.unit = std::move(text), *this; }
        Builder& range(double low, double high) { return option_.minimum = low, option_.maximum = high, *this; }
        Builder& atLeast(double low) { return option_.minimum = low, *this; }
        Builder& atMost(double high) { return option_.maximum = high, *this; }
        Builder& above(double low) { return option_.minimum = low, option_.minimumExcluded = true, *this; }
        /// Of a text, or of each item of a list.
        Builder& choices(std::vector<std::string> names) {
            if (option_.type == Type::Text) option_.type = Type::Choice;
            return option_.choices = std::move(names), *this;
        }
        Builder& alias(std::string key) { return option_.aliases.push_back(std::move(key)), *this; }
        Builder& simple() { return option_.level = Level::Simple, *this; }
        Builder& when(std::string condition) { return option_.appliesWhen = std::move(condition), *this; }

    private:
        Option& option_;
    };

    explicit Schema(std::string title) { group_.title = std::move(title); }

    template <class F>
    Builder option(std::string key, F T::* field) {
        Option option;
        option.key = std::move(key);
        option.type = detail::typeOf<F>();
        option.nullable = detail::Unwrapped<F>::nullable;
        option.defaultValue = detail::toValue(T{}.*field);
        group_.options.push_back(std::move(option));
        bindings_.push_back({[field](T& object, const Value& value) { detail::assign(object.*field, value); },
                             [field](const T& object) { return detail::toValue(object.*field); }});
        return Builder(group_.options.back());
    }

    const Group& group() const { return group_; }

    /// Defaults, overridden by what the recipe has. Throws Error naming the entry's place.
    T read(const Recipe& recipe) const {
        T object;
        for (std::size_t i = 0; i < bindings_.size(); ++i)
            if (const Recipe::Entry* entry = recipe.find(group_.options[i].key)) {
                const Value value = checked(group_.options[i], entry->value, entry->where);
                try {
                    bindings_[i].set(object, value);
                } catch (const Error& e) {
                    throw Error(group_.options[i].key + ": " + e.message(), entry->where);
                }
            }
        return object;
    }
    /// Throws Error for a value that its own option refuses.
    void write(const T& object, Recipe& recipe, const std::string& where) const {
        for (std::size_t i = 0; i < bindings_.size(); ++i)
            recipe.set(group_.options[i].key, bindings_[i].get(object), where);
    }

private:
    struct Binding {
        std::function<void(T&, const Value&)> set;
        std::function<Value(const T&)> get;
    };
    Group group_;
    std::vector<Binding> bindings_;
};

/// Registers the options of `T` under a name that orders them.
template <class T>
struct GroupEntry {
    explicit GroupEntry(const std::string& name) : entry(name, []() -> const Group& { return T::schema().group(); }) {}
    Registry<GroupSource>::Entry entry;
};

}  // namespace atelier::settings
