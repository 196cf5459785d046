#pragma once
// The virtual phone as a whole: it is powered on and off, lets adb in, and carries out what the
// control port asks.

#include "tests/virtual_phone/adb_connection.hpp"
#include "tests/virtual_phone/container.hpp"
#include "tests/virtual_phone/faults.hpp"
#include "tests/virtual_phone/files.hpp"
#include "tests/virtual_phone/personality.hpp"
#include "tests/virtual_phone/simulation.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::virtual_phone {

struct PhoneSettings {
    std::string serial;
    Personality personality;
    std::optional<std::filesystem::path> root;  // kept at the end; a temporary folder otherwise
    std::uint16_t adb_port = 0;                 // 0: any free one, the same across reboots
    std::optional<std::int64_t> storage_bytes;
    std::optional<std::filesystem::path>
        meminfo;  // seen as /proc/meminfo; this machine's otherwise
};

class Phone {
  public:
    Phone(const asio::any_io_executor& executor, PhoneSettings settings);
    ~Phone();

    std::uint16_t adb_port() const { return settings_.adb_port; }

    // Starts the container and answers adb once commands can run.
    asio::awaitable<void> power_on();
    // Kills every process and stops answering; /data stays unless it is in memory.
    void power_off();
    bool is_on() const { return container_ != nullptr; }

    void drop_connections();
    void freeze() { faults_.frozen = true; }
    void thaw();
    void set_unauthorised(bool unauthorised);
    asio::awaitable<void> leave_free(std::int64_t bytes);
    Faults& faults() { return faults_; }
    Simulation& simulation() { return simulation_; }

  private:
    void listen();
    asio::awaitable<void> accept_all();
    void let_in(asio::ip::tcp::socket socket);
    std::string banner() const;

    asio::any_io_executor executor_;
    PhoneSettings settings_;
    TempFolder temp_;
    std::filesystem::path data_;
    RefreshGrid grid_;
    Simulation simulation_;
    Faults faults_;
    asio::ip::tcp::acceptor acceptor_;
    std::shared_ptr<Container> container_;
    std::vector<std::weak_ptr<Connection>> connections_;
};

}  // namespace edgebench::virtual_phone
