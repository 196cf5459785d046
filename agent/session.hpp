#pragma once
// One client: the handshake, then a request and its answer at a time (doc/protocol.md §3 and §4).

#include "agent/connection.hpp"
#include "agent/services.hpp"

namespace edgebench::agent {

// Ends when the client has gone or has broken the protocol. `services` outlives it.
boost::asio::awaitable<void> serve_client(std::shared_ptr<Connection::Socket> socket,
                                          Services& services);

}  // namespace edgebench::agent
