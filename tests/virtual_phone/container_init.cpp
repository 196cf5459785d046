#include "tests/virtual_phone/container_init.hpp"

#include "tests/virtual_phone/container_protocol.hpp"
#include "tests/virtual_phone/cpu_meter.hpp"
#include "tests/virtual_phone/sync_service.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>

namespace edgebench::virtual_phone {
namespace {

constexpr int k_bulk_pipe_bytes = 1024 * 1024;
constexpr const char* k_filler = "/data/.filler";  // takes the room that leave_free denies

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

Pipe make_pipe(RequestKind kind) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {};
    // Best effort: past the user's pipe budget the default size works as well, slower.
    if (kind != RequestKind::shell) ::fcntl(ends[0], F_SETPIPE_SZ, k_bulk_pipe_bytes);
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// The rest of a fork()ed child's life, with the environment that adbd gives its commands.
[[noreturn]] void become(RequestKind kind, const std::string& command) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    if (kind == RequestKind::sync) {
        ::close_range(3, ~0U, 0);  // no exec does it here, and an open end of its own pipe would
                                   // hide the stream's end
        // As in adbd, the end of the stream ends it, not a signal: it still removes a partial file.
        ::signal(SIGHUP, SIG_IGN);
        ::prctl(PR_SET_NAME, "adbd");
        run_sync_service(STDIN_FILENO, STDOUT_FILENO);
        ::_exit(0);
    }
    // Without a command the shell reads them from its standard input.
    const char* const arguments[]{"sh", command.empty() ? nullptr : "-c", command.c_str(), nullptr};
    ::execv("/system/bin/sh", const_cast<char* const*>(arguments));
    ::_exit(127);
}

UniqueFd connect_locally(std::int64_t port) {
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = ::htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int connected =
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    if (connected != 0 && errno != EINPROGRESS) socket.reset();
    return socket;
}

// 0 or an errno.
int leave_free(std::int64_t bytes) {
    ::unlink(k_filler);
    struct statvfs data{};
    if (::statvfs("/data", &data) != 0) return errno;
    const auto free_now = static_cast<std::int64_t>(data.f_bavail * data.f_frsize);
    if (free_now <= bytes) return 0;
    const UniqueFd filler(::open(k_filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    return filler.get() < 0 ? errno : ::posix_fallocate(filler.get(), 0, free_now - bytes);
}

class Init {
  public:
    Init(int requests, int ticks, std::int64_t tick_ns, std::int64_t phase_ns)
        : requests_(requests), ticks_(ticks), tick_ns_(tick_ns), phase_ns_(phase_ns) {}

    int run() {
        sigset_t child;
        ::sigemptyset(&child);
        ::sigaddset(&child, SIGCHLD);
        ::sigprocmask(SIG_BLOCK, &child, nullptr);
        ::signal(SIGPIPE, SIG_IGN);
        children_ = UniqueFd(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
        timer_ = UniqueFd(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK));
        arm();
        std::array<pollfd, 3> sources{
            {{timer_.get(), POLLIN, 0}, {requests_, POLLIN, 0}, {children_.get(), POLLIN, 0}}};
        while (::poll(sources.data(), sources.size(), -1) > 0 || errno == EINTR) {
            if (sources[0].revents) tick();
            if (sources[2].revents) reap();
            if (sources[1].revents && !serve()) return 0;
        }
        return 1;
    }

  private:
    // The next tick is an absolute time on the grid; late ones are skipped, never queued.
    void arm() {
        timespec now{};
        ::clock_gettime(CLOCK_BOOTTIME, &now);
        const std::int64_t since = now.tv_sec * 1'000'000'000 + now.tv_nsec - phase_ns_;
        const std::int64_t next = phase_ns_ + (since / tick_ns_ + 1) * tick_ns_;
        itimerspec when{};
        when.it_value = {.tv_sec = next / 1'000'000'000, .tv_nsec = next % 1'000'000'000};
        ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr);
    }

    void tick() {
        std::uint64_t expirations = 0;
        if (::read(timer_.get(), &expirations, sizeof expirations) < 0) return;
        const CpuTick now = meter_.read();
        if (::write(ticks_, &now, sizeof now) < 0) ::_exit(0);  // the phone is gone
        arm();
    }

    void reap() {
        signalfd_siginfo ignored[8];
        while (::read(children_.get(), ignored, sizeof ignored) > 0) continue;
        int status = 0;
        for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0;
             pid = ::waitpid(-1, &status, WNOHANG)) {
            const auto started = started_.find(pid);
            if (started == started_.end()) continue;  // an orphan
            const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            reply({.kind = ReplyKind::exited, .id = started->second, .value = code, .files = {}});
            started_.erase(started);
        }
    }

    bool serve() {
        auto request = receive_request(requests_);
        if (!request) return false;
        switch (request->kind) {
            case RequestKind::connect:
                connect(*request);
                break;
            case RequestKind::signal:
                signal(*request);
                break;
            case RequestKind::leave_free:
                answer(*request, leave_free(request->value));
                break;
            default:
                start(*request);
        }
        return true;
    }

    void start(const Request& request) {
        Pipe in = make_pipe(request.kind);
        Pipe out = make_pipe(request.kind);
        Pipe err;
        if (request.kind == RequestKind::shell) err = make_pipe(request.kind);
        const pid_t pid = ::fork();
        if (pid < 0) return answer(request, errno);
        if (pid == 0) {
            ::setsid();
            const sched_param usual{};
            ::sched_setscheduler(0, SCHED_OTHER,
                                 &usual);  // only init itself is prompt (container.cpp)
            ::dup2(in.read.get(), STDIN_FILENO);
            ::dup2(out.write.get(), STDOUT_FILENO);
            // The sync service has no stderr of its own; what it says there goes to the phone's
            // log.
            if (request.kind == RequestKind::shell) ::dup2(err.write.get(), STDERR_FILENO);
            if (request.kind == RequestKind::merged_shell) ::dup2(out.write.get(), STDERR_FILENO);
            become(request.kind, request.command);
        }
        started_[pid] = request.id;
        Reply done{.kind = ReplyKind::done, .id = request.id, .value = 0, .files = {}};
        done.files.push_back(std::move(in.write));
        done.files.push_back(std::move(out.read));
        if (err.read.get() >= 0) done.files.push_back(std::move(err.read));
        reply(done);
    }

    void connect(const Request& request) {
        Reply done{.kind = ReplyKind::done, .id = request.id, .value = 0, .files = {}};
        UniqueFd socket = connect_locally(request.value);
        if (socket.get() < 0) {
            done.value = ECONNREFUSED;
        } else {
            done.files.push_back(std::move(socket));
        }
        reply(done);
    }

    void signal(const Request& request) {
        for (const auto& [pid, id] : started_) {
            if (id == request.id) ::kill(pid, static_cast<int>(request.value));
        }
    }

    void answer(const Request& request, int error) {
        reply({.kind = ReplyKind::done, .id = request.id, .value = error, .files = {}});
    }

    void reply(const Reply& reply) { send_reply(requests_, reply); }

    int requests_;
    int ticks_;
    std::int64_t tick_ns_;
    std::int64_t phase_ns_;
    UniqueFd children_;
    UniqueFd timer_;
    CpuMeter meter_;
    std::map<pid_t, std::uint32_t> started_;
};

}  // namespace

int container_init(int argc, char** argv) {
    if (argc != 6) return 2;
    const int requests = std::atoi(argv[2]);
    const int ticks = std::atoi(argv[3]);
    ::fcntl(requests, F_SETFD, FD_CLOEXEC);
    ::fcntl(ticks, F_SETFD, FD_CLOEXEC);
    return Init(requests, ticks, std::atoll(argv[4]), std::atoll(argv[5])).run();
}

}  // namespace edgebench::virtual_phone
