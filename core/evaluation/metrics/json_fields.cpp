#include "common/json.h"
#include "evaluation/metric.h"

#include <map>

namespace atelier::evaluation {
namespace {

using Fields = std::multimap<std::string, std::string>;

// Leaves of the document by their path; places in a list do not count, so that its order does not matter.
void collect(const Json& value, const std::string& path, Fields& fields) {
    if (value.is_object()) {
        for (const auto& [key, item] : value.items())
            collect(item, path + "/" + key, fields);
    } else if (value.is_array()) {
        for (const Json& item : value)
            collect(item, path + "[]", fields);
    } else {
        fields.emplace(path, foldedSpaces(value.is_string() ? value.get<std::string>() : value.dump()));
    }
}

// Models like to wrap JSON in prose or a code fence: what stands between the outermost braces counts.
std::optional<Fields> fieldsOf(std::string_view text) {
    const std::size_t first = text.find('{'), last = text.rfind('}');
    if (first == std::string_view::npos || last == std::string_view::npos || last < first) return std::nullopt;
    try {
        Fields fields;
        collect(parseJson(text.substr(first, last - first + 1), "answer"), "", fields);
        return fields;
    } catch (const Error&) {
        return std::nullopt;  // an answer that is no JSON is a wrong answer, not an error of ours
    }
}

std::optional<Score> score(std::string_view reference, std::string_view answer) {
    const auto expected = fieldsOf(reference);
    if (!expected || expected->empty()) return std::nullopt;
    Fields open = *expected;
    const Fields given = fieldsOf(answer).value_or(Fields{});
    double matched = 0;
    for (const auto& [path, text] : given) {
        const auto [first, last] = open.equal_range(path);
        for (auto candidate = first; candidate != last; ++candidate)
            if (candidate->second == text) {
                open.erase(candidate);
                ++matched;
                break;
            }
    }
    return Score{2 * matched, static_cast<double>(expected->size() + given.size())};
}

const Metrics::Entry entry{
    "json_fields",
    {"Fields (F1)",
     "F1 over the fields of a JSON answer: a field counts where its name and its text are right. Only for "
     "references that are JSON.",
     true, score}};

}  // namespace
}  // namespace atelier::evaluation
