#include "agent/device_state.hpp"

#include "agent/child_process.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

// Android's programs start a Java runtime: up to two seconds on a slow phone.
constexpr std::chrono::seconds k_program_deadline{15};

// The program's output without the line end; nothing when the phone has no such program. Throws
// Error{device} when it fails.
asio::awaitable<std::optional<std::string>> output_of(std::vector<std::string> argv) {
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

// `settings VERB NAMESPACE KEY [VALUE]`.
asio::awaitable<std::optional<std::string>> settings(std::string verb, std::string name,
                                                     std::optional<std::string> value) {
    const auto slash = name.find('/');
    std::vector<std::string> argv = {"settings", std::move(verb), name.substr(0, slash),
                                     name.substr(slash + 1)};
    if (value) argv.push_back(std::move(*value));
    co_return co_await output_of(std::move(argv));
}

constexpr std::string_view k_battery_updates = "battery/updates";
constexpr std::string_view k_screen = "screen/wakefulness";
constexpr std::string_view k_awake = "Awake";

// Somebody's `dumpsys battery set …` freezes what the framework says of the battery.
asio::awaitable<std::optional<std::string>> battery_updates() {
    std::vector<std::string> argv = {"dumpsys", "battery"};
    const auto text = co_await output_of(std::move(argv));
    if (!text) co_return std::nullopt;
    co_return text->find("UPDATES STOPPED") == std::string::npos ? "running" : "stopped";
}

// "Awake", "Asleep", "Dozing" or "Dreaming"; nothing of a phone that does not say.
asio::awaitable<std::optional<std::string>> wakefulness() {
    std::vector<std::string> argv = {"dumpsys", "power"};
    const auto text = co_await output_of(std::move(argv));
    constexpr std::string_view k_key = "mWakefulness=";
    const auto at = text ? text->find(k_key) : std::string::npos;
    if (at == std::string::npos) co_return std::nullopt;
    const auto begin = at + k_key.size();
    co_return text->substr(begin, text->find_first_of(" \r\n", begin) - begin);
}

// A lock with a secret is not dismissed: behind it the screen goes off again after seconds.
asio::awaitable<void> set_screen(std::string_view wanted) {
    const bool wake = wanted == k_awake;
    std::vector<std::string> press = {"input", "keyevent",
                                      wake ? "KEYCODE_WAKEUP" : "KEYCODE_SLEEP"};
    co_await output_of(std::move(press));
    std::vector<std::string> unlock = {"wm", "dismiss-keyguard"};
    if (wake) co_await output_of(std::move(unlock));
}

asio::awaitable<std::optional<std::string>> current_value(std::string name) {
    if (name == k_battery_updates) co_return co_await battery_updates();
    if (name == k_screen) co_return co_await wakefulness();
    auto value = co_await settings("get", std::move(name), std::nullopt);
    if (value == "null") value.reset();  // Android's word for a setting that has no value
    co_return value;
}

// Nothing deletes the setting. Frozen values of the battery cannot be put back: nobody knows them.
asio::awaitable<void> set_value(std::string name, std::optional<std::string> value) {
    if (name == k_battery_updates) {
        std::vector<std::string> argv = {"dumpsys", "battery", "reset"};
        if (value == "running") co_await output_of(std::move(argv));
    } else if (name == k_screen) {
        if (value) co_await set_screen(*value);
    } else if (value) {
        co_await settings("put", std::move(name), std::move(value));
    } else {
        co_await settings("delete", std::move(name), std::nullopt);
    }
}

// What the phone refuses is written down; the other settings go on.
asio::awaitable<void> set_and_verify(Setting& setting, std::optional<std::string> value) {
    try {
        co_await set_value(setting.name, std::move(value));
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
        state = co_await wakefulness();
    } catch (const Error&) {
        co_return std::nullopt;
    }
    if (!state) co_return std::nullopt;
    co_return *state == k_awake;
}

}  // namespace edgebench::agent
