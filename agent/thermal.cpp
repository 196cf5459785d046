#include "agent/thermal.hpp"

#include "agent/child_process.hpp"
#include "agent/clock.hpp"
#include "agent/log.hpp"
#include "agent/open_file.hpp"
#include "protocol/error.hpp"

#include <cstdlib>
#include <string>

namespace edgebench::agent {
namespace {

constexpr std::chrono::seconds k_thermal_deadline{10};
constexpr std::size_t k_most_sensors = 64;

// What stands between `begin` and `end`; empty when there is none.
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
    const auto at = text.find(begin);
    if (at == text.npos) return {};
    text.remove_prefix(at + begin.size());
    return text.substr(0, text.find(end));
}

std::optional<std::int32_t> number_in(std::string_view text) {
    const auto value = parse_integer(text);
    if (!value) return std::nullopt;
    return static_cast<std::int32_t>(*value);
}

// "Temperature{mValue=34.351, mType=3, mName=SKIN, mStatus=0}"
std::optional<ThermalSensor> sensor_from(std::string_view line) {
    const auto fields = between(line, "Temperature{", "}");
    const std::string value(between(fields, "mValue=", ","));
    char* end = nullptr;
    const double degrees = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0') return std::nullopt;
    ThermalSensor sensor;
    sensor.name = between(fields, "mName=", ",");
    sensor.type = number_in(between(fields, "mType=", ",")).value_or(-1);
    sensor.temperature = Celsius(degrees);
    sensor.status = number_in(between(fields, "mStatus=", ","));
    return sensor;
}

class Parser {
  public:
    void line(std::string_view text) {
        // Entries are indented with a tab; headings are not.
        if (!text.starts_with('\t')) in_hal_ = text.starts_with("Current temperatures from HAL:");
        if (text.starts_with("IsStatusOverride: true")) sample.overridden = true;
        if (text.starts_with("Thermal Status: ")) {
            sample.status = number_in(text.substr(text.find(": ") + 2));
        }
        if (!in_hal_ || sample.sensors.size() == k_most_sensors) return;
        if (auto sensor = sensor_from(text)) sample.sensors.push_back(std::move(*sensor));
    }

    ThermalSample sample;

  private:
    bool in_hal_ = false;
};

}  // namespace

ThermalSample parse_thermal_service(std::string_view text) {
    Parser parser;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        parser.line(line);
    }
    return std::move(parser.sample);
}

boost::asio::awaitable<std::optional<ThermalSample>> read_thermal() {
    Program program;
    program.argv = {"dumpsys", "thermalservice"};
    try {
        const auto result = co_await run_program(std::move(program), k_thermal_deadline);
        if (!result || result->status.code != 0) co_return std::nullopt;
        auto sample = parse_thermal_service(result->output);
        sample.time = now();
        if (!sample.status && sample.sensors.empty()) co_return std::nullopt;
        co_return sample;
    } catch (const Error& error) {
        log::warn("the thermal service does not answer: " + error.message());
        co_return std::nullopt;
    }
}

}  // namespace edgebench::agent
