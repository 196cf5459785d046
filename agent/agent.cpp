#include "agent/agent.hpp"

#include "agent/async.hpp"
#include "agent/device_info.hpp"
#include "agent/log.hpp"
#include "agent/plan_recovery.hpp"
#include "agent/random.hpp"
#include "protocol/codec.hpp"

#include <boost/asio/co_spawn.hpp>

#include <unistd.h>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

// What stays free on the phone whatever is pushed: a full file system breaks Android.
constexpr Bytes64 k_storage_reserve{64 * k_mebibyte};
constexpr std::size_t k_key_bytes = 32;
// Well before the lock's text would expire.
constexpr Seconds k_lock_renewal{240};

AgentSettings with_folders(AgentSettings settings) {
    settings.roots.engines = settings.paths.engines();
    settings.roots.blobs = settings.paths.blobs();
    settings.roots.scratch = settings.paths.scratch();
    return settings;
}

}  // namespace

std::string to_json_line(const Endpoint& endpoint) {
    Json json;
    json["port"] = endpoint.port;
    json["pid"] = endpoint.pid;
    json["build_id"] = endpoint.build_id;
    json["protocol"] = k_protocol_version;
    return json.dump();
}

Agent::Agent(asio::any_io_executor executor, AgentSettings settings, Lock lock)
    : settings_(with_folders(std::move(settings))),
      lock_(std::move(lock)),
      audience_(executor),
      blobs_(settings_.paths, k_storage_reserve),
      plans_(settings_.paths),
      power_(settings_.roots.sys),
      runner_(executor, {.plans = plans_,
                         .blobs = blobs_,
                         .lock = lock_,
                         .audience = audience_,
                         .power = power_,
                         .roots = settings_.roots,
                         .build_id = settings_.build_id,
                         .make_engine = settings_.make_engine,
                         .patience = settings_.patience}),
      services_{.build_id = settings_.build_id,
                .key = random_bytes(k_key_bytes),
                .roots = settings_.roots,
                .blobs = blobs_,
                .plans = plans_,
                .runner = runner_,
                .power = power_,
                .audience = audience_,
                .shut_down = [this] { stop(); }},
      stop_(executor) {}

void Agent::stop() {
    stopping_ = true;
    stop_.notify();
}

asio::awaitable<void> Agent::told_to_stop() {
    while (!stopping_) co_await stop_.wait();
}

// A client can connect once both files are there.
Endpoint Agent::open_door() {
    Endpoint endpoint;
    endpoint.port = server_->port();
    endpoint.pid = ::getpid();
    endpoint.build_id = settings_.build_id;
    replace_text(settings_.paths.key(), to_hex(services_.key));
    replace_text(settings_.paths.endpoint(), to_json_line(endpoint));
    return endpoint;
}

asio::awaitable<void> Agent::run(std::function<void(const Endpoint&)> on_ready) {
    const auto executor = co_await asio::this_coro::executor;
    const auto boot_id = read_boot_id(settings_.roots.proc);
    lock_.take_over(boot_id);
    try {
        co_await recover_plans(plans_, boot_id);
    } catch (const Error&) {  // it is tried again before the next plan
    }

    server_.emplace(executor, services_);
    const auto endpoint = open_door();
    log::info("listening on port " + std::to_string(endpoint.port));
    on_ready(endpoint);
    const auto log_end = [](const std::exception_ptr& failure) {
        if (failure) std::rethrow_exception(failure);
    };
    asio::co_spawn(executor, keep_lock(), log_end);
    asio::co_spawn(executor, server_->run(), log_end);
    co_await race(told_to_stop(), no_longer_needed());

    stop();
    co_await runner_.stop("the agent was told to stop");
    server_->close();
    std::filesystem::remove(settings_.paths.endpoint());
    std::filesystem::remove(settings_.paths.key());
    lock_.leave();
    log::info("the agent ends");
}

asio::awaitable<void> Agent::no_longer_needed() {
    while (true) {
        while (!idle()) co_await audience_.change();
        if (services_.collected) co_return;
        const auto ended = co_await within(settings_.linger, audience_.somebody());
        if (ended == Ended::too_late) co_return;
    }
}

asio::awaitable<void> Agent::keep_lock() {
    while (!stopping_) {
        const auto ended = co_await within(k_lock_renewal, told_to_stop());
        if (ended == Ended::too_late && !runner_.in_window()) lock_.renew();
    }
}

}  // namespace edgebench::agent
