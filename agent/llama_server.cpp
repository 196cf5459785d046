#include "agent/llama_server.hpp"

#include "agent/async.hpp"
#include "agent/child_process.hpp"
#include "agent/http_stream.hpp"
#include "agent/llama_report.hpp"
#include "agent/log_tail.hpp"
#include "protocol/bytes.hpp"

#include <boost/asio/co_spawn.hpp>

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

constexpr Seconds k_health_period{0.02};
constexpr Seconds k_open_deadline{5};
// SIGTERM ends it in well under a second, unless it computes; it holds nothing worth saving.
constexpr Seconds k_stop_deadline{1};
constexpr int k_http_ok = 200;

std::string random_key() {
    std::array<std::uint8_t, 32> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw Error(ErrorCode::host, "no random bytes for the engine's key");
    }
    return to_hex(bytes);
}

// Readable by the agent's user only, and only while the engine starts.
class KeyFile {
  public:
    KeyFile(std::filesystem::path path, const std::string& key) : path_(std::move(path)) {
        ::unlink(path_.c_str());
        const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        const bool written =
            file >= 0 && ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size());
        const int error = errno;
        if (file >= 0) ::close(file);
        if (!written) {
            throw Error(ErrorCode::engine, "cannot write the engine's key '" + path_.string() +
                                               "': " + std::generic_category().message(error));
        }
    }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;
    ~KeyFile() { ::unlink(path_.c_str()); }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

void make_link(const std::filesystem::path& link, const std::filesystem::path& target) {
    ::unlink(link.c_str());
    if (::symlink(target.c_str(), link.c_str()) == 0) return;
    throw Error(ErrorCode::engine,
                "cannot link '" + link.string() + "': " + std::generic_category().message(errno));
}

asio::awaitable<bool> is_ready(asio::any_io_executor executor, std::uint16_t port) {
    HttpRequest request;
    request.method = "GET";
    request.path = "/health";
    try {
        const auto answer = co_await ask(executor, port, std::move(request));
        co_return answer.status == k_http_ok;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::engine) throw;
        co_return false;  // it does not listen yet, or has just ended
    }
}

class LlamaGeneration : public Generation {
  public:
    explicit LlamaGeneration(const asio::any_io_executor& executor) : stream_(executor) {}

    asio::awaitable<void> open(std::uint16_t port, HttpRequest request) {
        co_await stream_.open(port, std::move(request));
    }

    asio::awaitable<void> begin() override { co_await stream_.release(); }

    asio::awaitable<Progress> next() override {
        for (;;) {
            const auto event = events_.take();
            if (event) co_return parse_progress(event->arrival, event->data);
            const auto piece = co_await stream_.next_piece();
            if (!piece) throw Error(ErrorCode::engine, "the engine's answer ended too early");
            if (stream_.status() != k_http_ok) throw refused(piece->bytes);
            events_.feed(piece->bytes, piece->arrival);
        }
    }

  private:
    Error refused(const std::string& body) const {
        return Error(ErrorCode::engine, "the engine refused the request (HTTP " +
                                            std::to_string(stream_.status()) +
                                            "): " + error_message(body));
    }

    HttpStream stream_;
    EventSplitter events_;
};

}  // namespace

struct LlamaServer::Process {
    Process(const asio::any_io_executor& executor, const Program& program)
        : changed(executor), child(executor, program), log([this](std::string_view line) {
              if (port) return;
              read_report_line(line, report);
              port = listening_port(line);
              if (port) changed.notify();
          }) {}

    Wakeup changed;  // at the port and at the end
    ChildProcess child;
    std::optional<std::uint16_t> port;
    std::optional<ExitStatus> exit;
    EngineReport report;
    LogTail log;
};

LlamaServer::LlamaServer(asio::any_io_executor executor, EngineSetup setup, EngineRoots roots)
    : executor_(std::move(executor)), setup_(std::move(setup)), roots_(std::move(roots)) {}

LlamaServer::~LlamaServer() {
    if (process_) process_->child.signal(SIGKILL);
}

asio::awaitable<void> LlamaServer::start() {
    key_ = random_key();
    const KeyFile key_file(roots_.scratch / "engine.key", key_);
    for (const auto& [link, blob] : model_links(setup_, roots_)) make_link(link, blob);
    Program program;
    program.argv = llama_command(setup_, roots_, key_file.path());
    program.environment = llama_environment(setup_, roots_);
    process_ = std::make_shared<Process>(executor_, program);
    const auto live = [](std::shared_ptr<Process> process) -> asio::awaitable<void> {
        const auto on_output = [&log = process->log](std::string_view bytes) { log.feed(bytes); };
        process->exit = co_await process->child.run(on_output);
        process->changed.notify();
    };
    asio::co_spawn(executor_, live(process_), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    co_await wait_for_port();
    co_await wait_for_health();
}

Error LlamaServer::died_early() const {
    return Error(ErrorCode::engine,
                 "the engine " + to_string(*process_->exit) + " before it was ready");
}

asio::awaitable<void> LlamaServer::wait_for_port() {
    while (!process_->port) {
        if (process_->exit) throw died_early();
        co_await process_->changed.wait();
    }
}

asio::awaitable<void> LlamaServer::wait_for_health() {
    for (;;) {
        if (process_->exit) throw died_early();
        const bool ready = co_await is_ready(executor_, *process_->port);
        if (ready) co_return;
        co_await sleep_for(k_health_period);
    }
}

asio::awaitable<std::unique_ptr<Generation>> LlamaServer::open(const PromptInput& prompt,
                                                               TrialSpec spec) {
    HttpRequest request;
    request.method = "POST";
    request.path = "/completion";
    request.bearer = key_;
    request.body = completion_body(prompt, spec);
    auto generation = std::make_unique<LlamaGeneration>(executor_);
    auto opening = generation->open(*process_->port, std::move(request));
    const auto opened = co_await within(k_open_deadline, std::move(opening));
    if (opened == Ended::too_late) {
        throw Error(ErrorCode::engine, "the engine does not accept a request");
    }
    co_return generation;
}

// So has one that could not be started.
asio::awaitable<void> LlamaServer::ended() {
    while (process_ && !process_->exit) co_await process_->changed.wait();
}

asio::awaitable<void> LlamaServer::stop() {
    if (!process_ || process_->exit) co_return;
    process_->child.signal(SIGTERM);
    const auto asked = co_await within(k_stop_deadline, ended());
    if (asked == Ended::in_time) co_return;
    process_->child.signal(SIGKILL);
    co_await ended();
}

EngineState LlamaServer::state() const {
    EngineState state;
    if (!process_) return state;
    if (process_->exit) {
        state.ended = to_string(*process_->exit);
    } else {
        state.pid = process_->child.pid();
    }
    state.log = process_->log.text();
    state.report = process_->report;
    return state;
}

}  // namespace edgebench::agent
