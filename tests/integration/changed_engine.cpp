// An engine of another version: runs the real server, which lies beside it as libreal-server.so,
// after one change. What it is has been appended to this program as a last line. "refuse OPTION":
// that option is unknown. "append WORD…": more arguments, the last.

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    std::ifstream file(self, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::istringstream change(bytes.substr(bytes.rfind('\n') + 1));
    std::string what;
    change >> what;
    std::vector<std::string> words{std::istream_iterator<std::string>(change), {}};
    std::vector<char*> arguments(argv, argv + argc);
    if (what == "refuse") {
        for (const std::string argument : arguments) {
            if (argument != words.at(0)) continue;
            std::fprintf(stderr, "error: invalid argument: %s\n", argument.c_str());
            return 1;
        }
    } else {
        for (auto& word : words) arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const auto real = self.parent_path() / "libreal-server.so";
    ::chmod(real.c_str(), 0700);  // libraries arrive without the right to be executed
    ::execv(real.c_str(), arguments.data());
    std::perror(real.c_str());
    return 127;
}
