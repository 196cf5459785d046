#include "agent/detach.hpp"

#include "agent/file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <utility>

namespace edgebench::agent {
namespace {

// The settings of a dead agent's plan are restored before the first word; each costs a program
// start, which takes up to a second on a slow phone.
constexpr auto k_first_word_deadline = std::chrono::seconds(60);

void redirect_output(const std::filesystem::path& log) {
    const File nothing("/dev/null", O_RDWR);
    const File output(log, O_WRONLY | O_CREAT | O_APPEND);
    ::dup2(nothing.descriptor(), STDIN_FILENO);
    ::dup2(output.descriptor(), STDOUT_FILENO);
    ::dup2(output.descriptor(), STDERR_FILENO);
}

[[noreturn]] void become_daemon(int words, const std::filesystem::path& log,
                                const std::function<void(const Announce&)>& body) {
    ::setsid();
    // A session leader could get a terminal again; its child cannot.
    if (::fork() != 0) ::_exit(0);
    std::signal(SIGHUP, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    int code = 0;
    try {
        redirect_output(log);
        if (::chdir("/") != 0) throw_errno("enter", "/");
        body([words](const std::string& line) mutable {
            if (words < 0) return;
            [[maybe_unused]] const auto written = ::write(words, line.data(), line.size());
            ::close(std::exchange(words, -1));
        });
    } catch (const std::exception& error) {
        const std::string_view reason = error.what();
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, reason.data(), reason.size());
        code = 1;
    }
    ::_exit(code);
}

std::optional<std::string> read_words(int words) {
    std::string text;
    const auto deadline = std::chrono::steady_clock::now() + k_first_word_deadline;
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd waiting{.fd = words, .events = POLLIN, .revents = 0};
        const auto ready = ::poll(&waiting, 1, static_cast<int>(std::max(left.count(), 0L)));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return std::nullopt;
        char piece[512];
        const auto count = ::read(words, piece, sizeof piece);
        if (count <= 0) break;
        text.append(piece, static_cast<std::size_t>(count));
    }
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

std::optional<std::string> detach(const std::filesystem::path& log,
                                  const std::function<void(const Announce&)>& body) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) throw_errno("make a pipe for", log);
    const auto child = ::fork();
    if (child < 0) throw_errno("start a process for", log);
    if (child == 0) {
        ::close(pipe[0]);
        become_daemon(pipe[1], log, body);
    }
    ::close(pipe[1]);
    ::waitpid(child, nullptr, 0);
    const auto words = read_words(pipe[0]);
    ::close(pipe[0]);
    return words;
}

}  // namespace edgebench::agent
