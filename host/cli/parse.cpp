#include "host/cli/parse.hpp"

#include "host/cli/choices.hpp"
#include "host/cli/command_line.hpp"
#include "host/config/did_you_mean.hpp"
#include "protocol/error.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace edgebench::cli {
namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
    throw Error(ErrorCode::usage, message, hint);
}

class Parser {
  public:
    Parser();
    Invocation parse(std::vector<std::string> arguments);
    std::vector<CommandHelp> describe() const;

  private:
    CLI::App& add_command(const std::string& name, const std::string& description,
                          const std::string& examples);
    void add_run();
    void add_models();
    void add_engines();

    void refuse_unknown(const CLI::App* command) const;

    CLI::App app_{"Measures what a language model costs and gives on a real, unrooted phone."};
    std::string colour_ = "auto";
    bool verbose_ = false;
    bool version_ = false;
    TypedWords words_;
};

Parser::Parser() {
    app_.name("edgebench");
    app_.require_subcommand(0, 1);
    app_.allow_extras();
    // As everywhere: a script's option can be overridden by one behind it.
    app_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app_.add_flag("--version", version_, "Print the version");
    app_.footer("Start with `edgebench doctor`. Each command has its own --help with examples.");
    add_run();

    auto& devices = add_command("devices", "List the phones that adb sees",
                                "  edgebench devices\n  edgebench devices --json");
    add_phone_options(devices, words_);
    add_json_option(devices, words_);

    auto& doctor = add_command("doctor", "Say what is there, what is missing and what to do",
                               "  edgebench doctor\n  edgebench doctor --gauge --device 0A1B2C3D");
    doctor.add_flag("--gauge", words_.gauge,
                    "Qualify the fuel gauge with load blocks, two to twelve minutes on battery");
    add_phone_options(doctor, words_);
    add_database_option(doctor, words_);
    add_json_option(doctor, words_);

    auto& show = add_command("show", "Show everything about one trial",
                             "  edgebench show last\n  edgebench show 3f2a");
    show.add_option("trial", words_.trial, "A trial's UUID, the beginning of one, or 'last'");
    add_database_option(show, words_);

    auto& recompute = add_command(
        "recompute", "Derive the figures of stored trials again, by the methods of this version",
        "  edgebench recompute --diff\n  edgebench recompute --since 2026-11-01\n"
        "  edgebench recompute --meter monsoon.csv --study last");
    recompute.add_option("--trial", words_.trial,
                         "Only this one: a UUID, its beginning, or 'last'");
    recompute
        .add_option("--study", words_.study, "Only the trials of this study: a UUID or 'last'")
        ->type_name("STUDY");
    recompute
        .add_option("--since", words_.since, "Only trials that began at or after this UTC time")
        ->type_name("TIME");
    recompute
        .add_option("--meter", words_.meter,
                    "CSV of an external power meter that recorded the run: compare and calibrate "
                    "the phone's gauge [the last study]")
        ->type_name("FILE");
    recompute.add_flag("--diff", words_.diff, "Show every figure that changes");
    add_database_option(recompute, words_);

    auto& gauge = add_command(
        "gauge", "Say what a recording of battery polls tells about the phone's fuel gauge",
        "  edgebench gauge polls.csv\n  edgebench gauge polls.csv --state charging --json");
    gauge
        .add_option("file", words_.recording,
                    "CSV with a time and a current column, a row per poll")
        ->type_name("FILE");
    gauge
        .add_option("--state", words_.battery_state,
                    "discharging, charging or unknown: what the battery did [discharging]")
        ->type_name("STATE");
    add_json_option(gauge, words_);

    add_models();
    add_engines();

    auto& query = add_command(
        "query", "Ask the results database with SQL; cannot write anywhere",
        "  edgebench query 'SELECT model, quant, decode_tps, energy_net_j FROM results'\n"
        "  edgebench query 'SELECT * FROM cells' --format csv > cells.csv");
    query.add_option("sql", words_.sql, "One SELECT; doc/database.md lists tables and views");
    query.add_option("--format", words_.format, "table, csv or json")->type_name("FORMAT");
    add_database_option(query, words_);

    auto& cache =
        add_command("cache", "List, prune or verify the models and engines stored on the phone",
                    "  edgebench cache ls\n  edgebench cache prune --keep 4GiB\n"
                    "  edgebench cache prune --older-than 30\n  edgebench cache verify");
    add_cache_options(cache, words_);

    for (const auto& [name, description] :
         {std::pair{"collect", "Store what finished plans left on the phone"},
          std::pair{"cancel", "End the plan that runs on the phone and keep what it measured"},
          std::pair{"clean", "Collect, then remove every trace of edgebench from the phone"}}) {
        auto& command = add_command(
            name, description,
            std::string("  edgebench ") + name + "\n  edgebench " + name + " --device 0A1B2C3D");
        add_phone_options(command, words_);
        add_database_option(command, words_);
    }

    add_command("version", "Print the version", "  edgebench version");
    auto& completion = add_command("completion", "Print a completion script for a shell",
                                   "  source <(edgebench completion bash)\n"
                                   "  edgebench completion zsh > ~/.zfunc/_edgebench\n"
                                   "  edgebench completion fish | source");
    completion.add_option("shell", words_.shell, "bash, zsh or fish");
}

CLI::App& Parser::add_command(const std::string& name, const std::string& description,
                              const std::string& examples) {
    auto& command = *app_.add_subcommand(name, description);
    command.allow_extras();
    command.add_option("--color,--colour", colour_, "auto, always or never; NO_COLOR is respected")
        ->type_name("WHEN");
    command.add_flag("--verbose", verbose_, "Log what is done in detail");
    command.footer("Examples:\n" + examples);
    return command;
}

void Parser::add_run() {
    auto& run = add_command(
        "run", "Measure a model on a phone",
        "  edgebench run --model demo --quant q4_k_m\n"
        "  edgebench run --model demo --quant iq4_xs --repetitions 5 --require energy\n"
        "  edgebench run --model demo --quant iq4_xs --precision 5% --max-minutes 60\n"
        "  edgebench run --model qwen --quant q4_k_m --model-file ~/qwen2.5-3b-q4_k_m.gguf\n"
        "  edgebench run --model demo --quant q4_k_m --prompt-tokens 512 --output-tokens 128 "
        "--json");
    add_run_options(run, words_);
}

void Parser::add_models() {
    auto& models = add_command(
        "models", "List, fetch and check the models of the catalogue",
        "  edgebench models\n  edgebench models show qwen2.5-3b\n"
        "  edgebench models fetch qwen2.5-3b --quant q4_k_m\n  edgebench models verify\n"
        "  edgebench models add ~/my-model-q4_k_m.gguf --name my-model");
    models.add_option("action", words_.action, "list, show, fetch, verify or add [list]");
    models.add_option("model", words_.request.model,
                      "A name of the catalogue or hf:OWNER/NAME; for add, a GGUF file");
    models.add_option("--quant", words_.request.quant, "Only this quantisation")
        ->type_name("QUANT");
    models.add_option("--name", words_.name, "Name of the added model [after the file]")
        ->type_name("NAME");
    add_json_option(models, words_);
}

void Parser::add_engines() {
    auto& engines = add_command("engines", "List, install and check inference engines",
                                "  edgebench engines\n"
                                "  edgebench engines install llama.cpp-b11541-android-arm64\n"
                                "  edgebench engines add ~/llama.cpp/build --name mine\n"
                                "  edgebench engines verify");
    engines.add_option("action", words_.action, "list, install, add, verify or remove [list]");
    engines.add_option("what", words_.what, "An engine's name; to add: a folder or archive");
    engines.add_option("--name", words_.name, "With add: the name to choose it by")
        ->type_name("NAME");
    engines
        .add_option("--archive", words_.archive, "With install: the archive, downloaded already")
        ->type_name("FILE");
    add_json_option(engines, words_);
}

std::vector<std::string> option_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const auto* option : command.get_options()) {
        for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

// CLI11 would only say that something was not expected.
void Parser::refuse_unknown(const CLI::App* command) const {
    const auto extras = command == nullptr ? app_.remaining() : command->remaining();
    if (extras.empty()) return;
    const auto& first = extras.front();
    const bool is_option = first.starts_with("-");
    if (command == nullptr && !is_option) {
        std::vector<std::string> names;
        for (const auto& known : describe()) names.push_back(known.name);
        refuse("there is no command '" + first + "'", did_you_mean(first, names, "commands"));
    }
    const auto where = command == nullptr ? std::string("edgebench") : command->get_name();
    if (!is_option) {
        refuse("'" + where + "' does not expect '" + first + "'",
               "Quote what belongs together; see `edgebench " + where + " --help`.");
    }
    const auto name = first.substr(0, first.find('='));
    refuse("'" + where + "' has no option '" + name + "'",
           did_you_mean(name, option_names(command == nullptr ? app_ : *command), "options"));
}

Invocation Parser::parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
    try {
        app_.parse(arguments);
    } catch (const CLI::CallForHelp&) {
        return {HelpOptions{app_.help()}};
    } catch (const CLI::ParseError& error) {
        const auto commands = app_.get_subcommands();
        const auto name = commands.empty() ? "" : commands.front()->get_name() + " ";
        refuse(error.what(), "See `edgebench " + name + "--help`.");
    }
    const auto commands = app_.get_subcommands();
    const auto* command = commands.empty() ? nullptr : commands.front();
    refuse_unknown(nullptr);
    if (version_) return {VersionOptions{}};
    if (command == nullptr) refuse("a command is missing", "See `edgebench --help`.");
    refuse_unknown(command);
    return {command_from(command->get_name(), words_),
            verbose_ ? log::Level::debug : log::Level::info, colour_named(colour_)};
}

std::vector<CommandHelp> Parser::describe() const {
    std::vector<CommandHelp> commands;
    for (const auto* app : app_.get_subcommands([](const CLI::App*) { return true; })) {
        CommandHelp command{app->get_name(), app->get_description(), {}};
        for (const auto* option : app->get_options()) {
            if (option->get_lnames().empty()) continue;
            command.options.push_back({"--" + option->get_lnames().front(),
                                       option->get_description(), option->get_expected_max() > 0});
        }
        commands.push_back(std::move(command));
    }
    return commands;
}

}  // namespace

Invocation parse_arguments(std::vector<std::string> arguments) {
    return Parser().parse(std::move(arguments));
}

std::vector<CommandHelp> describe_commands() {
    return Parser().describe();
}

}  // namespace edgebench::cli
