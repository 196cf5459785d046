#include "host/store/gauge_rows.hpp"

#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/rows.hpp"
#include "host/store/sql.hpp"
#include "protocol/codec.hpp"

#include <SQLiteCpp/Transaction.h>

namespace edgebench::store {
namespace {

std::string candidates_json(const std::vector<KernelFit>& candidates) {
    auto list = Json::array();
    for (const auto& fit : candidates) {
        auto& item = list.emplace_back();
        item["kernel"] = sql_name(fit.kernel);
        item["filter_constant_s"] = nullptr;
        if (fit.filter_constant) item["filter_constant_s"] = fit.filter_constant->value();
        item["held_out_error_a"] = fit.held_out_error.value();
    }
    return list.dump();
}

}  // namespace

// Equal profiles are one row; IS also compares NULL with NULL.
std::int64_t gauge_row(SQLite::Database& database, std::int64_t build, const GaugeProfile& gauge) {
    const auto found = find<std::int64_t>(
        database,
        "SELECT gauge_profile_id FROM gauge_profile WHERE device_build_id = ? AND origin = ? AND "
        "unit = ? AND sign = ? AND refresh_s = ? AND phase_ns IS ? AND kernel = ? AND "
        "filter_constant_s IS ?",
        build, gauge.origin, gauge.unit, gauge.sign, gauge.refresh, gauge.phase, gauge.kernel,
        gauge.filter_constant);
    if (found) return *found;
    return insert(database,
                  "INSERT INTO gauge_profile (device_build_id, origin, unit, sign, refresh_s, "
                  "phase_ns, kernel, filter_constant_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                  build, gauge.origin, gauge.unit, gauge.sign, gauge.refresh, gauge.phase,
                  gauge.kernel, gauge.filter_constant);
}

std::optional<GaugeProfile> load_gauge(SQLite::Database& database,
                                       std::optional<std::int64_t> key) {
    if (!key) return std::nullopt;
    GaugeProfile gauge;
    Sql row(database,
            "SELECT origin, unit, sign, refresh_s, phase_ns, kernel, filter_constant_s "
            "FROM gauge_profile WHERE gauge_profile_id = ?",
            *key);
    row.step();
    row.read(gauge.origin);
    row.read(gauge.unit);
    row.read(gauge.sign);
    row.read(gauge.refresh);
    row.read(gauge.phase);
    row.read(gauge.kernel);
    row.read(gauge.filter_constant);
    return gauge;
}

void Database::record_gauge_qualification(const DeviceIdentity& device,
                                          const GaugeQualification& found) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, SQLite::TransactionBehavior::IMMEDIATE);
        const auto profile = gauge_row(*sqlite_, device_build_row(*sqlite_, device), found.profile);
        std::optional<Seconds> low, high;
        if (found.refresh_interval) {
            low = found.refresh_interval->low;
            high = found.refresh_interval->high;
        }
        insert(*sqlite_,
               "INSERT INTO gauge_qualification (gauge_profile_id, method, refresh_low_s, "
               "refresh_high_s, changes, edges, candidates, kernel_why_not, voltage_refresh_s, "
               "quantisation_raw, window_for_5_percent_s, window_for_2_percent_s) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               profile, found.method, low, high, found.changes, found.edges,
               candidates_json(found.candidates), text_or_null(found.kernel_why_not),
               found.voltage_refresh, found.quantisation_raw, found.window_for_5_percent,
               found.window_for_2_percent);
        transaction.commit();
    });
}

std::optional<GaugeProfile> Database::qualified_gauge(const DeviceIdentity& device) {
    return guarded(file_, [&] {
        const auto newest = find<std::int64_t>(
            *sqlite_,
            "SELECT gauge_profile_id FROM gauge_qualification JOIN gauge_profile "
            "USING (gauge_profile_id) JOIN device_build USING (device_build_id) "
            "JOIN device USING (device_id) WHERE serial = ? AND device.id = ? AND fingerprint = ? "
            "ORDER BY gauge_qualification_id DESC LIMIT 1",
            device.serial, device.id, device.fingerprint);
        return load_gauge(*sqlite_, newest);
    });
}

}  // namespace edgebench::store
