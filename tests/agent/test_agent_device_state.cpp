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
[ ! -f "refuse.$3" ] || exit 255
case "$1" in
get) cat "$2.$3" 2>/dev/null || echo null ;;
put) echo "$4" > "$2.$3" ;;
delete) rm -f "$2.$3"; echo "Deleted 1 rows" ;;
*) exit 255 ;;
esac
)";

const std::vector<WantedSetting> k_dark = {{"system/screen_brightness_mode", "0"},
                                           {"system/screen_brightness", "10"},
                                           {"system/screen_off_timeout", "15000"}};

template <class Function, class List>
std::vector<Setting> done(Function function, List settings) {
    return test::run_coroutine(function(std::move(settings)));
}

}  // namespace

TEST_CASE("settings are set, read back, and put back as they were", "[agent]") {
    const FakeSettings android(k_like_android);
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
    const FakeSettings android(R"(cd "$EDGEBENCH_FAKE_SETTINGS" || exit 1
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

TEST_CASE("a setting that cannot be put back is an error, after all others have been", "[agent]") {
    const FakeSettings android(k_like_android);
    android.folder().write("system.screen_brightness_mode", "1\n");
    auto settings = done(snapshot_settings, k_dark);
    settings = done(apply_settings, std::move(settings));
    android.folder().write("refuse.screen_off_timeout", "");
    CHECK_THROWS_AS(done(restore_settings, std::move(settings)), Error);
    CHECK(test::read_text(android.folder() / "system.screen_brightness_mode") == "1\n");
}

TEST_CASE("frozen battery updates are set free", "[agent]") {
    const FakeSettings android(k_like_android);
    const auto& folder = android.folder();
    const auto program = folder.write("bin/dumpsys", R"sh(#!/bin/sh
cd "$EDGEBENCH_FAKE_SETTINGS" || exit 1
case "$2" in
reset) rm -f frozen ;;
*) [ ! -f frozen ] || echo "  (UPDATES STOPPED -- use 'reset' to restart)" ;;
esac
)sh");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    folder.write("frozen", "");
    const std::vector<WantedSetting> wanted = {{"battery/updates", "running"}};
    auto settings = done(snapshot_settings, wanted);
    CHECK(settings[0].before == "stopped");
    settings = done(apply_settings, std::move(settings));
    CHECK(settings[0].verified == "running");
    CHECK_FALSE(std::filesystem::exists(folder / "frozen"));
}

}  // namespace edgebench::agent
