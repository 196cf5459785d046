#include "agent/device_state.hpp"
#include "protocol/error.hpp"
#include "tests/agent/fake_programs.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;
using test::FakePrograms;
using test::k_settings_program;
using test::TempDir;

const std::vector<WantedSetting> k_dark = {{"system/screen_brightness_mode", "0"},
                                           {"system/screen_brightness", "10"},
                                           {"system/screen_off_timeout", "15000"}};

template <class Function, class List>
std::vector<Setting> done(Function function, List settings) {
    return test::run_coroutine(function(std::move(settings)));
}

}  // namespace

TEST_CASE("settings are set, read back, and put back as they were", "[agent]") {
    const FakePrograms android("settings", k_settings_program);
    const TempDir& folder = android.folder();
    folder.write("system.screen_brightness_mode", "1\n");
    folder.write("system.screen_brightness", "128\n");

    auto settings = done(snapshot_settings, k_dark);
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
    auto settings = done(snapshot_settings, k_dark);
    settings = done(apply_settings, std::move(settings));
    settings = done(restore_settings, std::move(settings));
    ::setenv("PATH", path.c_str(), 1);
    for (const auto& setting : settings) {
        CHECK_FALSE(setting.before);
        CHECK_FALSE(setting.verified);
    }
}

TEST_CASE("a setting that the phone refuses stays as it is, and the reason is written down",
          "[agent]") {
    const FakePrograms android("settings", R"(cd "$EDGEBENCH_FAKES" || exit 1
case "$1.$3" in
put.screen_brightness) echo 'Security exception'; exit 255 ;;
get.*) cat "$2.$3" 2>/dev/null || echo null ;;
put.*) echo "$4" > "$2.$3" ;;
esac
)");
    android.folder().write("system.screen_brightness_mode", "1\n");
    auto settings = done(snapshot_settings, k_dark);
    settings = done(apply_settings, std::move(settings));
    CHECK(settings[0].verified == "0");
    CHECK(settings[1].refused ==
          "'settings put system screen_brightness 10' exited with code 255: Security exception\n");
    CHECK_FALSE(settings[1].verified);
    CHECK(settings[2].verified == "15000");
    settings = done(restore_settings, std::move(settings));
    CHECK(settings.back().verified == "1");
}

TEST_CASE("what was already as it is wanted is not set again at the end", "[agent]") {
    const FakePrograms android("settings", k_settings_program);
    android.folder().write("system.screen_brightness_mode", "0\n");
    auto settings = done(snapshot_settings, k_dark);
    settings = done(apply_settings, std::move(settings));
    android.folder().write("refuse.screen_brightness_mode", "");
    CHECK_NOTHROW(done(restore_settings, std::move(settings)));
}

TEST_CASE("a setting that cannot be put back is an error, after all others have been", "[agent]") {
    const FakePrograms android("settings", k_settings_program);
    android.folder().write("system.screen_brightness_mode", "1\n");
    auto settings = done(snapshot_settings, k_dark);
    settings = done(apply_settings, std::move(settings));
    android.folder().write("refuse.screen_off_timeout", "");
    CHECK_THROWS_AS(done(restore_settings, std::move(settings)), Error);
    CHECK(test::read_text(android.folder() / "system.screen_brightness_mode") == "1\n");
}

TEST_CASE("frozen battery updates are set free", "[agent]") {
    const FakePrograms android("settings", k_settings_program);
    const auto& folder = android.folder();
    android.add("dumpsys", R"sh(cd "$EDGEBENCH_FAKES" || exit 1
case "$2" in
reset) rm -f frozen ;;
*) [ ! -f frozen ] || echo "  (UPDATES STOPPED -- use 'reset' to restart)" ;;
esac
)sh");
    folder.write("frozen", "");
    const std::vector<WantedSetting> wanted = {{"battery/updates", "running"}};
    auto settings = done(snapshot_settings, wanted);
    CHECK(settings[0].before == "stopped");
    settings = done(apply_settings, std::move(settings));
    CHECK(settings[0].verified == "running");
    CHECK_FALSE(std::filesystem::exists(folder / "frozen"));
}

TEST_CASE("a sleeping phone is woken, and sleeps again at the end", "[agent]") {
    const FakePrograms android;
    const auto& folder = android.folder();
    android.add("dumpsys", R"sh(echo "POWER MANAGER (dumpsys power)"
echo "  mWakefulness=$(cat "$EDGEBENCH_FAKES/screen")"
echo "  mWakefulnessChanging=false")sh");
    android.add("input", R"sh(case "$2" in
KEYCODE_WAKEUP) echo Awake > "$EDGEBENCH_FAKES/screen" ;;
KEYCODE_SLEEP) echo Asleep > "$EDGEBENCH_FAKES/screen" ;;
esac)sh");
    android.add("wm", R"sh(echo "$1" > "$EDGEBENCH_FAKES/wm")sh");
    folder.write("screen", "Asleep\n");
    CHECK(test::run_coroutine(screen_is_on()) == false);

    const std::vector<WantedSetting> wanted = {{"screen/wakefulness", "Awake"}};
    auto settings = done(snapshot_settings, wanted);
    CHECK(settings[0].before == "Asleep");
    settings = done(apply_settings, std::move(settings));
    CHECK(settings[0].verified == "Awake");
    CHECK(test::read_text(folder / "wm") == "dismiss-keyguard\n");
    CHECK(test::run_coroutine(screen_is_on()) == true);
    settings = done(restore_settings, std::move(settings));
    CHECK(settings[0].verified == "Asleep");
}

TEST_CASE("a phone that does not say whether its screen is on keeps it as it is", "[agent]") {
    const FakePrograms android("dumpsys", "echo \"Can't find service: power\"");
    android.add("input", "echo \"$2\" > \"$EDGEBENCH_FAKES/pressed\"");
    const std::vector<WantedSetting> wanted = {{"screen/wakefulness", "Awake"}};
    auto settings = done(snapshot_settings, wanted);
    settings = done(restore_settings, std::move(settings));
    CHECK_FALSE(settings[0].before);
    CHECK_FALSE(std::filesystem::exists(android.folder() / "pressed"));
    CHECK_FALSE(test::run_coroutine(screen_is_on()));
}

}  // namespace edgebench::agent
