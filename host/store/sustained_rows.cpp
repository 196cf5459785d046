#include "host/store/sustained_rows.hpp"

#include "host/store/sql.hpp"

namespace edgebench::store {

void insert_sustained(SQLite::Database& database, std::int64_t evaluation,
                      const std::vector<SustainedMinute>& minutes) {
    if (minutes.empty()) return;
    Sql row(database,
            "INSERT INTO sustained_minute (evaluation_id, minute, begin_s, duration_s, requests, "
            "decode_tps, mean_power_w, battery_temperature_c, skin_temperature_c, "
            "cpu_cap_percent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    std::int64_t number = 0;
    for (const auto& minute : minutes)
        row.run(evaluation, number++, minute.begin, minute.duration, minute.requests, minute.decode,
                minute.power, minute.battery, minute.skin, minute.cap_percent);
}

std::vector<SustainedMinute> load_sustained(SQLite::Database& database, std::int64_t evaluation) {
    std::vector<SustainedMinute> minutes;
    Sql rows(database,
             "SELECT begin_s, duration_s, requests, decode_tps, mean_power_w, "
             "battery_temperature_c, skin_temperature_c, cpu_cap_percent "
             "FROM sustained_minute WHERE evaluation_id = ? ORDER BY minute",
             evaluation);
    while (rows.step()) {
        auto& minute = minutes.emplace_back();
        rows.read(minute.begin);
        rows.read(minute.duration);
        rows.read(minute.requests);
        rows.read(minute.decode);
        rows.read(minute.power);
        rows.read(minute.battery);
        rows.read(minute.skin);
        rows.read(minute.cap_percent);
    }
    return minutes;
}

}  // namespace edgebench::store
