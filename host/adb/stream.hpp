#pragma once
// A byte stream to the adb server or, through it, to a service on a phone. No await on it can hang:
// each one has a timeout, and a passed timeout is an Error that names the peer.
//
// One coroutine may read while another one writes. After an Error the stream is only good for
// close().

#include "host/adb/server_address.hpp"
#include "protocol/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace edgebench::adb {

using boost::asio::awaitable;

// Who is at the other end, for errors: "phone 0A1B2C: tcp:4711".
struct Peer {
    std::string name;
    ErrorCode if_lost;  // the code of a broken connection or a passed timeout
    std::string hint;   // the next step when that happens
};

enum class Waited { ready, timed_out };

class Stream {
  public:
    // Nothing if nobody listens there; throws on any other failure.
    static awaitable<std::optional<Stream>> connect(ServerAddress address,
                                                    std::chrono::milliseconds timeout);
    Stream(Stream&&) noexcept;
    Stream& operator=(Stream&&) noexcept;
    ~Stream();  // closes

    // At least one byte, or 0 when the peer has ended the stream.
    awaitable<std::size_t> read_some(std::span<std::byte> into, std::chrono::milliseconds timeout);
    // All of `into` within the timeout; an end before that is an Error.
    awaitable<void> read_exactly(std::span<std::byte> into, std::chrono::milliseconds timeout);
    // The timeout is the longest time without progress, so that a slow link may take as long as it
    // needs.
    awaitable<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout);

    // Waits for bytes (or the end) without taking any: the one wait whose timeout is no failure.
    awaitable<Waited> wait_readable(std::chrono::milliseconds timeout);
    // Whether a read would have something to say at once: bytes, the end, or that the connection
    // broke.
    bool has_input() const;

    // Ends both directions at once; bytes in flight are lost, as adb has no half-close.
    void close() noexcept;

    const Peer& peer() const;
    // The server hands a stream over to the phone when it is asked to.
    void set_peer(Peer peer);

  private:
    struct Impl;
    explicit Stream(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

// The Error for a peer that is gone or does not answer; trying again can help.
Error lost(const Peer& peer, const std::string& what);

// The peer that an adb server is before a phone has been chosen.
Peer server_peer(const ServerAddress& address);

}  // namespace edgebench::adb
