#pragma once
// Where edgebench keeps and finds its files (doc/commands.md, "Files"). Nothing is created here.

#include "host/config/architecture.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// The value of an environment variable; an empty one counts as unset.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

class Paths {
  public:
    Paths(Environment environment, std::filesystem::path executable);
    static Paths of_this_process();

    std::filesystem::path database() const;  // $XDG_DATA_HOME/edgebench/results.db
    // $EDGEBENCH_CACHE_DIR, else $XDG_CACHE_HOME/edgebench
    std::filesystem::path cache() const;
    // What edgebench keeps on this machine when it is measured itself: $XDG_STATE_HOME/edgebench
    std::filesystem::path this_machine() const;
    // $EDGEBENCH_LOCAL_SYS: another /sys, and then all that is measured is simulated.
    std::optional<std::filesystem::path> simulated_sys() const;
    std::filesystem::path models() const;  // $EDGEBENCH_MODELS, else models/ in the cache
    // What downloaded models were at first use: $XDG_DATA_HOME/edgebench/models.lock
    std::filesystem::path model_lock() const;

    // Those that exist, most specific first; a file in one of them hides its namesakes in the later
    // ones. $EDGEBENCH_CONFIGS, $XDG_CONFIG_HOME/edgebench, then the one that came with the
    // executable: ../share/edgebench/configs of an installation, or of a source tree the nearest
    // configs/ above the executable.
    std::vector<std::filesystem::path> config_folders() const;
    std::filesystem::path user_configs() const;  // $XDG_CONFIG_HOME/edgebench
    // "models", "demo.toml"
    std::optional<std::filesystem::path> config_file(const std::string& kind,
                                                     const std::string& file_name) const;
    // The stems of all files of one kind, sorted: "models", ".toml".
    std::vector<std::string> config_names(const std::string& kind,
                                          const std::string& extension) const;

    // The agent for a phone: in $EDGEBENCH_AGENTS, beside the executable or in ../lib/edgebench.
    // Throws Error::host when there is none.
    std::filesystem::path agent(Architecture architecture) const;
    // $EDGEBENCH_ENGINE_DIR, where it is set. Throws Error::host when it names no folder.
    std::optional<std::filesystem::path> engine_folder() const;
    std::filesystem::path engines() const;  // those installed: $XDG_DATA_HOME/edgebench/engines
    // The newest one that script/bootstrap has built for this machine.
    std::optional<std::filesystem::path> bootstrap_engine(Architecture architecture) const;

    const Environment& environment() const { return environment_; }

  private:
    std::filesystem::path base(const char* variable, const char* below_home) const;
    std::vector<std::filesystem::path> supplied_configs() const;

    Environment environment_;
    std::filesystem::path executable_;
};

}  // namespace edgebench
