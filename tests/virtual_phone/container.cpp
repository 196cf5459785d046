#include "tests/virtual_phone/container.hpp"

#include "protocol/error.hpp"
#include "tests/virtual_phone/container_init.hpp"
#include "tests/virtual_phone/seccomp_filter.hpp"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace edgebench::virtual_phone {
namespace {

struct Ends {
    UniqueFd ours;
    UniqueFd theirs;
};

Ends request_socket() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        throw Error(ErrorCode::host, "cannot make a socket pair");
    }
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Ends tick_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(ErrorCode::host, "cannot make a pipe");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

using Arguments = std::vector<std::string>;

void append(Arguments& arguments, Arguments more) {
    arguments.insert(arguments.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
}

// The root as the phone's processes see it. The host's /usr is there for the tools and for engines
// built on the host.
Arguments bwrap_arguments(const ContainerFolders& folders) {
    const std::string data = folders.data / "local/tmp";
    const std::string executable = std::filesystem::read_symlink("/proc/self/exe");
    Arguments arguments{"bwrap",
                        "--unshare-user",
                        "--uid",
                        "2000",
                        "--gid",
                        "2000",
                        "--unshare-pid",
                        "--unshare-net",
                        "--unshare-ipc",
                        "--unshare-uts",
                        "--hostname",
                        "localhost",
                        "--die-with-parent",
                        "--new-session",
                        "--as-pid-1",
                        "--tmpfs",
                        "/",
                        "--ro-bind",
                        "/usr",
                        "/usr",
                        "--symlink",
                        "usr/lib",
                        "/lib",
                        "--symlink",
                        "usr/lib64",
                        "/lib64",
                        "--symlink",
                        "system/bin",
                        "/bin",
                        "--symlink",
                        "system/etc",
                        "/etc",
                        "--ro-bind",
                        folders.system,
                        "/system",
                        "--proc",
                        "/proc",
                        "--dev",
                        "/dev",
                        "--ro-bind",
                        folders.boot_id,
                        "/proc/sys/kernel/random/boot_id",
                        "--ro-bind",
                        folders.sys / "class",
                        "/sys/class",
                        "--ro-bind",
                        folders.sys / "hal",
                        "/hal",
                        "--ro-bind",
                        folders.sys / "devices/system/cpu",
                        "/sys/devices/system/cpu"};
    if (folders.meminfo) append(arguments, {"--ro-bind", *folders.meminfo, "/proc/meminfo"});
    if (folders.storage_bytes) {
        append(arguments, {"--size", std::to_string(*folders.storage_bytes), "--tmpfs", "/data",
                           "--dir", "/data/local/tmp"});
    } else {
        append(arguments, {"--bind", data, "/data/local/tmp"});
    }
    append(arguments,
           {"--bind", folders.data / "system", "/data/system", "--ro-bind", executable, "/init"});
    append(arguments, {"--clearenv",
                       "--setenv",
                       "PATH",
                       "/product/bin:/system/bin:/vendor/bin",
                       "--setenv",
                       "HOME",
                       "/",
                       "--setenv",
                       "SHELL",
                       "/system/bin/sh",
                       "--setenv",
                       "USER",
                       "shell",
                       "--setenv",
                       "LOGNAME",
                       "shell",
                       "--setenv",
                       "HOSTNAME",
                       "localhost",
                       "--setenv",
                       "TMPDIR",
                       "/data/local/tmp",
                       "--setenv",
                       "ANDROID_DATA",
                       "/data",
                       "--setenv",
                       "ANDROID_ROOT",
                       "/system",
                       "--chdir",
                       "/"});
    return arguments;
}

// A real gauge is hardware: it is not late because the processor is busy. So the phone's init,
// which keeps its time, runs before everything else, where this process may ask for that.
class Promptness {
  public:
    Promptness() {
        ::posix_spawnattr_init(&attributes_);
        const sched_param priority{.sched_priority = 1};
        ::posix_spawnattr_setschedpolicy(&attributes_, SCHED_RR);
        ::posix_spawnattr_setschedparam(&attributes_, &priority);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSCHEDULER);
    }
    Promptness(const Promptness&) = delete;
    Promptness& operator=(const Promptness&) = delete;
    ~Promptness() { ::posix_spawnattr_destroy(&attributes_); }
    const posix_spawnattr_t* get() const { return &attributes_; }

  private:
    posix_spawnattr_t attributes_{};
};

pid_t spawn_bwrap(const Arguments& arguments) {
    std::vector<char*> argv;
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    pid_t pid = -1;
    const Promptness prompt;
    int error = ::posix_spawnp(&pid, "bwrap", &actions, prompt.get(), argv.data(), environ);
    if (error == EPERM) {
        error = ::posix_spawnp(&pid, "bwrap", &actions, nullptr, argv.data(), environ);
    }
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        throw Error(ErrorCode::host, std::string("cannot start bwrap: ") + std::strerror(error),
                    "install bubblewrap");
    }
    return pid;
}

}  // namespace

Container::Container(const asio::any_io_executor& executor, const ContainerFolders& folders,
                     const RefreshGrid& grid)
    : executor_(executor), requests_(executor), changed_(executor) {
    Ends requests = request_socket();
    Ends ticks = tick_pipe();
    const UniqueFd filter = seccomp_filter_file();
    // The container inherits these three and nothing else of ours (Asio's sockets are not
    // close-on-exec).
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    for (const int fd : {filter.get(), requests.theirs.get(), ticks.theirs.get()})
        ::fcntl(fd, F_SETFD, 0);

    Arguments arguments = bwrap_arguments(folders);
    append(arguments, {"--seccomp", std::to_string(filter.get()), "--", "/init",
                       std::string(k_container_init_argument),
                       std::to_string(requests.theirs.get()), std::to_string(ticks.theirs.get()),
                       std::to_string(grid.tick_ns), std::to_string(grid.phase_ns)});
    bwrap_ = spawn_bwrap(arguments);
    requests_.assign(requests.ours.release());
    ticks_ = std::move(ticks.ours);
}

void Container::start() {
    spawn(executor_, receive_all(shared_from_this()), "container");
}

void Container::stop() {
    boost::system::error_code ignored;
    requests_.close(ignored);
    if (bwrap_ > 0) {
        ::kill(bwrap_, SIGKILL);
        ::waitpid(bwrap_, nullptr, 0);
        bwrap_ = -1;
    }
    changed_.notify();
}

asio::awaitable<void> Container::receive_all(std::shared_ptr<Container> self) {
    for (bool more = true; more;) {
        const auto [error] = co_await self->requests_.async_wait(
            asio::posix::stream_descriptor::wait_read, k_no_throw);
        more = !error && self->receive_one();
    }
    self->stop();
}

bool Container::receive_one() {
    auto reply = receive_reply(requests_.native_handle());
    if (!reply) return false;
    const auto pending = pending_.find(reply->id);
    if (pending == pending_.end()) return true;
    if (reply->kind == ReplyKind::exited) {
        pending->second.exit_code = static_cast<int>(reply->value);
    } else {
        pending->second.done = std::move(reply);
    }
    changed_.notify();
    return true;
}

asio::awaitable<Reply> Container::ask(Request request) {
    const auto self = shared_from_this();
    const std::uint32_t id = request.id = ++last_id_;
    if (!requests_.is_open()) throw Error(ErrorCode::device, "the phone is off");
    pending_[id] = {};
    send_request(requests_.native_handle(), request);
    while (requests_.is_open() && !pending_[id].done) co_await changed_.wait();
    auto done = std::move(pending_[id].done);
    if (!done) throw Error(ErrorCode::device, "the phone's container ended");
    if (done->value != 0) {
        forget(id);
        throw Error(ErrorCode::device, std::strerror(static_cast<int>(done->value)));
    }
    co_return std::move(*done);
}

asio::awaitable<StartedProcess> Container::start_process(RequestKind kind, std::string command) {
    Request request{.kind = kind, .id = 0, .value = 0, .command = std::move(command)};
    Reply reply = co_await ask(std::move(request));
    co_return StartedProcess{reply.id, std::move(reply.files)};
}

asio::awaitable<UniqueFd> Container::connect(std::uint16_t port) {
    Request request{.kind = RequestKind::connect, .id = 0, .value = port, .command = {}};
    Reply reply = co_await ask(std::move(request));
    forget(reply.id);
    co_return std::move(reply.files.at(0));
}

asio::awaitable<void> Container::leave_free(std::int64_t bytes) {
    Request request{.kind = RequestKind::leave_free, .id = 0, .value = bytes, .command = {}};
    const Reply reply = co_await ask(std::move(request));
    forget(reply.id);
}

asio::awaitable<std::optional<int>> Container::exit_code(std::uint32_t id) {
    const auto self = shared_from_this();
    while (requests_.is_open() && !pending_[id].exit_code) co_await changed_.wait();
    const auto code = pending_[id].exit_code;
    forget(id);
    co_return code;
}

void Container::signal(std::uint32_t id, int number) {
    if (!requests_.is_open()) return;
    send_request(requests_.native_handle(),
                 {.kind = RequestKind::signal, .id = id, .value = number, .command = {}});
}

}  // namespace edgebench::virtual_phone
