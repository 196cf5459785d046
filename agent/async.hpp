#pragma once
// Deadlines and races for coroutines. Slow to compile: for .cpp files only.

#include "protocol/error.hpp"
#include "protocol/units.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace edgebench::agent {

// Reports an error code instead of throwing.
constexpr auto k_no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

constexpr std::chrono::steady_clock::duration to_duration(Seconds seconds) {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(seconds.value()));
}

// Waits. Throws Error{cancelled} when the coroutine is cancelled.
inline boost::asio::awaitable<void> sleep_for(Seconds duration) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, to_duration(duration));
    const auto [error] = co_await timer.async_wait(k_no_throw);
    if (error) throw Error(ErrorCode::cancelled, "cancelled");
}

// `||` waits for the first success: an operation in a race hands its exception over as a result.
inline boost::asio::awaitable<std::exception_ptr> captured(boost::asio::awaitable<void> operation) {
    try {
        co_await std::move(operation);
    } catch (...) {
        co_return std::current_exception();
    }
    co_return nullptr;
}

enum class Ended { in_time, too_late };

// Whichever ends first, the operation or `limit`; the other is cancelled. Exceptions of the
// operation pass through.
inline boost::asio::awaitable<Ended> race(boost::asio::awaitable<void> operation,
                                          boost::asio::awaitable<void> limit) {
    using boost::asio::experimental::awaitable_operators::operator||;
    auto both = captured(std::move(operation)) || captured(std::move(limit));
    const auto first = co_await std::move(both);
    const auto failure = first.index() == 0 ? std::get<0>(first) : std::get<1>(first);
    if (failure) std::rethrow_exception(failure);
    co_return first.index() == 0 ? Ended::in_time : Ended::too_late;
}

inline boost::asio::awaitable<Ended> within(Seconds deadline,
                                            boost::asio::awaitable<void> operation) {
    return race(std::move(operation), sleep_for(deadline));
}

}  // namespace edgebench::agent
