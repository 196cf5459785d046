#include "tests/virtual_phone/adb_connection.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace edgebench::virtual_phone {
namespace {

using boost::system::error_code;

constexpr std::uint32_t k_auth_token = 1;
constexpr std::uint32_t k_auth_signature = 2;
constexpr std::size_t k_auth_token_bytes = 20;

// Asio's own "all" reads 64 KiB at a time; this asks for the rest at once.
auto all_of(std::size_t size) {
    return [size](const error_code& error, std::size_t done) { return error ? 0 : size - done; };
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Faults& faults, std::string banner,
                       OpenService open_service)
    : socket_(std::move(socket)),
      faults_(faults),
      banner_(std::move(banner)),
      open_service_(std::move(open_service)),
      outgoing_changed_(socket_.get_executor()) {
    socket_.set_option(asio::ip::tcp::no_delay(true));
}

void Connection::start() {
    spawn(executor(), receive_all(shared_from_this()), "receiving from adb");
    spawn(executor(), send_all(shared_from_this()), "sending to adb");
}

void Connection::drop() {
    error_code ignored;
    socket_.close(ignored);
    outgoing_changed_.notify();
    end_streams();
}

void Connection::authorise() {
    if (std::exchange(access_, Access::granted) != Access::waiting) return;
    send(Command::cnxn, k_version, k_max_data, Payload(banner_));
}

void Connection::end_streams() {
    for (const auto& [id, stream] : std::exchange(streams_, {})) stream->ended();
}

asio::awaitable<void> Connection::receive_all(std::shared_ptr<Connection> self) {
    for (bool more = true; more;) more = co_await self->receive_one();
    self->drop();
}

asio::awaitable<bool> Connection::receive_one() {
    HeadBytes bytes;
    const auto [head_error, head_size] =
        co_await asio::async_read(socket_, asio::buffer(bytes), k_no_throw);
    const auto head = decode(bytes);
    if (head_error || !head) co_return false;
    Payload payload(head->length);
    const auto room = asio::buffer(payload.data.get(), payload.size);
    const auto [error, size] =
        co_await asio::async_read(socket_, room, all_of(payload.size), k_no_throw);
    if (error) co_return false;
    if (version_ < k_version && checksum(payload.bytes()) != head->checksum) co_return false;
    co_await throttle(payload.size);
    co_await faults_.wait_until_thawed();
    if (head->command == Command::wrte && !apply_faults(payload)) co_return false;
    handle(*head, std::move(payload));
    co_return socket_.is_open();
}

asio::awaitable<void> Connection::send_all(std::shared_ptr<Connection> self) {
    for (bool more = true; more;) {
        while (self->outgoing_.empty() && self->alive()) co_await self->outgoing_changed_.wait();
        more = self->alive();
        if (more) more = co_await self->send_one();
    }
    self->drop();
}

asio::awaitable<bool> Connection::send_one() {
    co_await faults_.wait_until_thawed();
    const Outgoing packet = std::move(outgoing_.front());
    outgoing_.pop_front();
    if (breaks_before(packet)) co_return false;
    const std::size_t size = packet.head.size() + packet.payload.size;
    const std::array buffers{asio::buffer(packet.head),
                             asio::const_buffer(packet.payload.data.get(), packet.payload.size)};
    const auto [error, sent] =
        co_await asio::async_write(socket_, buffers, all_of(size), k_no_throw);
    co_await throttle(packet.payload.size);
    co_return !error;
}

asio::awaitable<void> Connection::throttle(std::size_t bytes) {
    if (faults_.bytes_per_second == 0 || bytes == 0) co_return;
    const double seconds =
        static_cast<double>(bytes) / static_cast<double>(faults_.bytes_per_second);
    asio::steady_timer timer(executor(),
                             std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6)));
    co_await timer.async_wait(k_no_throw);
}

bool Connection::breaks_before(const Outgoing& packet) {
    auto& left = faults_.drop_after_sent;
    if (!left || packet.command != Command::wrte) return false;
    const bool breaks = *left < packet.payload.size;
    *left -= std::min<std::uint64_t>(*left, packet.payload.size);
    if (breaks) left.reset();
    return breaks;
}

// False if the connection is to break here.
bool Connection::apply_faults(Payload& payload) {
    if (faults_.drop_after) {
        if (*faults_.drop_after < payload.size) {
            faults_.drop_after.reset();
            return false;
        }
        *faults_.drop_after -= payload.size;
    }
    if (faults_.flip_at) {
        if (*faults_.flip_at < payload.size) {
            payload.data[*faults_.flip_at] ^= std::byte{1};
            faults_.flip_at.reset();
        } else {
            *faults_.flip_at -= payload.size;
        }
    }
    return true;
}

void Connection::send(Command command, std::uint32_t arg0, std::uint32_t arg1, Payload payload) {
    PacketHead head{command, arg0, arg1, static_cast<std::uint32_t>(payload.size), 0};
    // A hello is summed for the peer that does not yet know our version.
    const bool summed =
        version_ < k_version || command == Command::cnxn || command == Command::auth;
    if (summed) head.checksum = checksum(payload.bytes());
    outgoing_.push_back({command, encode(head), std::move(payload)});
    outgoing_changed_.notify();
}

void Connection::handle(const PacketHead& head, Payload payload) {
    if (head.command == Command::cnxn) return handle_hello(head);
    if (head.command == Command::auth && access_ == Access::waiting) {
        if (head.arg0 == k_auth_signature)
            send(Command::auth, k_auth_token, 0, Payload(std::string(k_auth_token_bytes, 'x')));
        return;
    }
    if (access_ != Access::granted) return;
    if (head.command == Command::open) return handle_open(head, payload);
    const auto found = streams_.find(head.arg1);
    if (found == streams_.end()) return;
    const std::shared_ptr<Stream> stream = found->second;
    if (head.command == Command::okay) stream->acknowledged();
    if (head.command == Command::wrte) stream->received(std::move(payload));
    if (head.command == Command::clse) {
        streams_.erase(found);
        stream->ended();
    }
}

void Connection::handle_hello(const PacketHead& head) {
    end_streams();
    version_ = std::min(head.arg0, k_version);
    max_payload_ = std::clamp<std::size_t>(head.arg1, 64, k_max_data);
    access_ = Access::waiting;
    if (!faults_.unauthorised) return authorise();
    send(Command::auth, k_auth_token, 0, Payload(std::string(k_auth_token_bytes, 'x')));
}

void Connection::handle_open(const PacketHead& head, const Payload& payload) {
    const std::string service(payload.text().substr(0, payload.text().find('\0')));
    const std::uint32_t id = ++last_id_;
    const auto stream = std::make_shared<Stream>(shared_from_this(), id, head.arg0);
    if (!open_service_(service, stream)) return send(Command::clse, 0, head.arg0);
    streams_[id] = stream;
    send(Command::okay, id, head.arg0);
}

Stream::Stream(std::shared_ptr<Connection> connection, std::uint32_t id, std::uint32_t peer_id)
    : executor_(connection->executor()),
      connection_(std::move(connection)),
      id_(id),
      peer_id_(peer_id),
      changed_(executor_) {}

std::size_t Stream::max_payload() const {
    return connection_ ? connection_->max_payload_ : k_max_data;
}

void Stream::received(Payload payload) {
    received_.push_back(std::move(payload));
    changed_.notify();
}

void Stream::acknowledged() {
    unacknowledged_ = false;
    changed_.notify();
}

void Stream::ended() {
    connection_.reset();
    changed_.notify();
}

asio::awaitable<Payload> Stream::read() {
    for (;;) {
        while (received_.empty() && open()) co_await changed_.wait();
        if (received_.empty()) co_return Payload();
        Payload payload = std::move(received_.front());
        received_.pop_front();
        if (open()) connection_->send(Command::okay, id_, peer_id_);
        if (payload.size > 0) co_return payload;
    }
}

asio::awaitable<bool> Stream::writable() {
    while (unacknowledged_ && open()) co_await changed_.wait();
    co_return open();
}

asio::awaitable<bool> Stream::write(Payload payload) {
    const bool possible = co_await writable();
    if (!possible) co_return false;
    unacknowledged_ = true;
    connection_->send(Command::wrte, id_, peer_id_, std::move(payload));
    co_return true;
}

asio::awaitable<void> Stream::finish() {
    const bool possible = co_await writable();
    if (!possible) co_return;
    connection_->send(Command::clse, id_, peer_id_);
    connection_->streams_.erase(id_);
    ended();
}

}  // namespace edgebench::virtual_phone
