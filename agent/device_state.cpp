#include "agent/device_state.hpp"

#include "agent/child_process.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

// Android's programs start a Java runtime: up to two seconds on a slow phone.
constexpr std::chrono::seconds k_program_deadline{15};

constexpr std::string_view k_battery_updates = "battery/updates";
constexpr std::string_view k_screen = "screen/wakefulness";
constexpr std::string_view k_awake = "Awake";

using Argv = std::vector<std::string>;

// At each space.
Argv split(std::string_view words) {
    Argv argv;
    while (true) {
        const auto end = words.find(' ');
        argv.emplace_back(words.substr(0, end));
        if (end == words.npos) return argv;
        words.remove_prefix(end + 1);
    }
}

// The program's output without the line end; nothing when the phone has no such program. Throws
// Error{device} when it fails.
asio::awaitable<std::optional<std::string>> output_of(Argv argv) {
    std::string command;
    for (const auto& word : argv) command += (command.empty() ? "" : " ") + word;
    Program program;
    program.argv = std::move(argv);
    auto result = co_await run_program(std::move(program), k_program_deadline);
    if (!result) co_return std::nullopt;
    if (result->status.code != 0 || result->status.signal != 0) {
        throw Error(ErrorCode::device,
                    "'" + command + "' " + to_string(result->status) + ": " + result->output);
    }
    result->output.erase(result->output.find_last_not_of(" \r\n") + 1);
    co_return std::move(result->output);
}

// `settings VERB NAMESPACE KEY`.
Argv settings(const char* verb, const std::string& name) {
    const auto slash = name.find('/');
    return {"settings", verb, name.substr(0, slash), name.substr(slash + 1)};
}

// What asks for a setting.
Argv question(const std::string& name) {
    if (name == k_battery_updates) return split("dumpsys battery");
    if (name == k_screen) return split("dumpsys power");
    return settings("get", name);
}

// "Awake", "Asleep", "Dozing" or "Dreaming"; nothing of a phone that does not say.
std::optional<std::string> wakefulness_in(const std::string& text) {
    constexpr std::string_view k_key = "mWakefulness=";
    const auto at = text.find(k_key);
    if (at == text.npos) return std::nullopt;
    const auto begin = at + k_key.size();
    return text.substr(begin, text.find_first_of(" \r\n", begin) - begin);
}

// Its value in the answer to that.
std::optional<std::string> value_in(const std::string& name, const std::string& text) {
    if (name == k_screen) return wakefulness_in(text);
    if (name == k_battery_updates) {
        // Somebody's `dumpsys battery set …` freezes what the framework says of the battery.
        return text.find("UPDATES STOPPED") == text.npos ? "running" : "stopped";
    }
    if (text == "null") return std::nullopt;  // Android's word for a setting that has no value
    return text;
}

// What sets it. Nothing deletes the setting; frozen values of the battery cannot be put back:
// nobody knows them.
std::vector<Argv> orders(const std::string& name, const std::optional<std::string>& value) {
    std::vector<Argv> list;
    if (name == k_battery_updates) {
        if (value == "running") list.push_back(split("dumpsys battery reset"));
    } else if (name == k_screen) {
        const bool wake = value == k_awake;
        if (value)
            list.push_back(
                split(wake ? "input keyevent KEYCODE_WAKEUP" : "input keyevent KEYCODE_SLEEP"));
        // A lock with a secret stays, and behind it the screen goes off again after seconds.
        if (wake) list.push_back(split("wm dismiss-keyguard"));
    } else {
        list.push_back(settings(value ? "put" : "delete", name));
        if (value) list.back().push_back(*value);
    }
    return list;
}

asio::awaitable<std::optional<std::string>> current_value(std::string name) {
    const auto text = co_await output_of(question(name));
    if (!text) co_return std::nullopt;
    co_return value_in(name, *text);
}

// What the phone refuses is written down; the other settings go on.
asio::awaitable<void> set_and_verify(Setting& setting, std::optional<std::string> value) {
    try {
        auto argvs = orders(setting.name, value);
        for (auto& argv : argvs) co_await output_of(std::move(argv));
        setting.verified = co_await current_value(setting.name);
    } catch (const Error& error) {
        setting.refused = error.message();
    }
}

}  // namespace

asio::awaitable<std::vector<Setting>> snapshot_settings(std::vector<WantedSetting> wanted) {
    std::vector<Setting> list;
    for (auto& item : wanted) {
        auto& setting = list.emplace_back();
        setting.name = std::move(item.name);
        setting.wanted = std::move(item.value);
        try {
            setting.before = co_await current_value(setting.name);
            setting.touched = true;
        } catch (const Error& error) {
            setting.refused = error.message();
        }
    }
    co_return list;
}

asio::awaitable<std::vector<Setting>> apply_settings(std::vector<Setting> list) {
    for (auto& setting : list) {
        if (setting.touched) co_await set_and_verify(setting, setting.wanted);
    }
    co_return list;
}

asio::awaitable<std::vector<Setting>> restore_settings(std::vector<Setting> list) {
    std::reverse(list.begin(), list.end());
    std::string failures;
    for (auto& setting : list) {
        if (!setting.touched || setting.before == setting.wanted) continue;
        setting.refused.clear();
        co_await set_and_verify(setting, setting.before);
        if (!setting.refused.empty()) failures += (failures.empty() ? "" : "; ") + setting.refused;
    }
    if (!failures.empty()) throw Error(ErrorCode::device, failures);
    co_return list;
}

bool wants_screen(const std::vector<WantedSetting>& settings) {
    return std::any_of(settings.begin(), settings.end(),
                       [](const WantedSetting& one) { return one.name == k_screen; });
}

asio::awaitable<std::optional<bool>> screen_is_on() {
    std::optional<std::string> state;
    try {
        state = co_await current_value(std::string(k_screen));
    } catch (const Error&) {
        co_return std::nullopt;
    }
    if (!state) co_return std::nullopt;
    co_return *state == k_awake;
}

}  // namespace edgebench::agent
