#pragma once
// Values to and from SQL statements: nothing is NULL, a quantity is its number, an enumerator its
// name.

#include "host/store/sql_names.hpp"
#include "protocol/error.hpp"
#include "protocol/units.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace edgebench::store {

template <class T>
struct SqlValue;

template <class T>
    requires std::is_integral_v<T>
struct SqlValue<T> {
    static void bind(SQLite::Statement& statement, int index, T value) {
        statement.bind(index, static_cast<std::int64_t>(value));
    }
    static T read(const SQLite::Column& column) { return static_cast<T>(column.getInt64()); }
};
template <>
struct SqlValue<double> {
    static void bind(SQLite::Statement& statement, int index, double value) {
        statement.bind(index, value);
    }
    static double read(const SQLite::Column& column) { return column.getDouble(); }
};
template <>
struct SqlValue<std::string> {
    static void bind(SQLite::Statement& statement, int index, const std::string& value) {
        statement.bind(index, value);
    }
    static std::string read(const SQLite::Column& column) { return column.getString(); }
};
template <class E>
    requires std::is_enum_v<E>
struct SqlValue<E> {
    static void bind(SQLite::Statement& statement, int index, E value) {
        statement.bind(index, sql_name(value));
    }
    static E read(const SQLite::Column& column) {
        const std::string text = column.getString();
        for (const auto& [candidate, name] : enum_names(E{}))
            if (name == text) return candidate;
        throw Error(ErrorCode::database, "'" + text + "' in column " + column.getName() +
                                             " is not a name that this edgebench knows");
    }
};
template <class Tag, class Rep>
struct SqlValue<Quantity<Tag, Rep>> {
    static void bind(SQLite::Statement& statement, int index, Quantity<Tag, Rep> value) {
        SqlValue<Rep>::bind(statement, index, value.value());
    }
    static Quantity<Tag, Rep> read(const SQLite::Column& column) {
        return Quantity<Tag, Rep>(SqlValue<Rep>::read(column));
    }
};
template <class T>
struct SqlValue<std::optional<T>> {
    static void bind(SQLite::Statement& statement, int index, const std::optional<T>& value) {
        if (value)
            SqlValue<T>::bind(statement, index, *value);
        else
            statement.bind(index);
    }
    static std::optional<T> read(const SQLite::Column& column) {
        if (column.isNull()) return std::nullopt;
        return SqlValue<T>::read(column);
    }
};

// A prepared statement that can be run again with other values.
class Sql {
  public:
    Sql(SQLite::Database& database, const char* text) : statement_(database, text) {}
    template <class... Values>
    Sql(SQLite::Database& database, const char* text, const Values&... values)
        : Sql(database, text) {
        bind(values...);
    }

    // Runs a statement without result; the number of rows it changed.
    template <class... Values>
    int run(const Values&... values) {
        bind(values...);
        return statement_.exec();
    }
    // Goes to the next row, if there is one.
    bool step() {
        column_ = 0;
        return statement_.executeStep();
    }
    // The columns of the row from left to right, one per call.
    template <class T>
    T next() {
        return SqlValue<T>::read(statement_.getColumn(column_++));
    }
    template <class T>
    void read(T& value) {
        value = next<T>();
    }

  private:
    template <class... Values>
    void bind(const Values&... values) {
        statement_.reset();
        int index = 0;
        (SqlValue<Values>::bind(statement_, ++index, values), ...);
    }

    SQLite::Statement statement_;
    int column_ = 0;
};

template <class... Values>
std::int64_t insert(SQLite::Database& database, const char* text, const Values&... values) {
    Sql(database, text).run(values...);
    return database.getLastInsertRowid();
}

template <class T, class... Values>
std::optional<T> find(SQLite::Database& database, const char* text, const Values&... values) {
    Sql statement(database, text, values...);
    if (!statement.step()) return std::nullopt;
    return statement.next<T>();
}

// An empty text that stands for "there is none".
inline std::optional<std::string> text_or_null(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace edgebench::store
