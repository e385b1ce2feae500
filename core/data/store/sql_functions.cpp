#include "data/store/sql_functions.h"

#include "common/unicode.h"
#include "data/store/picture_sizes.h"
#include "data/store/row_set.h"

#include <sqlite3.h>
#include <string_view>

namespace atelier::data::store {
namespace {

std::string_view textOf(sqlite3_value* value) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text ? std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value))) : std::string_view();
}

// Exceptions must not pass through SQLite's C code.
template <class F>
void answer(sqlite3_context* context, F&& action) noexcept {
    try {
        action();
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

void foldedHas(sqlite3_context* context, int, sqlite3_value** arguments) {
    answer(context, [&] {
        const std::string text = foldedCase(textOf(arguments[0]));
        sqlite3_result_int(context, text.find(textOf(arguments[1])) != std::string::npos);
    });
}

void foldedIs(sqlite3_context* context, int, sqlite3_value** arguments) {
    answer(context, [&] {
        const std::string text = foldedCase(textOf(arguments[0]));
        sqlite3_result_int(context, text == textOf(arguments[1]));
    });
}

void inRows(sqlite3_context* context, int, sqlite3_value** arguments) {
    const auto* rows = reinterpret_cast<const RowSet*>(static_cast<std::uintptr_t>(sqlite3_value_int64(arguments[0])));
    sqlite3_result_int(context, rows->contains(sqlite3_value_int64(arguments[1])));
}

void fileName(sqlite3_context* context, int, sqlite3_value** arguments) {
    std::string_view path = textOf(arguments[0]);
    path.remove_prefix(path.rfind('/') + 1);  // npos + 1: nothing
    sqlite3_result_text(context, path.data(), static_cast<int>(path.size()), SQLITE_TRANSIENT);
}

template <std::int64_t PictureSize::* Side>
void pictureSide(sqlite3_context* context, int, sqlite3_value** arguments) {
    answer(context, [&] {
        const auto& folder = *static_cast<const std::filesystem::path*>(sqlite3_user_data(context));
        // What is absolute takes the place of all before it.
        const auto size = pictureSize((folder / textOf(arguments[0]) / textOf(arguments[1])).lexically_normal());
        if (size)
            sqlite3_result_int64(context, (*size).*Side);
        else
            sqlite3_result_null(context);
    });
}

void addWithFolder(SQLite::Database& database, const char* name, const std::filesystem::path& folder,
                   void (*function)(sqlite3_context*, int, sqlite3_value**)) {
    database.createFunction(name, 2, false, new std::filesystem::path(folder), function, nullptr, nullptr,
                            [](void* path) { delete static_cast<std::filesystem::path*>(path); });
}

}  // namespace

void addFunctions(SQLite::Database& database, const std::filesystem::path& folder) {
    addWithFolder(database, "picture_width", folder, pictureSide<&PictureSize::width>);
    addWithFolder(database, "picture_height", folder, pictureSide<&PictureSize::height>);
    database.createFunction("folded_has", 2, true, nullptr, foldedHas, nullptr, nullptr, nullptr);
    database.createFunction("folded_is", 2, true, nullptr, foldedIs, nullptr, nullptr, nullptr);
    database.createFunction("in_rows", 2, true, nullptr, inRows, nullptr, nullptr, nullptr);
    database.createFunction("file_name", 1, true, nullptr, fileName, nullptr, nullptr, nullptr);
}

}  // namespace atelier::data::store
