#pragma once
// Services of the adb server itself.

#include "host/adb/adb_parser.hpp"
#include "host/adb/device.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::adb {

// The protocol version of the server: 41 for adb 29 to 36.
awaitable<int> server_version(ServerAddress server);

awaitable<std::vector<ListedDevice>> list_devices(ServerAddress server);
// As such a list would show the machine that edgebench runs on.
ListedDevice this_machine();

// `adb connect`: "HOST:PORT" of a phone in the network. Throws Error{no_device} when it does not
// answer.
awaitable<void> connect_device(ServerAddress server, std::string host_port);
awaitable<void> disconnect_device(ServerAddress server, std::string host_port);

// The list of phones now, and again at every change.
class DeviceTracker {
  public:
    static awaitable<DeviceTracker> open(ServerAddress server);

    // The next list, or nothing when there was no change for `patience`. The first comes at once.
    awaitable<std::optional<std::vector<ListedDevice>>> next(std::chrono::milliseconds patience);

  private:
    explicit DeviceTracker(Stream stream);
    Stream stream_;
};

// Waits for the phone to be there and ready, for example after its connection broke; one in the
// network is connected again, as the server alone takes 10 s and longer. Throws what choose_device
// says about its last state when it is not ready within the timeout.
awaitable<ListedDevice> wait_until_ready(DeviceHandle phone, std::chrono::milliseconds timeout);

}  // namespace edgebench::adb
