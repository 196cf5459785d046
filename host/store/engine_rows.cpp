#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/json_text.hpp"
#include "host/store/rows.hpp"
#include "host/store/sql.hpp"

#include <SQLiteCpp/Transaction.h>

namespace edgebench::store {

std::int64_t engine_row(SQLite::Database& database, const EngineBuild& engine) {
    const auto found = find<std::int64_t>(
        database, "SELECT engine_id FROM engine WHERE sha256 = ? AND name = ? AND version = ?",
        engine.id, engine.name, engine.version);
    if (found) return *found;
    return insert(database, "INSERT INTO engine (sha256, name, version) VALUES (?, ?, ?)",
                  engine.id, engine.name, engine.version);
}

void Database::record_engine_check(const EngineTryout& tryout, const EngineCheck& check) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, SQLite::TransactionBehavior::IMMEDIATE);
        insert(*sqlite_,
               "INSERT INTO engine_check (device_build_id, engine_id, unknown_option, failure, "
               "untold) VALUES (?, ?, ?, ?, ?)",
               device_build_row(*sqlite_, tryout.device), engine_row(*sqlite_, tryout.engine),
               text_or_null(check.unknown_option), text_or_null(check.failure),
               json_text(check.untold));
        transaction.commit();
    });
}

std::optional<EngineCheck> Database::engine_check(const EngineTryout& tryout) {
    return guarded(file_, [&]() -> std::optional<EngineCheck> {
        const auto& device = tryout.device;
        Sql row(*sqlite_,
                "SELECT unknown_option, failure, untold FROM engine_check "
                "JOIN engine USING (engine_id) JOIN device_build USING (device_build_id) "
                "JOIN device USING (device_id) WHERE serial = ? AND device.id = ? AND "
                "fingerprint = ? AND engine.sha256 = ? ORDER BY engine_check_id DESC LIMIT 1",
                device.serial, device.id, device.fingerprint, tryout.engine.id);
        if (!row.step()) return std::nullopt;
        EngineCheck check;
        check.unknown_option = row.next<std::optional<std::string>>().value_or("");
        check.failure = row.next<std::optional<std::string>>().value_or("");
        check.untold = from_json_text<std::vector<std::string>>(row.next<std::string>());
        return check;
    });
}

}  // namespace edgebench::store
