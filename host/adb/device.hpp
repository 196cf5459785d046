#pragma once
// One phone behind one adb server, and the services on it that are plain streams. This machine
// itself can be taken for a phone: then its own shell and ports answer, and no adb is asked.

#include "host/adb/stream.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::adb {

// What --device calls this machine.
inline constexpr const char* k_this_machine = "local";

struct ThisMachine {
    std::filesystem::path folder;  // edgebench's own: what /data/local/tmp/edgebench is on a phone
    std::filesystem::path sys = "/sys";  // another one in tests
};

// How to reach a phone; no connection is held. The serial is adb's name of the transport.
struct DeviceHandle {
    DeviceHandle(ServerAddress at, std::string named);
    explicit DeviceHandle(ThisMachine machine);

    ServerAddress server;
    std::string serial;
    std::optional<ThisMachine> machine;  // instead of a phone
};

// How long a healthy phone may take to open a service.
constexpr std::chrono::milliseconds k_open_timeout{10000};

// A stream to a service of the phone such as "sync:". `activity` names it in errors: "push /a/b".
awaitable<Stream> open_service(DeviceHandle phone, std::string service, std::string activity,
                               std::chrono::milliseconds timeout = k_open_timeout);

// A stream to a TCP port of the phone's 127.0.0.1. Where nobody listens, adb opens it all the same
// and the first read finds the end.
awaitable<Stream> open_tcp(DeviceHandle phone, std::uint16_t port);

// What both the phone and the server can do: "shell_v2", "stat_v2", …
awaitable<std::vector<std::string>> features(DeviceHandle phone);

// The peer that errors name while `activity` is going on.
Peer phone_peer(const DeviceHandle& phone, const std::string& activity);

}  // namespace edgebench::adb
