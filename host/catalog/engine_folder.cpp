#include "host/catalog/engine_folder.hpp"

#include "host/catalog/elf.hpp"
#include "host/config/text_file.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

// Modes are given, not copied: the same build is the same engine whatever the umask.
constexpr std::uint32_t k_program_mode = 0755;
constexpr std::uint32_t k_library_mode = 0644;

bool is_library(const std::string& name) {
    return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

EngineSource read_file(const fs::path& file, std::uint32_t mode, Architecture architecture,
                       const FileHashes& hashes) {
    require_architecture(file, architecture);
    EngineSource result;
    result.source = fs::canonical(file);
    result.file.path = file.filename();
    result.file.mode = mode;
    result.file.size = static_cast<std::int64_t>(fs::file_size(result.source));
    const auto hash = hashes.hash_of(result.source);
    result.file.sha256 = hash.sha256;
    result.file.xxh3_128 = hash.xxh3_128;
    return result;
}

std::string version_of(const fs::path& folder, const EngineConfig& config) {
    const auto file = folder / "version.txt";
    if (!fs::exists(file)) return config.version;
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

EngineFolder read_engine_folder(const fs::path& folder, const EngineConfig& config,
                                Architecture architecture, const FileHashes& hashes) {
    const auto program = folder / config.executable;
    if (!fs::is_regular_file(program)) {
        throw Error(ErrorCode::configuration,
                    "the engine's folder " + folder.string() + " has no " + config.executable,
                    "Set EDGEBENCH_ENGINE_DIR to the folder that holds it.");
    }
    EngineFolder engine;
    engine.executable = config.executable;
    engine.files.push_back(read_file(program, k_program_mode, architecture, hashes));
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (!entry.is_regular_file() || !is_library(entry.path().filename())) continue;
        engine.files.push_back(read_file(entry.path(), k_library_mode, architecture, hashes));
    }
    std::sort(engine.files.begin(), engine.files.end(),
              [](const auto& a, const auto& b) { return a.file.path < b.file.path; });
    std::vector<EngineFile> files;
    for (const auto& source : engine.files) files.push_back(source.file);
    engine.build = {engine_id(files), config.name, version_of(folder, config)};
    return engine;
}

std::string engine_id(const std::vector<EngineFile>& files) {
    Sha256 hash;
    for (const auto& file : files) {
        hash.update(file.path + '\0' + octal(file.mode) + '\0' + file.sha256 + '\n');
    }
    return to_hex(hash.finish());
}

}  // namespace edgebench
