#include "host/catalog/choose_engine.hpp"

#include "host/catalog/installed_engines.hpp"
#include "host/config/did_you_mean.hpp"
#include "host/config/text_file.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <cctype>

namespace edgebench {
namespace {

// "b9999" before "b11118": runs of digits count as numbers, by their length first.
bool is_older(const std::string& a, const std::string& b) {
    const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    const auto digits_at = [&](const std::string& text, std::size_t at) {
        const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
        return static_cast<std::size_t>(std::find_if_not(begin, text.end(), is_digit) - begin);
    };
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const auto a_digits = digits_at(a, i);
        const auto b_digits = digits_at(b, i);
        const bool run_begins = i == 0 || !is_digit(a[i - 1]);
        if (run_begins && a_digits != b_digits && a_digits * b_digits > 0) {
            return a_digits < b_digits;
        }
        if (a[i] != b[i]) return a[i] < b[i];
    }
    return a.size() < b.size();
}

std::string how_to_get(const Paths& paths, Target target) {
    for (const auto& archive : engine_archives(paths)) {
        if (archive.target == target)
            return "Run `edgebench engines install " + archive.name + "`.";
    }
    return "Run `edgebench engines add FOLDER` with a build of llama.cpp for " + name_of(target) +
           ".";
}

[[noreturn]] void throw_unknown_engine(const Paths& paths, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& archive : engine_archives(paths)) {
        if (archive.name == name) {
            throw Error(ErrorCode::configuration, "the engine " + name + " is not installed",
                        "Run `edgebench engines install " + name + "`.");
        }
    }
    for (const auto& engine : installed_engines(paths.engines())) {
        names.push_back(engine.manifest.name);
    }
    throw Error(
        ErrorCode::configuration, "there is no engine and no folder '" + name + "'",
        names.empty() ? "See `edgebench engines list`." : did_you_mean(name, names, "engines"));
}

EngineFolder named_engine(const Paths& paths, Target target, const std::string& wanted,
                          const FileHashes& hashes) {
    for (const auto& engine : installed_engines(paths.engines())) {
        if (engine.manifest.name != wanted) continue;
        if (engine.manifest.target == target) return read_installed_engine(engine, hashes);
        throw Error(ErrorCode::configuration,
                    "the engine " + wanted + " is for " + name_of(engine.manifest.target) +
                        ", the device is " + name_of(target),
                    how_to_get(paths, target));
    }
    std::error_code error;
    if (std::filesystem::is_directory(wanted, error)) {
        return read_engine_folder(wanted, target, hashes);
    }
    throw_unknown_engine(paths, wanted);
}

}  // namespace

std::vector<EngineArchive> engine_archives(const Paths& paths) {
    auto names = paths.config_names("engines", ".toml");
    std::sort(names.begin(), names.end(),
              [](const auto& a, const auto& b) { return is_older(b, a); });
    std::vector<EngineArchive> archives;
    for (const auto& name : names) {
        const auto file = *paths.config_file("engines", name + ".toml");
        for (auto& archive : parse_engine_config(read_text_file(file), file.string()).archives) {
            archives.push_back(std::move(archive));
        }
    }
    return archives;
}

EngineFolder choose_engine(const Paths& paths, Target target,
                           const std::optional<std::string>& wanted, const FileHashes& hashes) {
    if (wanted) return named_engine(paths, target, *wanted, hashes);
    if (const auto folder = paths.engine_folder()) {
        return read_engine_folder(*folder, target, hashes);
    }
    for (const auto& engine : installed_engines(paths.engines())) {
        if (engine.manifest.target == target) return read_installed_engine(engine, hashes);
    }
    const auto built = target.platform == Platform::gnu_linux
                           ? paths.bootstrap_engine(target.architecture)
                           : std::nullopt;
    if (built) return read_engine_folder(*built, target, hashes);
    throw Error(ErrorCode::host, "there is no inference engine for " + name_of(target),
                how_to_get(paths, target));
}

}  // namespace edgebench
