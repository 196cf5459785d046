#pragma once
// A program with its standard output; killed at the latest with this object.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace edgebench::fetch {

class Process {
  public:
    // Searches PATH for argv[0] and runs it in `folder`, with no standard input.
    explicit Process(std::vector<std::string> argv, const std::filesystem::path& folder = ".") {
        std::vector<char*> words;
        for (auto& word : argv) words.push_back(word.data());
        words.push_back(nullptr);
        std::array<int, 2> pipe{};
        if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(pipe[1], STDOUT_FILENO);
            ::dup2(::open("/dev/null", O_RDWR), STDIN_FILENO);
            if (::chdir(folder.c_str()) == 0) ::execvp(words[0], words.data());
            ::_exit(127);
        }
        ::close(pipe[1]);
        output_ = ::fdopen(pipe[0], "r");
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() {
        kill();
        std::fclose(output_);
    }

    // The next line that it prints; empty at the end.
    std::string line() const {
        std::array<char, 1024> buffer{};
        const auto* text = std::fgets(buffer.data(), buffer.size(), output_);
        return text == nullptr ? "" : text;
    }
    // Whether it ends by itself with 0.
    bool succeeds() {
        int status = -1;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return status == 0;
    }
    void kill() {
        if (pid_ < 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }

  private:
    ::pid_t pid_ = -1;
    std::FILE* output_ = nullptr;
};

}  // namespace edgebench::fetch
