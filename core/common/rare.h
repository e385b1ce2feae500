#pragma once

#include <memory>
#include <utility>

namespace atelier {

/// A value that most objects leave at its default, which then costs a null pointer. Copies are deep; two are equal when
/// their values are.
template <class T>
class Rare {
public:
    Rare() = default;
    Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(Rare other) noexcept {
        value_ = std::move(other.value_);
        return *this;
    }
    ~Rare() = default;

    const T& operator*() const {
        static const T kDefault{};
        return value_ ? *value_ : kDefault;
    }
    const T* operator->() const { return &**this; }
    /// The value itself, to change it.
    T& edit() {
        if (!value_) value_ = std::make_unique<T>();
        return *value_;
    }
    bool isDefault() const { return !value_ || *value_ == T{}; }
    bool operator==(const Rare& other) const { return value_ == other.value_ || **this == *other; }

private:
    std::unique_ptr<T> value_;
};

}  // namespace atelier
