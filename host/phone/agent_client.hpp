#pragma once
// One connection to the agent: handshake, then a request at a time (doc/protocol.md).

#include "host/adb/device.hpp"
#include "host/phone/agent_process.hpp"
#include "protocol/messages.hpp"

#include <chrono>

namespace edgebench::phone {

// How long a healthy agent takes for a request that does not wait for a trial.
constexpr std::chrono::milliseconds k_reply_timeout{20000};

class AgentClient {
  public:
    // Both sides prove that they know the key. Throws Error::protocol with both versions when they
    // differ.
    static adb::awaitable<AgentClient> connect(adb::DeviceHandle phone, AgentEndpoint endpoint,
                                               std::string owner);

    // The reply; a Failure is thrown as the Error it carries.
    adb::awaitable<Reply> call(Request request,
                               std::chrono::milliseconds timeout = k_reply_timeout);

    // The same, for a request that has one right kind of answer.
    template <class Answer>
    adb::awaitable<Answer> ask(Request request,
                               std::chrono::milliseconds timeout = k_reply_timeout) {
        auto reply = co_await call(std::move(request), timeout);
        if (auto* answer = std::get_if<Answer>(&reply)) co_return std::move(*answer);
        throw unexpected_reply();
    }

    // Raw bytes behind an Offset reply. Ends early, without an error, when the agent says
    // something: read it next.
    adb::awaitable<void> send_raw(std::span<const std::uint8_t> bytes);
    bool agent_speaks() const { return stream_.has_input(); }
    adb::awaitable<Reply> read_reply(std::chrono::milliseconds timeout);

    void close() noexcept { stream_.close(); }

  private:
    explicit AgentClient(adb::Stream stream) : stream_(std::move(stream)) {}
    adb::awaitable<Bytes> read_body(std::size_t limit, std::chrono::milliseconds timeout);
    adb::awaitable<void> send_body(Bytes body);
    static Error unexpected_reply();

    adb::Stream stream_;
};

}  // namespace edgebench::phone
