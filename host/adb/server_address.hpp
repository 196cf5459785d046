#pragma once
// Where an adb server listens: a TCP port or a socket file.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edgebench::adb {

constexpr std::uint16_t k_default_server_port = 5037;

class ServerAddress {
  public:
    static ServerAddress tcp(std::string host, std::uint16_t port);
    static ServerAddress socket_file(std::string path);

    bool is_tcp() const { return port_ != 0; }
    const std::string& host() const { return name_; }  // of a TCP address
    std::uint16_t port() const { return port_; }
    const std::string& path() const { return name_; }  // of a socket file

    // Whether a server may be started there with the user's own `adb`.
    bool on_this_machine() const;
    // For messages: "127.0.0.1:5037" or the path.
    std::string text() const;
    // What `adb -L` and ADB_SERVER_SOCKET take.
    std::string socket_spec() const;

    friend bool operator==(const ServerAddress&, const ServerAddress&) = default;

  private:
    ServerAddress(std::string name, std::uint16_t port);

    std::string name_;
    std::uint16_t port_;  // 0: a socket file
};

// HOST:PORT as given to `--adb`; [ADDRESS]:PORT for IPv6. Throws Error{usage}.
ServerAddress parse_server_address(std::string_view text);

// What adb itself would choose from the values of ADB_SERVER_SOCKET (which wins) and
// ANDROID_ADB_SERVER_PORT. Throws Error{configuration}.
ServerAddress choose_server_address(std::optional<std::string_view> server_socket,
                                    std::optional<std::string_view> server_port);
ServerAddress server_address_from_environment();

}  // namespace edgebench::adb
