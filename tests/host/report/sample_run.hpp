#pragma once
// A small study on a simulated phone with three attempts: one whole, one on the charger, one
// failed.

#include "host/types/results.hpp"
#include "host/types/study.hpp"

namespace edgebench::test {

inline Study sample_study() {
    Study study;
    study.id = "6d0f3a51-5a3c-4c0e-9f0e-2b6c3d1f7a10";
    study.tool_version = "0.1.0";
    study.device = {"VP0001", "d1", "acme/one/14", "Acme", "One", "14", "x86_64", true};
    Cell cell;
    cell.model = {"demo",  "q4_k_m", "demo-q4_k_m.gguf", 64'000'000, std::string(64, 'a'),
                  "llama", true};
    cell.engine = {std::string(64, 'e'), "llama.cpp", "v0.5.0"};
    cell.engine_settings.threads = 1;
    cell.engine_settings.context_tokens = 768;
    cell.generation = {500, true, 7, 0};
    study.cells.push_back(cell);
    cell.model.quant = "iq4_xs";
    cell.cold = true;
    study.cells.push_back(cell);
    study.prompts.name = "demo";
    Prompt prompt;
    prompt.id = "story-1";
    prompt.text = "Tell a story.";
    prompt.reference = "Once upon a time.";
    prompt.scorers = {"rouge_l"};
    study.prompts.prompts.push_back(prompt);
    study.slots = {{0, 0, 0, 1}, {1, 0, 0, 2}, {2, 1, 0, 1}};
    study.require = {"latency"};
    return study;
}

inline Attempt finished_attempt() {
    Attempt attempt;
    attempt.plan_id = std::string(32, 'b');
    attempt.begin.trial = "0c9c2b3e-1111-4222-8333-444455556666";
    attempt.end.outcome = Outcome::finished;
    attempt.end.finish_reason = "limit";
    attempt.end.answer = "Once upon\na \x1b[31mtime\x1b[0m \xff.";
    attempt.end.phases = {{"idle_before", DeviceTime(1'000'000'000), DeviceTime(6'000'000'000)},
                          {"prefill", DeviceTime(6'000'000'000), DeviceTime(6'410'000'000)},
                          {"decode", DeviceTime(6'410'000'000), DeviceTime(14'460'000'000)},
                          {"idle_after", DeviceTime(14'460'000'000), DeviceTime(19'460'000'000)}};
    attempt.end.traffic.engine_sockets_beyond_loopback = 0;
    PowerReadings readings;
    readings.source = "sysfs";
    attempt.end.readings = {readings};
    attempt.latency = {12,    500,   std::nullopt, Seconds(0.41), Seconds(8.46),
                       29.27, 61.99, 31.5,         62.02};
    attempt.memory = {Bytes64(126'877'696), Bytes64(120'586'240)};
    attempt.energy.method = "padded-integral/1";
    attempt.energy.source = "sysfs";
    attempt.energy.gross = Joules(24.1);
    attempt.energy.net = Joules(18.25);
    attempt.energy.paper = Joules(20.02);
    attempt.energy.mean_power = Watts(2.849);
    attempt.energy.baseline = Watts(0.691);
    attempt.energy.refreshes = 24;
    attempt.energy.second = SecondSource{"android.power", Joules(17.9), -0.0192};
    attempt.energy.rails = {{"cpu.big/S2M", Joules(12.3), Joules(12.1)}, {"display/VSYS", {}, {}}};
    attempt.scores = {{"rouge_l", 0.4137}};
    attempt.verdicts = {
        {Metric::latency, {}}, {Metric::energy, {}}, {Metric::quality, {}}, {Metric::memory, {}}};
    return attempt;
}

// Two minutes and a half, slower as the phone gets warm.
inline Attempt sustained_attempt() {
    auto attempt = finished_attempt();
    attempt.end.finish_reason = "ceiling";
    attempt.end.answer.clear();
    attempt.scores.clear();
    attempt.latency = {84,           3500, std::nullopt, std::nullopt, std::nullopt,
                       std::nullopt, 24.7, 31.5,         25.1};
    attempt.energy = {};
    attempt.energy.mean_power = Watts(4.21);
    attempt.verdicts[1].reasons = attempt.verdicts[2].reasons = {"sustained"};
    for (int minute = 0; minute < 3; ++minute) {
        SustainedMinute figures;
        figures.begin = Seconds(60.0 * minute);
        figures.duration = Seconds(minute < 2 ? 60 : 30);
        figures.requests = minute < 2 ? 3 : 1;
        figures.decode = 30.0 - 5 * minute;
        figures.power = Watts(4.5 - 0.25 * minute);
        figures.battery = Celsius(40.0 + 2 * minute);
        figures.cap_percent = 100 - 25 * minute;
        attempt.sustained.push_back(figures);
    }
    attempt.sustained[1].skin = Celsius(43.5);
    return attempt;
}

inline std::vector<Attempt> sample_attempts() {
    auto charging = finished_attempt();
    charging.begin.trial = "1c9c2b3e-1111-4222-8333-444455556666";
    charging.slot = 1;
    charging.verdicts[1].reasons = {"charging"};
    charging.latency.decode_tps = 60.01;

    Attempt failed;
    failed.plan_id = std::string(32, 'b');
    failed.slot = 2;
    failed.begin.trial = "2c9c2b3e-1111-4222-8333-444455556666";
    failed.end.outcome = Outcome::failed;
    failed.end.reason = "the engine was killed by signal 9 (out of memory?)";
    failed.end.engine_log = "loading model\nmmap failed\n";
    for (const auto& [metric, name] : k_metric_names) {
        failed.verdicts.push_back({metric, {"failed"}});
    }
    return {finished_attempt(), charging, failed};
}

inline std::string sample_hint(std::string_view reason) {
    return reason == "charging" ? "Unplug the phone." : "";
}

}  // namespace edgebench::test
