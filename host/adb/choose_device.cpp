#include "host/adb/choose_device.hpp"

#include "host/adb/adb_errors.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace edgebench::adb {
namespace {

// More edits than this in a serial are no slip of the finger.
constexpr std::size_t k_max_slips = 3;

// Levenshtein distance.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

const ListedDevice* most_similar(std::span<const ListedDevice> devices, std::string_view serial) {
    const ListedDevice* best = nullptr;
    std::size_t least = k_max_slips + 1;
    for (const ListedDevice& device : devices) {
        // An address given without its port is the commonest slip.
        const bool lacks_port = device.serial.starts_with(std::string(serial) + ":");
        const std::size_t edits = lacks_port ? 0 : distance(serial, device.serial);
        if (edits < least) {
            least = edits;
            best = &device;
        }
    }
    return best;
}

std::string list(std::span<const ListedDevice> devices) {
    std::string text;
    for (const ListedDevice& device : devices) {
        text += text.empty() ? "" : ", ";
        text += device.serial;
        if (!device.model.empty()) {
            text += " (" + device.model + ")";
        }
        if (device.state != DeviceState::device) {
            text += " [" + device.state_text + "]";
        }
    }
    return text;
}

Error unknown(std::span<const ListedDevice> devices, std::string_view serial) {
    const std::string message = "no phone '" + std::string(serial) + "'";
    if (devices.empty()) {
        return Error(ErrorCode::no_device, message + ": adb sees none",
                     std::string(k_no_phone_hint), Retry::can_help);
    }
    const ListedDevice* similar = most_similar(devices, serial);
    const std::string question = similar != nullptr ? "Did you mean " + similar->serial + "? " : "";
    return Error(ErrorCode::no_device, message, question + "adb sees: " + list(devices) + ".",
                 Retry::can_help);
}

}  // namespace

std::optional<std::string> wanted_serial(std::optional<std::string> option) {
    if (option) {
        return option;
    }
    const char* value = std::getenv("ANDROID_SERIAL");
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return value;
}

void require_ready(const ListedDevice& device) {
    const std::string phone = "phone " + device.serial;
    switch (device.state) {
        case DeviceState::device:
            return;
        case DeviceState::unauthorised:
        case DeviceState::authorising:
            throw Error(ErrorCode::device_refused, phone + " has not authorised this computer",
                        std::string(k_unauthorised_hint));
        case DeviceState::offline:
        case DeviceState::connecting:
            throw Error(ErrorCode::device_lost, phone + " is " + device.state_text,
                        std::string(k_offline_hint), Retry::can_help);
        case DeviceState::no_permissions:
            throw Error(ErrorCode::host, phone + ": " + device.state_text,
                        "Install the udev rules (package android-sdk-platform-tools-common), add "
                        "yourself to the group plugdev, log in again and plug the phone in again.");
        case DeviceState::other:
            throw Error(ErrorCode::device_refused,
                        phone + " is in the state '" + device.state_text + "'",
                        "Start the phone's normal system and try again.");
    }
}

ListedDevice choose_device(std::span<const ListedDevice> devices,
                           std::optional<std::string_view> serial) {
    if (serial) {
        const auto found = std::find_if(devices.begin(), devices.end(), [&](const auto& device) {
            return device.serial == *serial;
        });
        if (found == devices.end()) {
            throw unknown(devices, *serial);
        }
        require_ready(*found);
        return *found;
    }
    if (devices.empty()) {
        throw Error(ErrorCode::no_device, "adb sees no phone", std::string(k_no_phone_hint),
                    Retry::can_help);
    }
    std::vector<ListedDevice> ready;
    std::copy_if(devices.begin(), devices.end(), std::back_inserter(ready),
                 [](const auto& device) { return device.state == DeviceState::device; });
    if (ready.size() == 1) {
        return ready.front();
    }
    if (ready.empty() && devices.size() == 1) {
        require_ready(devices.front());
    }
    if (ready.empty()) {
        throw Error(ErrorCode::no_device, "no phone is ready: " + list(devices),
                    "Name one with --device SERIAL to be told what it needs.");
    }
    throw Error(ErrorCode::no_device, "several phones are connected: " + list(ready),
                std::string(k_choose_hint));
}

}  // namespace edgebench::adb
