#include "host/adb/adb_parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace edgebench::adb {
namespace {

constexpr std::string_view k_blanks = " \t";
constexpr int k_first_release_with_pairing = 30;

// Takes what stands before the first of `separators` off the front of `text`, and them.
std::string_view take_until(std::string_view& text, std::string_view separators) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    const std::string_view part = text.substr(0, end);
    const auto next = std::min(text.find_first_not_of(separators, end), text.size());
    text.remove_prefix(next);
    return part;
}

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (line.ends_with('\r') || line.ends_with(' ')) {
        line.remove_suffix(1);
    }
    return line;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text, int base) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

// Chatter of the adb program around the list: "* daemon started successfully *", "adb server …".
bool is_noise(std::string_view line) {
    return line.empty() || line.starts_with("* ") || line.starts_with("List of devices") ||
           line.starts_with("adb server ") || line.starts_with("adb: ");
}

constexpr std::array<std::pair<std::string_view, DeviceState>, 6> k_states = {{
    {"device", DeviceState::device},
    {"offline", DeviceState::offline},
    {"unauthorized", DeviceState::unauthorised},
    {"authorizing", DeviceState::authorising},
    {"connecting", DeviceState::connecting},
    {"no permissions", DeviceState::no_permissions},
}};

DeviceState to_state(std::string_view text) {
    const auto* found = std::find_if(k_states.begin(), k_states.end(),
                                     [&](const auto& state) { return state.first == text; });
    return found == k_states.end() ? DeviceState::other : found->second;
}

// Where the "key:value" words of a line begin: at " usb:", " product:", " transport_id:" or the
// end.
std::size_t find_details(std::string_view text) {
    constexpr std::array<std::string_view, 5> k_keys = {
        " usb:", " product:", " model:", " device:", " transport_id:"};
    std::size_t first = text.size();
    for (const std::string_view key : k_keys) {
        first = std::min(first, text.find(key));
    }
    return first;
}

void read_detail(std::string_view word, ListedDevice& device) {
    const auto colon = word.find(':');
    if (colon == std::string_view::npos) {
        return;
    }
    const std::string_view key = word.substr(0, colon);
    const std::string_view value = word.substr(colon + 1);
    if (key == "product") {
        device.product = value;
    } else if (key == "model") {
        device.model = value;
    } else if (key == "device") {
        device.device = value;
    } else if (key == "transport_id") {
        device.transport_id = parse_number<std::uint64_t>(value, 10);
    }
}

std::optional<ListedDevice> parse_device(std::string_view line) {
    constexpr std::string_view k_no_serial = "(no serial number)";
    ListedDevice device;
    if (line.starts_with(k_no_serial)) {
        device.serial = k_no_serial;
        line.remove_prefix(
            std::min(line.find_first_not_of(k_blanks, k_no_serial.size()), line.size()));
    } else {
        device.serial = take_until(line, k_blanks);
    }
    const auto details = find_details(line);
    device.state_text = line.substr(0, details);
    line.remove_prefix(details);
    // "no permissions (user in plugdev group; …); see […]": the state has a reason behind it.
    const bool forbidden = device.state_text.starts_with("no permissions");
    device.state = forbidden ? DeviceState::no_permissions : to_state(device.state_text);
    while (!line.empty()) {
        read_detail(take_until(line, k_blanks), device);
    }
    if (device.serial.empty() || device.state_text.empty()) {
        return std::nullopt;
    }
    return device;
}

}  // namespace

std::vector<ListedDevice> parse_devices(std::string_view text) {
    std::vector<ListedDevice> devices;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (is_noise(line)) {
            continue;
        }
        if (auto device = parse_device(line)) {
            devices.push_back(*std::move(device));
        }
    }
    return devices;
}

std::optional<ClientVersion> parse_client_version(std::string_view text) {
    constexpr std::string_view k_label = "Version ";
    while (!text.empty()) {
        std::string_view line = take_line(text);
        if (!line.starts_with(k_label)) {
            continue;
        }
        line.remove_prefix(k_label.size());
        const auto release = parse_number<int>(line.substr(0, line.find('.')), 10);
        if (release) {
            return ClientVersion{.text = std::string(line), .release = *release};
        }
    }
    return std::nullopt;
}

std::optional<std::uint16_t> parse_hex4(std::string_view text) {
    if (text.size() != 4) {
        return std::nullopt;
    }
    return parse_number<std::uint16_t>(text, 16);
}

std::optional<int> parse_server_version(std::string_view text) {
    return parse_hex4(text);
}

std::vector<std::string> parse_features(std::string_view text) {
    std::vector<std::string> features;
    while (!text.empty()) {
        const std::string_view feature = take_until(text, ",");
        if (!feature.empty()) {
            features.emplace_back(feature);
        }
    }
    return features;
}

Pairing pairing_support(const ClientVersion& version) {
    return version.release >= k_first_release_with_pairing ? Pairing::supported
                                                           : Pairing::unsupported;
}

std::string wireless_advice(const ClientVersion& version) {
    if (pairing_support(version) == Pairing::supported) {
        return "Without a cable: turn on 'Wireless debugging' on the phone, then run `adb pair "
               "HOST:PORT` with the code it shows, and `adb connect HOST:PORT`.";
    }
    return "adb " + version.text +
           " cannot pair (that needs platform-tools 30 or newer). Without a cable: plug the phone "
           "in once, run `adb tcpip 5555`, unplug it and run `adb connect PHONE-ADDRESS:5555`.";
}

bool is_network_serial(std::string_view serial) {
    const auto colon = serial.rfind(':');
    return colon != std::string_view::npos && colon > 0 &&
           parse_number<std::uint16_t>(serial.substr(colon + 1), 10).has_value();
}

ConnectOutcome parse_connect_answer(std::string_view text) {
    if (text.starts_with("connected to ")) {
        return ConnectOutcome::connected;
    }
    return text.starts_with("already connected to ") ? ConnectOutcome::already_connected
                                                     : ConnectOutcome::failed;
}

}  // namespace edgebench::adb
