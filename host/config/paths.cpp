#include "host/config/paths.hpp"

#include "protocol/error.hpp"

#include <cstdlib>
#include <set>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
}

bool is_folder(const fs::path& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

bool is_file(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        found.push_back(it->path());
    }
    return found;
}

}  // namespace

Paths::Paths(Environment environment, fs::path executable)
    : environment_(std::move(environment)), executable_(std::move(executable)) {}

Paths Paths::of_this_process() {
    std::error_code error;
    return Paths(process_environment, fs::read_symlink("/proc/self/exe", error));
}

// The XDG base directory specification: a relative path is to be ignored.
fs::path Paths::base(const char* variable, const char* below_home) const {
    if (const auto value = environment_(variable); value && fs::path(*value).is_absolute()) {
        return fs::path(*value) / "edgebench";
    }
    const auto home = environment_("HOME");
    if (!home) {
        throw Error(ErrorCode::host, "there is no home folder: HOME is not set",
                    std::string("Set HOME or ") + variable + ".");
    }
    return fs::path(*home) / below_home / "edgebench";
}

fs::path Paths::database() const {
    return base("XDG_DATA_HOME", ".local/share") / "results.db";
}

fs::path Paths::model_lock() const {
    return base("XDG_DATA_HOME", ".local/share") / "models.lock";
}

fs::path Paths::user_configs() const {
    return base("XDG_CONFIG_HOME", ".config");
}

fs::path Paths::cache() const {
    if (const auto folder = environment_("EDGEBENCH_CACHE_DIR")) return *folder;
    return base("XDG_CACHE_HOME", ".cache");
}

fs::path Paths::this_machine() const {
    return base("XDG_STATE_HOME", ".local/state");
}

std::optional<fs::path> Paths::simulated_sys() const {
    const auto folder = environment_("EDGEBENCH_LOCAL_SYS");
    return folder ? std::optional<fs::path>(*folder) : std::nullopt;
}

fs::path Paths::models() const {
    if (const auto folder = environment_("EDGEBENCH_MODELS")) return *folder;
    return cache() / "models";
}

std::vector<fs::path> Paths::supplied_configs() const {
    const auto folder = executable_.parent_path();
    const auto installed = folder.parent_path() / "share/edgebench/configs";
    if (is_folder(installed)) return {installed};
    for (auto above = folder; above != above.parent_path(); above = above.parent_path()) {
        if (is_folder(above / "configs/models")) return {above / "configs"};
    }
    return {};
}

std::vector<fs::path> Paths::config_folders() const {
    std::vector<fs::path> folders;
    if (const auto own = environment_("EDGEBENCH_CONFIGS")) folders.emplace_back(*own);
    if (environment_("XDG_CONFIG_HOME") || environment_("HOME")) {
        folders.push_back(user_configs());
    }
    for (auto& folder : supplied_configs()) folders.push_back(std::move(folder));
    std::erase_if(folders, [](const fs::path& folder) { return !is_folder(folder); });
    return folders;
}

std::optional<fs::path> Paths::config_file(const std::string& kind,
                                           const std::string& file_name) const {
    for (const auto& folder : config_folders()) {
        if (auto file = folder / kind / file_name; is_file(file)) return file;
    }
    return std::nullopt;
}

std::vector<std::string> Paths::config_names(const std::string& kind,
                                             const std::string& extension) const {
    std::set<std::string> names;
    for (const auto& folder : config_folders()) {
        for (const auto& file : entries(folder / kind)) {
            if (file.extension() == extension && is_file(file)) names.insert(file.stem());
        }
    }
    return {names.begin(), names.end()};
}

fs::path Paths::agent(Architecture architecture) const {
    const auto name = "edgebench-agent-" + std::string(name_of(architecture));
    std::vector<fs::path> folders;
    if (const auto own = environment_("EDGEBENCH_AGENTS")) folders.emplace_back(*own);
    folders.push_back(executable_.parent_path());
    folders.push_back(executable_.parent_path().parent_path() / "lib/edgebench");
    for (const auto& folder : folders) {
        if (is_file(folder / name)) return folder / name;
    }
    throw Error(ErrorCode::host,
                "the agent for this phone, " + name + ", is not beside the edgebench executable (" +
                    executable_.parent_path().string() + ")",
                "Build it (cmake --workflow --preset release) or set EDGEBENCH_AGENTS to its "
                "folder.");
}

std::optional<fs::path> Paths::engine_folder() const {
    const auto own = environment_("EDGEBENCH_ENGINE_DIR");
    if (own && !is_folder(*own)) {
        throw Error(ErrorCode::host, "EDGEBENCH_ENGINE_DIR names no folder: " + *own,
                    "It should hold llama-server and its libraries.");
    }
    return own ? std::optional<fs::path>(*own) : std::nullopt;
}

fs::path Paths::engines() const {
    return base("XDG_DATA_HOME", ".local/share") / "engines";
}

std::optional<fs::path> Paths::bootstrap_engine(Architecture architecture) const {
    const auto part = "-" + std::string(name_of(architecture)) + "-";
    std::optional<fs::path> newest;
    std::error_code error;
    for (const auto& folder : entries(cache() / "engine")) {
        const auto name = folder.filename().string();
        const bool fits = name.starts_with("llama.cpp-") && name.find(part) != std::string::npos;
        if (!fits || !is_folder(folder / "bin")) continue;
        const bool newer = !newest || fs::last_write_time(folder / "bin", error) >
                                          fs::last_write_time(*newest, error);
        if (newer) newest = folder / "bin";
    }
    return newest;
}

}  // namespace edgebench
