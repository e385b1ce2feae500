#pragma once

#include "data/store/filter.h"
#include "data/store/word_index.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
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
    std::vector<std::variant<double, std::string, std::shared_ptr<const RowSet>>> values;

    void bind(SQLite::Statement& statement) const;
};

/// What a person wrote is in `values` only. With `search` the dataset's index answers what it can. Throws FilterError.
SqlCondition compileFilter(std::string_view text, WordSearch* search = nullptr);

/// What the index (terms.h) knows of a field.
struct Indexed {
    enum class As {
        Nothing,
        Term,     ///< the rows of a term: of a Text field its text, of a Flag `name`
        NotTerm,  ///< all other rows
        Texts,    ///< rows with the text somewhere in turns, transcriptions, labels or names of files: no others fit
    };
    As as = As::Nothing;
    TermKind kind = TermKind::Word;
    const char* name = "";
};

/// A field and its SQL: a condition for Text (parameter @, case-folded) and Flag, a value for Number.
struct FieldSql {
    FilterField field;
    const char* sql;
    Indexed indexed = {};
};
std::span<const FieldSql> fieldsWithSql();
/// The condition of text without a field.
extern const char* const kAnywhere;
/// The condition that metadata of the name # (case-folded) says @ (case-folded).
extern const char* const kMetadataSays;

}  // namespace atelier::data::store
