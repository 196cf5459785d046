#pragma once
// Wakes the coroutines that wait for a condition to change. One thread: check the condition, then
// wait, then check again.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace edgebench::agent {

class Wakeup {
  public:
    explicit Wakeup(const boost::asio::any_io_executor& executor);
    ~Wakeup();
    void notify();
    boost::asio::awaitable<void> wait();

  private:
    struct Timer;
    std::unique_ptr<Timer> timer_;
};

}  // namespace edgebench::agent
