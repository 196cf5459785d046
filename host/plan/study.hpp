#pragma once
// From what the user asks for to a study, and from what is left of it to a plan.

#include "host/types/study.hpp"
#include "protocol/plan.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace edgebench {

struct StudyRequest {
    std::string id;    // UUID of a new study
    std::string name;  // empty for a plain `run`
    std::string tool_version;
    DeviceIdentity device;
    std::vector<Cell> cells;  // without key and prompt set, which make_study fills in
    PromptSet prompts;
    std::int32_t repetitions = 1;
    std::uint64_t order_seed = 0;
    std::vector<std::string> require;
    std::optional<Seconds> idle;  // --idle
    std::optional<PrecisionGoal> precision;
};

// SHA-256 of the canonical JSON of everything that makes a cell, labels left out.
std::string cell_key(const Cell& cell, const DeviceIdentity& device);

// Every repetition is a block that holds each prompt of each cell once, in an order of its own
// drawn from the seed: what drifts (temperature, charge) then meets all cells alike.
Study make_study(StudyRequest request);

// The same order from the same numbers on every platform.
void shuffle_slots(std::span<Slot> slots, std::mt19937_64& random);

// Slots of the study that are not in `filled`, in the study's order.
std::vector<std::int64_t> remaining_slots(const Study& study, std::span<const std::int64_t> filled);

// Throws Error::integrity where the study has no such slot.
const Slot& slot_at(const Study& study, std::int64_t index);

std::vector<TrialSpec> trial_specs(const Study& study, std::span<const std::int64_t> slots);

struct PlanFrame {
    std::string id;     // 32 hexadecimal digits
    std::string owner;  // "user@host"
    PlanMode mode = PlanMode::closed;
    Policy policy;
    std::vector<EngineSetup> setups;  // one per cell of the study
};

Plan make_plan(const Study& study, std::span<const std::int64_t> slots, PlanFrame frame);

}  // namespace edgebench
