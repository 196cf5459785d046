#include "tests/virtual_phone/personality.hpp"

#include "protocol/error.hpp"

#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace edgebench::virtual_phone {
namespace {

using Setter = std::function<void(Personality&, const std::string&)>;

template <class Number>
Number number_from(const std::string& text) {
    std::istringstream stream(text);
    Number value{};
    if (!(stream >> value) || !stream.eof()) throw std::invalid_argument("not a number");
    return value;
}

Setter text(std::string Personality::* member) {
    return [member](Personality& p, const std::string& value) { p.*member = value; };
}

template <class Number>
Setter number(Number Personality::* member) {
    return [member](Personality& p, const std::string& value) {
        p.*member = number_from<Number>(value);
    };
}

template <class Tag>
Setter quantity(Quantity<Tag, double> Personality::* member) {
    return [member](Personality& p, const std::string& value) {
        p.*member = Quantity<Tag, double>(number_from<double>(value));
    };
}

template <class Enum>
Setter choice(Enum Personality::* member, std::map<std::string, Enum> names) {
    return [member, names = std::move(names)](Personality& p, const std::string& value) {
        p.*member = names.at(value);
    };
}

const std::map<std::string, Setter, std::less<>>& setters() {
    using P = Personality;
    static const std::map<std::string, Setter, std::less<>> table{
        {"manufacturer", text(&P::manufacturer)},
        {"model", text(&P::model)},
        {"product", text(&P::product)},
        {"platform", text(&P::platform)},
        {"release", text(&P::release)},
        {"sdk", text(&P::sdk)},
        {"fingerprint", text(&P::fingerprint)},
        {"idle_w", quantity(&P::idle)},
        {"per_core_w", quantity(&P::per_core)},
        {"capacity_ah", number(&P::capacity_ah)},
        {"level_percent", number(&P::level_percent)},
        {"open_circuit_empty_v", quantity(&P::open_circuit_empty)},
        {"open_circuit_full_v", quantity(&P::open_circuit_full)},
        {"resistance_ohm", number(&P::resistance_ohm)},
        {"charge_current_a", quantity(&P::charge_current)},
        {"charger", choice<Charger>(&P::charger, {{"unplugged", Charger::unplugged},
                                                  {"plugged", Charger::plugged}})},
        {"thermal_light_c", quantity(&P::thermal_light)},
        {"cpu_max_khz", number(&P::cpu_max_khz)},
        {"throttle_from_c", quantity(&P::throttle_from)},
        {"throttle_share_per_k", number(&P::throttle_share_per_k)},
        {"ambient_c", quantity(&P::ambient)},
        {"thermal_resistance_k_per_w", number(&P::thermal_resistance_k_per_w)},
        {"thermal_constant_s", quantity(&P::thermal_constant)},
        {"refresh_s", quantity(&P::refresh)},
        {"phase_s", quantity(&P::phase)},
        {"kernel", choice<Kernel>(&P::kernel, {{"mean", Kernel::mean},
                                               {"instant", Kernel::instant},
                                               {"first_order", Kernel::first_order}})},
        {"filter_constant_s", quantity(&P::filter_constant)},
        {"voltage_refresh_s", quantity(&P::voltage_refresh)},
        {"unit", choice<CurrentUnit>(
                     &P::unit, {{"uA", CurrentUnit::microamps}, {"mA", CurrentUnit::milliamps}})},
        {"discharge_sign",
         choice<DischargeSign>(&P::discharge_sign, {{"negative", DischargeSign::negative},
                                                    {"positive", DischargeSign::positive}})},
        {"current_step_ua", number(&P::current_step_ua)},
        {"voltage_step_uv", number(&P::voltage_step_uv)},
        {"gain", number(&P::gain)},
        {"offset_ua", number(&P::offset_ua)},
        {"noise_ua", number(&P::noise_ua)},
        {"noise_file", text(&P::noise_file)},
        {"stall_every_s", quantity(&P::stall_every)},
        {"stall_s", quantity(&P::stall_length)},
        {"seed", number(&P::seed)},
        {"sysfs", choice<SysfsAccess>(&P::sysfs, {{"readable", SysfsAccess::readable},
                                                  {"refused", SysfsAccess::refused}})},
        {"perfetto", choice<PerfettoSupport>(&P::perfetto, {{"none", PerfettoSupport::none},
                                                            {"counters", PerfettoSupport::counters},
                                                            {"rails", PerfettoSupport::rails}})},
        {"perfetto_version", number(&P::perfetto_version)},
    };
    return table;
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

void check_physics(const Personality& p) {
    const bool sane = p.idle.value() >= 0 && p.per_core.value() >= 0 && p.capacity_ah > 0 &&
                      p.refresh.value() > 0 && p.thermal_constant.value() > 0 &&
                      p.filter_constant.value() > 0 && p.cpu_max_khz > 0 &&
                      p.stall_length <= p.stall_every && p.current_step_ua > 0 &&
                      p.voltage_step_uv > 0;
    if (!sane)
        throw Error(ErrorCode::configuration, "a power, period, capacity or step is out of range");
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) throw Error(ErrorCode::configuration, "cannot read phone file " + file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

// Lines that begin with '#' are comments.
std::vector<double> numbers_in(const std::filesystem::path& file) {
    std::istringstream lines(text_of(file));
    std::vector<double> numbers;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('#')) numbers.push_back(number_from<double>(trimmed(line)));
    }
    return numbers;
}

}  // namespace

Personality parse_personality(std::string_view source) {
    Personality personality;
    std::istringstream lines{std::string(source)};
    std::string line;
    for (int row = 1; std::getline(lines, line); ++row) {
        const std::string content = trimmed(std::string_view(line).substr(0, line.find('#')));
        if (content.empty()) continue;
        const auto equals = content.find('=');
        const std::string key = trimmed(std::string_view(content).substr(0, equals));
        const auto setter = setters().find(key);
        if (equals == std::string::npos || setter == setters().end()) {
            throw Error(ErrorCode::configuration,
                        "line " + std::to_string(row) + ": no such key: " + key);
        }
        try {
            setter->second(personality, trimmed(std::string_view(content).substr(equals + 1)));
        } catch (const std::logic_error&) {
            throw Error(ErrorCode::configuration,
                        "line " + std::to_string(row) + ": bad value: " + content);
        }
    }
    check_physics(personality);
    return personality;
}

Personality read_personality(const std::filesystem::path& file) {
    const auto text = text_of(file);
    try {
        auto personality = parse_personality(text);
        if (!personality.noise_file.empty())
            personality.replay_ua = numbers_in(file.parent_path() / personality.noise_file);
        return personality;
    } catch (const Error& error) {
        throw error.with_context(file.string());
    }
}

}  // namespace edgebench::virtual_phone
