#pragma once
// Child processes: started by argv without a shell, their output drained, always reaped. A child
// leads a process group of its own, inherits no descriptor, and dies with the agent.

#include "agent/wakeup.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench::agent {

struct ExitStatus {
    int code = 0;    // when it was not killed
    int signal = 0;  // that killed it, or 0
};
// "exited with code 1", "was killed by signal 9 (SIGKILL)".
std::string to_string(ExitStatus status);

enum class Errors { with_output, dropped };

struct Program {
    std::vector<std::string> argv;                   // argv[0] is searched in PATH
    std::map<std::string, std::string> environment;  // on top of the agent's own
    std::string input;                               // for standard input, less than 64 KiB
    Errors errors = Errors::with_output;             // what it writes to standard error
};

class ChildProcess {
  public:
    // What it writes to standard output and standard error, as it arrives.
    using OutputHandler = std::function<void(std::string_view)>;

    // Starts it. Throws Error{host} when that is impossible; its message ends with the errno text.
    ChildProcess(boost::asio::any_io_executor executor, const Program& program);
    // Kills and reaps what still runs; what outlives that for half a second is left alone.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    int pid() const { return pid_; }
    // Drains the output until the process has ended and is reaped. To be called once.
    boost::asio::awaitable<ExitStatus> run(OutputHandler on_output);
    // To its whole process group; nothing happens when it has ended.
    void signal(int number);

  private:
    struct Pipes;

    boost::asio::awaitable<void> reap();
    boost::asio::awaitable<void> drain(const OutputHandler& on_output);

    int pid_ = 0;
    std::optional<ExitStatus> status_;
    std::unique_ptr<Pipes> pipes_;
};

struct ProgramResult {
    ExitStatus status;
    std::string output;  // standard output and standard error, the first 64 KiB
};

// Runs a program to its end. Nothing when it cannot be started (there is none of that name). Throws
// Error{device} when it is not done by the deadline.
boost::asio::awaitable<std::optional<ProgramResult>> run_program(Program program,
                                                                 std::chrono::seconds deadline);

}  // namespace edgebench::agent
