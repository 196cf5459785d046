#pragma once
// What makes one virtual phone differ from another: its names, its power, its battery and the gauge
// it is seen through. The defaults are the phone of phones/pixel.conf; a file of "key = value"
// lines overrides them.

#include "protocol/units.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench::virtual_phone {

// What one reading of the current says about the past.
enum class Kernel { mean, instant, first_order };
enum class CurrentUnit { microamps, milliamps };
enum class DischargeSign { negative, positive };
enum class Charger { unplugged, plugged };
// Whether the shell may read /sys/class/power_supply.
enum class SysfsAccess { readable, refused };
// What its perfetto traces: the battery's counters, or the power rails as well.
enum class PerfettoSupport { none, counters, rails };

struct Personality {
    std::string manufacturer = "Google";
    std::string model = "Pixel (simulated)";
    std::string product = "edgebench_pixel";
    std::string platform = "simulated";
    std::string release = "14";
    std::string sdk = "34";
    std::string fingerprint = "edgebench/pixel/pixel:14/SIMULATED/1:user/release-keys";

    Watts idle{0.9};           // the whole phone with no process of ours running
    Watts per_core{1.6};       // added by one core that is busy all the time
    double capacity_ah = 4.5;  // of a full battery
    double level_percent = 80;
    Volts open_circuit_empty{3.40};
    Volts open_circuit_full{4.35};
    double resistance_ohm = 0.08;          // of battery, protection and wiring together
    Amps charge_current{1.5};              // into the battery while plugged in
    Charger charger = Charger::unplugged;  // at the start

    Celsius ambient{24.0};
    double thermal_resistance_k_per_w = 2.0;  // ambient to battery
    Seconds thermal_constant{180.0};

    Celsius thermal_light{43};  // skin, from where on Android's thermal status is 1

    std::int64_t cpu_max_khz = 2'000'000;  // of the one group of processors
    Celsius throttle_from{1000};           // skin, from where on their clock is capped
    double throttle_share_per_k = 0.05;    // of cpu_max_khz, for each degree above it

    Seconds refresh{0.35};  // of the current reading
    Seconds phase{0.1};     // of the refresh grid on CLOCK_BOOTTIME
    Kernel kernel = Kernel::mean;
    Seconds filter_constant{0.5};   // first-order kernel only
    Seconds voltage_refresh{0.35};  // rounded up to whole refreshes
    CurrentUnit unit = CurrentUnit::microamps;
    DischargeSign discharge_sign = DischargeSign::negative;
    std::int64_t current_step_ua = 156;  // quantisation
    std::int64_t voltage_step_uv = 1250;
    double gain = 1;         // of the current, as the gauge reads it
    double offset_ua = 0;    // out of the battery, added to that
    double noise_ua = 0;     // standard deviation, added to each reading
    std::string noise_file;  // beside the phone's own: a uA a line, added in turn, again and again
    std::vector<double> replay_ua;  // what stands there
    Seconds stall_every{0};         // the gauge shows nothing new for stall_length; 0: never
    Seconds stall_length{0};
    std::uint64_t seed = 1;

    SysfsAccess sysfs = SysfsAccess::readable;
    PerfettoSupport perfetto = PerfettoSupport::none;
    int perfetto_version = 48;  // below 40 no voltage, below 48 millivolts in its place

    friend bool operator==(const Personality&, const Personality&) = default;
};

// Throws Error(configuration) that names the line.
Personality parse_personality(std::string_view text);
Personality read_personality(const std::filesystem::path& file);

}  // namespace edgebench::virtual_phone
