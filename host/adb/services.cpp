#include "host/adb/services.hpp"

#include "host/adb/adb_errors.hpp"
#include "host/adb/choose_device.hpp"
#include "host/adb/clock.hpp"
#include "host/adb/connection.hpp"
#include "host/log/log.hpp"

#include <algorithm>
#include <utility>

namespace edgebench::adb {
namespace {

using std::chrono::milliseconds;

// adb tries an address for up to 10 s and then the handshake.
constexpr milliseconds k_connect_device_timeout{30000};

// A phone in the network that is lost gets this long to come back by itself, and again between
// attempts.
constexpr milliseconds k_reconnect_after{1000};

// The phone's line, if the server has one.
std::optional<ListedDevice> find(const std::vector<ListedDevice>& devices,
                                 const std::string& serial) {
    const auto found =
        std::find_if(devices.begin(), devices.end(),
                     [&](const ListedDevice& device) { return device.serial == serial; });
    return found == devices.end() ? std::nullopt : std::optional(*found);
}

bool is_ready(const std::optional<ListedDevice>& device) {
    return device && device->state == DeviceState::device;
}

// An entry that is offline must go first: the server says "already connected" otherwise.
bool can_reconnect(const std::optional<ListedDevice>& device, const std::string& serial) {
    return is_network_serial(serial) && (!device || device->state == DeviceState::offline);
}

// Whether the server tracks; one that is too old for the service says FAIL.
awaitable<bool> start_tracking(Stream& stream, std::string service) {
    try {
        co_await request(stream, std::move(service), ErrorCode::host, k_server_timeout);
    } catch (const Error& error) {
        if (error.transient()) {
            throw;
        }
        co_return false;
    }
    co_return true;
}

awaitable<void> connect_within(ServerAddress server, std::string host_port, milliseconds timeout) {
    std::string service = "host:connect:" + host_port;
    const std::string answer = co_await query(std::move(server), std::move(service), timeout);
    if (parse_connect_answer(answer) == ConnectOutcome::failed) {
        throw Error(ErrorCode::no_device, "adb connect " + host_port + ": " + printable(answer),
                    "Check that the phone is in the same network and listens: plug it in once and "
                    "run `adb tcpip 5555`, or turn on Wireless debugging.",
                    Retry::can_help);
    }
}

// What the server still holds of a phone that is lost.
enum class Entry { none, stale };

// One attempt; that it fails is no news while the phone is away.
awaitable<void> try_reconnect(DeviceHandle phone, Entry entry, milliseconds timeout) {
    try {
        if (entry == Entry::stale) {
            co_await disconnect_device(phone.server, phone.serial);
        }
        co_await connect_within(phone.server, phone.serial, timeout);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled) {
            throw;
        }
        log::debug(error.message());
    }
}

}  // namespace

awaitable<int> server_version(ServerAddress server) {
    const std::string answer = co_await query(server, "host:version");
    const auto version = parse_server_version(answer);
    if (!version) {
        throw Error(ErrorCode::protocol,
                    server_peer(server).name + ": '" + printable(answer) + "' is no version",
                    server_peer(server).hint);
    }
    co_return *version;
}

awaitable<std::vector<ListedDevice>> list_devices(ServerAddress server) {
    const std::string answer = co_await query(std::move(server), "host:devices-l");
    co_return parse_devices(answer);
}

awaitable<void> connect_device(ServerAddress server, std::string host_port) {
    return connect_within(std::move(server), std::move(host_port), k_connect_device_timeout);
}

awaitable<void> disconnect_device(ServerAddress server, std::string host_port) {
    std::string service = "host:disconnect:" + host_port;
    co_await query(std::move(server), std::move(service));
}

DeviceTracker::DeviceTracker(Stream stream) : stream_(std::move(stream)) {}

awaitable<DeviceTracker> DeviceTracker::open(ServerAddress server) {
    Stream stream = co_await connect_server(server);
    const bool is_tracking = co_await start_tracking(stream, "host:track-devices-l");
    if (!is_tracking) {
        stream = co_await connect_server(server);
        co_await request(stream, "host:track-devices", ErrorCode::host, k_server_timeout);
    }
    co_return DeviceTracker(std::move(stream));
}

awaitable<std::optional<std::vector<ListedDevice>>> DeviceTracker::next(milliseconds patience) {
    const Waited waited = co_await stream_.wait_readable(patience);
    if (waited == Waited::timed_out) {
        co_return std::nullopt;
    }
    const std::string text = co_await read_block(stream_, k_server_timeout);
    co_return parse_devices(text);
}

ListedDevice this_machine() {
    ListedDevice device;
    device.serial = k_this_machine;
    device.state = DeviceState::device;
    device.state_text = "device";
    return device;
}

awaitable<ListedDevice> wait_until_ready(DeviceHandle phone, milliseconds timeout) {
    if (phone.machine) co_return this_machine();
    const auto deadline = Clock::now() + timeout;
    DeviceTracker tracker = co_await DeviceTracker::open(phone.server);
    std::vector<ListedDevice> devices;
    std::optional<ListedDevice> device;
    // By the clock and not by the tracker's silence: an offline phone can be listed anew all the
    // time.
    auto next_attempt = Clock::now() + k_reconnect_after;
    while (!is_ready(device) && Clock::now() < deadline) {
        auto changed = co_await tracker.next(time_until(std::min(deadline, next_attempt)));
        if (changed) {
            devices = *std::move(changed);
            device = find(devices, phone.serial);
        }
        if (Clock::now() < next_attempt) {
            continue;
        }
        if (can_reconnect(device, phone.serial)) {
            const Entry entry = device ? Entry::stale : Entry::none;
            co_await try_reconnect(phone, entry, time_until(deadline));
        }
        next_attempt = Clock::now() + k_reconnect_after;
    }
    co_return choose_device(devices, phone.serial);
}

}  // namespace edgebench::adb
