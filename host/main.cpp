#include "host/cli/app.hpp"

#include <string>
#include <vector>

int main(int argc, char** argv) {
    auto console = edgebench::cli::Console::of_this_process();
    std::vector<std::string> arguments;
    for (int i = 1; i < argc; ++i) arguments.emplace_back(argv[i]);
    return static_cast<int>(edgebench::cli::run_app(std::move(arguments), console));
}
