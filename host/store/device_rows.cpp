// Devices, their builds and what happened to their identity.

#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/rows.hpp"
#include "host/store/sql.hpp"

#include <SQLiteCpp/Transaction.h>

namespace edgebench::store {

using Transaction = SQLite::Transaction;

std::int64_t device_row(SQLite::Database& database, const DeviceIdentity& device) {
    const auto found =
        find<std::int64_t>(database, "SELECT device_id FROM device WHERE serial = ? AND id = ?",
                           device.serial, device.id);
    if (found) return *found;
    // A plan from another host may name an id that is not the current one here: it stays so.
    return insert(database,
                  "INSERT INTO device (serial, id, current, simulated, manufacturer, model) VALUES "
                  "(?1, ?2, NOT EXISTS (SELECT 1 FROM device WHERE serial = ?1 AND current = 1), "
                  "?3, ?4, ?5)",
                  device.serial, device.id, device.simulated, device.manufacturer, device.model);
}

std::int64_t device_build_row(SQLite::Database& database, const DeviceIdentity& device) {
    const auto owner = device_row(database, device);
    const auto found = find<std::int64_t>(
        database,
        "SELECT device_build_id FROM device_build WHERE device_id = ? AND fingerprint = ?", owner,
        device.fingerprint);
    if (found) return *found;
    return insert(database,
                  "INSERT INTO device_build (device_id, fingerprint, android_release, abi) "
                  "VALUES (?, ?, ?, ?)",
                  owner, device.fingerprint, text_or_null(device.android_release), device.abi);
}

std::optional<std::string> Database::known_device_id(const std::string& serial) {
    return guarded(file_, [&] {
        return find<std::string>(*sqlite_, "SELECT id FROM device WHERE serial = ? AND current = 1",
                                 serial);
    });
}

void Database::record_device(const DeviceIdentity& device) {
    guarded(file_, [&] {
        Transaction transaction(*sqlite_, k_immediate);
        device_build_row(*sqlite_, device);
        transaction.commit();
    });
}

void Database::accept_new_identity(const DeviceIdentity& device) {
    guarded(file_, [&] {
        Transaction transaction(*sqlite_, k_immediate);
        Sql(*sqlite_, "UPDATE device SET current = 0 WHERE serial = ?").run(device.serial);
        device_build_row(*sqlite_, device);
        Sql(*sqlite_, "UPDATE device SET current = 1 WHERE serial = ? AND id = ?")
            .run(device.serial, device.id);
        transaction.commit();
    });
}

void Database::record_device_event(const DeviceIdentity& device, const std::string& kind,
                                   const std::string& text) {
    guarded(file_, [&] {
        Transaction transaction(*sqlite_, k_immediate);
        insert(*sqlite_, "INSERT INTO event (device_id, kind, text) VALUES (?, ?, ?)",
               device_row(*sqlite_, device), kind, text);
        transaction.commit();
    });
}

std::optional<std::string> Database::name_of_content(const std::string& sha256) {
    return guarded(file_, [&] {
        return find<std::string>(
            *sqlite_,
            "SELECT name FROM (SELECT model_file_id AS id, name || ' ' || quant AS name FROM "
            "model_file WHERE sha256 = ?1 UNION ALL SELECT engine_id, name || ' ' || version "
            "FROM engine WHERE sha256 = ?1) ORDER BY id DESC LIMIT 1",
            sha256);
    });
}

}  // namespace edgebench::store
