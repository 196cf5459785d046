// Takes the place of the agent on a virtual phone and misbehaves as the file
// /data/local/tmp/hostile says: garbage, oversized, version, wrong_proof, silent, oversized_reply,
// odd_reply.

#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "protocol/frame.hpp"
#include "protocol/messages.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <string>

using namespace edgebench;

namespace {

const Bytes k_key(32, 0);
const Bytes k_nonce(k_nonce_bytes, 7);

// Until the peer has had enough.
void send_endlessly(int peer, std::uint32_t seed) {
    Bytes piece(65536);
    while (true) {
        for (auto& byte : piece)
            byte = static_cast<std::uint8_t>((seed = seed * 1664525 + 1) >> 24);
        if (::send(peer, piece.data(), piece.size(), 0) <= 0) return;
    }
}

void send_all(int peer, const Bytes& bytes) {
    ::send(peer, bytes.data(), bytes.size(), 0);
}

Bytes receive_frame(int peer) {
    FrameHeader header{};
    if (::recv(peer, header.data(), header.size(), MSG_WAITALL) <= 0) return {};
    Bytes body(body_length(header, k_max_frame));
    ::recv(peer, body.data(), body.size(), MSG_WAITALL);
    return body;
}

void announce_too_much(int peer) {
    send_all(peer, {0xff, 0xff, 0xff, 0xff});
    send_endlessly(peer, 0);
}

void shake_hands(int peer, ByteView key) {
    AgentHello hello;
    hello.build_id = "hostile";
    hello.nonce = k_nonce;
    send_all(peer, make_frame(encode(hello)));
    const auto host = decode_host_hello(receive_frame(peer));
    const auto proof = handshake_proof(key, Role::agent, k_nonce, host.nonce);
    send_all(peer, make_frame(encode(Welcome{.proof = Bytes(proof.begin(), proof.end())})));
}

void serve(int peer, const std::string& mode) {
    if (mode == "garbage") return send_endlessly(peer, 42);
    if (mode == "oversized") return announce_too_much(peer);
    if (mode == "version") {
        AgentHello hello;
        hello.protocol = 99;
        hello.build_id = "hostile";
        hello.nonce = k_nonce;
        send_all(peer, make_frame(encode(hello)));
    } else if (mode == "wrong_proof") {
        shake_hands(peer, Bytes(32, 1));
    } else if (mode == "oversized_reply") {
        shake_hands(peer, k_key);
        receive_frame(peer);
        return announce_too_much(peer);
    } else if (mode == "odd_reply") {
        shake_hands(peer, k_key);
        receive_frame(peer);
        send_all(peer, make_frame(encode(Reply(Pong{}))));
    }
    receive_frame(peer);  // and whatever else until the peer goes
}

void serve_all(int listener, const std::string& mode) {
    while (true) {
        const int peer = ::accept(listener, nullptr, nullptr);
        try {
            serve(peer, mode);
        } catch (const std::exception&) {  // the host has gone
        }
        ::close(peer);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    std::signal(SIGPIPE, SIG_IGN);
    std::string mode;
    std::ifstream("/data/local/tmp/hostile") >> mode;
    std::ofstream(std::string(argv[3]) + "/key") << std::string(64, '0');

    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0) return 3;
    ::listen(listener, 8);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::cout << R"({"port":)" << ntohs(address.sin_port)
              << R"(,"pid":1,"build_id":"hostile","protocol":1})" << std::endl;
    if (::daemon(0, 0) != 0) return 3;
    serve_all(listener, mode);
}
