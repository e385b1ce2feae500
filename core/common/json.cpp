#include "common/json.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>
#include <set>

namespace atelier {
namespace {

constexpr int kMaxDepth = 100;

std::string place(const std::string& source, std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto lastBreak = before.rfind('\n');
    const auto column = before.size() - (lastBreak == std::string_view::npos ? 0 : lastBreak + 1) + 1;
    return source + ":" + std::to_string(line) + ":" + std::to_string(column);
}

// Builds the document and checks what nlohmann's own parser lets pass: depth and duplicate keys.
class StrictBuilder : public nlohmann::json_sax<Json> {
public:
    StrictBuilder(Json& root, const std::string& source, std::string_view text)
        : source_(source), text_(text), dom_(root, false) {}

    bool null() override { return dom_.null(); }
    bool boolean(bool v) override { return dom_.boolean(v); }
    bool number_integer(number_integer_t v) override { return dom_.number_integer(v); }
    bool number_unsigned(number_unsigned_t v) override { return dom_.number_unsigned(v); }
    bool number_float(number_float_t v, const string_t& s) override { return dom_.number_float(v, s); }
    bool string(string_t& v) override { return dom_.string(v); }
    bool binary(binary_t& v) override { return dom_.binary(v); }
    bool start_object(std::size_t n) override {
        descend();
        keys_.emplace_back();
        return dom_.start_object(n);
    }
    bool key(string_t& name) override {
        if (!keys_.back().insert(name).second)
            throw Error("the key \"" + name + "\" stands twice in one object", source_, "keep one of them");
        return dom_.key(name);
    }
    bool end_object() override {
        --depth_;
        keys_.pop_back();
        return dom_.end_object();
    }
    bool start_array(std::size_t n) override {
        descend();
        return dom_.start_array(n);
    }
    bool end_array() override {
        --depth_;
        return dom_.end_array();
    }
    bool parse_error(std::size_t byte, const std::string& token, const nlohmann::detail::exception& e) override {
        std::string why = e.what();
        if (const auto colon = why.find(": "); colon != std::string::npos) why = why.substr(colon + 2);
        throw Error("broken JSON: " + why, place(source_, text_, byte == 0 ? 0 : byte - 1));
    }

private:
    void descend() {
        if (++depth_ > kMaxDepth) throw Error("nested deeper than " + std::to_string(kMaxDepth) + " levels", source_);
    }

    const std::string& source_;
    std::string_view text_;
    nlohmann::detail::json_sax_dom_parser<Json> dom_;
    std::vector<std::set<std::string>> keys_;
    int depth_ = 0;
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

Json parseJson(std::string_view text, const std::string& source) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Json root;
    StrictBuilder builder(root, source, text);
    Json::sax_parse(text, &builder);
    return root;
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
