#include "agent/child_process.hpp"

#include "agent/async.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <utility>

extern char** environ;

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;

constexpr std::size_t k_most_output = 64 * 1024;
// For what a process left in the pipe when it ended, should a grandchild keep that pipe open.
constexpr Seconds k_drain_deadline{1};
// A killed process ends within milliseconds; half a second is waited for one that cannot.
constexpr int k_reap_tries = 500;
constexpr useconds_t k_reap_pause_us = 1000;
constexpr int k_first_unused = STDERR_FILENO + 2;  // the error pipe stands right behind stderr

std::string errno_text(int error) {
    return std::generic_category().message(error);
}

struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw Error(ErrorCode::host, "no pipe: " + errno_text(errno));
        }
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    void close_end(std::size_t end) {
        if (ends[end] >= 0) ::close(std::exchange(ends[end], -1));
    }
    int release_read_end() { return std::exchange(ends[0], -1); }

    std::array<int, 2> ends{-1, -1};
};

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
    std::vector<std::string> merged;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        if (!added.contains(text.substr(0, text.find('=')))) merged.push_back(text);
    }
    for (const auto& [name, value] : added) merged.push_back(name + "=" + value);
    return merged;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

void close_from(unsigned first) {
    // Kernels before 5.9 (Android 10 to 12) have no close_range.
    if (::syscall(SYS_close_range, first, ~0U, 0) == 0) return;
    const long limit = ::sysconf(_SC_OPEN_MAX);
    for (long descriptor = first; descriptor < limit; ++descriptor) {
        ::close(static_cast<int>(descriptor));
    }
}

// What a child's descriptors are made of; `input` may be -1.
struct Streams {
    int input;
    int output;
    int exec_error;
    Errors errors;
};

// Runs in the child, between fork and exec: nothing here allocates or throws.
[[noreturn]] void become(char** argv, char** environment, Streams streams, int parent) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // it died before the line above
    ::signal(SIGPIPE, SIG_DFL);
    // Out of the way of the numbers they are copied to.
    const int far_output = ::fcntl(streams.output, F_DUPFD, k_first_unused);
    const int far_errors = ::fcntl(streams.exec_error, F_DUPFD, k_first_unused);
    const int far_input = ::fcntl(streams.input, F_DUPFD, k_first_unused);
    const int nothing = ::fcntl(::open("/dev/null", O_RDWR), F_DUPFD, k_first_unused);
    ::dup2(far_input < 0 ? nothing : far_input, STDIN_FILENO);
    ::dup2(far_output, STDOUT_FILENO);
    ::dup2(streams.errors == Errors::dropped ? nothing : far_output, STDERR_FILENO);
    ::dup3(far_errors, k_first_unused - 1, O_CLOEXEC);
    close_from(k_first_unused);
    ::execvpe(argv[0], argv, environment);
    const int error = errno;
    const ssize_t written = ::write(k_first_unused - 1, &error, sizeof error);
    ::_exit(written == sizeof error ? 127 : 126);
}

// The errno of a failed exec; 0 once the program runs.
int wait_for_exec(int errors) {
    int error = 0;
    ssize_t count = 0;
    do {
        count = ::read(errors, &error, sizeof error);
    } while (count < 0 && errno == EINTR);
    return count == sizeof error ? error : 0;
}

// All of it is in the pipe before the program runs. False when it does not fit.
bool fill(Pipe& input, const std::string& text) {
    const auto written = ::write(input.ends[1], text.data(), text.size());
    input.close_end(1);
    return written == static_cast<ssize_t>(text.size());
}

int start(const Program& program, Pipe& output) {
    auto arguments = program.argv;
    auto variables = merged_environment(program.environment);
    const auto argv = pointers_to(arguments);
    const auto environment = pointers_to(variables);
    Pipe errors;
    std::optional<Pipe> input;
    if (!program.input.empty() && !fill(input.emplace(), program.input)) {
        throw Error(ErrorCode::host, "cannot fill a pipe: " + errno_text(errno));
    }
    const Streams streams{input ? input->ends[0] : -1, output.ends[1], errors.ends[1],
                          program.errors};
    const int parent = ::getpid();
    const int pid = ::fork();
    if (pid < 0) throw Error(ErrorCode::host, "cannot fork: " + errno_text(errno));
    if (pid == 0) {
        become(const_cast<char**>(argv.data()), const_cast<char**>(environment.data()), streams,
               parent);
    }
    output.close_end(1);
    errors.close_end(1);
    if (const int error = wait_for_exec(errors.ends[0]); error != 0) {
        ::waitpid(pid, nullptr, 0);
        throw std::system_error(error, std::generic_category());
    }
    return pid;
}

}  // namespace

std::string to_string(ExitStatus status) {
    if (status.signal == 0) return "exited with code " + std::to_string(status.code);
    const char* name = ::strsignal(status.signal);
    std::string known;
    switch (status.signal) {
        case SIGKILL:
            known = "SIGKILL";
            break;
        case SIGSEGV:
            known = "SIGSEGV";
            break;
        case SIGABRT:
            known = "SIGABRT";
            break;
        case SIGBUS:
            known = "SIGBUS";
            break;
        case SIGILL:
            known = "SIGILL";
            break;
        case SIGTERM:
            known = "SIGTERM";
            break;
        default:
            known = name == nullptr ? "unknown" : name;
    }
    return "was killed by signal " + std::to_string(status.signal) + " (" + known + ")";
}

struct ChildProcess::Pipes {
    explicit Pipes(const asio::any_io_executor& executor)
        : ended(executor, SIGCHLD), output(executor) {}
    asio::signal_set ended;  // exists before the child does: no end is missed
    asio::posix::stream_descriptor output;
};

ChildProcess::ChildProcess(asio::any_io_executor executor, const Program& program)
    : pipes_(std::make_unique<Pipes>(executor)) {
    Pipe output;
    try {
        pid_ = start(program, output);
    } catch (const std::system_error& error) {
        throw Error(ErrorCode::host,
                    "cannot start '" + program.argv[0] + "': " + errno_text(error.code().value()));
    }
    pipes_->output.assign(output.release_read_end());
}

ChildProcess::~ChildProcess() {
    if (pid_ == 0 || status_) return;
    signal(SIGKILL);
    for (auto left = k_reap_tries; left > 0 && ::waitpid(pid_, nullptr, WNOHANG) == 0; --left) {
        ::usleep(k_reap_pause_us);
    }
}

// Android lets its shell end a program of another domain, such as perfetto, but not kill it.
void ChildProcess::signal(int number) {
    if (status_ || ::kill(-pid_, number) == 0) return;
    if (number == SIGKILL && errno == EPERM) ::kill(-pid_, SIGTERM);
}

asio::awaitable<ExitStatus> ChildProcess::run(OutputHandler on_output) {
    const auto reaped_and_drained = [](ChildProcess& self) -> asio::awaitable<void> {
        co_await self.reap();
        co_await sleep_for(k_drain_deadline);
    };
    co_await race(drain(on_output), reaped_and_drained(*this));
    co_await reap();
    co_return *status_;
}

asio::awaitable<void> ChildProcess::drain(const OutputHandler& on_output) {
    std::array<char, 4096> buffer;
    for (;;) {
        const auto [error, count] =
            co_await pipes_->output.async_read_some(asio::buffer(buffer), k_no_throw);
        if (error) co_return;  // the end: all writers have closed it
        on_output({buffer.data(), count});
    }
}

asio::awaitable<void> ChildProcess::reap() {
    while (!status_) {
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
        if (info.si_pid == 0) {
            co_await pipes_->ended.async_wait(k_no_throw);
            continue;
        }
        ::kill(-pid_, SIGKILL);  // what it has left behind; its number is still taken
        int status = 0;
        ::waitpid(pid_, &status, 0);
        status_ = WIFEXITED(status) ? ExitStatus{.code = WEXITSTATUS(status)}
                                    : ExitStatus{.signal = WTERMSIG(status)};
    }
}

asio::awaitable<std::optional<ProgramResult>> run_program(Program program,
                                                          std::chrono::seconds deadline) {
    const auto executor = co_await asio::this_coro::executor;
    std::optional<ChildProcess> child;
    try {
        child.emplace(executor, program);
    } catch (const Error&) {
        co_return std::nullopt;
    }
    ProgramResult result;
    const auto keep = [&result](std::string_view text) {
        result.output.append(text.substr(0, k_most_output - result.output.size()));
    };
    const auto to_its_end = [](ChildProcess& process, ChildProcess::OutputHandler on_output,
                               ExitStatus& status) -> asio::awaitable<void> {
        status = co_await process.run(on_output);
    };
    const Seconds limit(static_cast<double>(deadline.count()));
    const auto ended = co_await within(limit, to_its_end(*child, keep, result.status));
    if (ended == Ended::too_late) {
        throw Error(ErrorCode::device, "'" + program.argv[0] + "' did not end in time");
    }
    co_return result;
}

}  // namespace edgebench::agent
