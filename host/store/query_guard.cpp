#include "host/store/query_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <sqlite3.h>
#include <string_view>
#include <utility>

namespace edgebench::store {
namespace {

// A sort stays in memory (no file anywhere), so the memory has to have an end.
constexpr std::int64_t k_heap_limit_bytes = std::int64_t{1} << 30;
constexpr int k_value_limit_bytes = 64 * 1024 * 1024;  // zeroblob(1e9) is refused
constexpr int k_progress_steps = 10'000;               // well under a millisecond

constexpr std::array<std::string_view, 6> k_harmless_pragmas{
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list"};

// SQLite declares a table-valued function at its first use, by a step that looks like a write to
// the schema. So those that are allowed are used once before anything is refused.
void declare_table_functions(sqlite3* connection) {
    const auto use = [&](const std::string& function) {
        const auto sql = "SELECT 1 FROM " + function + "('') LIMIT 0";
        sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr);
    };
    use("json_each");
    use("json_tree");
    for (const auto name : k_harmless_pragmas) use("pragma_" + std::string(name));
}

// The last four exist in the sqlite3 program, not in its library.
constexpr std::array<std::string_view, 6> k_refused_functions{
    "load_extension", "fts3_tokenizer", "writefile", "readfile", "edit", "lsdir"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, const char* name) {
    return name != nullptr && std::ranges::find(names, std::string_view(name)) != names.end();
}

bool allowed(int action, const char* first, const char* second) {
    switch (action) {
        case SQLITE_SELECT:
        case SQLITE_READ:
        case SQLITE_RECURSIVE:
            return true;
        case SQLITE_FUNCTION:
            return !contains(k_refused_functions, second);
        case SQLITE_PRAGMA:
            return contains(k_harmless_pragmas, first);
        default:
            return false;
    }
}

std::string in_words(int action, const char* first, const char* second) {
    constexpr std::array<std::pair<int, std::string_view>, 13> verbs{
        {{SQLITE_INSERT, "INSERT into"},
         {SQLITE_UPDATE, "UPDATE of"},
         {SQLITE_DELETE, "DELETE from"},
         {SQLITE_ATTACH, "ATTACH of"},
         {SQLITE_DETACH, "DETACH of"},
         {SQLITE_PRAGMA, "PRAGMA"},
         {SQLITE_TRANSACTION, "transaction"},
         {SQLITE_SAVEPOINT, "SAVEPOINT"},
         {SQLITE_ANALYZE, "ANALYZE of"},
         {SQLITE_REINDEX, "REINDEX of"},
         {SQLITE_ALTER_TABLE, "ALTER TABLE"},
         {SQLITE_CREATE_VTABLE, "CREATE VIRTUAL TABLE"},
         {SQLITE_DROP_VTABLE, "DROP of"}}};
    const auto with = [](std::string_view verb, const char* name) {
        return name == nullptr ? std::string(verb) : std::string(verb) + " " + name;
    };
    if (action == SQLITE_FUNCTION) return with("function", second);
    for (const auto& [code, verb] : verbs)
        if (code == action) return with(verb, first);
    return with("a change of the schema:", first);
}

}  // namespace

QueryGuard::QueryGuard(sqlite3* connection, std::chrono::milliseconds time)
    : connection_(connection), deadline_(std::chrono::steady_clock::now() + time) {
    sqlite3_exec(connection, "PRAGMA query_only = 1; PRAGMA temp_store = MEMORY", nullptr, nullptr,
                 nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, k_value_limit_bytes);
    // The limit is the process's: it is given back below.
    heap_limit_before_ = sqlite3_hard_heap_limit64(k_heap_limit_bytes);
    declare_table_functions(connection);
    sqlite3_set_authorizer(connection, &QueryGuard::authorize, this);
    sqlite3_progress_handler(connection, k_progress_steps, &QueryGuard::on_progress, this);
}

QueryGuard::~QueryGuard() {
    sqlite3_set_authorizer(connection_, nullptr, nullptr);
    sqlite3_progress_handler(connection_, 0, nullptr, nullptr);
    sqlite3_hard_heap_limit64(heap_limit_before_);
}

int QueryGuard::authorize(void* self, int action, const char* first, const char* second,
                          const char*, const char*) {
    if (allowed(action, first, second)) return SQLITE_OK;
    auto& refused = static_cast<QueryGuard*>(self)->refused_;
    // The first thing is what the user wrote; the rest are SQLite's own steps towards it.
    if (!refused) refused = in_words(action, first, second);
    return SQLITE_DENY;
}

int QueryGuard::on_progress(void* self) {
    return static_cast<QueryGuard*>(self)->out_of_time() ? 1 : 0;
}

}  // namespace edgebench::store
