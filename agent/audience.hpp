#pragma once
// The clients that are connected. A measured window begins when all of them are quiet: they have
// their answers and wait for news.

#include "agent/wakeup.hpp"
#include "protocol/units.hpp"

#include <boost/asio/awaitable.hpp>

#include <set>

namespace edgebench::agent {

class Audience {
  public:
    // One client, from its handshake to its end.
    class Seat {
      public:
        explicit Seat(Audience& audience);
        ~Seat();
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;

        // It has sent a request.
        void request_arrived();
        // Until there is news. Ends without news when cancelled.
        boost::asio::awaitable<void> wait_for_news();

      private:
        friend class Audience;
        // quiet: waits for news, or has been silent for so long that nothing is expected of it.
        enum class State { active, quiet } state_ = State::active;
        bool waiting_ = false;
        Audience& audience_;
    };

    explicit Audience(const boost::asio::any_io_executor& executor);

    bool empty() const { return seats_.empty(); }
    // There is something new in a journal, or a plan has ended.
    void tell();
    // Until everybody is quiet, but not longer than `patience`.
    boost::asio::awaitable<void> settle(Seconds patience);
    // Until somebody comes, goes or becomes quiet, or there is news.
    boost::asio::awaitable<void> change() { return change_.wait(); }

    // Until anybody is there.
    boost::asio::awaitable<void> somebody();

  private:
    boost::asio::awaitable<void> all_quiet();

    std::set<Seat*> seats_;
    Wakeup news_;
    Wakeup change_;
};

}  // namespace edgebench::agent
