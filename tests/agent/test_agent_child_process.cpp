#include "agent/async.hpp"
#include "agent/child_process.hpp"
#include "agent/clock.hpp"
#include "protocol/error.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>

namespace edgebench::agent {
namespace {

using namespace std::chrono_literals;

Program shell(std::string script) {
    Program program;
    program.argv = {"sh", "-c", std::move(script)};
    return program;
}

ProgramResult run(Program program) {
    auto result = test::run_coroutine(run_program(std::move(program), 20s));
    REQUIRE(result);
    return *result;
}

bool exists(int pid) {
    return ::kill(pid, 0) == 0;
}

}  // namespace

TEST_CASE("a program's output and exit code come back", "[agent]") {
    const auto result = run(shell("echo out; echo err >&2; exit 3"));
    CHECK(result.output == "out\nerr\n");
    CHECK(result.status.code == 3);
    CHECK(to_string(result.status) == "exited with code 3");
}

TEST_CASE("a killed program's signal is told by number and name", "[agent]") {
    const auto result = run(shell("kill -9 $$"));
    CHECK(result.status.signal == SIGKILL);
    CHECK(to_string(result.status) == "was killed by signal 9 (SIGKILL)");
}

TEST_CASE("a program that does not exist is nothing", "[agent]") {
    Program program;
    program.argv = {"no-such-program-anywhere"};
    CHECK_FALSE(test::run_coroutine(run_program(program, 5s)));
}

TEST_CASE("arguments are not touched by any shell", "[agent]") {
    Program program;
    program.argv = {"printf", "%s|", "a b", "$HOME", "'\"*"};
    CHECK(run(program).output == "a b|$HOME|'\"*|");
}

TEST_CASE("variables are added to the environment or replace what is there", "[agent]") {
    auto program = shell("echo $EDGEBENCH_X $HOME; test -n \"$PATH\"");
    program.environment = {{"EDGEBENCH_X", "1"}, {"HOME", "/elsewhere"}};
    const auto result = run(program);
    CHECK(result.output == "1 /elsewhere\n");
    CHECK(result.status.code == 0);
}

TEST_CASE("a child inherits no descriptor of the agent", "[agent]") {
    const int leak = ::dup(STDERR_FILENO);
    const auto result = run(shell("exec ls /proc/self/fd"));
    ::close(leak);
    CHECK(result.output == "0\n1\n2\n3\n");  // 3 is the folder that is listed
}

TEST_CASE("of a long output the first 64 KiB are kept and the rest is drained", "[agent]") {
    const auto result = run(shell("head -c 1000000 /dev/zero; exit 5"));
    CHECK(result.output.size() == 64 * 1024);
    CHECK(result.status.code == 5);
}

TEST_CASE("a program that does not end in time is an error and is killed", "[agent]") {
    CHECK_THROWS_AS(test::run_coroutine(run_program(shell("exec sleep 60"), 0s)), Error);
}

TEST_CASE("what a child leaves behind ends with it", "[agent][native]") {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const auto result = run(shell("sleep 60 & echo $!"));
    const int left_behind = std::stoi(result.output);
    int status = 0;
    CHECK(::waitpid(left_behind, &status, 0) == left_behind);
    CHECK(WTERMSIG(status) == SIGKILL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST_CASE("a child that is let go is killed and reaped", "[agent]") {
    int pid = 0;
    const auto start_and_drop = [&]() -> boost::asio::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        const ChildProcess child(executor, shell("exec sleep 60"));
        pid = child.pid();
    };
    test::run_coroutine(start_and_drop());
    CHECK_FALSE(exists(pid));
}

// As Android's SELinux does for programs of another domain.
void refuse_to_kill() {
    sock_filter code[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 0, 3),
                          BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])),
                          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SIGKILL, 0, 1),
                          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    const sock_fprog program{std::size(code), code};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) ::_exit(2);
}

TEST_CASE("a child that may not be killed is asked to end, and holds nothing up",
          "[agent][native]") {
    test::TempDir folder;
    const auto ready = folder / "ready";
    const auto letting_go_of = [&](const std::string& script) {
        std::filesystem::remove(ready);
        const int agent = ::fork();
        if (agent != 0) {
            int status = 0;
            ::waitpid(agent, &status, 0);
            return status;
        }
        refuse_to_kill();
        boost::asio::io_context context(1);
        int pid = 0;
        {
            const auto then = "; touch '" + ready.string() + "'; exec sleep 60";
            const ChildProcess child(context.get_executor(), shell(script + then));
            pid = child.pid();
            while (!std::filesystem::exists(ready)) std::this_thread::yield();
        }
        ::_exit(exists(pid) ? 1 : 0);
    };
    CHECK(letting_go_of(":") == 0);
    // It ends when the process that started it does.
    CHECK(WEXITSTATUS(letting_go_of("trap '' TERM")) == 1);
}

TEST_CASE("a child dies with the process that started it", "[agent][native]") {
    // Orphans come to this process, so that their end can be awaited.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const int agent = ::fork();
    if (agent == 0) {
        boost::asio::io_context context(1);
        const auto* child = new ChildProcess(context.get_executor(), shell("exec sleep 60"));
        const int pid = child->pid();
        const auto written = ::write(ends[1], &pid, sizeof pid);
        ::_exit(written == sizeof pid ? 0 : 1);  // no destructor runs
    }
    int status = 0;
    ::waitpid(agent, &status, 0);
    REQUIRE(status == 0);
    int pid = 0;
    REQUIRE(::read(ends[0], &pid, sizeof pid) == sizeof pid);
    ::close(ends[0]);
    ::close(ends[1]);
    CHECK(::waitpid(pid, &status, 0) == pid);
    CHECK(WTERMSIG(status) == SIGKILL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace edgebench::agent
