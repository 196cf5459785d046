#include "tests/virtual_phone/services.hpp"

#include "protocol/error.hpp"
#include "tests/virtual_phone/shell_protocol.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <charconv>
#include <csignal>
#include <optional>
#include <string_view>

namespace edgebench::virtual_phone {
namespace {

using Descriptor = asio::posix::stream_descriptor;
using namespace asio::experimental::awaitable_operators;

enum class Framing { raw, shell_v2 };

struct Service {
    RequestKind kind = RequestKind::shell;
    Framing framing = Framing::raw;
    std::string command;
    std::uint16_t port = 0;
};

// "shell,v2,TERM=…,raw:COMMAND" and its like. A terminal is never made: "pty" is served as "raw".
std::optional<Service> parse_service(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos) return std::nullopt;
    const std::string name = text.substr(0, colon);
    const std::string rest = text.substr(colon + 1);
    if (name == "sync") return Service{.kind = RequestKind::sync, .command = {}};
    if (name == "exec") return Service{.kind = RequestKind::merged_shell, .command = rest};
    if (name == "tcp") {
        Service service{.kind = RequestKind::connect, .command = {}};
        const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), service.port);
        return parsed.ec == std::errc() ? std::optional(service) : std::nullopt;
    }
    if (name != "shell" && !name.starts_with("shell,")) return std::nullopt;
    const bool v2 = (name + ",").find(",v2,") != std::string::npos;
    return Service{.kind = v2 ? RequestKind::shell : RequestKind::merged_shell,
                   .framing = v2 ? Framing::shell_v2 : Framing::raw,
                   .command = rest};
}

// One stream and the files of what serves it. Lives until both its coroutines have ended.
class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(std::shared_ptr<Stream> stream, std::shared_ptr<Container> container, Framing framing)
        : executor_(stream->executor()),
          stream_(std::move(stream)),
          container_(std::move(container)),
          framing_(framing) {}

    // `self` keeps the session alive for as long as the coroutine is.
    static asio::awaitable<void> run(std::shared_ptr<Session> self, Service service) {
        bool opened = true;
        try {
            co_await self->open(std::move(service));
        } catch (const Error&) {
            opened = false;  // a closed port, or a phone that is off: the stream ends
        }
        if (opened) co_await self->serve();
        co_await self->stream_->finish();
    }

  private:
    asio::awaitable<void> open(Service service) {
        if (service.kind == RequestKind::connect) {
            UniqueFd socket = co_await container_->connect(service.port);
            in_.emplace(executor_, socket.release());
            co_return;
        }
        StartedProcess process =
            co_await container_->start_process(service.kind, std::move(service.command));
        process_ = process.id;
        in_.emplace(executor_, process.files.at(0).release());
        out_.emplace(executor_, process.files.at(1).release());
        if (process.files.size() > 2) err_.emplace(executor_, process.files[2].release());
    }

    asio::awaitable<void> serve() {
        spawn(executor_, take_input(shared_from_this()), "service input");
        if (err_) {
            auto both = give_output(*out_, ShellId::standard_out) &&
                        give_output(*err_, ShellId::standard_error);
            co_await std::move(both);
        } else {
            co_await give_output(out_ ? *out_ : *in_, ShellId::standard_out);
        }
        if (framing_ == Framing::shell_v2 && stream_->open()) co_await give_exit_code();
        if (process_) container_->forget(*process_);
    }

    // Host to phone, until the stream ends; then a shell command hears that its terminal is gone,
    // as adbd tells it.
    static asio::awaitable<void> take_input(std::shared_ptr<Session> self) {
        for (;;) {
            const Payload payload = co_await self->stream_->read();
            if (payload.size == 0) break;
            co_await self->give_input(payload);
        }
        if (self->framing_ == Framing::shell_v2) self->container_->signal(*self->process_, SIGHUP);
        for (auto* file : {&self->in_, &self->out_, &self->err_}) close(*file);
    }

    asio::awaitable<void> give_input(const Payload& payload) {
        if (framing_ == Framing::raw) {
            co_await put(payload.bytes());
            co_return;
        }
        const auto parts = unpacker_.feed(payload.bytes());
        for (const auto& part : parts) {
            if (part.id == ShellId::close_in) close(in_);
            if (part.id == ShellId::standard_in) co_await put(part.data);
        }
    }

    // What a reader does not want any more is dropped, as the kernel would.
    asio::awaitable<void> put(std::span<const std::byte> bytes) {
        if (!in_ || !in_->is_open()) co_return;
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        const auto rest = [size = bytes.size()](const boost::system::error_code& error,
                                                std::size_t done) {
            return error ? 0 : size - done;
        };
        const auto [error, size] = co_await asio::async_write(*in_, buffer, rest, k_no_throw);
        if (error) close(in_);
    }

    // Phone to host, until the file or the stream ends.
    asio::awaitable<void> give_output(Descriptor& from, ShellId id) {
        const std::size_t head = framing_ == Framing::shell_v2 ? k_shell_head_bytes : 0;
        for (;;) {
            Payload payload(stream_->max_payload());
            const auto room = asio::buffer(payload.data.get() + head, payload.size - head);
            const auto [error, size] = co_await from.async_read_some(room, k_no_throw);
            if (error) co_return;
            payload.size = head + size;
            if (head > 0) put_shell_head(payload, id);
            const bool sent = co_await stream_->write(std::move(payload));
            if (!sent) co_return;
        }
    }

    asio::awaitable<void> give_exit_code() {
        const auto code = co_await container_->exit_code(*process_);
        if (!code) co_return;
        Payload payload(k_shell_head_bytes + 1);
        payload.data[k_shell_head_bytes] = static_cast<std::byte>(*code);
        put_shell_head(payload, ShellId::exit);
        co_await stream_->write(std::move(payload));
    }

    static void close(std::optional<Descriptor>& file) {
        boost::system::error_code ignored;
        if (file) file->close(ignored);
    }

    asio::any_io_executor executor_;
    std::shared_ptr<Stream> stream_;
    std::shared_ptr<Container> container_;
    Framing framing_;
    ShellUnpacker unpacker_;
    std::optional<std::uint32_t> process_;
    std::optional<Descriptor> in_;  // a socket is both in and out
    std::optional<Descriptor> out_;
    std::optional<Descriptor> err_;
};

}  // namespace

bool open_service(const std::string& text, std::shared_ptr<Stream> stream,
                  std::shared_ptr<Container> container) {
    auto service = parse_service(text);
    if (!service) return false;
    const auto executor = stream->executor();
    auto session =
        std::make_shared<Session>(std::move(stream), std::move(container), service->framing);
    spawn(executor, Session::run(std::move(session), std::move(*service)), text);
    return true;
}

}  // namespace edgebench::virtual_phone
