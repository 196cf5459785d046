#include "agent/battery_service.hpp"

#include "agent/battery.hpp"
#include "agent/child_process.hpp"
#include "agent/open_file.hpp"
#include "protocol/error.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <string>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

// The service that is asked may be busy.
constexpr std::chrono::seconds k_deadline{5};
// Long.MIN_VALUE or Integer.MIN_VALUE: "not supported".
constexpr std::int64_t k_no_long = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t k_no_integer = std::numeric_limits<std::int32_t>::min();

// The value of "  KEY: VALUE", by exact key at an indent of two; the first counts.
std::optional<std::string_view> value_of(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.starts_with("  ") || !line.substr(2).starts_with(key)) continue;
        line.remove_prefix(2 + key.size());
        if (line.starts_with(": ")) return line.substr(2);
    }
    return std::nullopt;
}

std::optional<std::int64_t> integer_of(std::string_view text, std::string_view key) {
    const auto value = value_of(text, key);
    return value ? parse_integer(*value) : std::nullopt;
}

std::optional<bool> plugged(std::string_view text) {
    std::optional<bool> any;
    for (const auto* key : {"AC powered", "USB powered", "Wireless powered", "Dock powered"}) {
        const auto value = value_of(text, key);
        if (value) any = any.value_or(false) || *value == "true";
    }
    return any;
}

// BatteryManager's numbers.
std::optional<ChargeStatus> status_from(std::optional<std::int64_t> number) {
    constexpr std::array k_statuses{ChargeStatus::unknown, ChargeStatus::charging,
                                    ChargeStatus::discharging, ChargeStatus::not_charging,
                                    ChargeStatus::full};
    if (!number || *number < 1 || *number > static_cast<std::int64_t>(k_statuses.size())) {
        return std::nullopt;
    }
    return k_statuses[static_cast<std::size_t>(*number - 1)];
}

asio::awaitable<std::optional<std::string>> output_of(Program program) {
    try {
        auto result = co_await run_program(std::move(program), k_deadline);
        if (!result || result->status.code != 0) co_return std::nullopt;
        co_return std::move(result->output);
    } catch (const Error&) {
        co_return std::nullopt;
    }
}

// Takes a word of eight hexadecimal digits from the front of the text.
std::optional<std::uint32_t> take_word(std::string_view& text) {
    constexpr std::size_t k_digits = 8;
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::uint32_t word = 0;
    const auto* const begin = text.data();
    const auto [end, error] =
        std::from_chars(begin, begin + std::min(text.size(), k_digits), word, 16);
    if (error != std::errc{} || end != begin + k_digits) return std::nullopt;
    text.remove_prefix(k_digits);
    return word;
}

}  // namespace

BatteryState parse_battery_service(std::string_view text) {
    BatteryState state;
    if (text.find("UPDATES STOPPED") != text.npos) return state;
    state.status = status_from(integer_of(text, "status"));
    state.plugged = plugged(text);
    if (const auto level = integer_of(text, "level")) {
        if (*level >= 0 && *level <= 100) state.level_percent = static_cast<int>(*level);
    }
    state.temperature_raw = integer_of(text, "temperature");
    const auto millivolts = integer_of(text, "voltage");
    if (millivolts && *millivolts > 0 && *millivolts < 100'000) {
        state.voltage_raw = *millivolts * 1000;
    }
    state.charge_counter_raw = integer_of(text, "Charge counter");
    return state;
}

asio::awaitable<BatteryState> read_battery_state(std::filesystem::path sys_root) {
    auto state = read_battery(sys_root);
    if (state.status) co_return state;
    Program program;
    program.argv = {"dumpsys", "battery"};
    const auto text = co_await output_of(std::move(program));
    if (text) state = parse_battery_service(*text);
    co_return state;
}

// "0x00000000: 00000000 00000000 00000001 fffe8f28 '................'": exception, result, "there
// is a value", its low half; its high half is the next word. Short Parcels stand in one line
// without an offset.
std::optional<std::int64_t> parse_battery_property(std::string_view text) {
    const auto begin = text.find("Parcel(");
    if (begin == text.npos) return std::nullopt;
    text.remove_prefix(begin + std::string_view("Parcel(").size());
    std::array<std::uint32_t, 5> words{};
    std::size_t count = 0;
    while (!text.empty() && count < words.size()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto offset = line.find(": ");
        if (offset != line.npos) line.remove_prefix(offset + 2);
        while (count < words.size()) {
            const auto word = take_word(line);
            if (!word) break;
            words[count++] = *word;
        }
    }
    if (count < words.size() || words[0] != 0 || words[1] != 0 || words[2] != 1) {
        return std::nullopt;
    }
    const auto value =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(words[4]) << 32 | words[3]);
    if (value == k_no_long || value == k_no_integer) return std::nullopt;
    return value;
}

asio::awaitable<std::optional<std::int64_t>> read_current_property() {
    Program program;
    program.argv = {"service", "call", "batteryproperties", "1", "i32", "2"};
    const auto text = co_await output_of(std::move(program));
    if (!text) co_return std::nullopt;
    co_return parse_battery_property(*text);
}

}  // namespace edgebench::agent
