#include "agent/device_state.hpp"

#include "agent/child_process.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

// `settings` starts a Java runtime: up to two seconds on a slow phone.
constexpr std::chrono::seconds k_settings_deadline{15};

Setting wanted(std::string name, std::string value) {
    Setting setting;
    setting.name = std::move(name);
    setting.wanted = std::move(value);
    return setting;
}

// Runs `settings VERB NAMESPACE KEY [VALUE]`. Its output without the line end; nothing when the
// phone has no such program.
asio::awaitable<std::optional<std::string>> settings(std::string verb, const Setting& setting,
                                                     std::optional<std::string> value) {
    const auto slash = setting.name.find('/');
    Program program;
    program.argv = {"settings", std::move(verb), setting.name.substr(0, slash),
                    setting.name.substr(slash + 1)};
    if (value) program.argv.push_back(std::move(*value));
    auto result = co_await run_program(program, k_settings_deadline);
    if (!result) co_return std::nullopt;
    if (result->status.code != 0 || result->status.signal != 0) {
        throw Error(ErrorCode::device, "'settings " + program.argv[1] + " " + setting.name + "' " +
                                           to_string(result->status) + ": " + result->output);
    }
    result->output.erase(result->output.find_last_not_of(" \r\n") + 1);
    co_return std::move(result->output);
}

// Android's word for a setting that has no value.
asio::awaitable<std::optional<std::string>> current_value(const Setting& setting) {
    auto value = co_await settings("get", setting, std::nullopt);
    if (value == "null") value.reset();
    co_return value;
}

}  // namespace

std::vector<Setting> wanted_settings(const Policy& policy) {
    std::vector<Setting> settings;
    if (policy.screen_brightness) {
        settings.push_back(wanted("system/screen_brightness_mode", "0"));  // manual
        settings.push_back(
            wanted("system/screen_brightness", std::to_string(*policy.screen_brightness)));
    }
    if (policy.screen_off_timeout_ms) {
        settings.push_back(
            wanted("system/screen_off_timeout", std::to_string(*policy.screen_off_timeout_ms)));
    }
    return settings;
}

asio::awaitable<std::vector<Setting>> snapshot_settings(asio::any_io_executor,
                                                        std::vector<Setting> list) {
    for (auto& setting : list) setting.before = co_await current_value(setting);
    co_return list;
}

asio::awaitable<std::vector<Setting>> apply_settings(asio::any_io_executor,
                                                     std::vector<Setting> list) {
    for (auto& setting : list) {
        co_await settings("put", setting, setting.wanted);
        setting.verified = co_await current_value(setting);
    }
    co_return list;
}

asio::awaitable<std::vector<Setting>> restore_settings(asio::any_io_executor,
                                                       std::vector<Setting> list) {
    std::reverse(list.begin(), list.end());
    for (auto& setting : list) {
        if (setting.before) {
            co_await settings("put", setting, setting.before);
        } else {
            co_await settings("delete", setting, std::nullopt);
        }
        setting.verified = co_await current_value(setting);
    }
    co_return list;
}

}  // namespace edgebench::agent
