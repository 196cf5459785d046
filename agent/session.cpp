#include "agent/session.hpp"

#include "agent/async.hpp"
#include "agent/device_info.hpp"
#include "agent/log.hpp"
#include "agent/plan_recovery.hpp"
#include "agent/random.hpp"
#include "protocol/frame.hpp"

namespace asio = boost::asio;

namespace edgebench::agent {
namespace {

constexpr Seconds k_handshake_deadline{10};
constexpr std::size_t k_upload_piece_bytes = 1024 * 1024;

class Session {
  public:
    Session(std::shared_ptr<Connection::Socket> socket, Services& services)
        : connection_(std::move(socket), [&services] { services.runner.note_disturbance(); }),
          services_(services) {}

    asio::awaitable<void> run();

  private:
    asio::awaitable<void> shake_hands();
    void check(const HostHello& hello, ByteView nonce) const;
    asio::awaitable<void> serve();
    asio::awaitable<void> handle(Request request);
    asio::awaitable<void> put_settings_back(const Request& request);
    asio::awaitable<void> look_at_power(const Request& request);
    asio::awaitable<void> receive(PutContent request);
    asio::awaitable<void> receive_content(Upload& upload);
    asio::awaitable<void> discard(std::int64_t bytes);
    asio::awaitable<std::size_t> read_piece(std::int64_t remaining);
    asio::awaitable<void> wait_for_news(ReadJournal request);
    asio::awaitable<void> news(ReadJournal request);
    asio::awaitable<void> reply(Reply reply);

    Connection connection_;
    Services& services_;
    std::optional<Audience::Seat> seat_;
    Bytes piece_;
    bool ended_ = false;
};

// What ends a session is told to the client if it is still there.
asio::awaitable<void> Session::run() {
    std::optional<Error> failure;
    try {
        co_await shake_hands();
        seat_.emplace(services_.audience);
        co_await serve();
    } catch (const std::exception& error) {
        failure = as_error(error);
    }
    if (!failure || failure->code() == ErrorCode::device_lost) co_return;
    log::warn("a client is sent away: " + failure->message());
    co_await reply(failure_from(*failure));
}

asio::awaitable<void> Session::shake_hands() {
    AgentHello hello;
    hello.build_id = services_.build_id;
    hello.nonce = random_bytes(k_nonce_bytes);
    co_await connection_.write_frame(encode(hello));
    const auto frame = co_await connection_.read_frame(k_max_handshake_frame, k_handshake_deadline);
    const auto host = decode_host_hello(frame);
    check(host, hello.nonce);
    Welcome welcome;
    const auto proof = handshake_proof(services_.key, Role::agent, hello.nonce, host.nonce);
    welcome.proof.assign(proof.begin(), proof.end());
    co_await connection_.write_frame(encode(welcome));
}

void Session::check(const HostHello& hello, ByteView nonce) const {
    if (hello.protocol != k_protocol_version) {
        throw Error(ErrorCode::protocol,
                    "the host speaks version " + std::to_string(hello.protocol) +
                        " of the protocol, the agent version " + std::to_string(k_protocol_version),
                    "Use the edgebench that started this agent, or wait until its plan has ended.");
    }
    const auto proof = handshake_proof(services_.key, Role::host, nonce, hello.nonce);
    if (hello.nonce.size() != k_nonce_bytes || !equal_in_constant_time(proof, hello.proof)) {
        throw Error(ErrorCode::device_refused, "the host does not know this agent's key",
                    "The agent may have been started anew: read its key again.");
    }
}

asio::awaitable<void> Session::serve() {
    while (!ended_) {
        const auto frame = co_await connection_.read_request();
        seat_->request_arrived();
        co_await handle(decode_request(frame));
    }
}

asio::awaitable<void> Session::handle(Request request) {
    std::optional<Error> failure;
    try {
        if (const auto* const put = std::get_if<PutContent>(&request)) {
            co_await receive(*put);
            co_return;
        }
        const auto* const read = std::get_if<ReadJournal>(&request);
        if (read && read->mode == ReadMode::wait) co_await wait_for_news(*read);
        co_await put_settings_back(request);
        co_await look_at_power(request);
        const auto result = answer(request, services_);
        co_await reply(result);
    } catch (const std::exception& error) {
        failure = as_error(error);
    }
    if (failure && failure->code() == ErrorCode::device_lost) throw Error(*failure);
    if (failure) {
        co_await reply(failure_from(*failure));
    } else if (std::holds_alternative<ShutDown>(request)) {
        ended_ = true;
        services_.shut_down();
    }
}

// A journal that goes takes with it what the phone was like, and the next plan would believe that
// it was like this.
asio::awaitable<void> Session::put_settings_back(const Request& request) {
    const auto* const discard = std::get_if<DiscardPlan>(&request);
    if (discard && !services_.runner.running(discard->plan_id)) {
        co_await put_back_rest(services_.plans, discard->plan_id);
    }
    if (!std::holds_alternative<Submit>(request) || services_.runner.running()) co_return;
    const auto boot_id = read_boot_id(services_.roots.proc);
    co_await recover_plans(services_.plans, boot_id);
}

// What these requests tell or write down; while a plan runs the last look has to do.
asio::awaitable<void> Session::look_at_power(const Request& request) {
    if (services_.runner.running()) co_return;
    const bool asked = std::holds_alternative<GetDeviceInfo>(request);
    const bool needed = std::holds_alternative<Submit>(request) && !services_.power.has_looked();
    if (asked || needed) co_await services_.power.look();
}

asio::awaitable<void> Session::reply(Reply reply) {
    co_await connection_.write_frame(encode(reply));
}

// While a plan runs nothing large may arrive: it would be measured. What has arrived before stays.
asio::awaitable<void> Session::receive(PutContent request) {
    if (services_.runner.running()) throw services_.runner.busy();
    auto upload = services_.blobs.receive(request);
    const auto begin = upload.begin();
    co_await reply(begin);
    co_await receive_content(upload);
}

asio::awaitable<void> Session::receive_content(Upload& upload) {
    std::optional<Error> failure;
    while (upload.remaining() > 0 && !failure) {
        const auto count = co_await read_piece(upload.remaining());
        try {
            if (services_.runner.running()) throw services_.runner.busy();
            upload.write(std::span(piece_).first(count));
        } catch (const Error& error) {
            failure = error;
        }
    }
    if (!failure) {
        upload.finish();
        co_await reply(Done());
        co_return;
    }
    // The client is told at once. What it sends until it has read that is taken from it: closing
    // before that could lose the answer.
    const auto rest = upload.remaining();
    co_await reply(failure_from(*failure));
    co_await discard(rest);
    ended_ = true;
}

// What has arrived, at most `remaining` bytes; it is at the front of piece_.
asio::awaitable<std::size_t> Session::read_piece(std::int64_t remaining) {
    piece_.resize(static_cast<std::size_t>(
        std::min(remaining, static_cast<std::int64_t>(k_upload_piece_bytes))));
    co_return co_await connection_.read_raw(piece_);
}

asio::awaitable<void> Session::discard(std::int64_t bytes) {
    while (bytes > 0) {
        const auto count = co_await read_piece(bytes);
        bytes -= static_cast<std::int64_t>(count);
    }
}

// A client that waits sends nothing: whatever arrives meanwhile is its end.
asio::awaitable<void> Session::wait_for_news(ReadJournal request) {
    const auto ended = co_await race(news(request), connection_.readable());
    if (ended == Ended::too_late) {
        throw Error(ErrorCode::device_lost, "the client has gone or did not wait for its answer");
    }
}

asio::awaitable<void> Session::news(ReadJournal request) {
    while (services_.runner.running(request.plan_id) &&
           services_.plans.journal_size(request.plan_id) <= request.offset) {
        co_await seat_->wait_for_news();
    }
}

}  // namespace

asio::awaitable<void> serve_client(std::shared_ptr<Connection::Socket> socket, Services& services) {
    Session session(std::move(socket), services);
    co_await session.run();
}

}  // namespace edgebench::agent
