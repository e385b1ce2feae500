#pragma once

#include "data/store/filter.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace atelier::data::store {

/// A condition over the row `s` of `samples`. Its parameters begin at ?3: ?2 is the model that tokens are of, ?1 is
/// left to the statement around it.
struct SqlCondition {
    std::string sql;
    std::vector<std::variant<double, std::string>> values;

    void bind(SQLite::Statement& statement) const;
};

/// What a person wrote is in `values` only. Throws FilterError.
SqlCondition compileFilter(std::string_view text);

/// A field and its SQL: a condition for Text (parameter @, case-folded) and Flag, a value for Number.
struct FieldSql {
    FilterField field;
    const char* sql;
};
std::span<const FieldSql> fieldsWithSql();
/// The condition of text without a field.
extern const char* const kAnywhere;
/// The condition that metadata of the name # (case-folded) says @ (case-folded).
extern const char* const kMetadataSays;

}  // namespace atelier::data::store
