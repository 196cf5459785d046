#include "tests/virtual_phone/phone.hpp"

#include "protocol/error.hpp"
#include "tests/virtual_phone/phone_root.hpp"
#include "tests/virtual_phone/services.hpp"

#include <fstream>
#include <utility>

namespace edgebench::virtual_phone {
namespace {

namespace fs = std::filesystem;
using asio::ip::tcp;

// The kernel makes a new random UUID at each read of this file.
std::string new_boot_id() {
    std::ifstream file("/proc/sys/kernel/random/uuid");
    std::string id;
    std::getline(file, id);
    return id + "\n";
}

}  // namespace

Phone::Phone(const asio::any_io_executor& executor, PhoneSettings settings)
    : executor_(executor),
      settings_(std::move(settings)),
      data_(settings_.root.value_or(temp_.path() / "root") / "data"),
      grid_(settings_.personality),
      simulation_(settings_.personality, temp_.path() / "sys"),
      faults_(executor),
      acceptor_(executor) {
    make_phone_root(temp_.path() / "system", settings_.personality, settings_.serial);
    fs::create_directories(data_ / "local/tmp");
    fs::create_directories(data_ / "system");
}

Phone::~Phone() {
    power_off();
}

std::string Phone::banner() const {
    const Personality& p = settings_.personality;
    return "device::ro.product.name=" + p.product + ";ro.product.model=" + p.model +
           ";ro.product.device=" + p.product + ";features=" + k_features;
}

asio::awaitable<void> Phone::power_on() {
    if (is_on()) co_return;
    const ContainerFolders folders{.data = data_,
                                   .system = temp_.path() / "system",
                                   .sys = temp_.path() / "sys",
                                   .boot_id = temp_.path() / "boot_id",
                                   .meminfo = settings_.meminfo,
                                   .storage_bytes = settings_.storage_bytes};
    write_file(folders.boot_id, new_boot_id());
    container_ = std::make_shared<Container>(executor_, folders, grid_);
    container_->start();
    simulation_.power_on(container_->take_ticks());
    // A first command proves that the container came up.
    const StartedProcess probe =
        co_await container_->start_process(RequestKind::merged_shell, "true");
    const auto code = co_await container_->exit_code(probe.id);
    if (code != 0)
        throw Error(ErrorCode::host, "the phone's container does not run commands",
                    "see bwrap's message above");
    listen();
}

void Phone::power_off() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    drop_connections();
    if (!container_) return;
    std::exchange(container_, nullptr)->stop();
    simulation_.power_off();
}

void Phone::listen() {
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), settings_.adb_port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
    settings_.adb_port = acceptor_.local_endpoint().port();
    spawn(executor_, accept_all(), "accepting adb");
}

asio::awaitable<void> Phone::accept_all() {
    for (;;) {
        auto [error, socket] = co_await acceptor_.async_accept(k_no_throw);
        if (error) co_return;
        let_in(std::move(socket));
    }
}

void Phone::let_in(tcp::socket socket) {
    const auto open = [this](const std::string& service, std::shared_ptr<Stream> stream) {
        return container_ && open_service(service, std::move(stream), container_);
    };
    const auto connection =
        std::make_shared<Connection>(std::move(socket), faults_, banner(), open);
    connection->start();
    std::erase_if(connections_, [](const auto& old) { return old.expired(); });
    connections_.push_back(connection);
}

void Phone::drop_connections() {
    for (const auto& weak : std::exchange(connections_, {})) {
        if (const auto connection = weak.lock()) connection->drop();
    }
}

void Phone::thaw() {
    faults_.frozen = false;
    faults_.thawed.notify();
}

void Phone::set_unauthorised(bool unauthorised) {
    faults_.unauthorised = unauthorised;
    if (unauthorised) return drop_connections();
    for (const auto& weak : connections_) {
        if (const auto connection = weak.lock()) connection->authorise();
    }
}

asio::awaitable<void> Phone::leave_free(std::int64_t bytes) {
    if (!settings_.storage_bytes)
        throw Error(ErrorCode::usage, "storage needs a phone started with --storage");
    if (!is_on()) throw Error(ErrorCode::device, "the phone is off");
    co_await container_->leave_free(bytes);
}

}  // namespace edgebench::virtual_phone
