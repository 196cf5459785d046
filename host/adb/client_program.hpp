#pragma once
// The user's own `adb` program: used to start a server where none answers, and asked for its
// version.

#include "host/adb/adb_parser.hpp"
#include "host/adb/server_address.hpp"

#include <boost/asio/awaitable.hpp>

namespace edgebench::adb {

// `adb start-server` for that address. Throws Error{host} with the way to install adb when PATH has
// none.
boost::asio::awaitable<void> start_server(ServerAddress address);

boost::asio::awaitable<ClientVersion> client_version();

}  // namespace edgebench::adb
