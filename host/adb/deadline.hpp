#pragma once
// A timeout around one Asio operation. Internal to host/adb: it pulls in Asio's slow headers.

#include "protocol/error.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <optional>
#include <tuple>
#include <utility>

namespace edgebench::adb {

// Reports the error code instead of throwing: `||` would wait on past an operation that throws.
constexpr auto k_no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

// An operation that was done just before its coroutine was cancelled ends well: only the state
// tells. To be asked where a coroutine goes on; Asio's own check, at the next await, throws another
// type.
inline void throw_if_cancelled(const boost::asio::cancellation_state& state) {
    if (state.cancelled() != boost::asio::cancellation_type::none) {
        throw Error(ErrorCode::cancelled, "cancelled");
    }
}

// The operation's result, or nothing when the timeout passed first (the operation is then
// cancelled). Throws Error{cancelled} when the coroutine itself is cancelled.
template <class... Results>
boost::asio::awaitable<std::optional<std::tuple<boost::system::error_code, Results...>>> within(
    std::chrono::milliseconds timeout,
    boost::asio::awaitable<std::tuple<boost::system::error_code, Results...>> operation) {
    using boost::asio::experimental::awaitable_operators::operator||;
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, timeout);
    auto first = co_await (std::move(operation) || timer.async_wait(k_no_throw));
    throw_if_cancelled(co_await boost::asio::this_coro::cancellation_state);
    if (first.index() == 1) {
        co_return std::nullopt;
    }
    co_return std::get<0>(std::move(first));
}

}  // namespace edgebench::adb
