// usage: edgebench-hub FOLDER
// Answers like the Hub with the files of OWNER/NAME/FILE below FOLDER, of any revision; a redirect
// tells size and hash, as for large files there. The hash is what FILE.sha256 says. Prints
// {"port": N} and serves until its standard input ends.

#include "tests/support/http_server.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace edgebench::test;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view k_resolve = "/resolve/main/";
constexpr std::string_view k_bytes = "/bytes";

std::string contents_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

// "/own/er/resolve/main/a.gguf" → "own/er/a.gguf"
std::string file_of(std::string target) {
    if (const auto at = target.find(k_resolve); at != std::string::npos) {
        target.replace(at, k_resolve.size(), "/");
    }
    return target.substr(1);
}

HttpAnswer redirect(const std::string& file, const fs::path& path) {
    auto answer = plain_answer("302 Found");
    std::string sha256;
    std::ifstream(path.string() + ".sha256") >> sha256;
    answer.fields = {{"Location", std::string(k_bytes) + "/" + file},
                     {"X-Linked-Size", std::to_string(fs::file_size(path))},
                     {"X-Linked-Etag", '"' + sha256 + '"'},
                     {"X-Repo-Commit", std::string(40, 'c')}};
    return answer;
}

HttpAnswer respond(const fs::path& root, const HttpRequest& request) {
    const bool bytes = request.target.starts_with(k_bytes);
    const auto file = file_of(bytes ? request.target.substr(k_bytes.size()) : request.target);
    const auto path = root / file;
    if (file.find("..") != std::string::npos || !fs::is_regular_file(path)) {
        return plain_answer("404 Not Found");
    }
    if (!bytes) return redirect(file, path);
    return good_answer(
        request, std::make_shared<const std::string>(contents_of(path)),
        "\"" + std::to_string(fs::last_write_time(path).time_since_epoch().count()) + "\"");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const fs::path root(argv[1]);
    const HttpServer server([&root](const HttpRequest& request) { return respond(root, request); });
    std::cout << R"({"port": )" << server.port() << "}" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
    }
}
