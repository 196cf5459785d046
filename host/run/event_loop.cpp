#include "host/run/event_loop.hpp"

#include "host/log/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <exception>
#include <utility>

namespace edgebench::run {
namespace {

namespace asio = boost::asio;

// Runs `work` until it has ended, then calls `disarm` so that nothing else keeps the loop going.
template <class Disarm>
std::exception_ptr run_to_end(asio::io_context& io, asio::awaitable<void> work,
                              asio::cancellation_signal& cancel, Disarm disarm) {
    std::exception_ptr failure;
    const auto on_end = [&failure, &disarm](std::exception_ptr error) {
        failure = std::move(error);
        disarm();
    };
    asio::co_spawn(io, std::move(work), asio::bind_cancellation_slot(cancel.slot(), on_end));
    io.restart();
    io.run();
    return failure;
}

}  // namespace

EventLoop::EventLoop() : io_(std::make_unique<asio::io_context>(1)) {}
EventLoop::~EventLoop() = default;

Ended EventLoop::run_until_signal(asio::awaitable<void> work) {
    asio::cancellation_signal cancel;
    asio::signal_set signals(*io_, SIGINT, SIGTERM);
    bool signalled = false;
    signals.async_wait([&](boost::system::error_code error, int) {
        if (error) return;
        signalled = true;
        cancel.emit(asio::cancellation_type::terminal);
    });
    const auto failure =
        run_to_end(*io_, std::move(work), cancel, [&signals] { signals.cancel(); });
    if (signalled) return Ended::by_signal;
    if (failure) std::rethrow_exception(failure);
    return Ended::by_itself;
}

bool EventLoop::run_within(asio::awaitable<void> work, std::chrono::milliseconds patience) {
    asio::cancellation_signal cancel;
    asio::steady_timer timer(*io_, patience);
    timer.async_wait([&cancel](boost::system::error_code error) {
        if (!error) cancel.emit(asio::cancellation_type::terminal);
    });
    const auto failure = run_to_end(*io_, std::move(work), cancel, [&timer] { timer.cancel(); });
    if (!failure) return true;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log::debug(error.what());
    }
    return false;
}

}  // namespace edgebench::run
