#include "host/run/phone_session.hpp"

#include "host/adb/choose_device.hpp"
#include "host/config/architecture.hpp"
#include "host/log/log.hpp"
#include "host/phone/identity.hpp"
#include "protocol/error.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <unistd.h>

#include <array>
#include <cstdlib>

namespace edgebench::run {
namespace {

constexpr std::chrono::milliseconds k_reconnect_pause{300};

std::vector<adb::ServerAddress> servers_of(const PhoneSelector& selector) {
    std::vector<adb::ServerAddress> servers;
    for (const auto& text : selector.adb_servers)
        servers.push_back(adb::parse_server_address(text));
    if (servers.empty()) servers.push_back(adb::server_address_from_environment());
    return servers;
}

adb::awaitable<phone::AgentClient> connect_agent(adb::DeviceHandle phone, Paths paths,
                                                 std::string abi) {
    auto executable = paths.agent(architecture_of_abi(abi));
    const auto endpoint = co_await phone::start_agent(phone, std::move(executable));
    auto owner = owner_name();
    auto client = co_await phone::AgentClient::connect(phone, endpoint, std::move(owner));
    co_return client;
}

}  // namespace

std::string owner_name() {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    const char* user = std::getenv("USER");
    return std::string(user != nullptr && *user != '\0' ? user
                                                        : "uid " + std::to_string(getuid())) +
           "@" + host.data();
}

bool means_this_machine(const PhoneSelector& selector) {
    return adb::wanted_serial(selector.serial) == adb::k_this_machine;
}

adb::DeviceHandle this_machine() {
    const auto paths = Paths::of_this_process();
    return adb::DeviceHandle(adb::ThisMachine{.folder = paths.this_machine(),
                                              .sys = paths.simulated_sys().value_or("/sys")});
}

adb::awaitable<adb::DeviceHandle> find_phone(PhoneSelector selector) {
    if (means_this_machine(selector)) co_return this_machine();
    const auto wanted = adb::wanted_serial(selector.serial);
    std::vector<adb::ListedDevice> all;
    std::vector<adb::ServerAddress> where;
    for (const auto& server : servers_of(selector)) {
        const auto listed = co_await adb::list_devices(server);
        for (const auto& device : listed) {
            all.push_back(device);
            where.push_back(server);
        }
    }
    const auto chosen = adb::choose_device(all, wanted);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].serial == chosen.serial) co_return adb::DeviceHandle(where[i], chosen.serial);
    }
    throw Error(ErrorCode::internal, "the chosen phone is not in the list it was chosen from");
}

PhoneSession::PhoneSession(adb::DeviceHandle phone, Paths paths, DeviceIdentity identity,
                           phone::AgentClient agent)
    : phone_(std::move(phone)),
      paths_(std::move(paths)),
      identity_(std::move(identity)),
      agent_(std::move(agent)) {}

adb::awaitable<PhoneSession> PhoneSession::open(adb::DeviceHandle phone, Paths paths,
                                                IdentityCheck check) {
    auto identity = co_await phone::read_identity(phone);
    const auto id = check(identity);
    if (id != identity.id) co_await phone::write_id(phone, id);
    identity.id = id;
    auto agent = co_await connect_agent(phone, paths, identity.abi);
    co_return PhoneSession(std::move(phone), std::move(paths), std::move(identity),
                           std::move(agent));
}

// An adb server that is killed and started again fails in several ways before it works.
adb::awaitable<void> PhoneSession::reconnect(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        try {
            const auto left = deadline - std::chrono::steady_clock::now();
            co_await reconnect_once(std::chrono::duration_cast<std::chrono::milliseconds>(left));
            co_return;
        } catch (const Error& error) {
            const auto code = error.code();
            const bool passing = code == ErrorCode::host || code == ErrorCode::device_lost;
            if (!passing || std::chrono::steady_clock::now() + k_reconnect_pause > deadline) throw;
        }
        boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor,
                                        k_reconnect_pause);
        co_await pause.async_wait(boost::asio::use_awaitable);
    }
}

adb::awaitable<void> PhoneSession::reconnect_once(std::chrono::milliseconds patience) {
    agent_.close();
    co_await adb::wait_until_ready(phone_, patience);
    const auto now = co_await phone::read_identity(phone_);
    if (now.serial != identity_.serial || now.id != identity_.id) {
        throw Error(ErrorCode::device_refused,
                    phone_.serial + " is another phone now: serial " + now.serial + ", was " +
                        identity_.serial,
                    "Results of two phones must not be mixed: check the cables or addresses and "
                    "run again.");
    }
    if (now.fingerprint != identity_.fingerprint) {
        throw Error(ErrorCode::device_refused,
                    "the system of phone " + identity_.serial + " has changed from " +
                        identity_.fingerprint + " to " + now.fingerprint,
                    "An update is another device build: run again, and qualify its gauge anew.");
    }
    agent_ = co_await connect_agent(phone_, paths_, identity_.abi);
    log::debug("connected to the agent on " + phone_.serial + " again");
}

}  // namespace edgebench::run
