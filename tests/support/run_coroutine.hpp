#pragma once
// Runs one coroutine on an I/O thread of its own making, as the host does, and returns its result.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace edgebench::test {

// Returns when the coroutine and everything that it started have ended; rethrows what it throws.
inline void run_coroutine(boost::asio::awaitable<void> coroutine) {
    boost::asio::io_context context(1);
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(coroutine),
                          [&](std::exception_ptr thrown) { failure = thrown; });
    context.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

template <class T>
boost::asio::awaitable<void> keep_result(boost::asio::awaitable<T> coroutine,
                                         std::optional<T>& result) {
    result = co_await std::move(coroutine);
}

template <class T>
T run_coroutine(boost::asio::awaitable<T> coroutine) {
    std::optional<T> result;
    run_coroutine(keep_result(std::move(coroutine), result));
    return *std::move(result);
}

}  // namespace edgebench::test
