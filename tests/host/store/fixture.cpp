#include "tests/host/store/fixture.hpp"

#include <array>
#include <cstdio>

namespace edgebench::store {
namespace {

const std::string k_plan = "0123456789abcdef0123456789abcdef";

Cell cell_of(const std::string& quant) {
    Cell cell;
    cell.key = "key of " + quant;
    cell.model = {.name = "demo",
                  .quant = quant,
                  .file_name = "demo-" + quant + ".gguf",
                  .size = 64 * k_mebibyte,
                  .sha256 = "sha of " + quant,
                  .architecture = "llama",
                  .synthetic = true};
    cell.engine = {.id = "engine sha", .name = "llama.cpp", .version = "b4000"};
    cell.engine_settings.threads = 1;
    cell.engine_settings.context_tokens = 512;
    cell.generation = {.output_tokens = 4, .exact_output = true, .seed = 7, .temperature = 0.5};
    cell.prompt_set_sha256 = "prompts sha";
    return cell;
}

std::string uuid_of(std::int64_t slot, int number) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%08x-0000-4000-8000-%012x",
                  static_cast<unsigned>(slot), static_cast<unsigned>(number));
    return text.data();
}

BatteryState battery(std::int64_t current_raw) {
    BatteryState state;
    state.status = ChargeStatus::discharging;
    state.plugged = false;
    state.level_percent = 80;
    state.temperature_raw = 312;
    state.current_raw = current_raw;
    return state;  // no voltage, no charge counter: they stay nothing
}

Attempt begun_attempt(std::int64_t slot, int number) {
    Attempt attempt;
    attempt.plan_id = k_plan;
    attempt.slot = slot;
    attempt.begin = {.trial = uuid_of(slot, number),
                     .index = static_cast<std::uint32_t>(slot),
                     .attempt = number,
                     .boot_id = "boot",
                     .time = DeviceTime(5'000'000'000),
                     .battery = battery(-200'000)};
    attempt.end.trial = attempt.begin.trial;
    return attempt;
}

void fill_raw(TrialEnd& end) {
    end.outcome = Outcome::finished;
    end.phases = {{"idle_before", DeviceTime(5'000'000'000), DeviceTime(6'000'000'000)},
                  {"prefill", DeviceTime(6'000'000'000), DeviceTime(6'200'000'000)},
                  {"decode", DeviceTime(6'200'000'000), DeviceTime(7'000'000'000)},
                  {"idle_after", DeviceTime(7'000'000'000), DeviceTime(8'000'000'000)}};
    end.token_times = {{6'200'000'000, 6'500'000'000, 7'000'000'000}, {1, 3, 4}};
    end.readings = {{.source = "sysfs",
                     .rail = "",
                     .first_ns = {5'000'000'000, 5'500'000'000},
                     .last_ns = {5'400'000'000, 5'900'000'000},
                     .polls = {5, 4},
                     .current_raw = {-200'000, -900'000},
                     .voltage_raw = {3'900'000, std::nullopt},
                     .missed_ticks = 1,
                     .failed_reads = 2}};
    end.context = {{.time = DeviceTime(5'100'000'000),
                    .temperature_raw = 313,
                    .status = ChargeStatus::discharging,
                    .charge_counter_raw = std::nullopt,
                    .engine_rss = Bytes64(70 * k_mebibyte)}};
    end.cpu = {{.policy = "policy4",
                .time_ns = {5'100'000'000, 6'100'000'000},
                .current_khz = {1'800'000, std::nullopt},
                .cap_khz = {2'400'000, 2'000'000}},
               {.policy = "policy10", .time_ns = {1}, .current_khz = {2}, .cap_khz = {3}}};
    end.thermal = {
        {.time = DeviceTime(4'000'000'000), .overridden = false, .status = 0, .sensors = {}},
        {.time = DeviceTime(9'000'000'000),
         .overridden = true,
         .status = std::nullopt,
         .sensors = {{.name = "SKIN", .type = 3, .temperature = Celsius(41.5), .status = 1}}}};
    end.traffic = {.engine_sockets_beyond_loopback = 0,
                   .shell_received_bytes = 1234,
                   .shell_sent_bytes = std::nullopt};
    end.timings = {.prompt_tokens = 10, .prompt_ms = 190.5, .output_tokens = 4, .output_ms = 800.0};
    end.memory = {.peak_rss = Bytes64(80 * k_mebibyte),
                  .pss = Bytes64(75 * k_mebibyte),
                  .swap = std::nullopt};
    end.page_cache_resident_share = 0.25;
    end.answer = "four words of answer";
    end.finish_reason = "limit";
    end.disturbances = 3;
    end.suspended_ns = 17;
    end.battery = battery(-210'000);
}

}  // namespace

DeviceIdentity pixel() {
    return {.serial = "PIXEL1",
            .id = "id-one",
            .fingerprint = "google/pixel/1",
            .manufacturer = "Google",
            .model = "Pixel 8",
            .android_release = "14",
            .abi = "arm64-v8a",
            .simulated = true};
}

Study small_study(int repetitions) {
    Study study;
    study.id = "11111111-2222-4333-8444-555555555555";
    study.settings_sha256 = "settings";
    study.tool_version = "0.1.0";
    study.device = pixel();
    study.cells = {cell_of("q4_k_m"), cell_of("iq4_xs")};
    study.prompts = {.name = "two",
                     .sha256 = "prompts sha",
                     .prompts = {{.id = "p1",
                                  .text = "Say four words.",
                                  .reference = "four words",
                                  .scorers = {"contains", "rouge_l"},
                                  .tokens = {}},
                                 {.id = "p2",
                                  .text = "",
                                  .reference = std::nullopt,
                                  .scorers = {},
                                  .tokens = {1, 2, 3}}}};
    for (std::uint32_t cell = 0; cell < 2; ++cell)
        for (std::uint32_t prompt = 0; prompt < 2; ++prompt)
            for (int repetition = 1; repetition <= repetitions; ++repetition)
                study.slots.push_back({.index = std::ssize(study.slots),
                                       .cell = cell,
                                       .prompt = prompt,
                                       .repetition = repetition});
    study.require = {"latency"};
    return study;
}

Attempt finished_attempt(std::int64_t slot, int number) {
    Attempt attempt = begun_attempt(slot, number);
    fill_raw(attempt.end);
    attempt.latency = {.prompt_tokens = 10,
                       .output_tokens = 4,
                       .load = std::nullopt,
                       .ttft = Seconds(0.2),
                       .total = Seconds(1.0),
                       .prefill_tps = 50.0,
                       .decode_tps = 3.75,
                       .engine_prefill_tps = 52.5,
                       .engine_decode_tps = 5.0};
    attempt.memory = {.peak_rss = Bytes64(80 * k_mebibyte), .pss = Bytes64(75 * k_mebibyte)};
    attempt.energy.method = "padded-integral/1";
    attempt.energy.source = "sysfs";
    attempt.energy.gauge = GaugeProfile{.origin = ProfileOrigin::provisional,
                                        .unit = GaugeUnit::microamps,
                                        .sign = DischargeSign::negative,
                                        .refresh = Seconds(0.35),
                                        .phase = DeviceTime(123),
                                        .kernel = Kernel::mean,
                                        .filter_constant = std::nullopt};
    attempt.energy.gross = Joules(3.0);
    attempt.energy.net = Joules(2.0);
    attempt.energy.paper = Joules(2.5);
    attempt.energy.mean_power = Watts(3.0);
    attempt.energy.baseline = Watts(1.0);
    attempt.energy.refreshes = 3;
    attempt.energy.second = SecondSource{"android.power", Joules(2.1), 0.05};
    attempt.energy.rails = {{"cpu/S2M", Joules(1.5), Joules(1.4)}, {"display/VSYS", {}, {}}};
    attempt.scores = {{"contains", 1.0}, {"rouge_l", 0.5}};
    for (const auto& [metric, name] : k_metric_names)
        attempt.verdicts.push_back({.metric = metric, .reasons = {}});
    return attempt;
}

Attempt attempt_without(Metric metric, const std::string& reason, std::int64_t slot, int number) {
    Attempt attempt = finished_attempt(slot, number);
    for (auto& verdict : attempt.verdicts)
        if (verdict.metric == metric) verdict.reasons = {reason, "a second reason"};
    return attempt;
}

Attempt ended_attempt(Outcome outcome, const std::string& reason, std::int64_t slot, int number) {
    Attempt attempt = begun_attempt(slot, number);
    attempt.end.outcome = outcome;
    attempt.end.reason = reason;
    for (const auto& [metric, name] : k_metric_names)
        attempt.verdicts.push_back({.metric = metric, .reasons = {reason}});
    return attempt;
}

std::vector<SustainedMinute> sustained_minutes() {
    SustainedMinute first;
    first.requests = 7;
    first.decode = 12.5;
    first.power = Watts(4.5);
    first.battery = Celsius(31.25);
    first.skin = Celsius(36.5);
    first.cap_percent = 75;
    SustainedMinute last;
    last.begin = Seconds(60);
    last.duration = Seconds(12);
    return {first, last};
}

PlanBegin plan_begin() {
    PlanBegin begin;
    begin.agent_build = "agent";
    begin.begin = DeviceTime(4'000'000'000);
    begin.wall_clock_ms = 1'700'000'000'000;  // 2023-11-14T22:13:20Z
    begin.device.boot_id = "boot";
    begin.plan.id = k_plan;
    begin.plan.owner = "user@host";
    begin.plan.policy.idle_before = Seconds(7);
    return begin;
}

}  // namespace edgebench::store
