#include "host/adb/device.hpp"

#include "host/adb/adb_parser.hpp"
#include "host/adb/connection.hpp"

#include <utility>

namespace edgebench::adb {

DeviceHandle::DeviceHandle(ServerAddress at, std::string named)
    : server(std::move(at)), serial(std::move(named)) {}

DeviceHandle::DeviceHandle(ThisMachine itself)
    : server(ServerAddress::socket_file("")), serial(k_this_machine), machine(std::move(itself)) {}

awaitable<Stream> open_service(DeviceHandle phone, std::string service, std::string activity,
                               std::chrono::milliseconds timeout) {
    Stream stream = co_await connect_server(phone.server);
    Peer server = server_peer(phone.server);
    server.name = "phone " + phone.serial + ", " + server.name;
    stream.set_peer(std::move(server));
    std::string transport = "host:transport:" + phone.serial;
    co_await request(stream, std::move(transport), ErrorCode::host, k_server_timeout);
    stream.set_peer(phone_peer(phone, activity));
    co_await request(stream, std::move(service), ErrorCode::device, timeout);
    co_return stream;
}

awaitable<Stream> open_own_port(DeviceHandle machine, std::uint16_t port) {
    auto address = ServerAddress::tcp("127.0.0.1", port);
    auto stream = co_await Stream::connect(std::move(address), k_open_timeout);
    const auto activity = "port " + std::to_string(port);
    if (!stream) throw lost(phone_peer(machine, activity), "nobody listens");
    stream->set_peer(phone_peer(machine, activity));
    co_return std::move(*stream);
}

awaitable<Stream> open_tcp(DeviceHandle phone, std::uint16_t port) {
    if (phone.machine) {
        Stream own = co_await open_own_port(std::move(phone), port);
        co_return own;
    }
    std::string service = "tcp:" + std::to_string(port);
    std::string activity = "port " + std::to_string(port);
    Stream stream =
        co_await open_service(std::move(phone), std::move(service), std::move(activity));
    co_return stream;
}

awaitable<std::vector<std::string>> features(DeviceHandle phone) {
    std::string service = "host-serial:" + phone.serial + ":features";
    const std::string answer = co_await query(phone.server, std::move(service));
    co_return parse_features(answer);
}

Peer phone_peer(const DeviceHandle& phone, const std::string& activity) {
    if (phone.machine) {
        return Peer{.name = "this machine, " + activity,
                    .if_lost = ErrorCode::device_lost,
                    .hint = "Look at agent.log in " + phone.machine->folder.string() + "."};
    }
    return Peer{.name = "phone " + phone.serial + ", " + activity,
                .if_lost = ErrorCode::device_lost,
                .hint =
                    "Check the cable or the Wi-Fi, wake the phone up and look at `edgebench "
                    "devices`."};
}

}  // namespace edgebench::adb
