#include "host/adb/server_address.hpp"

#include "protocol/error.hpp"

#include <charconv>
#include <cstdlib>
#include <utility>

namespace edgebench::adb {
namespace {

constexpr std::string_view k_loopback = "127.0.0.1";

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) {
        return std::nullopt;
    }
    return port;
}

std::optional<ServerAddress> parse_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto port = parse_port(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;  // an IPv6 address without brackets: the port is ambiguous
    }
    if (!port || host.empty()) {
        return std::nullopt;
    }
    return ServerAddress::tcp(std::string(host), *port);
}

std::optional<ServerAddress> parse_socket_spec(std::string_view spec) {
    constexpr std::string_view k_tcp = "tcp:";
    constexpr std::string_view k_file = "localfilesystem:";
    if (spec.starts_with(k_file) && spec.size() > k_file.size()) {
        return ServerAddress::socket_file(std::string(spec.substr(k_file.size())));
    }
    if (!spec.starts_with(k_tcp)) {
        return std::nullopt;
    }
    spec.remove_prefix(k_tcp.size());
    if (const auto port = parse_port(spec)) {
        return ServerAddress::tcp(std::string(k_loopback), *port);
    }
    return parse_host_port(spec);
}

std::optional<std::string_view> variable(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return value;
}

}  // namespace

ServerAddress::ServerAddress(std::string name, std::uint16_t port)
    : name_(std::move(name)), port_(port) {}

ServerAddress ServerAddress::tcp(std::string host, std::uint16_t port) {
    return ServerAddress(std::move(host), port);
}

ServerAddress ServerAddress::socket_file(std::string path) {
    return ServerAddress(std::move(path), 0);
}

bool ServerAddress::on_this_machine() const {
    return !is_tcp() || name_ == "localhost" || name_ == k_loopback || name_ == "::1";
}

std::string ServerAddress::text() const {
    if (!is_tcp()) {
        return name_;
    }
    const bool is_ipv6 = name_.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + name_ + "]" : name_) + ":" + std::to_string(port_);
}

std::string ServerAddress::socket_spec() const {
    if (!is_tcp()) {
        return "localfilesystem:" + name_;
    }
    // adb listens on the name "localhost" only, not on the address behind it.
    return "tcp:" + (on_this_machine() ? "localhost:" + std::to_string(port_) : text());
}

ServerAddress parse_server_address(std::string_view text) {
    if (auto address = parse_host_port(text)) {
        return *std::move(address);
    }
    throw Error(ErrorCode::usage, "--adb '" + std::string(text) + "' is not HOST:PORT",
                "Give host and port of an adb server, for example --adb 127.0.0.1:5037.");
}

ServerAddress choose_server_address(std::optional<std::string_view> server_socket,
                                    std::optional<std::string_view> server_port) {
    if (server_socket) {
        if (auto address = parse_socket_spec(*server_socket)) {
            return *std::move(address);
        }
        throw Error(ErrorCode::configuration,
                    "ADB_SERVER_SOCKET='" + std::string(*server_socket) + "' is not understood",
                    "Use tcp:HOST:PORT or localfilesystem:/PATH, or unset the variable.");
    }
    if (!server_port) {
        return ServerAddress::tcp(std::string(k_loopback), k_default_server_port);
    }
    if (const auto port = parse_port(*server_port)) {
        return ServerAddress::tcp(std::string(k_loopback), *port);
    }
    throw Error(ErrorCode::configuration,
                "ANDROID_ADB_SERVER_PORT='" + std::string(*server_port) + "' is not a port",
                "Set it to a number from 1 to 65535, or unset the variable.");
}

ServerAddress server_address_from_environment() {
    return choose_server_address(variable("ADB_SERVER_SOCKET"),
                                 variable("ANDROID_ADB_SERVER_PORT"));
}

}  // namespace edgebench::adb
