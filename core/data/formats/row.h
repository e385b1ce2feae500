#pragma once

#include "common/json.h"
#include "data/formats/format.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

/// An object of a file, which knows what of it was asked for, so that the rest is kept and reported. It refers to the
/// JSON, which must outlive it.
class Row {
public:
    explicit Row(const Json& object) : object_(object) {}

    /// Nothing where the key is missing or null.
    const Json* find(const std::string& key) const;
    const Json* find(const std::optional<std::string>& key) const { return key ? find(*key) : nullptr; }
    /// The first of these keys that there is.
    const Json* findAny(std::initializer_list<const char*> keys) const;
    /// A text, or a number or truth value as text; empty where there is none. Throws Error for a list or an object.
    std::string text(const std::string& key) const;
    /// Whether there is the key, null or not; it does not count as asked for.
    bool has(const std::string& key) const { return object_.contains(key); }
    /// What nobody asked for; nulls, bytes, empty texts and empty lists left out.
    Metadata rest() const;
    const Json& json() const { return object_; }

private:
    const Json& object_;
    mutable std::vector<const Json*> used_;
};

/// Where a row comes from: what functions that read it need beside it.
struct RowSource {
    const MediaPaths& paths;
    ImportReport& report;
    std::string where;
};

/// Adds what nobody asked for to `metadata` and tells the report, each key after `prefix` ("messages[]."). What is
/// longer than 64 KiB is not kept.
void keepRest(const Row& row, Metadata& metadata, const std::string& prefix, const RowSource& source);
/// Tells the report what nobody asked for and has no place.
void reportRest(const Row& row, const std::string& prefix, const RowSource& source);

/// A truth value as people write it: true, 1, 1.0, "true", "yes", "1". Nothing for anything else.
std::optional<bool> truthOf(const Json& value);
/// Whether an answer was liked: truthOf(), or words and numbers that feedback is written with ("desirable", -1).
std::optional<bool> feedbackOf(const Json& value);
/// A number, also one that is written as a text. Nothing for anything else.
std::optional<double> numberOf(const Json& value);
/// A text; a number or truth value as JSON writes it, a whole number in decimals without them ("3" for 3.0). Nothing
/// for lists and objects.
std::optional<std::string> textOf(const Json& value);

}  // namespace atelier::data
