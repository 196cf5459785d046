#include "host/adb/connection.hpp"

#include "host/adb/adb_errors.hpp"
#include "host/adb/adb_parser.hpp"
#include "host/adb/client_program.hpp"
#include "host/log/log.hpp"

#include <array>
#include <utility>

namespace edgebench::adb {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t k_max_service = 0xffff;  // four hex digits

std::string with_length(std::string_view service) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    std::string text;
    for (int shift = 12; shift >= 0; shift -= 4) {
        text += k_digits[(service.size() >> shift) & 0xf];
    }
    return text.append(service);
}

Error not_adb(const Peer& peer, std::string_view answer) {
    return Error(ErrorCode::protocol,
                 peer.name + ": '" + printable(answer) + "' is no answer of an adb server",
                 "Another program may be listening there: check the address.");
}

awaitable<std::string> read_word(Stream& stream, milliseconds timeout) {
    std::string word(4, '\0');
    const auto bytes = std::as_writable_bytes(std::span(word));
    co_await stream.read_exactly(bytes, timeout);
    co_return word;
}

Error no_server(const ServerAddress& address, std::string hint) {
    return Error(ErrorCode::host, "no adb server answers at " + address.text(), std::move(hint),
                 Retry::can_help);
}

}  // namespace

awaitable<Stream> connect_server(ServerAddress address) {
    auto stream = co_await Stream::connect(address, k_connect_timeout);
    if (stream) {
        co_return *std::move(stream);
    }
    if (!address.on_this_machine()) {
        throw no_server(address,
                        "Start it there with `adb -a nodaemon server`, or check the tunnel.");
    }
    co_await start_server(address);
    stream = co_await Stream::connect(address, k_connect_timeout);
    if (!stream) {
        throw no_server(address,
                        "`adb start-server` succeeded but the server is gone again: "
                        "look into its log, $TMPDIR/adb.UID.log.");
    }
    co_return *std::move(stream);
}

awaitable<void> request(Stream& stream, std::string service, ErrorCode if_failed,
                        milliseconds timeout) {
    if (service.empty() || service.size() > k_max_service) {
        throw Error(ErrorCode::internal, stream.peer().name + ": a request of " +
                                             std::to_string(service.size()) + " bytes");
    }
    log::debug("adb: " + stream.peer().name + ": " + printable(service));
    const std::string message = with_length(service);
    const auto bytes = std::as_bytes(std::span(message));
    co_await stream.write(bytes, timeout);
    const std::string status = co_await read_word(stream, timeout);
    if (status == "OKAY") {
        co_return;
    }
    if (status != "FAIL") {
        throw not_adb(stream.peer(), status);
    }
    const std::string reason = co_await read_block(stream, timeout);
    throw error_from_fail(reason, stream.peer(), if_failed);
}

awaitable<std::string> read_block(Stream& stream, milliseconds timeout) {
    const std::string digits = co_await read_word(stream, timeout);
    const auto length = parse_hex4(digits);
    if (!length) {
        throw not_adb(stream.peer(), digits);
    }
    std::string text(*length, '\0');
    const auto bytes = std::as_writable_bytes(std::span(text));
    co_await stream.read_exactly(bytes, timeout);
    co_return text;
}

awaitable<std::string> query(ServerAddress address, std::string service, milliseconds timeout) {
    Stream stream = co_await connect_server(address);
    co_await request(stream, std::move(service), ErrorCode::host, timeout);
    std::string answer = co_await read_block(stream, timeout);
    co_return answer;
}

}  // namespace edgebench::adb
