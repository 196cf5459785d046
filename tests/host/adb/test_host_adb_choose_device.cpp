#include "host/adb/choose_device.hpp"
#include "protocol/error.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace edgebench;
using namespace edgebench::adb;

namespace {

std::vector<ListedDevice> listed(const std::string& text) {
    return parse_devices(text);
}

Error refusal(const std::vector<ListedDevice>& devices, std::optional<std::string_view> serial) {
    try {
        const ListedDevice chosen = choose_device(devices, serial);
        FAIL("chose " + chosen.serial);
    } catch (const Error& error) {
        return error;
    }
    throw std::logic_error("unreachable");
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the only phone that is ready is chosen", "[host/adb]") {
    CHECK(choose_device(listed("A\tdevice\n"), {}).serial == "A");
    CHECK(choose_device(listed("A\toffline\nB\tdevice\nC\tunauthorized\n"), {}).serial == "B");
}

TEST_CASE("a named phone is chosen among several", "[host/adb]") {
    CHECK(choose_device(listed("A\tdevice\nB\tdevice\n"), "B").serial == "B");
}

TEST_CASE("without a phone the hint says how to connect one", "[host/adb]") {
    const Error error = refusal({}, {});
    CHECK(error.code() == ErrorCode::no_device);
    CHECK(contains(error.hint(), "developer options"));
    CHECK(contains(error.hint(), "adb connect"));
}

TEST_CASE("several ready phones are listed and one must be named", "[host/adb]") {
    const Error error = refusal(listed("A device model:Pixel_6\nB\tdevice\nC\toffline\n"), {});
    CHECK(error.code() == ErrorCode::no_device);
    CHECK(contains(error.message(), "A (Pixel_6), B"));
    CHECK_FALSE(contains(error.message(), "C"));
    CHECK(contains(error.hint(), "--device"));
}

TEST_CASE("a phone that is not ready says what it needs", "[host/adb]") {
    const Error unauthorised = refusal(listed("A\tunauthorized\n"), {});
    CHECK(unauthorised.code() == ErrorCode::device_refused);
    CHECK(contains(unauthorised.hint(), "Allow USB debugging"));

    const Error offline = refusal(listed("A\toffline\n"), "A");
    CHECK(offline.code() == ErrorCode::device_lost);
    CHECK(offline.transient());

    const Error forbidden = refusal(listed("A no permissions (udev); see [url] usb:1-1\n"), "A");
    CHECK(forbidden.code() == ErrorCode::host);
    CHECK(contains(forbidden.hint(), "udev"));

    CHECK(contains(refusal(listed("A\trecovery\n"), {}).message(), "recovery"));
}

TEST_CASE("several phones of which none is ready are listed with their states", "[host/adb]") {
    const Error error = refusal(listed("A\toffline\nB\tunauthorized\n"), {});
    CHECK(contains(error.message(), "A [offline], B [unauthorized]"));
}

TEST_CASE("an unknown serial gets the most similar one offered", "[host/adb]") {
    const auto devices = listed("0A1B2C3D\tdevice\n192.168.1.23:5555\tdevice\n");
    CHECK(contains(refusal(devices, "0A1B2C3E").hint(), "Did you mean 0A1B2C3D?"));
    CHECK(contains(refusal(devices, "192.168.1.23").hint(), "Did you mean 192.168.1.23:5555?"));
    const Error far_off = refusal(devices, "ZZZZZZZZ");
    CHECK_FALSE(contains(far_off.hint(), "Did you mean"));
    CHECK(contains(far_off.hint(), "0A1B2C3D, 192.168.1.23:5555"));
    CHECK(contains(refusal({}, "A").message(), "adb sees none"));
}

TEST_CASE("the option wins over ANDROID_SERIAL", "[host/adb]") {
    ::setenv("ANDROID_SERIAL", "from-environment", 1);
    CHECK(wanted_serial("from-option") == "from-option");
    CHECK(wanted_serial({}) == "from-environment");
    ::setenv("ANDROID_SERIAL", "", 1);
    CHECK_FALSE(wanted_serial({}));
    ::unsetenv("ANDROID_SERIAL");
    CHECK_FALSE(wanted_serial({}));
}
