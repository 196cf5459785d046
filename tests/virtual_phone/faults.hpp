#pragma once
// What the phone's adb link has been told to do wrong. Set by the control port, obeyed by every
// connection.

#include "tests/virtual_phone/event.hpp"

#include <cstdint>
#include <optional>

namespace edgebench::virtual_phone {

struct Faults {
    explicit Faults(const asio::any_io_executor& executor) : thawed(executor) {}

    bool frozen = false;  // neither read nor written
    Event thawed;
    bool unauthorised = false;           // new connections are asked for a key and never let in
    std::uint64_t bytes_per_second = 0;  // each way; 0 = as fast as it goes
    std::optional<std::uint64_t>
        drop_after;  // stream bytes from the host until the connection breaks
    std::optional<std::uint64_t> drop_after_sent;  // the same, of stream bytes to the host
    std::optional<std::uint64_t> flip_at;  // stream byte from the host whose lowest bit flips

    asio::awaitable<void> wait_until_thawed() {
        while (frozen) co_await thawed.wait();
    }
};

}  // namespace edgebench::virtual_phone
