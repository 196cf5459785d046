#include "agent/device_state.hpp"
#include "protocol/error.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <stdlib.h>

#include <filesystem>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;
using test::TempDir;

// Android's `settings`, with a file per setting, first in PATH for as long as it lives.
class FakeSettings {
  public:
    explicit FakeSettings(const std::string& body) : path_(::getenv("PATH")) {
        const auto program = folder_.write("bin/settings", "#!/bin/sh\n" + body);
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        ::setenv("PATH", ((folder_ / "bin").string() + ":" + path_).c_str(), 1);
        ::setenv("EDGEBENCH_FAKE_SETTINGS", folder_.path().c_str(), 1);
    }
    ~FakeSettings() { ::setenv("PATH", path_.c_str(), 1); }
    FakeSettings(const FakeSettings&) = delete;
    FakeSettings& operator=(const FakeSettings&) = delete;

    const TempDir& folder() const { return folder_; }

  private:
    TempDir folder_;
    std::string path_;
};

constexpr const char* k_like_android = R"(cd "$EDGEBENCH_FAKE_SETTINGS" || exit 1
case "$1" in
get) cat "$2.$3" 2>/dev/null || echo null ;;
put) echo "$4" > "$2.$3" ;;
delete) rm -f "$2.$3"; echo "Deleted 1 rows" ;;
*) exit 255 ;;
esac
)";

Policy dark_policy() {
    Policy policy;
    policy.screen_brightness = 10;
    policy.screen_off_timeout_ms = 15000;
    return policy;
}

template <class Function>
std::vector<Setting> done(Function function, std::vector<Setting> settings) {
    const auto all = [&]() -> asio::awaitable<std::vector<Setting>> {
        const auto executor = co_await asio::this_coro::executor;
        co_return co_await function(executor, std::move(settings));
    };
    return test::run_coroutine(all());
}

}  // namespace

TEST_CASE("only the settings that the policy names are touched", "[agent]") {
    CHECK(wanted_settings(Policy()).empty());
    const auto settings = wanted_settings(dark_policy());
    REQUIRE(settings.size() == 3);
    CHECK(settings[0].name == "system/screen_brightness_mode");
    CHECK(settings[0].wanted == "0");
    CHECK(settings[1].name == "system/screen_brightness");
    CHECK(settings[1].wanted == "10");
    CHECK(settings[2].name == "system/screen_off_timeout");
    CHECK(settings[2].wanted == "15000");
}

TEST_CASE("settings are set, read back, and put back as they were", "[agent]") {
    const FakeSettings android(k_like_android);
    const TempDir& folder = android.folder();
    folder.write("system.screen_brightness_mode", "1\n");
    folder.write("system.screen_brightness", "128\n");

    auto settings = done(snapshot_settings, wanted_settings(dark_policy()));
    CHECK(settings[0].before == "1");
    CHECK(settings[1].before == "128");
    CHECK_FALSE(settings[2].before);

    settings = done(apply_settings, std::move(settings));
    CHECK(settings[1].verified == "10");
    CHECK(settings[2].verified == "15000");
    CHECK(test::read_text(folder / "system.screen_brightness_mode") == "0\n");

    settings = done(restore_settings, std::move(settings));
    CHECK(settings.front().name == "system/screen_off_timeout");
    CHECK_FALSE(settings.front().verified);
    CHECK(test::read_text(folder / "system.screen_brightness_mode") == "1\n");
    CHECK(test::read_text(folder / "system.screen_brightness") == "128\n");
    CHECK_FALSE(std::filesystem::exists(folder / "system.screen_off_timeout"));
}

TEST_CASE("a phone without the settings program keeps what it has", "[agent]") {
    const std::string path = ::getenv("PATH");
    const TempDir nothing;
    ::setenv("PATH", nothing.path().c_str(), 1);
    auto settings = done(snapshot_settings, wanted_settings(dark_policy()));
    settings = done(apply_settings, std::move(settings));
    settings = done(restore_settings, std::move(settings));
    ::setenv("PATH", path.c_str(), 1);
    for (const auto& setting : settings) {
        CHECK_FALSE(setting.before);
        CHECK_FALSE(setting.verified);
    }
}

TEST_CASE("a settings program that fails is an error of the device", "[agent]") {
    const FakeSettings broken("echo 'Security exception'; exit 255\n");
    CHECK_THROWS_WITH(done(snapshot_settings, wanted_settings(dark_policy())),
                      "'settings get system/screen_brightness_mode' exited with code 255: "
                      "Security exception\n");
}

}  // namespace edgebench::agent
