#include "agent/wakeup.hpp"

#include "agent/async.hpp"

namespace edgebench::agent {

struct Wakeup::Timer {
    boost::asio::steady_timer value;
};

Wakeup::Wakeup(const boost::asio::any_io_executor& executor)
    : timer_(std::make_unique<Timer>(
          boost::asio::steady_timer(executor, boost::asio::steady_timer::time_point::max()))) {}

Wakeup::~Wakeup() = default;

void Wakeup::notify() {
    timer_->value.cancel();
}

boost::asio::awaitable<void> Wakeup::wait() {
    co_await timer_->value.async_wait(k_no_throw);
}

}  // namespace edgebench::agent
