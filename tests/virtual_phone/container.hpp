#pragma once
// One running phone: a bubblewrap container with its own processes, network and root, and the way
// to its init.

#include "tests/virtual_phone/container_protocol.hpp"
#include "tests/virtual_phone/event.hpp"
#include "tests/virtual_phone/files.hpp"
#include "tests/virtual_phone/gauge.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::virtual_phone {

struct ContainerFolders {
    std::filesystem::path data;    // holds local/tmp and system, seen as /data/…
    std::filesystem::path system;  // seen as /system
    std::filesystem::path sys;     // its class/ is seen as /sys/class, its hal/ as /hal
    std::filesystem::path boot_id;
    std::optional<std::filesystem::path> meminfo;  // else this machine's
    std::optional<std::int64_t>
        storage_bytes;  // then /data/local/tmp is in memory and of this size
};

struct StartedProcess {
    std::uint32_t id = 0;
    std::vector<UniqueFd> files;  // stdin, stdout and, for a shell, stderr
};

class Container : public std::enable_shared_from_this<Container> {
  public:
    Container(const asio::any_io_executor& executor, const ContainerFolders& folders,
              const RefreshGrid& grid);
    ~Container() { stop(); }

    // CpuTick records, until the container has ended. To be taken once.
    UniqueFd take_ticks() { return std::move(ticks_); }
    // Reads the init's answers from now on; `this` must be in a shared_ptr.
    void start();
    // Ends every process in it.
    void stop();

    // `kind` is shell, merged_shell or sync. All throw Error(device) if the container refuses or
    // has ended.
    asio::awaitable<StartedProcess> start_process(RequestKind kind, std::string command);
    asio::awaitable<UniqueFd> connect(std::uint16_t port);
    asio::awaitable<void> leave_free(std::int64_t bytes);
    // Nothing if the container ended first.
    asio::awaitable<std::optional<int>> exit_code(std::uint32_t id);
    void signal(std::uint32_t id, int number);
    // No more interest in this process's exit code.
    void forget(std::uint32_t id) { pending_.erase(id); }

  private:
    struct Pending {
        std::optional<Reply> done;
        std::optional<int> exit_code;
    };
    asio::awaitable<Reply> ask(Request request);
    static asio::awaitable<void> receive_all(std::shared_ptr<Container> self);
    bool receive_one();

    asio::any_io_executor executor_;
    UniqueFd ticks_;
    asio::posix::stream_descriptor requests_;
    pid_t bwrap_ = -1;
    std::uint32_t last_id_ = 0;
    std::map<std::uint32_t, Pending> pending_;
    Event changed_;
};

}  // namespace edgebench::virtual_phone
