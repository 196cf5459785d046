#include "host/run/precision_rounds.hpp"

namespace edgebench::run {

PrecisionRounds::PrecisionRounds(store::Database& database, const RunRequest& request,
                                 const RunObserver& observer)
    : database_(database), request_(request), observer_(observer) {}

// A trial of the next round takes as long as those before it did, on average.
TimeSpent PrecisionRounds::time_spent(const Study& study, std::size_t attempts) const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
    TimeSpent time{
        .total = Seconds(spent.count()), .round = Seconds(0), .limit = request_.max_time};
    if (attempts == 0) return time;
    const auto trials = study.cells.size() * study.prompts.prompts.size();
    time.round = time.total * (static_cast<double>(trials) / static_cast<double>(attempts));
    return time;
}

// Where a whole round filled no slot at all, another will not either.
bool PrecisionRounds::got_anywhere(const Study& study) const {
    const auto filled = database_.filled_slots(study.id);
    return filled.lower_bound(round_) != filled.end();
}

void PrecisionRounds::tell(const Study& study, const std::vector<CellPrecision>& cells,
                           const std::vector<CellState>& states) const {
    if (!observer_.on_note) return;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto& cell = study.cells.at(cells[i].cell);
        observer_.on_note(cell.model.name + " " + cell.model.quant + ": " +
                          precision_in_words(study, cells[i], states.at(i), *study.precision));
    }
}

std::optional<std::int64_t> PrecisionRounds::add_to(Study& study, std::size_t attempts) {
    const auto energies = database_.cell_energies(study);
    std::vector<CellPrecision> cells;
    for (std::uint32_t cell = 0; cell < energies.size(); ++cell) {
        cells.push_back(precision_of(cell, energies[cell]));
    }
    const auto next = next_round(study, cells, *study.precision, time_spent(study, attempts),
                                 request_.generation.seed);
    tell(study, cells, next.cells);
    database_.record_cell_states(study, next.cells);
    if (next.slots.empty() || !got_anywhere(study)) return std::nullopt;
    round_ = next.slots.front().index;
    study.slots.insert(study.slots.end(), next.slots.begin(), next.slots.end());
    database_.record_study(study);
    return round_;
}

}  // namespace edgebench::run
