#include "host/store/condition_rows.hpp"

#include "host/store/sql.hpp"

namespace edgebench::store {
namespace {

void insert_cpu(SQLite::Database& database, std::int64_t attempt, const TrialEnd& end) {
    Sql row(database,
            "INSERT INTO cpu_frequency (attempt_id, policy, position, time_ns, current_khz, "
            "cap_khz) VALUES (?, ?, ?, ?, ?, ?)");
    for (const auto& cpu : end.cpu) {
        const auto count = cpu.time_ns.size();
        if (cpu.current_khz.size() != count || cpu.cap_khz.size() != count) {
            throw Error(ErrorCode::integrity, "trial " + end.trial + ": the columns of its " +
                                                  "processors' clocks differ in length");
        }
        for (std::size_t i = 0; i < count; ++i)
            row.run(attempt, cpu.policy, i, cpu.time_ns[i], cpu.current_khz[i], cpu.cap_khz[i]);
    }
}

void load_cpu(SQLite::Database& database, std::int64_t attempt, TrialEnd& end) {
    Sql rows(database,
             "SELECT policy, time_ns, current_khz, cap_khz FROM cpu_frequency "
             "WHERE attempt_id = ? ORDER BY length(policy), policy, position",
             attempt);
    while (rows.step()) {
        const auto policy = rows.next<std::string>();
        if (end.cpu.empty() || end.cpu.back().policy != policy)
            end.cpu.emplace_back().policy = policy;
        auto& cpu = end.cpu.back();
        cpu.time_ns.push_back(rows.next<std::int64_t>());
        cpu.current_khz.push_back(rows.next<std::optional<std::int64_t>>());
        cpu.cap_khz.push_back(rows.next<std::optional<std::int64_t>>());
    }
}

void insert_thermal(SQLite::Database& database, std::int64_t attempt, const TrialEnd& end) {
    Sql row(database,
            "INSERT INTO thermal_sample (attempt_id, position, time_ns, overridden, status) "
            "VALUES (?, ?, ?, ?, ?)");
    Sql sensor_row(database,
                   "INSERT INTO thermal_sensor (attempt_id, position, sensor, name, type, "
                   "temperature_c, status) VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < end.thermal.size(); ++i) {
        const auto& sample = end.thermal[i];
        row.run(attempt, i, sample.time, sample.overridden, sample.status);
        for (std::size_t s = 0; s < sample.sensors.size(); ++s) {
            const auto& sensor = sample.sensors[s];
            sensor_row.run(attempt, i, s, sensor.name, sensor.type, sensor.temperature,
                           sensor.status);
        }
    }
}

void load_thermal(SQLite::Database& database, std::int64_t attempt, TrialEnd& end) {
    Sql rows(database,
             "SELECT time_ns, overridden, status FROM thermal_sample "
             "WHERE attempt_id = ? ORDER BY position",
             attempt);
    while (rows.step()) {
        auto& sample = end.thermal.emplace_back();
        rows.read(sample.time);
        rows.read(sample.overridden);
        rows.read(sample.status);
    }
    Sql sensors(database,
                "SELECT position, name, type, temperature_c, status FROM thermal_sensor "
                "WHERE attempt_id = ? ORDER BY position, sensor",
                attempt);
    while (sensors.step()) {
        auto& sensor = end.thermal.at(sensors.next<std::size_t>()).sensors.emplace_back();
        sensors.read(sensor.name);
        sensors.read(sensor.type);
        sensors.read(sensor.temperature);
        sensors.read(sensor.status);
    }
}

}  // namespace

void insert_conditions(SQLite::Database& database, std::int64_t attempt, const TrialEnd& end) {
    insert_cpu(database, attempt, end);
    insert_thermal(database, attempt, end);
}

void load_conditions(SQLite::Database& database, std::int64_t attempt, TrialEnd& end) {
    load_cpu(database, attempt, end);
    load_thermal(database, attempt, end);
}

}  // namespace edgebench::store
