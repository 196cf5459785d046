#include "host/report/cell_energy_text.hpp"

#include "host/report/cell_summary.hpp"
#include "host/report/numbers.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/table.hpp"

#include <algorithm>
#include <set>

namespace edgebench::report {
namespace {

template <class Unit>
TableCell value_of(const std::optional<Estimate<Unit>>& estimate) {
    return estimate ? TableCell(estimate->value.value()) : TableCell();
}

template <class Unit>
TableCell range_cell(const std::optional<Interval<Unit>>& interval) {
    if (!interval) return TableCell();
    return significant(interval->low.value()) + " to " + significant(interval->high.value());
}

bool is_calibrated(const std::optional<CellEnergy>& energy) {
    return energy && energy->net && energy->net->calibrated_mean;
}

std::vector<TableCell> row_of(const Cell& cell, const CellEnergy& energy) {
    const auto& net = energy.net.value();
    return {cell.model.name,
            cell.model.quant,
            start_of(cell),
            static_cast<std::int64_t>(energy.n),
            net.value.value(),
            range_cell(std::optional(net.measured_mean)),
            range_cell(net.population_mean),
            value_of(energy.prefill_net),
            value_of(energy.decode_net),
            value_of(energy.net_per_output_token),
            value_of(energy.charge),
            value_of(energy.battery_per_100)};
}

// Why a figure is missing, each reason once.
std::string missing(std::span<const std::optional<CellEnergy>> energies, const std::string& name,
                    const std::string& what) {
    std::set<std::string> reasons;
    for (const auto& energy : energies) {
        if (!energy || !energy->net) continue;
        const auto reason = energy->why_not.find(name);
        if (reason != energy->why_not.end()) reasons.insert(reason->second);
    }
    std::string text;
    for (const auto& reason : reasons) text += "no " + what + ": " + safe_text(reason) + "\n";
    return text;
}

// Which batteries the percentages are of.
std::string capacities(std::span<const std::optional<CellEnergy>> energies) {
    std::set<std::string> texts;
    for (const auto& energy : energies) {
        if (!energy || !energy->battery_per_100 || !energy->battery_capacity) continue;
        texts.insert(significant(energy->battery_capacity->full.value()) + " mAh (" +
                     safe_text(energy->battery_capacity->origin) + ")");
    }
    std::string text;
    for (const auto& capacity : texts)
        text += "%/100: share of this battery, " + capacity + ", that 100 such answers take.\n";
    return text;
}

}  // namespace

std::string cell_energy_text(const Study& study,
                             std::span<const std::optional<CellEnergy>> energies,
                             std::optional<std::size_t> width) {
    Table table;
    table.columns = {"model",    "quant",     "start",    "n",       "net J mean", "measured",
                     "expected", "prefill J", "decode J", "J/token", "mAh",        "%/100"};
    for (std::size_t i = 0; i < energies.size(); ++i) {
        if (energies[i] && energies[i]->net)
            table.rows.push_back(row_of(study.cells[i], *energies[i]));
    }
    if (table.rows.empty()) return "";
    std::string calibrated;
    if (std::ranges::any_of(energies, is_calibrated)) {
        table.columns.emplace_back("true net J");
        auto row = table.rows.begin();
        for (const auto& energy : energies) {
            if (energy && energy->net) (row++)->push_back(range_cell(energy->net->calibrated_mean));
        }
        calibrated =
            "true: 95 % interval of the mean of these trials by the comparison of this gauge with "
            "an external meter.\n";
    }
    return "energy of an answer\n" + table_text(table, width) +
           "measured: 95 % interval of the mean of these trials; expected: of all such trials "
           "(from "
           "5 trials on).\n" +
           calibrated + capacities(energies) +
           missing(energies, "energy_decode_net_j", "phase split") +
           missing(energies, "battery_gross_percent_per_100", "share of the battery");
}

}  // namespace edgebench::report
