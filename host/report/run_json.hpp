#pragma once
// The object that `run --json` prints (doc/commands.md). Its keys carry their units; a value that
// could not be had is null.

#include "host/types/cell_energy.hpp"
#include "host/types/results.hpp"
#include "host/types/study.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace edgebench::report {

constexpr int k_json_schema_version = 1;

struct RunFigures {
    std::int64_t slots = 0;
    std::int64_t filled = 0;
    std::int64_t attempts = 0;
    std::int64_t failed = 0;
    std::int64_t not_admitted = 0;
};

// The attempts are of this study, energies and precision those of its cells.
std::string run_json(const Study& study, std::span<const Attempt> attempts,
                     std::span<const std::optional<CellEnergy>> energies,
                     std::span<const ReachedPrecision> precision, const RunFigures& figures);

}  // namespace edgebench::report
