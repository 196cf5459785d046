// What an external meter says: its recordings, and the calibrations of gauges that follow.

#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/rows.hpp"
#include "host/store/sql.hpp"
#include "protocol/codec.hpp"

#include <SQLiteCpp/Transaction.h>

namespace edgebench::store {
namespace {

std::int64_t insert_recording(SQLite::Database& database, const DeviceIdentity& device,
                              const MeterImport& import) {
    const auto& alignment = import.alignment;
    return insert(
        database,
        "INSERT INTO meter_recording (device_build_id, file, samples, length_s, boot_id, "
        "method, reference_ns, at_reference_s, drift, alignment_error_s, edges, "
        "edge_deviation_s, edge_asymmetry_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        device_build_row(database, device), import.file, import.samples, import.length,
        import.boot_id, alignment.method, alignment.reference, alignment.at_reference,
        alignment.drift, alignment.error, alignment.edges, alignment.edge_deviation,
        alignment.edge_asymmetry);
}

void insert_energies(SQLite::Database& database, std::int64_t recording,
                     const std::vector<MeterEnergy>& energies) {
    Sql row(database,
            "INSERT INTO meter_energy (meter_recording_id, attempt_id, energy_net_j, "
            "energy_net_se_j, alignment_se_j, energy_gross_j, energy_load_net_j, "
            "energy_prefill_net_j, energy_decode_net_j, baseline_w, gauge_net_j, gauge_excess, "
            "why_not) VALUES (?, (SELECT attempt_id FROM attempt WHERE trial = ?), ?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?, ?)");
    for (const auto& energy : energies) {
        row.run(recording, energy.trial, energy.net, energy.net_se, energy.alignment_se,
                energy.gross, energy.load_net, energy.prefill_net, energy.decode_net,
                energy.baseline, energy.gauge_net, energy.gauge_excess,
                text_or_null(energy.why_not));
    }
}

void insert_calibration(SQLite::Database& database, std::int64_t recording,
                        const GaugeCalibration& found) {
    const auto& calibration = found.calibration;
    insert(
        database,
        "INSERT INTO gauge_calibration (meter_recording_id, method, source, energy_method, gain, "
        "gain_se, offset_w, offset_se_w, covariance_w, trials) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        recording, found.method, found.source, found.energy_method, calibration.gain,
        calibration.gain_se, calibration.offset, calibration.offset_se, calibration.covariance,
        Json(found.trials).dump());
}

GaugeCalibration next_calibration(Sql& row) {
    GaugeCalibration found;
    row.read(found.key);
    row.read(found.method);
    row.read(found.source);
    row.read(found.energy_method);
    row.read(found.calibration.gain);
    row.read(found.calibration.gain_se);
    row.read(found.calibration.offset);
    row.read(found.calibration.offset_se);
    row.read(found.calibration.covariance);
    found.trials = Json::parse(row.next<std::string>()).get<std::vector<std::string>>();
    return found;
}

}  // namespace

void Database::record_meter(const DeviceIdentity& device, const MeterImport& import) {
    guarded(file_, [&] {
        SQLite::Transaction transaction(*sqlite_, SQLite::TransactionBehavior::IMMEDIATE);
        const auto recording = insert_recording(*sqlite_, device, import);
        insert_energies(*sqlite_, recording, import.energies);
        if (import.calibration) insert_calibration(*sqlite_, recording, *import.calibration);
        transaction.commit();
    });
}

GaugeCalibrations Database::calibrations(const DeviceIdentity& device) {
    return guarded(file_, [&] {
        GaugeCalibrations newest;
        Sql rows(
            *sqlite_,
            "SELECT gauge_calibration_id, gauge_calibration.method, source, energy_method, "
            "gain, gain_se, offset_w, offset_se_w, covariance_w, trials FROM gauge_calibration "
            "JOIN meter_recording USING (meter_recording_id) JOIN device_build "
            "USING (device_build_id) JOIN device USING (device_id) WHERE serial = ? "
            "AND device.id = ? AND fingerprint = ? ORDER BY gauge_calibration_id",
            device.serial, device.id, device.fingerprint);
        while (rows.step()) {
            auto found = next_calibration(rows);
            newest[found.source] = std::move(found);
        }
        return newest;
    });
}

std::optional<MeterComparison> Database::meter_comparison(const std::string& trial) {
    return guarded(file_, [&]() -> std::optional<MeterComparison> {
        Sql row(*sqlite_,
                "SELECT file, method, reference_ns, at_reference_s, drift, alignment_error_s, "
                "edges, edge_deviation_s, edge_asymmetry_s, energy_net_j, energy_net_se_j, "
                "alignment_se_j, energy_gross_j, energy_load_net_j, energy_prefill_net_j, "
                "energy_decode_net_j, baseline_w, gauge_net_j, gauge_excess, why_not "
                "FROM meter_energy JOIN meter_recording USING (meter_recording_id) "
                "JOIN attempt USING (attempt_id) WHERE trial = ? "
                "ORDER BY meter_recording_id DESC LIMIT 1",
                trial);
        if (!row.step()) return std::nullopt;
        MeterComparison found;
        auto& [file, alignment, energy] = found;
        row.read(file);
        row.read(alignment.method);
        row.read(alignment.reference);
        row.read(alignment.at_reference);
        row.read(alignment.drift);
        row.read(alignment.error);
        row.read(alignment.edges);
        row.read(alignment.edge_deviation);
        row.read(alignment.edge_asymmetry);
        energy.trial = trial;
        row.read(energy.net);
        row.read(energy.net_se);
        row.read(energy.alignment_se);
        row.read(energy.gross);
        row.read(energy.load_net);
        row.read(energy.prefill_net);
        row.read(energy.decode_net);
        row.read(energy.baseline);
        row.read(energy.gauge_net);
        row.read(energy.gauge_excess);
        energy.why_not = row.next<std::optional<std::string>>().value_or("");
        return found;
    });
}

}  // namespace edgebench::store
