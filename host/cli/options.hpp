#pragma once
// The command line as plain structs, one per subcommand.

#include "host/log/log.hpp"
#include "host/run/request.hpp"
#include "host/store/trial_selection.hpp"
#include "host/types/gauge_recording.hpp"
#include "host/types/stored_content.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

namespace edgebench::cli {

enum class Output { text, json };
enum class TableFormat { table, csv, json };
enum class ModelsAction { list, show, fetch, verify, add };
enum class Shell { bash, zsh, fish };
enum class ColourChoice { automatic, always, never };

// Nothing: the database of the user's data folder.
using DatabaseOption = std::optional<std::filesystem::path>;

struct RunOptions {
    run::RunRequest request;  // without database and tool version
    DatabaseOption database;
    Output output = Output::text;
    bool dry_run = false;
};
struct DevicesOptions {
    run::PhoneSelector phone;
    Output output = Output::text;
};
struct DoctorOptions {
    run::PhoneSelector phone;
    DatabaseOption database;
    Output output = Output::text;
    bool gauge = false;
};
struct ShowOptions {
    std::string trial;  // a UUID, the beginning of one, or "last"
    DatabaseOption database;
};
struct RecomputeOptions {
    store::TrialSelection which;
    std::optional<std::filesystem::path> meter;  // recording of an external one
    bool diff = false;
    DatabaseOption database;
};
struct GaugeOptions {
    std::filesystem::path file;
    std::optional<RecordedState> state;  // nothing: assumed to be discharging
    Output output = Output::text;
};
enum class EnginesAction { list, install, add, verify, remove };
struct EnginesOptions {
    EnginesAction action = EnginesAction::list;
    std::string what;  // an engine's name; to add: a folder or archive
    std::optional<std::string> name;
    std::optional<std::filesystem::path> archive;
    Output output = Output::text;
};
struct QueryOptions {
    std::string sql;
    TableFormat format = TableFormat::table;
    DatabaseOption database;
};
enum class CacheAction { list, prune, verify };
struct CacheOptions {
    CacheAction action = CacheAction::list;
    PruneRule rule;
    run::PhoneSelector phone;
    DatabaseOption database;
    Output output = Output::text;
};
struct CollectOptions {
    run::PhoneSelector phone;
    DatabaseOption database;
};
struct CancelOptions {
    run::PhoneSelector phone;
    DatabaseOption database;
};
struct CleanOptions {
    run::PhoneSelector phone;
    DatabaseOption database;
};
struct ModelsOptions {
    ModelsAction action = ModelsAction::list;
    // Of the catalogue or the Hub; a file for `add`. Empty: all, which `list` and `verify` allow.
    std::string model;
    std::string quant;  // empty: all that the action allows
    std::string name;   // for `add`; empty: after the file
    Output output = Output::text;
};
struct VersionOptions {};
struct CompletionOptions {
    Shell shell = Shell::bash;
};
struct HelpOptions {
    std::string text;
};

using Command = std::variant<RunOptions, DevicesOptions, DoctorOptions, ShowOptions,
                             RecomputeOptions, GaugeOptions, ModelsOptions, EnginesOptions,
                             QueryOptions, CacheOptions, CollectOptions, CancelOptions,
                             CleanOptions, VersionOptions, CompletionOptions, HelpOptions>;

struct Invocation {
    Command command;
    log::Level log_level = log::Level::info;
    ColourChoice colour = ColourChoice::automatic;
};

}  // namespace edgebench::cli
