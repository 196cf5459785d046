#pragma once
// Two small helpers for coroutines of one thread: a condition to wait for, and starting one whose
// failure is logged.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <iostream>
#include <string>

namespace edgebench::virtual_phone {

namespace asio = boost::asio;

// Completion token for operations whose failure is ordinary: they answer (error code, result).
constexpr auto k_no_throw = asio::as_tuple(asio::use_awaitable);

// Wakes all who wait; they check again what they waited for.
class Event {
  public:
    explicit Event(const asio::any_io_executor& executor)
        : timer_(executor, asio::steady_timer::time_point::max()) {}
    void notify() { timer_.cancel(); }
    asio::awaitable<void> wait() { co_await timer_.async_wait(k_no_throw); }

  private:
    asio::steady_timer timer_;
};

inline void spawn(const asio::any_io_executor& executor, asio::awaitable<void> work,
                  std::string name) {
    asio::co_spawn(executor, std::move(work), [name = std::move(name)](std::exception_ptr failure) {
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            std::cerr << "virtual phone: " << name << ": " << error.what() << '\n';
        }
    });
}

}  // namespace edgebench::virtual_phone
