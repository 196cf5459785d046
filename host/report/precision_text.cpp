#include "host/report/precision_text.hpp"

#include "host/report/cell_summary.hpp"
#include "host/report/numbers.hpp"
#include "host/report/table.hpp"

#include <fmt/format.h>

namespace edgebench::report {
namespace {

std::string why_stopped(CellState state) {
    switch (state) {
        case CellState::precise:
            return "reached";
        case CellState::out_of_repetitions:
            return "not reached with --max-repetitions";
        case CellState::out_of_time:
            return "not reached in --max-minutes: the same command goes on";
        case CellState::no_energy:
            return "no trial has a valid energy";
        case CellState::goes_on:
            return "the run was cut short: the same command goes on";
    }
    return {};
}

// Without the zeros that `significant` gives to measured numbers: "5 %".
std::string percent(double share) {
    return fmt::format("{:.3g} %", share * 100);
}

}  // namespace

std::string precision_text(const Study& study, std::span<const ReachedPrecision> reached,
                           std::optional<std::size_t> width) {
    Table table;
    table.columns = {"model", "quant", "start", "repetitions", "± %", "goal"};
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const auto& cell = study.cells.at(i);
        const auto& half_width = reached[i].half_width;
        table.rows.push_back({cell.model.name, cell.model.quant, start_of(cell),
                              std::int64_t{reached[i].repetitions},
                              half_width ? TableCell(*half_width * 100) : TableCell(),
                              why_stopped(reached[i].state)});
    }
    return "precision of the expected energy of an answer, goal ± " +
           percent(study.precision->half_width) + "\n" + table_text(table, width);
}

std::string precision_plan_text(const Study& study) {
    const auto& goal = *study.precision;
    const auto round = static_cast<std::int64_t>(study.prompts.prompts.size());
    // Where the half-width of the widened interval is the standard deviation, and half of it.
    return "then rounds of " + counted(round, "trial") + " a cell until its energy is known to ± " +
           percent(goal.half_width) + ", at most " + counted(goal.max_repetitions, "repetition") +
           ".\nA cell takes about 8 trials if they scatter by " + percent(goal.half_width) +
           ", about 20 if by " + percent(goal.half_width * 2) + ".\n";
}

}  // namespace edgebench::report
