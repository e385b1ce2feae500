#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace atelier::data::store {

/// Makes these functions known to the database's SQL:
///   folded_has(text, words)  whether `text` holds `words`, which is case-folded already (foldedCase())
///   folded_is(text, words)   whether they are the same
///   in_rows(rows, row)       whether the RowSet at this address (bound, and alive while the statement is) has the row
///   file_name(path)          what stands behind the last '/'
///   picture_width(root, path), picture_height(root, path)
///                            of a picture in pixels, as a dataset's root and a stored path name it; NULL where it
///                            cannot be read
/// `folder` is the project's, which a relative root is relative to.
void addFunctions(SQLite::Database& database, const std::filesystem::path& folder);

}  // namespace atelier::data::store
