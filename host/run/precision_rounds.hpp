#pragma once
// A study that goes on until its cells are precise: what is measured after each whole round.

#include "host/plan/precision.hpp"
#include "host/run/request.hpp"
#include "host/store/database.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace edgebench::run {

class PrecisionRounds {
  public:
    // Time counts from here. All of these outlive it.
    PrecisionRounds(store::Database& database, const RunRequest& request,
                    const RunObserver& observer);

    // Says how precise each cell is, stores why those that are done have stopped, and adds the next
    // round to the study; the first slot of it, or nothing when the study is over. `attempts`: how
    // many trials this command has made.
    std::optional<std::int64_t> add_to(Study& study, std::size_t attempts);

  private:
    TimeSpent time_spent(const Study& study, std::size_t attempts) const;
    bool got_anywhere(const Study& study) const;
    void tell(const Study& study, const std::vector<CellPrecision>& cells,
              const std::vector<CellState>& states) const;

    store::Database& database_;
    const RunRequest& request_;
    const RunObserver& observer_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::int64_t round_ = 0;  // first slot of the latest
};

}  // namespace edgebench::run
