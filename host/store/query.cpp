#include "host/store/query.hpp"

#include "host/store/connection.hpp"
#include "host/store/query_guard.hpp"
#include "host/store/schema.hpp"
#include "host/store/suggest.hpp"
#include "protocol/error.hpp"

#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <memory>
#include <sqlite3.h>
#include <string_view>

namespace edgebench::store {
namespace {

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

// The tables and views, or with `columns` the columns of all of them.
enum class Names { tables, columns };
std::vector<std::string> names_in(SQLite::Database& database, Names which) {
    const char* sql = which == Names::tables
                          ? "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
                          : "SELECT DISTINCT c.name FROM sqlite_schema AS s, "
                            "pragma_table_info(s.name) AS c WHERE s.type IN ('table', 'view')";
    std::vector<std::string> names;
    SQLite::Statement rows(database, sql);
    while (rows.executeStep()) names.push_back(rows.getColumn(0).getString());
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

// SQLite says "no such column: x.name".
std::optional<std::string> name_after(std::string_view message, std::string_view prefix) {
    if (!message.starts_with(prefix)) return std::nullopt;
    message.remove_prefix(prefix.size());
    return std::string(message.substr(message.rfind('.') + 1));
}

std::string hint_for(SQLite::Database& database, const std::string& message) {
    if (const auto table = name_after(message, "no such table: ")) {
        const auto tables = names_in(database, Names::tables);
        const auto close = closest_names(*table, tables);
        return close.empty() ? "there are: " + joined(tables)
                             : "did you mean " + joined(close) + "?";
    }
    if (const auto column = name_after(message, "no such column: ")) {
        const auto close = closest_names(*column, names_in(database, Names::columns));
        if (!close.empty()) return "did you mean " + joined(close) + "?";
        return "the columns are in doc/database.md, or: SELECT name FROM "
               "pragma_table_info('results')";
    }
    return {};
}

Error refusal(const std::string& what) {
    return {ErrorCode::usage, "refused: " + what + " (a query only reads)",
            "write one SELECT; to change the data, work on a copy of the file with sqlite3"};
}

[[noreturn]] void fail(SQLite::Database& database, const QueryGuard& guard) {
    sqlite3* handle = database.getHandle();
    const int code = sqlite3_errcode(handle);
    const std::string message = sqlite3_errmsg(handle);
    const int offset = sqlite3_error_offset(handle);
    if (guard.refused()) throw refusal(*guard.refused());
    if (code == SQLITE_INTERRUPT)
        throw Error(ErrorCode::usage, "the query was stopped: it ran longer than its time limit",
                    "narrow it with WHERE, or ask for fewer columns");
    if (code == SQLITE_NOMEM || code == SQLITE_TOOBIG)
        throw Error(ErrorCode::usage, "the query was stopped: " + message,
                    "narrow it with WHERE or LIMIT");
    if (code != SQLITE_ERROR) throw SQLite::Exception(handle, code);
    const std::string place =
        offset < 0 ? "" : " (at character " + std::to_string(offset + 1) + ")";
    throw Error(ErrorCode::usage, "SQL: " + message + place, hint_for(database, message));
}

Statement prepare(SQLite::Database& database, const QueryGuard& guard, std::string_view sql,
                  std::string_view& rest) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v2(database.getHandle(), sql.data(),
                                        static_cast<int>(sql.size()), &statement, &tail);
    if (code != SQLITE_OK) fail(database, guard);
    rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
    return Statement(statement);
}

// The one statement of `sql`; behind it only space, comments and semicolons may follow.
Statement prepare_only(SQLite::Database& database, const QueryGuard& guard, std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos) throw refusal("a character NUL");
    std::string_view rest;
    Statement statement = prepare(database, guard, sql, rest);
    if (!statement) throw Error(ErrorCode::usage, "the query is empty", "write one SELECT");
    while (!rest.empty()) {
        sqlite3_stmt* second = nullptr;
        const char* tail = nullptr;
        const int code = sqlite3_prepare_v2(database.getHandle(), rest.data(),
                                            static_cast<int>(rest.size()), &second, &tail);
        const Statement owner(second);
        if (code != SQLITE_OK || second != nullptr) throw refusal("a second statement");
        rest = rest.substr(static_cast<std::size_t>(tail - rest.data()));
    }
    if (sqlite3_stmt_readonly(statement.get()) == 0) throw refusal("a statement that writes");
    return statement;
}

template <class Container>
Container copied(const void* data, int size) {
    const auto* begin = static_cast<const typename Container::value_type*>(data);
    return begin == nullptr ? Container() : Container(begin, begin + size);
}

QueryCell cell_of(sqlite3_stmt* row, int column) {
    switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER:
            return sqlite3_column_int64(row, column);
        case SQLITE_FLOAT:
            return sqlite3_column_double(row, column);
        case SQLITE_TEXT: {
            const void* text = sqlite3_column_text(row, column);
            return copied<std::string>(text, sqlite3_column_bytes(row, column));
        }
        case SQLITE_BLOB: {
            const void* blob = sqlite3_column_blob(row, column);
            return copied<Blob>(blob, sqlite3_column_bytes(row, column));
        }
        default:
            return std::monostate{};
    }
}

std::int64_t size_of(const QueryCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return std::ssize(*text);
    if (const auto* blob = std::get_if<Blob>(&cell)) return std::ssize(*blob);
    return 0;
}

QueryResult read_rows(SQLite::Database& database, const QueryGuard& guard, sqlite3_stmt* statement,
                      const QueryLimits& limits) {
    QueryResult result;
    const int width = sqlite3_column_count(statement);
    for (int i = 0; i < width; ++i) result.columns.emplace_back(sqlite3_column_name(statement, i));
    std::int64_t bytes = 0;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        auto& row = result.rows.emplace_back();
        row.reserve(static_cast<std::size_t>(width));
        for (int i = 0; i < width; ++i) bytes += size_of(row.emplace_back(cell_of(statement, i)));
        if (std::ssize(result.rows) > limits.rows || bytes > limits.bytes)
            throw Error(ErrorCode::usage,
                        "the query was stopped: its result is larger than " +
                            std::to_string(limits.rows) + " rows or " +
                            std::to_string(limits.bytes) + " bytes",
                        "narrow it with WHERE or LIMIT");
    }
    if (code != SQLITE_DONE) fail(database, guard);
    return result;
}

}  // namespace

QueryResult run_query(const std::filesystem::path& file, const std::string& sql,
                      const QueryLimits& limits) {
    return guarded(file, [&] {
        auto connection = open_for_reading(file, limits.time);
        require_current(*connection, file, current_schema());
        const QueryGuard guard(connection->getHandle(), limits.time);
        const Statement statement = prepare_only(*connection, guard, sql);
        return read_rows(*connection, guard, statement.get(), limits);
    });
}

}  // namespace edgebench::store
