#include "host/phone/agent_client.hpp"

#include "protocol/error.hpp"
#include "protocol/frame.hpp"

#include <sys/random.h>

namespace edgebench::phone {
namespace {

constexpr std::chrono::milliseconds k_handshake_timeout{10000};
// The longest time without progress while bytes leave for the phone.
constexpr std::chrono::milliseconds k_send_timeout{20000};

Bytes make_nonce() {
    Bytes nonce(k_nonce_bytes);
    if (getentropy(nonce.data(), nonce.size()) != 0) {
        throw Error(ErrorCode::host, "this machine gives no random numbers");
    }
    return nonce;
}

void check_version(const AgentHello& hello) {
    if (hello.protocol == k_protocol_version) return;
    throw Error(ErrorCode::protocol,
                "the agent on the phone speaks protocol " + std::to_string(hello.protocol) +
                    " (build " + hello.build_id + "), this edgebench speaks " +
                    std::to_string(k_protocol_version),
                "Use the edgebench that started the agent, or wait until its plan has ended; "
                "`edgebench collect` "
                "reads its results in any case.");
}

Error refused_proof() {
    return Error(
        ErrorCode::device_refused, "the agent could not prove that it knows its own key",
        "Another program may be listening on the phone; run `edgebench clean` and try again.");
}

}  // namespace

adb::awaitable<AgentClient> AgentClient::connect(adb::DeviceHandle phone, AgentEndpoint endpoint,
                                                 std::string owner) {
    auto stream = co_await adb::open_tcp(std::move(phone), endpoint.port);
    AgentClient client(std::move(stream));
    const auto greeting = co_await client.read_body(k_max_handshake_frame, k_handshake_timeout);
    const auto agent = decode_agent_hello(greeting);
    check_version(agent);
    HostHello host;
    host.build_id = endpoint.build_id;
    host.owner = std::move(owner);
    host.nonce = make_nonce();
    const auto proof = handshake_proof(endpoint.key, Role::host, agent.nonce, host.nonce);
    host.proof.assign(proof.begin(), proof.end());
    auto answer = encode(host);
    co_await client.send_body(std::move(answer));
    const auto reply = co_await client.read_body(k_max_handshake_frame, k_handshake_timeout);
    const auto welcome = decode_welcome(reply);
    const auto expected = handshake_proof(endpoint.key, Role::agent, agent.nonce, host.nonce);
    if (!equal_in_constant_time(welcome.proof, expected)) throw refused_proof();
    co_return client;
}

adb::awaitable<Reply> AgentClient::call(Request request, std::chrono::milliseconds timeout) {
    auto body = encode(request);
    co_await send_body(std::move(body));
    auto reply = co_await read_reply(timeout);
    co_return reply;
}

adb::awaitable<Reply> AgentClient::read_reply(std::chrono::milliseconds timeout) {
    const auto body = co_await read_body(k_max_frame, timeout);
    auto reply = decode_reply(body);
    if (const auto* failure = std::get_if<Failure>(&reply)) {
        throw Error(error_code_from(failure->code), failure->message, failure->hint,
                    failure->transient ? Retry::can_help : Retry::useless);
    }
    co_return reply;
}

adb::awaitable<void> AgentClient::send_raw(std::span<const std::uint8_t> bytes) {
    co_await stream_.write(std::as_bytes(bytes), k_send_timeout);
}

adb::awaitable<Bytes> AgentClient::read_body(std::size_t limit, std::chrono::milliseconds timeout) {
    FrameHeader header{};
    co_await stream_.read_exactly(std::as_writable_bytes(std::span(header)), timeout);
    Bytes body(body_length(header, limit));
    co_await stream_.read_exactly(std::as_writable_bytes(std::span(body)), timeout);
    co_return body;
}

adb::awaitable<void> AgentClient::send_body(Bytes body) {
    const auto frame = make_frame(body);
    co_await stream_.write(std::as_bytes(std::span(frame)), k_send_timeout);
}

Error AgentClient::unexpected_reply() {
    return Error(ErrorCode::protocol, "the agent answered something else than was asked",
                 "The two sides may differ in version; run `edgebench clean` and try again.");
}

}  // namespace edgebench::phone
