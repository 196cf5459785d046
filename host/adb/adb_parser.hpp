#pragma once
// The texts of adb as values. Pure functions; what cannot be understood is left out, never guessed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench::adb {

enum class DeviceState {
    device,
    offline,
    unauthorised,
    authorising,
    connecting,
    no_permissions,
    other
};

// One phone as the server lists it.
struct ListedDevice {
    std::string serial;
    DeviceState state = DeviceState::other;
    std::string state_text;  // as adb says it: "recovery", "no permissions (…)"
    // Empty where adb does not know them.
    std::string product;
    std::string model;
    std::string device;
    std::optional<std::uint64_t> transport_id;

    friend bool operator==(const ListedDevice&, const ListedDevice&) = default;
};

// The answer to host:devices-l, host:devices and the two track services, or the output of
// `adb devices -l`: its heading and the lines about a starting daemon are skipped.
std::vector<ListedDevice> parse_devices(std::string_view text);

// The version of the user's `adb` program: "29.0.6-debian" is release 29.
struct ClientVersion {
    std::string text;
    int release = 0;
};

// From the output of `adb version`.
std::optional<ClientVersion> parse_client_version(std::string_view text);

// The server's protocol version from its four hex digits: adb 29 says 0029 = 41.
std::optional<int> parse_server_version(std::string_view text);

// "a,b,c" to its parts.
std::vector<std::string> parse_features(std::string_view text);

// Four hex digits, either case.
std::optional<std::uint16_t> parse_hex4(std::string_view text);

enum class Pairing { supported, unsupported };

// Wireless debugging by pairing code needs adb 30.
Pairing pairing_support(const ClientVersion& version);
// The way to use a phone without a cable with this adb, as a sentence for `doctor`.
std::string wireless_advice(const ClientVersion& version);

// `adb connect` reports success whatever happens; only the text of its answer tells.
enum class ConnectOutcome { connected, already_connected, failed };
ConnectOutcome parse_connect_answer(std::string_view text);

// Whether the serial is an address that `adb connect` takes: "10.0.0.2:5555".
bool is_network_serial(std::string_view serial);

}  // namespace edgebench::adb
