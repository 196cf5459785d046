#include "host/adb/child_process.hpp"

#include "host/adb/clock.hpp"
#include "host/adb/deadline.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

extern char** environ;

namespace edgebench::adb {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::size_t k_max_output = 64 * 1024;
// Between the end of its output and its end a program needs microseconds: polling is enough.
constexpr milliseconds k_reap_poll{2};

struct Pipe {
    int read_end;
    int write_end;
};

Pipe open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw Error(ErrorCode::host, "no pipe: " + std::generic_category().message(errno));
    }
    return Pipe{ends[0], ends[1]};
}

// A started program; killed and reaped when nobody has waited for its end.
class Child {
  public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (!status_) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
    }

    // The exit code, once it has ended.
    std::optional<int> exit_code() {
        int status = 0;
        if (!status_ && ::waitpid(pid_, &status, WNOHANG) == pid_) {
            status_ = status;
        }
        if (!status_) {
            return std::nullopt;
        }
        return WIFEXITED(*status_) ? WEXITSTATUS(*status_) : 128 + WTERMSIG(*status_);
    }

  private:
    pid_t pid_;
    std::optional<int> status_;
};

std::optional<pid_t> spawn(std::vector<std::string>& argv, int output) {
    std::vector<char*> arguments;
    for (std::string& argument : argv) {
        arguments.push_back(argument.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    pid_t pid = 0;
    const int error =
        ::posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error == ENOENT || error == EACCES) {
        return std::nullopt;
    }
    if (error != 0) {
        throw Error(ErrorCode::host,
                    "cannot start '" + argv[0] + "': " + std::generic_category().message(error));
    }
    return pid;
}

Error too_slow(const std::string& program) {
    return Error(ErrorCode::host, "'" + program + "' did not end in time",
                 "Run it by hand to see why: " + program, Retry::can_help);
}

boost::asio::awaitable<std::string> read_all(asio::posix::stream_descriptor& pipe,
                                             std::string program, Clock::time_point deadline) {
    std::string output;
    std::array<char, 4096> buffer{};
    for (;;) {
        auto reading = pipe.async_read_some(asio::buffer(buffer), k_no_throw);
        const auto answer = co_await within(time_until(deadline), std::move(reading));
        if (!answer) {
            throw too_slow(program);
        }
        const auto& [error, count] = *answer;
        if (error) {
            co_return output;  // the end: all writers have closed it
        }
        output.append(buffer.data(), std::min(count, k_max_output - output.size()));
    }
}

}  // namespace

boost::asio::awaitable<std::optional<ProgramResult>> run_program(std::vector<std::string> argv,
                                                                 milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    const auto executor = co_await asio::this_coro::executor;
    const Pipe ends = open_pipe();
    asio::posix::stream_descriptor pipe(executor, ends.read_end);
    asio::posix::stream_descriptor write_end(executor, ends.write_end);
    const std::optional<pid_t> pid = spawn(argv, ends.write_end);
    write_end.close();
    if (!pid) {
        co_return std::nullopt;
    }
    Child child(*pid);
    std::string output = co_await read_all(pipe, argv[0], deadline);
    std::optional<int> exit_code = child.exit_code();
    while (!exit_code) {
        if (Clock::now() >= deadline) {
            throw too_slow(argv[0]);
        }
        asio::steady_timer timer(executor, k_reap_poll);
        co_await timer.async_wait(asio::use_awaitable);
        exit_code = child.exit_code();
    }
    co_return ProgramResult{.exit_code = *exit_code, .output = std::move(output)};
}

}  // namespace edgebench::adb
