#include "common/json.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json_position.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <vector>

namespace atelier {
namespace {

constexpr std::size_t kMaxDepth = 100;

// Reads the text and tells how far the parser has come: nlohmann's events carry no position.
class Cursor {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Cursor(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
    const char& operator*() const { return *at_; }
    Cursor& operator++() {
        *furthest_ = ++at_;
        return *this;
    }
    Cursor operator++(int) {
        const Cursor before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Cursor& other) const { return at_ == other.at_; }

private:
    const char* at_;
    const char** furthest_;
};

// What the parser quotes of a broken file is cut and kept printable.
std::string printable(const std::string& text) {
    std::string out;
    for (const char c : text.substr(0, 160))
        out += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F ? '?' : c;
    return text.size() > 160 ? out + "..." : out;
}

// Builds the document and refuses what nlohmann's own parser lets pass. It appends members itself: ordered_json's own
// insertion compares with each earlier key, hours for a vocabulary.
class StrictBuilder : public nlohmann::json_sax<Json> {
public:
    StrictBuilder(const std::string& source, std::string_view text, std::size_t maxValues)
        : source_(source), text_(text), maxValues_(maxValues), furthest_(text.data()) {}

    Cursor begin() { return {text_.data(), &furthest_}; }
    Cursor end() { return {text_.data() + text_.size(), &furthest_}; }
    Json take() { return std::move(root_); }

    bool null() override { return add(Json(nullptr)); }
    bool boolean(bool v) override { return add(Json(v)); }
    bool number_integer(number_integer_t v) override { return add(Json(v)); }
    bool number_unsigned(number_unsigned_t v) override { return add(Json(v)); }
    bool number_float(number_float_t v, const string_t&) override { return add(Json(v)); }
    bool string(string_t& v) override { return add(Json(std::move(v))); }
    bool binary(binary_t&) override { throw std::logic_error("JSON has no binary values"); }
    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool key(string_t& name) override {
        if (!open_.back().insertKey(name))
            fail("the key \"" + printable(name) + "\" stands twice in one object", startOfKey(), "keep one of them");
        return true;
    }
    bool end_object() override {
        Open done = std::move(open_.back());
        open_.pop_back();
        Json::object_t members;
        members.reserve(done.keys.size());
        for (std::size_t i = 0; i < done.keys.size(); ++i)
            static_cast<Json::object_t::Container&>(members).emplace_back(std::move(done.keys[i]),
                                                                          std::move(done.values[i]));
        return place(Json(std::move(members)));
    }
    bool end_array() override {
        Open done = std::move(open_.back());
        open_.pop_back();
        return place(Json(std::move(done.values)));
    }
    bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& e) override {
        std::string why = e.what();
        if (const auto colon = why.find(": "); colon != std::string::npos) why = why.substr(colon + 2);
        fail("broken JSON: " + printable(why), byte == 0 ? 0 : byte - 1);
    }

private:
    struct Open {
        std::vector<std::string> keys;
        std::vector<Json> values;
        std::unordered_set<std::string> seen;  // of a large object

        bool insertKey(std::string& name) {
            constexpr std::size_t kSmall = 16;
            if (keys.size() < kSmall) {
                if (std::find(keys.begin(), keys.end(), name) != keys.end()) return false;
            } else {
                if (seen.empty()) seen.insert(keys.begin(), keys.end());
                if (!seen.insert(name).second) return false;
            }
            keys.push_back(std::move(name));
            return true;
        }
    };

    [[noreturn]] void fail(const std::string& what, std::size_t byte, const std::string& hint = {}) const {
        throw Error(what, jsonPlace(source_, text_, byte), hint);
    }
    std::size_t consumed() const { return static_cast<std::size_t>(furthest_ - text_.data()) - 1; }
    std::size_t startOfKey() const {
        const std::size_t last = text_.rfind('"', consumed());
        for (std::size_t at = last; at != 0;) {
            at = text_.rfind('"', at - 1);
            std::size_t slashes = 0;
            while (slashes < at && text_[at - 1 - slashes] == '\\')
                ++slashes;
            if (slashes % 2 == 0) return at;
        }
        return last;
    }
    void count() {
        if (++values_ > maxValues_) fail("more than " + std::to_string(maxValues_) + " values", consumed());
    }
    bool open() {
        count();
        if (open_.size() == kMaxDepth) fail("nested deeper than " + std::to_string(kMaxDepth) + " levels", consumed());
        open_.emplace_back();
        return true;
    }
    bool add(Json value) {
        count();
        return place(std::move(value));
    }
    bool place(Json value) {
        if (open_.empty())
            root_ = std::move(value);
        else
            open_.back().values.push_back(std::move(value));
        return true;
    }

    const std::string& source_;
    std::string_view text_;
    std::size_t maxValues_, values_ = 0;
    const char* furthest_;
    Json root_;
    std::vector<Open> open_;
};

[[noreturn]] void wrongType(const std::string& key, const std::string& where, const char* expected, const Json& got) {
    throw Error("\"" + key + "\" must be " + expected + ", not " + got.type_name(), where);
}

template <class T>
T as(const Json& value, const std::string& key, const std::string& where) {
    if constexpr (std::is_same_v<T, bool>) {
        if (!value.is_boolean()) wrongType(key, where, "true or false", value);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        if (!value.is_number_integer()) wrongType(key, where, "a whole number", value);
        if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t(INT64_MAX))
            throw Error("\"" + key + "\" is too large a number", where);
    } else if constexpr (std::is_same_v<T, double>) {
        if (!value.is_number()) wrongType(key, where, "a number", value);
    } else {
        if (!value.is_string()) wrongType(key, where, "a text", value);
    }
    return value.get<T>();
}

}  // namespace

Json parseJson(std::string_view text, const std::string& source, std::size_t maxValues) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    StrictBuilder builder(source, text, maxValues);
    Json::sax_parse(builder.begin(), builder.end(), &builder);
    return builder.take();
}

Json readJson(const std::filesystem::path& path) {
    return parseJson(readFile(path), path.string());
}

template <class T>
T jsonAt(const Json& object, const std::string& key, const std::string& where) {
    if (!object.is_object()) throw Error("expected a JSON object", where);
    const auto found = object.find(key);
    if (found == object.end()) throw Error("\"" + key + "\" is missing", where);
    return as<T>(*found, key, where);
}

template <class T>
T jsonAt(const Json& object, const std::string& key, const std::string& where, T fallback) {
    if (!object.is_object()) throw Error("expected a JSON object", where);
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? fallback : as<T>(*found, key, where);
}

template bool jsonAt<bool>(const Json&, const std::string&, const std::string&);
template std::int64_t jsonAt<std::int64_t>(const Json&, const std::string&, const std::string&);
template double jsonAt<double>(const Json&, const std::string&, const std::string&);
template std::string jsonAt<std::string>(const Json&, const std::string&, const std::string&);
template bool jsonAt<bool>(const Json&, const std::string&, const std::string&, bool);
template std::int64_t jsonAt<std::int64_t>(const Json&, const std::string&, const std::string&, std::int64_t);
template double jsonAt<double>(const Json&, const std::string&, const std::string&, double);
template std::string jsonAt<std::string>(const Json&, const std::string&, const std::string&, std::string);

}  // namespace atelier
