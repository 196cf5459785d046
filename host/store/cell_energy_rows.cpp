// What the answers of a cell cost: computed by others, kept here.

#include "host/store/connection.hpp"
#include "host/store/database.hpp"
#include "host/store/rows.hpp"
#include "host/store/sql.hpp"
#include "protocol/codec.hpp"

#include <SQLiteCpp/Transaction.h>

namespace edgebench::store {
namespace {

// Every figure of a cell under its name.
template <class Energy, class Visit>
void each_estimate(Energy& energy, Visit visit) {
    visit("energy_net_j", energy.net);
    visit("energy_gross_j", energy.gross);
    visit("energy_load_net_j", energy.load_net);
    visit("energy_prefill_net_j", energy.prefill_net);
    visit("energy_decode_net_j", energy.decode_net);
    visit("energy_prompt_token_net_j", energy.net_per_prompt_token);
    visit("energy_output_token_net_j", energy.net_per_output_token);
    visit("charge_gross_mah", energy.charge);
    visit("battery_gross_percent_per_100", energy.battery_per_100);
}

template <class Unit>
void insert_estimate(Sql& row, std::int64_t cell_energy, const std::string& name,
                     const Estimate<Unit>& estimate) {
    using Number = std::optional<Unit>;
    const auto low = [](const auto& range) { return range ? Number(range->low) : Number(); };
    const auto high = [](const auto& range) { return range ? Number(range->high) : Number(); };
    row.run(cell_energy, name, estimate.value, estimate.se, estimate.measured_mean.low,
            estimate.measured_mean.high, estimate.population_se, low(estimate.population_mean),
            high(estimate.population_mean), low(estimate.calibrated_mean),
            high(estimate.calibrated_mean));
}

void insert_estimates(SQLite::Database& database, std::int64_t key, const CellEnergy& energy) {
    Sql there(database,
              "INSERT INTO cell_estimate (cell_energy_id, name, value, se, measured_low, "
              "measured_high, population_se, population_low, population_high, calibrated_low, "
              "calibrated_high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Sql missing(database,
                "INSERT INTO cell_estimate (cell_energy_id, name, why_not) VALUES (?, ?, ?)");
    each_estimate(energy, [&](const std::string& name, const auto& estimate) {
        if (estimate)
            insert_estimate(there, key, name, *estimate);
        else
            missing.run(key, name, energy.why_not.at(name));
    });
}

template <class Unit>
std::optional<Interval<Unit>> next_interval(Sql& row) {
    const auto low = row.next<std::optional<Unit>>();
    const auto high = row.next<std::optional<Unit>>();
    if (!low || !high) return std::nullopt;
    return Interval<Unit>{*low, *high};
}

template <class Unit>
void load_estimate(Sql& row, std::optional<Estimate<Unit>>& into) {
    auto& estimate = into.emplace();
    row.read(estimate.value);
    row.read(estimate.se);
    estimate.measured_mean = next_interval<Unit>(row).value();
    row.read(estimate.population_se);
    estimate.population_mean = next_interval<Unit>(row);
    estimate.calibrated_mean = next_interval<Unit>(row);
}

void load_estimates(SQLite::Database& database, std::int64_t key, CellEnergy& energy) {
    each_estimate(energy, [&](const std::string& name, auto& estimate) {
        Sql row(database,
                "SELECT why_not, value, se, measured_low, measured_high, population_se, "
                "population_low, population_high, calibrated_low, calibrated_high "
                "FROM cell_estimate WHERE cell_energy_id = ? AND name = ?",
                key, name);
        if (!row.step()) return;
        const auto why_not = row.next<std::optional<std::string>>();
        if (why_not)
            energy.why_not[name] = *why_not;
        else
            load_estimate(row, estimate);
    });
}

std::optional<std::string> json_or_null(const auto& value) {
    if (!value) return std::nullopt;
    return Json(*value).dump();
}

std::optional<CellEnergy> load(SQLite::Database& database, std::int64_t cell) {
    Sql row(database,
            "SELECT cell_energy_id, method, kernel, trials, n, baseline_w, net_minus_padded_j, "
            "sd_within_prompts_j, sd_between_prompts_j, phase_covariance_j2, "
            "battery_capacity_mah, battery_capacity_origin FROM cell_energy "
            "WHERE cell_id = ? ORDER BY cell_energy_id DESC LIMIT 1",
            cell);
    if (!row.step()) return std::nullopt;
    CellEnergy energy;
    const auto key = row.next<std::int64_t>();
    row.read(energy.method);
    row.read(energy.kernel);
    energy.trials = Json::parse(row.next<std::string>()).get<std::vector<std::string>>();
    row.read(energy.n);
    row.read(energy.baseline);
    row.read(energy.net_minus_padded);
    row.read(energy.sd_within_prompts);
    row.read(energy.sd_between_prompts);
    const auto covariance = row.next<std::optional<std::string>>();
    if (covariance) Json::parse(*covariance).get_to(energy.covariance.emplace());
    if (const auto capacity = row.next<std::optional<MilliampHours>>())
        energy.battery_capacity = {*capacity, row.next<std::string>()};
    load_estimates(database, key, energy);
    return energy;
}

}  // namespace

void Database::record_cell_energy(const Study& study, std::size_t cell, const CellEnergy& energy) {
    guarded(file_, [&] {
        const auto& capacity = energy.battery_capacity;
        SQLite::Transaction transaction(*sqlite_, SQLite::TransactionBehavior::IMMEDIATE);
        const auto key = insert(
            *sqlite_,
            "INSERT INTO cell_energy (cell_id, method, kernel, trials, n, baseline_w, "
            "net_minus_padded_j, sd_within_prompts_j, sd_between_prompts_j, "
            "phase_covariance_j2, battery_capacity_mah, battery_capacity_origin) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            cell_rows(*sqlite_, study_row(*sqlite_, study)).at(cell), energy.method, energy.kernel,
            Json(energy.trials).dump(), energy.n, energy.baseline, energy.net_minus_padded,
            energy.sd_within_prompts, energy.sd_between_prompts, json_or_null(energy.covariance),
            capacity ? std::optional(capacity->full) : std::nullopt,
            capacity ? std::optional(capacity->origin) : std::nullopt);
        insert_estimates(*sqlite_, key, energy);
        transaction.commit();
    });
}

std::vector<std::optional<CellEnergy>> Database::cell_energies(const Study& study) {
    return guarded(file_, [&] {
        std::vector<std::optional<CellEnergy>> energies;
        for (const auto cell : cell_rows(*sqlite_, study_row(*sqlite_, study)))
            energies.push_back(load(*sqlite_, cell));
        return energies;
    });
}

}  // namespace edgebench::store
