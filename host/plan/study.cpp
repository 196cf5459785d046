#include "host/plan/study.hpp"

#include "host/plan/host_note.hpp"
#include "protocol/bytes.hpp"
#include "protocol/enum_names.hpp"
#include "protocol/fields.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>
#include <random>
#include <unordered_set>

namespace edgebench {
namespace {

// nlohmann keeps keys sorted, so equal trees give equal text.
std::string hash_of(const Json& json) {
    return to_hex(sha256(json.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

std::vector<Slot> ordered_slots(const StudyRequest& request) {
    std::mt19937_64 random(request.order_seed);
    std::vector<Slot> slots;
    for (std::int32_t repetition = 1; repetition <= request.repetitions; ++repetition) {
        const auto block = slots.size();
        for (std::uint32_t cell = 0; cell < request.cells.size(); ++cell) {
            // A sustained trial repeats one prompt: the first.
            const auto prompts = request.cells[cell].sustained ? 1 : request.prompts.prompts.size();
            for (std::uint32_t prompt = 0; prompt < prompts; ++prompt) {
                slots.push_back({.cell = cell, .prompt = prompt, .repetition = repetition});
            }
        }
        shuffle_slots(std::span(slots).subspan(block), random);
    }
    for (std::size_t i = 0; i < slots.size(); ++i) slots[i].index = static_cast<std::int64_t>(i);
    return slots;
}

std::string settings_hash(const Study& study, const std::optional<Seconds>& idle) {
    Json cells = Json::array();
    for (const auto& cell : study.cells) cells.push_back(cell.key);
    auto require = study.require;
    std::sort(require.begin(), require.end());
    Json settings{{"cells", cells},
                  {"prompts", to_json(study.prompts.prompts)},
                  {"slots", to_json(study.slots)},
                  {"require", require},
                  {"idle_s", to_json(idle)}};
    if (study.precision) settings["precision"] = to_json(study.precision);
    return hash_of(settings);
}

}  // namespace

// std::shuffle differs between standard libraries; a study must not.
void shuffle_slots(std::span<Slot> slots, std::mt19937_64& random) {
    for (std::size_t left = slots.size(); left > 1; --left) {
        std::swap(slots[left - 1], slots[random() % left]);
    }
}

std::string cell_key(const Cell& cell, const DeviceIdentity& device) {
    Json settings{{"device", device.id},
                  {"device_build", device.fingerprint},
                  {"engine", cell.engine.id},
                  {"engine_settings", to_json(cell.engine_settings)},
                  {"model", cell.model.sha256},
                  {"generation", to_json(cell.generation)},
                  {"prompt_set", cell.prompt_set_sha256},
                  {"cold", cell.cold},
                  {"power_source", cell.power_source}};
    if (cell.page_cache) settings["page_cache"] = to_json(cell.page_cache);
    if (cell.sustained) settings["sustained_s"] = to_json(cell.sustained);
    return hash_of(settings);
}

Study make_study(StudyRequest request) {
    Study study;
    study.slots = ordered_slots(request);
    study.id = std::move(request.id);
    study.name = std::move(request.name);
    study.tool_version = std::move(request.tool_version);
    study.device = std::move(request.device);
    study.cells = std::move(request.cells);
    study.prompts = std::move(request.prompts);
    study.require = std::move(request.require);
    study.precision = request.precision;
    for (auto& cell : study.cells) {
        cell.prompt_set_sha256 = study.prompts.sha256;
        cell.key = cell_key(cell, study.device);
    }
    study.settings_sha256 = settings_hash(study, request.idle);
    return study;
}

std::vector<std::int64_t> remaining_slots(const Study& study,
                                          std::span<const std::int64_t> filled) {
    const std::unordered_set<std::int64_t> done(filled.begin(), filled.end());
    std::vector<std::int64_t> remaining;
    for (const auto& slot : study.slots) {
        if (!done.contains(slot.index)) remaining.push_back(slot.index);
    }
    return remaining;
}

const Slot& slot_at(const Study& study, std::int64_t index) {
    const auto found = std::find_if(study.slots.begin(), study.slots.end(),
                                    [index](const Slot& slot) { return slot.index == index; });
    if (found == study.slots.end() || found->cell >= study.cells.size() ||
        found->prompt >= study.prompts.prompts.size()) {
        throw Error(ErrorCode::integrity, "the study has no slot " + std::to_string(index));
    }
    return *found;
}

std::vector<TrialSpec> trial_specs(const Study& study, std::span<const std::int64_t> slots) {
    std::vector<TrialSpec> specs;
    for (const auto index : slots) {
        const auto& slot = slot_at(study, index);
        const auto& cell = study.cells[slot.cell];
        specs.push_back({.slot = index,
                         .setup = slot.cell,
                         .prompt = slot.prompt,
                         .output_tokens = cell.generation.output_tokens,
                         .exact_output = cell.generation.exact_output,
                         .seed = cell.generation.seed,
                         .temperature = cell.generation.temperature,
                         .cold = cell.cold,
                         .page_cache = cell.page_cache,
                         .load = {},
                         .sustained = cell.sustained});
    }
    return specs;
}

Plan make_plan(const Study& study, std::span<const std::int64_t> slots, PlanFrame frame) {
    if (frame.setups.size() != study.cells.size()) {
        throw Error(ErrorCode::internal, "a plan needs one engine set-up per cell");
    }
    Plan plan;
    plan.id = std::move(frame.id);
    plan.owner = std::move(frame.owner);
    plan.mode = frame.mode;
    plan.policy = std::move(frame.policy);
    plan.setups = std::move(frame.setups);
    for (const auto& prompt : study.prompts.prompts) {
        plan.prompts.push_back({.text = prompt.text, .tokens = prompt.tokens});
    }
    plan.trials = trial_specs(study, slots);
    plan.host_note = encode_host_note(study);
    return plan;
}

}  // namespace edgebench
