#pragma once
// The control port: a test tells the phone here to misbehave, and asks it for the truth. One TCP
// connection carries any number of lines; each is answered by one line, "ok …" or "error: …".
//
// clang-format off
//   truth T0_NS T1_NS     ok TOTAL_J IDLE_J: true energy between two CLOCK_BOOTTIME times of the last two hours
//   powers T0_NS T1_NS STEP_NS   ok W W …: true mean power of each step from T0 on, until T1 at the latest
//   now                   ok NS: CLOCK_BOOTTIME, the clock of the phone and of the host alike
//   drop                  break the adb connections now; reconnecting works
//   drop after BYTES      break the connection when so many more stream bytes have come from the host
//   drop sent BYTES       the same, of bytes on their way to the host
//   freeze | thaw         stop answering adb, keep the connections; the phone's processes go on
//   die                   kill all processes, refuse adb (power lost); no energy flows
//   boot                  the other way round, with a new boot id and the same adb port
//   storage BYTES         leave so much of /data free (a phone started with --storage only)
//   slow BYTES_PER_S      throttle the adb link each way; 0 = as fast as it goes
//   flip OFFSET           flip the lowest bit of the OFFSETth next stream byte from the host (counted from 0)
//   unauthorised on|off   ask new connections for a key and never accept it; off lets the waiting ones in
//   plug on|off           charger
//   level PERCENT | temp CELSIUS
//   quit                  end the phone
// clang-format on

#include "tests/virtual_phone/event.hpp"
#include "tests/virtual_phone/phone.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>

namespace edgebench::virtual_phone {

class Control {
  public:
    // `quit` is notified when a line asks for it.
    Control(const asio::any_io_executor& executor, Phone& phone, Event& quit, std::uint16_t port);

    void start();
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    asio::awaitable<void> accept_all();
    asio::awaitable<void> serve(asio::ip::tcp::socket socket);
    asio::awaitable<std::string> answer(std::string line);
    std::string truth(std::int64_t from_ns, std::int64_t to_ns);
    std::string powers(std::int64_t from_ns, std::int64_t to_ns, std::int64_t step_ns);

    Phone& phone_;
    Event& quit_;
    asio::ip::tcp::acceptor acceptor_;
};

}  // namespace edgebench::virtual_phone
