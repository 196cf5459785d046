#include "host/catalog/engine_folder.hpp"

#include "host/catalog/engine_libraries.hpp"
#include "host/config/text_file.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <regex>
#include <set>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

constexpr const char* k_engine = "llama.cpp";
constexpr const char* k_server = "llama-server";
constexpr const char* k_unknown_version = "unknown";
// Modes are given, not copied: the same build is the same engine whatever the umask.
constexpr std::uint32_t k_program_mode = 0755;
constexpr std::uint32_t k_library_mode = 0644;

bool is_library(const std::string& name) {
    return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

std::vector<fs::path> paths_in(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        found.push_back(it->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::optional<fs::path> server_in(const fs::path& folder) {
    for (const char* below : {"", "bin", "build/bin"}) {
        auto server = folder / below / k_server;
        std::error_code error;
        if (fs::is_regular_file(server, error)) return server;
    }
    return std::nullopt;
}

fs::path find_server(const fs::path& folder) {
    if (const auto server = server_in(folder)) return *server;
    auto within = paths_in(folder);
    std::erase_if(within, [](const fs::path& path) { return !fs::is_directory(path); });
    const auto server = within.size() == 1 ? server_in(within.front()) : std::nullopt;
    if (server) return *server;
    throw Error(ErrorCode::configuration,
                "the engine's folder " + folder.string() + " has no " + k_server,
                "Name the folder that holds it: of an unpacked release, or a build's build/bin.");
}

// By the name that each file has on the phone.
std::map<std::string, fs::path> engine_files(const fs::path& server) {
    std::map<std::string, fs::path> files{{k_server, server}};
    std::vector<fs::path> folders{server.parent_path()};
    if (folders.front().filename() == "bin") folders.push_back(folders.front() / "../lib");
    for (const auto& folder : folders) {
        for (const auto& path : paths_in(folder)) {
            const auto name = path.filename().string();
            if (!is_library(name) || !fs::is_regular_file(path)) continue;
            const auto [other, is_new] = files.emplace(name, path);
            if (is_new) continue;
            throw Error(ErrorCode::configuration,
                        "the engine has two files " + name + ": " + other->second.string() +
                            " and " + path.lexically_normal().string(),
                        "On the phone all lie in one folder: remove the one that is not meant.");
        }
    }
    return files;
}

EngineSource read_source(const std::string& name, const fs::path& path, const FileHashes& hashes) {
    EngineSource result;
    result.source = fs::canonical(path);
    result.file.path = name;
    result.file.mode = name == k_server ? k_program_mode : k_library_mode;
    result.file.size = static_cast<std::int64_t>(fs::file_size(result.source));
    const auto hash = hashes.hash_of(result.source);
    result.file.sha256 = hash.sha256;
    result.file.xxh3_128 = hash.xxh3_128;
    return result;
}

// version.txt beside the server, else what the names of its folders tell.
std::string version_of(const fs::path& server) {
    const auto folder = server.parent_path();
    const auto file = folder / "version.txt";
    if (!fs::exists(file)) {
        const auto real = fs::canonical(folder);
        for (const auto& name :
             {folder.filename(), real.filename(), real.parent_path().filename()}) {
            if (auto release = release_in(name); !release.empty()) return release;
        }
        return k_unknown_version;
    }
    auto text = read_text_file(file);
    text.erase(std::min(text.find_first_of("\r\n"), text.size()));
    if (!text.empty()) return text;
    throw Error(ErrorCode::configuration, file.string() + " is empty",
                "Its first line should be the engine's version.");
}

std::string octal(std::uint32_t mode) {
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), mode, 8).ptr;
    return {digits.data(), end};
}

}  // namespace

EngineFolder read_engine_folder(const fs::path& folder, Target target, const FileHashes& hashes) {
    const auto server = find_server(folder);
    EngineFolder engine;
    engine.target = target;
    engine.folder = folder;
    engine.executable = k_server;
    EngineBinaries binaries;
    for (const auto& [name, path] : engine_files(server)) {
        binaries[name] = read_elf(path);
        engine.files.push_back(read_source(name, path, hashes));
    }
    engine.notes = check_engine_libraries(binaries, target, server.parent_path().string());
    std::vector<EngineFile> files;
    for (const auto& source : engine.files) files.push_back(source.file);
    engine.build = {engine_id(files), k_engine, version_of(server)};
    return engine;
}

Target target_of_folder(const fs::path& folder) {
    const auto server = find_server(folder);
    const auto elf = read_elf(server);
    const auto platform = platform_of(elf);
    const bool known = elf.machine == k_machine_arm64 || elf.machine == k_machine_x86_64;
    if (platform && elf.is_64_bit && known) {
        return {*platform,
                elf.machine == k_machine_arm64 ? Architecture::arm64 : Architecture::x86_64};
    }
    throw Error(ErrorCode::configuration,
                server.string() + " is built for " + name_of_machine(elf.machine) +
                    (platform ? "" : " and neither for Android nor for Linux with glibc"),
                "edgebench runs engines for Android and Linux with glibc, arm64 and x86_64.");
}

std::string release_in(const std::string& name) {
    static const std::regex k_release("llama.*?[-_](b[0-9]{3,}|v[0-9]+([.][0-9]+)+)([-_.].*)?");
    std::smatch match;
    return std::regex_match(name, match, k_release) ? match[1].str() : "";
}

std::vector<std::string> backends_of(const std::vector<std::string>& file_names) {
    static const std::regex k_backend("libggml-([a-z]+)([-.].*)?");
    std::set<std::string> backends;
    for (const auto& name : file_names) {
        std::smatch match;
        if (std::regex_match(name, match, k_backend)) backends.insert(match[1].str());
    }
    backends.erase("base");
    backends.erase("htp");  // code for the Hexagon processor, beside libggml-hexagon.so
    return {backends.begin(), backends.end()};
}

std::string engine_id(const std::vector<EngineFile>& files) {
    Sha256 hash;
    for (const auto& file : files) {
        hash.update(file.path + '\0' + octal(file.mode) + '\0' + file.sha256 + '\n');
    }
    return to_hex(hash.finish());
}

}  // namespace edgebench
