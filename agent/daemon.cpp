#include "agent/daemon.hpp"

#include "agent/agent.hpp"
#include "agent/clock.hpp"
#include "agent/content_index.hpp"
#include "agent/detach.hpp"
#include "agent/device_info.hpp"
#include "agent/log.hpp"
#include "agent/options.hpp"
#include "agent/plan_recovery.hpp"
#include "agent/takeover.hpp"
#include "protocol/codec.hpp"
#include "protocol/error.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <unistd.h>

#include <csignal>

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

std::string error_line(const Error& error) {
    Json json;
    json["error"]["code"] = to_string(error.code());
    json["error"]["message"] = error.message();
    json["error"]["hint"] = error.hint();
    return json.dump();
}

std::string busy_line(const LockText& lock) {
    Json json;
    json["busy"]["owner"] = lock.owner;
    json["busy"]["plan"] = lock.plan;
    json["busy"]["until"] = expiry_in_words(lock);
    return json.dump();
}

void print_line(std::string line) {
    line += '\n';
    // Whoever reads it may have gone: then nobody misses it.
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, line.data(), line.size());
}

std::string own_build_id() {
    return sha256_of_file("/proc/self/exe");
}

void rethrow(const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
}

// Until the agent ends by itself or by SIGTERM.
void serve(const Options& options, std::string build_id, Lock lock,
           std::function<void(const Endpoint&)> on_ready) {
    asio::io_context io(1);
    AgentSettings settings;
    settings.paths = Paths{options.root};
    settings.build_id = std::move(build_id);
    settings.roots.sys = options.sys;
    settings.linger = Seconds(static_cast<double>(options.linger.count()));
    Agent agent(io.get_executor(), std::move(settings), std::move(lock));
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&agent](const boost::system::error_code& error, int) {
        if (!error) agent.stop();
    });
    asio::co_spawn(io, agent.run(std::move(on_ready)), [&signals](const std::exception_ptr& end) {
        signals.cancel();
        rethrow(end);
    });
    io.run();
}

int serve_in_foreground(const Options& options, const std::string& build_id, Lock lock) {
    std::signal(SIGPIPE, SIG_IGN);
    serve(options, build_id, std::move(lock),
          [](const Endpoint& endpoint) { print_line(to_json_line(endpoint)); });
    return k_exit_ok;
}

// In the background; what it says first is printed by the process that was called.
int serve_detached(const Options& options, const std::string& build_id, Lock lock) {
    const Paths paths{options.root};
    const auto first_words = detach(paths.log(), [&](const Announce& announce) {
        log::open(paths.log());
        try {
            serve(options, build_id, std::move(lock),
                  [&announce](const Endpoint& endpoint) { announce(to_json_line(endpoint)); });
        } catch (const std::exception& error) {
            log::warn(std::string("the agent ends: ") + error.what());
            announce(error_line(as_error(error)));
        }
    });
    if (!first_words) {
        throw Error(ErrorCode::device, "the agent ended before it listened",
                    "Its log is " + paths.log().string() + ".");
    }
    print_line(*first_words);
    return first_words->starts_with("{\"error\"") ? k_exit_failure : k_exit_ok;
}

int start(const Options& options) {
    const Paths paths{options.root};
    prepare(paths);
    const auto build_id = own_build_id();
    auto takeover = take_phone(paths, build_id);
    if (const auto* const endpoint = std::get_if<std::string>(&takeover)) {
        print_line(*endpoint);
        return k_exit_ok;
    }
    if (const auto* const busy = std::get_if<LockText>(&takeover)) {
        print_line(busy_line(*busy));
        return k_exit_busy;
    }
    auto& lock = std::get<Lock>(takeover);
    return options.command == Command::start
               ? serve_detached(options, build_id, std::move(lock))
               : serve_in_foreground(options, build_id, std::move(lock));
}

int restore(const Options& options) {
    const Paths paths{options.root};
    prepare(paths);
    auto lock = Lock::try_take(paths.lock());
    const auto text = Lock::read(paths.lock());
    if (!lock && !text.plan.empty()) {
        print_line(busy_line(text));
        return k_exit_busy;
    }
    if (lock) {  // a live agent has restored everything when it started
        asio::io_context io(1);
        PlanStore plans(paths);
        asio::co_spawn(io, recover_plans(plans, read_boot_id(RunnerRoots().proc)), rethrow);
        io.run();
    }
    print_line("{\"restored\":true}");
    return k_exit_ok;
}

int print_version() {
    Json json;
    json["build_id"] = own_build_id();
    json["protocol"] = k_protocol_version;
    print_line(json.dump());
    return k_exit_ok;
}

int execute(const Options& options) {
    switch (options.command) {
        case Command::start:
        case Command::serve:
            return start(options);
        case Command::restore:
            return restore(options);
        case Command::version:
            return print_version();
    }
    return k_exit_usage;
}

}  // namespace

int run(const std::vector<std::string>& arguments) noexcept {
    try {
        return execute(parse_options(arguments));
    } catch (const std::exception& exception) {
        const auto error = as_error(exception);
        print_line(error_line(error));
        return error.code() == ErrorCode::usage ? k_exit_usage : k_exit_failure;
    }
}

}  // namespace edgebench::agent
