#include "host/adb/adb_parser.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench::adb;

namespace {

std::string captured(const std::string& name) {
    std::string text = edgebench::test::read_text(EDGEBENCH_TEST_DATA "/adb/" + name);
    REQUIRE_FALSE(text.empty());
    return text;
}

}  // namespace

TEST_CASE("every phone of a long list is read with what adb knows of it", "[host/adb]") {
    const auto devices = parse_devices(captured("devices_several.txt"));
    REQUIRE(devices.size() == 5);
    CHECK(devices[0] == ListedDevice{.serial = "0A1B2C3D4E5F",
                                     .state = DeviceState::device,
                                     .state_text = "device",
                                     .product = "oriole",
                                     .model = "Pixel_6",
                                     .device = "oriole",
                                     .transport_id = 1});
    CHECK(devices[1].serial == "192.168.1.23:5555");
    CHECK(devices[1].model == "SM_S911B");
    CHECK(devices[2].state == DeviceState::unauthorised);
    CHECK(devices[2].model.empty());
    CHECK(devices[2].transport_id == 2);
    CHECK(devices[3].state == DeviceState::offline);
    CHECK(devices[4].serial == "adb-R58M123456-Ab3dEf._adb-tls-connect._tcp");
    CHECK(devices[4].state == DeviceState::device);
}

TEST_CASE("the chatter of a starting daemon is no phone", "[host/adb]") {
    CHECK(parse_devices(captured("devices_daemon_start_empty.txt")).empty());
    CHECK(parse_devices("").empty());
    CHECK(parse_devices("adb server version (41) doesn't match this client (39); killing...\n")
              .empty());
}

TEST_CASE("carriage returns do not become part of a list", "[host/adb]") {
    const auto devices = parse_devices(captured("devices_crlf_unauthorised.txt"));
    REQUIRE(devices.size() == 1);
    CHECK(devices[0].serial == "0A1B2C3D4E5F");
    CHECK(devices[0].state == DeviceState::unauthorised);
    CHECK(devices[0].transport_id == 1);
}

TEST_CASE("a phone without permissions keeps adb's reason", "[host/adb]") {
    const auto devices = parse_devices(captured("devices_no_permissions.txt"));
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].serial == "082f59270073e1e3");
    CHECK(devices[0].state == DeviceState::no_permissions);
    CHECK(devices[0].state_text.find("udev rules wrong") != std::string::npos);
    CHECK(devices[0].transport_id == 5);
    CHECK(devices[1].serial == "(no serial number)");
    CHECK(devices[1].state == DeviceState::no_permissions);
}

TEST_CASE("the short list of an old server is read too", "[host/adb]") {
    const auto devices = parse_devices(captured("track_short.txt"));
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].state == DeviceState::device);
    CHECK(devices[1].state == DeviceState::other);
    CHECK(devices[1].state_text == "recovery");
}

TEST_CASE("lines that are no list are left out", "[host/adb]") {
    CHECK(parse_devices("lonely\n\t\n   \n\n").empty());
}

TEST_CASE("the release of the adb program comes from its version text", "[host/adb]") {
    const auto debian = parse_client_version(captured("version_29_debian.txt"));
    REQUIRE(debian);
    CHECK(debian->text == "29.0.6-debian");
    CHECK(debian->release == 29);
    const auto windows = parse_client_version(captured("version_35_crlf.txt"));
    REQUIRE(windows);
    CHECK(windows->text == "35.0.2-12147458");
    CHECK_FALSE(parse_client_version("bash: adb: command not found"));
    CHECK_FALSE(parse_client_version("Version next\n"));
}

TEST_CASE("pairing needs adb 30, and before it the advice is the way by USB", "[host/adb]") {
    const ClientVersion old{.text = "29.0.6-debian", .release = 29};
    const ClientVersion recent{.text = "30.0.0", .release = 30};
    CHECK(pairing_support(old) == Pairing::unsupported);
    CHECK(wireless_advice(old).find("adb tcpip 5555") != std::string::npos);
    CHECK(pairing_support(recent) == Pairing::supported);
    CHECK(wireless_advice(recent).find("adb pair") != std::string::npos);
}

TEST_CASE("four hex digits are a number and nothing else is", "[host/adb]") {
    CHECK(parse_hex4("0029") == 41);
    CHECK(parse_hex4("FFff") == 0xffff);
    for (const char* bad : {"", "29", "00029", "-001", "0x29", "00g0", "+029", " 029"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_hex4(bad));
    }
}

TEST_CASE("features are the parts between commas", "[host/adb]") {
    CHECK(parse_features("shell_v2,cmd,stat_v2") ==
          std::vector<std::string>{"shell_v2", "cmd", "stat_v2"});
    CHECK(parse_features("").empty());
    CHECK(parse_features(",cmd,") == std::vector<std::string>{"cmd"});
}

TEST_CASE("only the text of adb connect tells whether it connected", "[host/adb]") {
    CHECK(parse_connect_answer("connected to 10.0.0.2:5555") == ConnectOutcome::connected);
    CHECK(parse_connect_answer("already connected to 10.0.0.2:5555") ==
          ConnectOutcome::already_connected);
    CHECK(parse_connect_answer("failed to connect to '10.0.0.2:5555': Connection refused") ==
          ConnectOutcome::failed);
    CHECK(parse_connect_answer("") == ConnectOutcome::failed);
}

TEST_CASE("only an address with a port is a serial of the network", "[host/adb]") {
    CHECK(is_network_serial("10.0.0.2:5555"));
    CHECK(is_network_serial("[fe80::1]:5555"));
    for (const char* other : {"0A1B2C", "emulator-5554", "usb:1-4X", ":5555", "host:", ""}) {
        CAPTURE(other);
        CHECK_FALSE(is_network_serial(other));
    }
}
