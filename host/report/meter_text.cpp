#include "host/report/meter_text.hpp"

#include "host/report/numbers.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/table.hpp"

#include <algorithm>
#include <cmath>

namespace edgebench::report {
namespace {

constexpr double k_normal_975 = 1.959964;

Table energy_table(std::span<const MeterEnergy> energies) {
    Table table;
    table.columns = {"trial",       "meter net J",         "± J", "by alignment ± J",
                     "gauge net J", "gauge against meter", ""};
    for (const auto& energy : energies) {
        table.rows.push_back(
            {energy.trial, number_cell(number(energy.net)), number_cell(number(energy.net_se)),
             number_cell(number(energy.alignment_se)), number_cell(number(energy.gauge_net)),
             energy.gauge_excess ? TableCell(signed_percent(*energy.gauge_excess)) : TableCell(),
             energy.why_not});
    }
    return table;
}

std::string alignment_text(const MeterAlignment& alignment) {
    std::string text = "aligned by " + counted(static_cast<std::int64_t>(alignment.edges), "edge") +
                       " of the load to ± " + with_unit(alignment.error.value(), "s") +
                       " (95 %), which lie " + with_unit(alignment.edge_deviation.value(), "s") +
                       " from it\n";
    return text + "its clock runs " + significant(std::abs(alignment.drift) * 1e6) + " ppm " +
           (alignment.drift < 0 ? "slower" : "faster") + " than the phone's\n";
}

std::string plus_minus(double value, double se) {
    return significant(value, 5) + " ± " + significant(k_normal_975 * se);
}

std::string calibration_text(const MeterImport& import) {
    if (!import.calibration) return "no calibration: " + import.why_not_calibrated + "\n";
    const auto& found = import.calibration->calibration;
    return "calibration of this phone's gauge (" + safe_text(import.calibration->source) +
           ") from " +
           counted(static_cast<std::int64_t>(import.calibration->trials.size()), "trial") +
           ", 95 %:\n    true power = gain x gauge + offset, gain " +
           plus_minus(found.gain, found.gain_se) + ", offset " +
           plus_minus(found.offset.value(), found.offset_se.value()) + " W\n";
}

}  // namespace

std::string meter_text(const MeterImport& import, std::span<const std::string> notes,
                       std::optional<std::size_t> width) {
    std::string text = "meter " + safe_text(import.file) + ": " +
                       counted(static_cast<std::int64_t>(import.samples), "sample") + " in " +
                       with_unit(import.length.value(), "s") + "\n";
    for (const auto& note : notes) text += "    " + safe_text(note) + "\n";
    return text + alignment_text(import.alignment) + "\n" +
           table_text(energy_table(import.energies), width) +
           "±: standard errors; the whole, and the part of it that the alignment causes.\n\n" +
           calibration_text(import);
}

}  // namespace edgebench::report
