#include "agent/audience.hpp"

#include "agent/async.hpp"

#include <algorithm>

namespace edgebench::agent {

Audience::Seat::Seat(Audience& audience) : audience_(audience) {
    audience_.seats_.insert(this);
    audience_.change_.notify();
}

Audience::Seat::~Seat() {
    audience_.seats_.erase(this);
    audience_.change_.notify();
}

void Audience::Seat::request_arrived() {
    state_ = State::active;
}

boost::asio::awaitable<void> Audience::Seat::wait_for_news() {
    state_ = State::quiet;
    waiting_ = true;
    audience_.change_.notify();
    co_await audience_.news_.wait();
    waiting_ = false;
    state_ = State::active;
}

Audience::Audience(const boost::asio::any_io_executor& executor)
    : news_(executor), change_(executor) {}

// Whoever waited is active from here on, not only when its coroutine goes on.
void Audience::tell() {
    for (auto* seat : seats_) {
        if (seat->waiting_) seat->state_ = Seat::State::active;
    }
    news_.notify();
    change_.notify();
}

boost::asio::awaitable<void> Audience::somebody() {
    while (empty()) co_await change_.wait();
}

boost::asio::awaitable<void> Audience::all_quiet() {
    const auto is_active = [](const Seat* seat) { return seat->state_ == Seat::State::active; };
    while (std::any_of(seats_.begin(), seats_.end(), is_active)) co_await change_.wait();
}

boost::asio::awaitable<void> Audience::settle(Seconds patience) {
    const auto ended = co_await within(patience, all_quiet());
    if (ended == Ended::in_time) co_return;
    for (auto* seat : seats_) seat->state_ = Seat::State::quiet;
}

}  // namespace edgebench::agent
