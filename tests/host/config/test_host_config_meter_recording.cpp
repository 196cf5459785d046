#include "host/config/meter_recording.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace edgebench;

namespace {

MeterRecording parsed_meter(const std::string& text) {
    std::istringstream stream(text);
    return parse_meter_recording(stream, "meter.csv");
}

Error meter_refusal(const std::string& text) {
    auto error = test::error_of([&] { parsed_meter(text); });
    CHECK(error.code() == ErrorCode::configuration);
    CHECK_THAT(error.message(), Catch::StartsWith("meter.csv, line "));
    CHECK_FALSE(error.hint().empty());
    return error;
}

// 501 rows, from the first time on; `row` is what follows the time.
std::string rows(const std::string& header, double step, const std::string& row,
                 double first_time = 0) {
    std::ostringstream text;
    text.precision(15);
    text << header << '\n';
    for (int i = 0; i <= 500; ++i) text << first_time + step * i << row << '\n';
    return text.str();
}

void check_is_one_watt(const MeterRecording& recording, double length_s) {
    CHECK(recording.time.back().value() == Approx(length_s));
    CHECK(recording.energy.back().value() == Approx(length_s));
    CHECK(recording.samples == 501);
}

}  // namespace

TEST_CASE("a meter's columns and units are found in its header", "[host/config]") {
    const auto [header, step, row, length_s] =
        GENERATE(table<std::string, double, std::string, double>({
            {"Time (s),Main Avg Current (mA),Main Avg Voltage (V)", 0.002, ",250,4", 1},
            {"Time (s),Main Max Current (mA),Main Avg Current (A),Main Avg Voltage (V)", 0.002,
             ",900,0.25,4", 1},
            {"Time(ms),Main(mA),USB(mA),Aux(mA),Main Voltage(V),USB Voltage(V)", 0.2,
             ",250,1,2,4,5", 0.1},
            {"time_us,current_ua,voltage_uv", 2000, ",250000,4000000", 1},
            {"timestamp_ns;I (\xC2\xB5"
             "A);U (mV)",
             2e6, ";250000;4000", 1},
            {"voltage_v,x,time_s,power_mw", 0.002, "", 1},
        }));
    INFO(header);
    if (row.empty()) {
        std::string text = header + "\n";
        for (int i = 0; i <= 500; ++i) text += "9,9," + std::to_string(step * i) + ",1000\r\n";
        check_is_one_watt(parsed_meter(text), length_s);
        return;
    }
    const auto recording = parsed_meter(rows(header, step, row));
    check_is_one_watt(recording, length_s);
    CHECK(recording.notes.empty());
    check_is_one_watt(parsed_meter("\xEF\xBB\xBF" + rows(header, step, row, 1.7e9)), length_s);
}

TEST_CASE("PyMonsoon's seconds under Time(ms) are noticed and noted", "[host/config]") {
    const auto recording =
        parsed_meter(rows("Time(ms),Main(mA),Main Voltage(V),", 0.0002, ",250,4,"));
    check_is_one_watt(recording, 0.1);
    REQUIRE(recording.notes.size() == 1);
    CHECK_THAT(recording.notes[0], Catch::Contains("seconds"));
}

TEST_CASE("a long recording keeps a point per millisecond and all the energy", "[host/config]") {
    std::string text = "time_s,power_w\n";
    for (int i = 0; i <= 10'000; ++i) {
        text += std::to_string(i * 0.0001) + (i % 2 == 0 ? ",2\n" : ",0\n");
    }
    const auto recording = parsed_meter(text);
    CHECK(recording.samples == 10'001);
    CHECK(recording.time.size() < 1200);
    CHECK(recording.energy.back().value() == Approx(1.0).epsilon(1e-3));
}

TEST_CASE("samples with the same printed time count as their mean", "[host/config]") {
    std::string text = "time_s,power_w\n";
    for (int i = 0; i <= 200; ++i) {
        const auto time = std::to_string(i * 0.01);
        text += time + ",0\n" + time + ",3\n";
    }
    CHECK(parsed_meter(text).energy.back().value() == Approx(3.0));
}

TEST_CASE("a broken line is left out and noted, many are refused", "[host/config]") {
    const auto good = rows("time_s,power_w", 0.01, ",1");
    const auto recording = parsed_meter(good + "nan,1\n");
    REQUIRE(recording.notes.size() == 1);
    CHECK_THAT(recording.notes[0], Catch::Contains("first is 503"));
    std::string bad = good;
    for (int i = 0; i < 20; ++i) bad += "6,overload\n";
    CHECK_THAT(meter_refusal(bad).message(), Catch::Contains("20 lines that are none"));
}

TEST_CASE("a recording that would have to be guessed at is refused with what to do",
          "[host/config]") {
    const auto [header, step, row, said] =
        GENERATE(table<std::string, double, std::string, std::string>({
            {"Time,Main(mA),Main Voltage(V)", 0.002, ",250,4", "does not say its unit"},
            {"time_s,current,voltage_v", 0.002, ",250,4", "no column of it is a current"},
            {"time_s,current_ma", 0.002, ",250", "no column of it is a voltage"},
            {"time_s,current_ma,I (mA),voltage_v", 0.002, ",250,250,4", "may be the current"},
            {"current_ma,voltage_v", 0.002, ",4", "no column of it is a time"},
            {"time_s,power_w", 1, ",1", "apart"},
            {"time_s,power_w", -0.01, ",1", "before that of the line above"},
            {"time_s,power_w", 86'400, ",1", "two days"},
            {"time_s,power_w", 0, ",1", "hardly change"},
            {"time_s,power_w", 0.01, ",1e9", "0 samples"},
        }));
    INFO(header);
    CHECK_THAT(meter_refusal(rows(header, step, row)).message(), Catch::Contains(said));
}

TEST_CASE("files that are no recording are refused", "[host/config]") {
    CHECK_THAT(meter_refusal("").message(), Catch::Contains("empty"));
    CHECK_THAT(meter_refusal("\xFF\xFET\0i\0").message(), Catch::Contains("UTF-16"));
    CHECK_THAT(meter_refusal(std::string(10'000, 'x')).message(),
               Catch::Contains("longer than 4 KiB"));
    CHECK_THAT(meter_refusal("time_s,power_w\n0,1\n").message(), Catch::Contains("1 samples"));
    const auto error = test::error_of([] { read_meter_recording("/nowhere/meter.csv"); });
    CHECK(error.code() == ErrorCode::configuration);
}
