#pragma once
// Work that would hold up the I/O thread, done on another one. Internal to host/run.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

namespace edgebench::run {

// Returns what `work` returns, and throws what it throws, on the awaiting coroutine's own thread.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> in_background(boost::asio::thread_pool& pool,
                                                                  Work work) {
    auto task = [](Work inner) -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
        co_return inner();
    };
    co_return co_await boost::asio::co_spawn(pool, task(std::move(work)),
                                             boost::asio::use_awaitable);
}

}  // namespace edgebench::run
