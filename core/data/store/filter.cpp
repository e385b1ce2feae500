#include "data/store/filter.h"

#include "common/json.h"
#include "common/unicode.h"
#include "data/sample_json.h"
#include "data/store/filter_sql.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

namespace atelier::data {
namespace {

using store::FieldSql;
using store::SqlCondition;
using Kind = FilterField::Kind;
using As = store::Indexed::As;

// SQLite's parser gives up on deep and on very long conditions.
constexpr int kDeepest = 16, kMostTerms = 200;
constexpr int kFirstParameter = 3;
constexpr std::string_view kMetadata = "meta.";
constexpr std::string_view kBlank = " \t\r\n\v\f";

// Recursive descent; each function returns the SQL of what it read.
class Parser {
public:
    Parser(std::string_view text, store::WordSearch* search)
        : text_(text), search_(search && search->there() ? search : nullptr) {}

    SqlCondition parse() {
        skipBlank();
        if (at_ == text_.size()) return {"1", {}};
        condition_.sql = disjunction(0);
        if (at_ < text_.size()) fail("expected a term before \")\"", at_);
        return std::move(condition_);
    }

private:
    [[noreturn]] void fail(const std::string& what, std::size_t at, const std::string& hint = {}) const {
        throw FilterError(what, static_cast<int>(codePoints(text_.substr(0, at)).size()) + 1, hint);
    }

    void skipBlank() { at_ = std::min(text_.find_first_not_of(kBlank, at_), text_.size()); }

    // End of the unquoted word at `from`; a field's name ends at its colon.
    std::size_t endOfWord(std::size_t from, bool beforeColon) const {
        std::size_t end = from;
        while (end < text_.size() && kBlank.find(text_[end]) == std::string_view::npos &&
               std::strchr("()\"", text_[end]) == nullptr && !(beforeColon && text_[end] == ':'))
            ++end;
        return end;
    }

    bool atKeyword(std::string_view keyword) const { return text_.substr(at_, endOfWord(at_, false) - at_) == keyword; }
    bool take(std::string_view keyword) {
        if (!atKeyword(keyword)) return false;
        at_ += keyword.size();
        skipBlank();
        return true;
    }
    bool atEnd() const { return at_ == text_.size() || text_[at_] == ')'; }

    std::string disjunction(int depth) {
        std::string sql = conjunction(depth);
        bool several = false;
        while (take("OR")) {
            sql += " OR " + conjunction(depth);
            several = true;
        }
        return several ? "(" + sql + ")" : sql;
    }

    std::string conjunction(int depth) {
        std::string sql = negation(depth);
        bool several = false;
        while (!atEnd() && !atKeyword("OR")) {
            take("AND");
            sql += " AND " + negation(depth);
            several = true;
        }
        return several ? "(" + sql + ")" : sql;
    }

    std::string negation(int depth) {
        if (depth > kDeepest) fail("this is nested too deeply", at_, "leave out parentheses that are not needed");
        if (take("NOT")) return "NOT (" + negation(depth + 1) + ")";
        if (at_ < text_.size() && text_[at_] == '(') {
            const std::size_t opened = at_++;
            skipBlank();
            std::string sql = disjunction(depth + 1);
            if (at_ == text_.size()) fail("expected \")\" for this parenthesis", opened);
            ++at_;
            skipBlank();
            return "(" + sql + ")";
        }
        return term();
    }

    std::string term() {
        const std::size_t begin = at_;
        if (atEnd() || atKeyword("OR") || atKeyword("AND")) fail("expected a term", begin);
        if (++terms_ > kMostTerms) fail("this filter is too long", begin, "filter in several steps");
        std::string sql;
        if (text_[at_] == '"') {
            sql = withTextAnywhere(text());
        } else {
            const std::size_t end = endOfWord(at_, true);
            const std::string name = foldedCase(text_.substr(at_, end - at_));
            const FieldSql* field = find(name);
            if (end < text_.size() && text_[end] == ':') {
                at_ = end + 1;
                if (name.size() > kMetadata.size() && name.starts_with(kMetadata)) {
                    sql = metadataSays(name.substr(kMetadata.size()), text());
                    skipBlank();
                    return sql;
                }
                if (name.empty()) fail("expected a field's name before \":\"", begin, knownFields());
                if (!field || field->field.kind == Kind::Flag)
                    fail("there is no field \"" + name + "\"", begin,
                         knownFields() + "; text with a colon is written in quotes");
                sql = field->field.kind == Kind::Number ? number(*field) : withText(*field, fieldText(*field));
            } else if (field && field->field.kind == Kind::Flag) {
                at_ = end;
                sql = flag(*field);
            } else {
                sql = withTextAnywhere(text());
            }
        }
        skipBlank();
        return sql;
    }

    static const FieldSql* find(const std::string& name) {
        const auto fields = store::fieldsWithSql();
        const auto found =
            std::find_if(fields.begin(), fields.end(), [&](const FieldSql& one) { return one.field.name == name; });
        return found == fields.end() ? nullptr : &*found;
    }

    static std::string knownFields() {
        std::string known;
        for (const FilterField& field : filterFields())
            if (field.kind != Kind::Flag) known += (known.empty() ? "" : ", ") + field.name;
        return "known: " + known;
    }

    // A word or a quoted text, not empty.
    std::string text() {
        const std::size_t begin = at_;
        if (at_ == text_.size() || text_[at_] != '"') {
            at_ = endOfWord(at_, false);
            if (at_ == begin) fail("expected a text", begin);
            return std::string(text_.substr(begin, at_ - begin));
        }
        std::string unquoted;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\'))
                ++at_;
            unquoted += text_[at_];
        }
        if (at_ == text_.size()) fail("expected a quote at the end of this text", begin);
        ++at_;
        if (unquoted.empty()) fail("expected a text between the quotes", begin);
        return unquoted;
    }

    std::string fieldText(const FieldSql& field) {
        const std::size_t begin = at_;
        std::string value = text();
        if (field.field.name == "shape") {
            value = foldedCase(value);
            for (int shape = 0; shape <= static_cast<int>(Region::Shape::Point); ++shape)
                if (nameOf(static_cast<Region::Shape>(shape)) == value) return value;
            fail("expected box, rotated_box, polygon, circle, line or point", begin);
        }
        if (field.field.name != "split") return value;
        value = foldedCase(value);
        if (value == "none") return "";
        if (std::find(splitNames().begin(), splitNames().end(), value) == splitNames().end())
            fail("expected train, validation, test or none", begin);
        return value;
    }

    std::string number(const FieldSql& field) {
        const std::size_t begin = at_;
        at_ = endOfWord(at_, false);
        const std::string_view written = text_.substr(begin, at_ - begin);
        if (const auto dots = written.find(".."); dots != std::string_view::npos) {
            const double low = numberAt(written.substr(0, dots), begin);
            const double high = numberAt(written.substr(dots + 2), begin + dots + 2);
            if (low > high) fail("expected the smaller number first", begin);
            return "coalesce(" + std::string(field.sql) + " BETWEEN " + add(low) + " AND " + add(high) + ", 0)";
        }
        std::string_view comparison = "=";
        std::size_t size = 0;
        for (const std::string_view one : {">=", "<=", ">", "<", "="})
            if (written.starts_with(one)) {
                comparison = one;
                size = one.size();
                break;
            }
        // What was not counted fits no number; without coalesce() it would fit no NOT either.
        return "coalesce(" + std::string(field.sql) + " " + std::string(comparison) + " " +
               add(numberAt(written.substr(size), begin + size)) + ", 0)";
    }

    double numberAt(std::string_view written, std::size_t at) const {
        double value = 0;
        const auto [end, code] = std::from_chars(written.data(), written.data() + written.size(), value);
        if (code != std::errc() || end != written.data() + written.size() || !std::isfinite(value))
            fail("expected a number", at, "for example >75, <=10, 3 or 10..20");
        return value;
    }

    std::string flag(const FieldSql& field) {
        const store::Indexed& indexed = field.indexed;
        if (!search_ || indexed.as == As::Nothing) return field.sql;
        const std::string rows = isOneOf(search_->with(store::termOf(indexed.kind, indexed.name)));
        return indexed.as == As::NotTerm ? "NOT " + rows : rows;
    }

    std::string withTextAnywhere(const std::string& text) {
        const std::string folded = foldedCase(text);
        const auto found = search_ ? search_->having(folded) : std::nullopt;
        if (!found) return scanned(store::kAnywhere, folded);
        const std::string rows = isOneOf(found->rows);
        return found->exact ? rows : "(" + rows + " AND " + scanned(store::kAnywhere, folded) + ")";
    }

    std::string withText(const FieldSql& field, const std::string& text) {
        const std::string folded = foldedCase(text);
        if (search_ && field.indexed.as == As::Term)
            return isOneOf(search_->with(store::termOf(field.indexed.kind, folded)));
        if (search_ && field.indexed.as == As::Texts)
            if (const auto found = search_->having(folded))
                return "(" + isOneOf(found->rows) + " AND " + scanned(field.sql, folded) + ")";
        return scanned(field.sql, folded);
    }

    // A few rows are looked up one by one, of many each row is asked.
    std::string isOneOf(store::RowSet rows) {
        constexpr std::int64_t kFew = 20'000;
        if (rows.size() > kFew)
            return "in_rows(" + add(std::make_shared<const store::RowSet>(std::move(rows))) + ", s.id)";
        return "s.id IN (SELECT value FROM json_each(" + add(Json(rows.rows()).dump()) + "))";
    }

    std::string scanned(std::string_view sql, const std::string& folded) {
        const std::string parameter = add(folded);
        std::string filled;
        for (const char c : sql)
            c == '@' ? filled += parameter : filled += c;
        return filled;
    }

    std::string metadataSays(const std::string& name, const std::string& text) {
        std::string scan = scannedMetadata(name, text);
        if (!search_) return scan;
        return "(" + isOneOf(search_->with(store::termOf(store::TermKind::Metadata, name))) + " AND " + scan + ")";
    }

    std::string scannedMetadata(const std::string& name, const std::string& text) {
        const std::string named = add(name), says = add(foldedCase(text));
        std::string filled;
        for (const char c : std::string_view(store::kMetadataSays))
            c == '#' ? filled += named : c == '@' ? filled += says : filled += c;
        return filled;
    }

    std::string add(std::variant<double, std::string, std::shared_ptr<const store::RowSet>> value) {
        condition_.values.push_back(std::move(value));
        return "?" + std::to_string(kFirstParameter - 1 + std::ssize(condition_.values));
    }

    std::string_view text_;
    store::WordSearch* search_;
    std::size_t at_ = 0;
    int terms_ = 0;
    SqlCondition condition_;
};

}  // namespace

FilterError::FilterError(const std::string& what, int column, const std::string& hint)
    : Error(what, "column " + std::to_string(column) + " of the filter", hint), column_(column) {}

std::string filterText(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

void checkFilter(std::string_view text) {
    store::compileFilter(text);
}

namespace store {

SqlCondition compileFilter(std::string_view text, WordSearch* search) {
    return Parser(text, search).parse();
}

void SqlCondition::bind(SQLite::Statement& statement) const {
    int parameter = kFirstParameter;
    for (const auto& value : values) {
        if (const auto* rows = std::get_if<std::shared_ptr<const RowSet>>(&value))
            statement.bind(parameter, static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(rows->get())));
        else if (const auto* text = std::get_if<std::string>(&value))
            statement.bind(parameter, *text);
        else
            statement.bind(parameter, std::get<double>(value));
        ++parameter;
    }
}

}  // namespace store
}  // namespace atelier::data
