#pragma once
// The I/O loop of a command: runs one coroutine at a time to its end on the calling thread.

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace edgebench::run {

enum class Ended { by_itself, by_signal };

// Sockets that a coroutine leaves open belong to the loop, which outlives them.
class EventLoop {
  public:
    EventLoop();
    ~EventLoop();

    // SIGINT and SIGTERM cancel the coroutine at its present await. Throws what it throws, except
    // the cancellation.
    Ended run_until_signal(boost::asio::awaitable<void> work);

    // Whether it came to its end, without an error, within the time. Otherwise it is cancelled.
    bool run_within(boost::asio::awaitable<void> work, std::chrono::milliseconds patience);

  private:
    std::unique_ptr<boost::asio::io_context> io_;
};

}  // namespace edgebench::run
