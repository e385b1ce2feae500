#include "common/error.h"
#include "data/key_fields/answer.h"
#include "data/key_fields/key_fields.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

namespace atelier::data {
namespace {

using Type = KeyField::Type;

constexpr std::size_t kMostChoices = 8, kLeastAnswers = 20;  // fewer answers say nothing about choices
constexpr std::size_t kLongestChoice = 40;                   // bytes

// What was seen at one place of the answers.
struct Seen {
    std::int64_t texts = 0, dates = 0, integers = 0, numbers = 0, booleans = 0, objects = 0, lists = 0, nulls = 0;
    std::map<std::string, std::int64_t> values;  // of texts, while they are few
    bool many = false;                           // texts to be choices
    std::vector<std::string> keys;               // in the order they came up
    std::map<std::string, Seen> members;
    std::map<std::string, std::int64_t> memberCounts;
    std::unique_ptr<Seen> items;

    void add(const Json& value) {
        if (value.is_string()) {
            const auto& text = value.get_ref<const std::string&>();
            ++texts;
            dates += isDate(text);
            if (!many) ++values[text];
            many = many || values.size() > kMostChoices || text.empty() || text.size() > kLongestChoice;
        } else if (value.is_boolean()) {
            ++booleans;
        } else if (value.is_number_integer()) {
            ++integers;
        } else if (value.is_number()) {
            ++numbers;
        } else if (value.is_null()) {
            ++nulls;
        } else if (value.is_array()) {
            ++lists;
            if (!items) items = std::make_unique<Seen>();
            for (const Json& item : value)
                items->add(item);
        } else {
            ++objects;
            for (const auto& [key, member] : value.items()) {
                if (key.empty()) continue;
                if (memberCounts[key]++ == 0) keys.push_back(key);
                members[key].add(member);
            }
        }
    }

    // The most frequent kind; whole and other numbers are numbers together.
    KeyField field() const {
        KeyField made;
        made.nullable = nulls > 0;
        const std::int64_t figures = integers + numbers, most = std::max({texts, figures, booleans, objects, lists});
        if (most == 0 || most == texts) {
            made.type = Type::Text;
            if (texts > 0 && dates == texts) made.type = Type::Date;
            const bool repeated = std::all_of(values.begin(), values.end(), [](const auto& v) { return v.second > 1; });
            if (!many && repeated && values.size() > 1 && texts >= static_cast<std::int64_t>(kLeastAnswers)) {
                made.type = Type::Choice;
                for (const auto& [value, _] : values)
                    made.choices.push_back(value);
            }
        } else if (most == figures) {
            made.type = numbers > 0 ? Type::Number : Type::Integer;
        } else if (most == booleans) {
            made.type = Type::Boolean;
        } else if (most == objects) {
            made.type = Type::Object;
            for (const std::string& key : keys) {
                made.fields.push_back(members.at(key).field());
                made.fields.back().key = key;
                made.fields.back().required = memberCounts.at(key) == objects;
            }
        } else {
            made.type = Type::List;
            KeyField item = items->field();
            if (item.type == Type::List) item = {.type = Type::Text};  // deeper than a schema goes
            made.fields.push_back(std::move(item));
        }
        return made;
    }
};

}  // namespace

KeyField deriveKeyFields(const std::vector<std::string>& answers) {
    Seen seen;
    for (const std::string& answer : answers) {
        try {
            seen.add(answerValues(answer));
        } catch (const Error&) {
            continue;  // other answers may stand beside them
        }
    }
    if (seen.objects == 0)
        throw Error("no answer is a JSON object, so there are no key fields to be found", {},
                    "write a schema, or answer one sample as JSON first");
    return seen.field();
}

}  // namespace atelier::data
