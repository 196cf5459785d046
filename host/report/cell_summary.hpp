#pragma once
// The figures of one cell over its attempts, each over those that are valid for it.

#include "host/types/results.hpp"
#include "host/types/study.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace edgebench::report {

struct Spread {
    std::size_t n = 0;
    std::optional<double> median;
    std::optional<double> quartile_range;  // from 4 values on
};

struct CellSummary {
    std::size_t attempts = 0;
    std::size_t finished = 0;
    Spread decode_tps;
    Spread ttft_s;
    Spread energy_net_j;
    Spread peak_rss_mib;
    std::map<std::string, double> quality;  // scorer → mean
};

// Quartiles by linear interpolation between the ordered values.
Spread spread_of(std::vector<double> values);

bool is_valid(const Attempt& attempt, Metric metric);
// The attempt's cell within the study. Throws Error::integrity where the study has no such slot.
const Cell& cell_of(const Study& study, const Attempt& attempt);
const Prompt& prompt_of(const Study& study, const Attempt& attempt);

// "warm", "cold", or "cold, page cache cold".
std::string start_of(const Cell& cell);

CellSummary summarise(const Study& study, const Cell& cell, std::span<const Attempt> attempts);

}  // namespace edgebench::report
