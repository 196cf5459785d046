// usage: edgebench-bench-store FILE ATTEMPTS
// Fills a new database with finished attempts of ordinary size, 2000 a study, and prints what it
// takes to insert one and to ask for all.

#include "host/store/database.hpp"
#include "host/store/query.hpp"
#include "tests/host/store/fixture.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>
#include <random>

using namespace edgebench;
using namespace edgebench::store;

namespace {

constexpr int k_repetitions = 500;  // of 2 prompts in each of 2 cells
constexpr std::int64_t k_slots = 4 * k_repetitions;
constexpr int k_tokens = 128;
constexpr int k_readings = 80;  // half a minute on a gauge of 0.35 s

template <class Work>
double seconds_of(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// A finished attempt of ordinary size with figures of its own.
Attempt some_attempt(std::int64_t study, std::int64_t slot, std::mt19937& random) {
    const auto spread = [&](double mean) {
        return std::normal_distribution<double>(mean, mean / 20)(random);
    };
    auto attempt = finished_attempt(slot, static_cast<int>(study) + 1);
    attempt.plan_id = "plan " + std::to_string(study);
    attempt.latency.ttft = Seconds(spread(0.2));
    attempt.latency.decode_tps = spread(20);
    attempt.energy.net = Joules(spread(10));
    attempt.memory.peak_rss = Bytes64(static_cast<std::int64_t>(spread(2e9)));
    attempt.scores["rouge_l"] = spread(0.5);
    attempt.end.answer = std::string(4 * k_tokens, 'a');
    auto& times = attempt.end.token_times;
    times = {};
    for (int token = 1; token <= k_tokens; ++token) {
        times.time_ns.push_back(token * 50'000'000);
        times.tokens.push_back(token);
    }
    auto& readings = attempt.end.readings.at(0);
    readings = {};
    readings.source = "sysfs";
    for (int i = 0; i < k_readings; ++i) {
        readings.first_ns.push_back(i * 350'000'000);
        readings.last_ns.push_back(i * 350'000'000 + 300'000'000);
        readings.polls.push_back(4);
        readings.current_raw.push_back(-1'000'000 - i);
        readings.voltage_raw.push_back(3'900'000 - i);
    }
    return attempt;
}

double fill(Database& database, std::int64_t attempts) {
    std::mt19937 random(7);
    double seconds = 0;
    auto study = small_study(k_repetitions);
    for (std::int64_t i = 0; i < attempts; ++i) {
        if (i % k_slots == 0) study.id = "study " + std::to_string(i / k_slots);
        const auto attempt = some_attempt(i / k_slots, i % k_slots, random);
        seconds += seconds_of([&] { database.record_attempt(study, attempt); });
    }
    return seconds;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: edgebench-bench-store FILE ATTEMPTS\n";
        return 2;
    }
    const std::filesystem::path file(argv[1]);
    const auto attempts = std::stoll(argv[2]);
    Database database(file);
    nlohmann::ordered_json json;
    json["attempts"] = attempts;
    json["insert_ms"] = fill(database, attempts) / static_cast<double>(attempts) * 1000;
    const QueryLimits patient{.time = std::chrono::minutes(10), .rows = attempts};
    for (const auto* view : {"results", "cells"}) {
        const auto sql = std::string("SELECT * FROM ") + view;
        json[std::string(view) + "_s"] = seconds_of([&] { run_query(file, sql, patient); });
    }
    json["show_last_s"] = seconds_of([&] { database.trial("last"); });
    database.close();
    json["file_mib"] = static_cast<double>(std::filesystem::file_size(file)) / (1024 * 1024);
    std::cout << json.dump() << '\n';
}
