#pragma once
// adb's smart-socket protocol: a request is four hex digits of length and the name of a service;
// the answer is OKAY, or FAIL with a text. After some services the same connection carries their
// bytes.

#include "host/adb/stream.hpp"

#include <chrono>
#include <string>

namespace edgebench::adb {

constexpr std::chrono::milliseconds k_connect_timeout{5000};
// The server answers its own services from memory; a second would do on an idle machine.
constexpr std::chrono::milliseconds k_server_timeout{5000};

// A connection to the server. Where none answers on this machine, one is started.
awaitable<Stream> connect_server(ServerAddress address);

// Asks for a service and awaits OKAY. FAIL is an Error with the meaning of its text, and with
// `if_failed` where the text has none that is known.
awaitable<void> request(Stream& stream, std::string service, ErrorCode if_failed,
                        std::chrono::milliseconds timeout);

// A text with its length in four hex digits before it.
awaitable<std::string> read_block(Stream& stream, std::chrono::milliseconds timeout);

// A service of the server that answers with one text.
awaitable<std::string> query(ServerAddress address, std::string service,
                             std::chrono::milliseconds timeout = k_server_timeout);

}  // namespace edgebench::adb
