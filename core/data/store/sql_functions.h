#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

namespace atelier::data::store {

/// Makes these functions known to the database's SQL:
///   folded_has(text, words)  whether `text` holds `words`, which is case-folded already (foldedCase())
///   folded_is(text, words)   whether they are the same
///   file_name(path)          what stands behind the last '/'
void addFunctions(SQLite::Database& database);

}  // namespace atelier::data::store
