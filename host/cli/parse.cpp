#include "host/cli/parse.hpp"

#include "host/cli/choices.hpp"
#include "host/cli/typed_words.hpp"
#include "host/config/did_you_mean.hpp"
#include "protocol/error.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace edgebench::cli {
namespace {

constexpr const char* k_model_options = "Model";
constexpr const char* k_generation_options = "Generation";
constexpr const char* k_measuring_options = "Measuring";
constexpr const char* k_phone_options = "Phone";

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
    void add_model_options(CLI::App& command);
    void add_generation_options(CLI::App& command);
    void add_measuring_options(CLI::App& command);
    void add_phone_options(CLI::App& command);
    void add_database_option(CLI::App& command);
    void add_json_option(CLI::App& command);

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
    add_phone_options(devices);
    add_json_option(devices);

    auto& doctor = add_command("doctor", "Say what is there, what is missing and what to do",
                               "  edgebench doctor\n  edgebench doctor --gauge --device 0A1B2C3D");
    doctor.add_flag("--gauge", words_.gauge,
                    "Qualify the fuel gauge with load blocks, two to twelve minutes on battery");
    add_phone_options(doctor);
    add_database_option(doctor);
    add_json_option(doctor);

    auto& show = add_command("show", "Show everything about one trial",
                             "  edgebench show last\n  edgebench show 3f2a");
    show.add_option("trial", words_.trial, "A trial's UUID, the beginning of one, or 'last'");
    add_database_option(show);

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
    add_database_option(recompute);

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
    add_json_option(gauge);

    auto& query = add_command(
        "query", "Ask the results database with SQL; cannot write anywhere",
        "  edgebench query 'SELECT model, quant, decode_tps, energy_net_j FROM results'\n"
        "  edgebench query 'SELECT * FROM cells' --format csv > cells.csv");
    query.add_option("sql", words_.sql, "One SELECT; doc/database.md lists tables and views");
    query.add_option("--format", words_.format, "table, csv or json")->type_name("FORMAT");
    add_database_option(query);

    for (const auto& [name, description] :
         {std::pair{"collect", "Store what finished plans left on the phone"},
          std::pair{"cancel", "End the plan that runs on the phone and keep what it measured"},
          std::pair{"clean", "Collect, then remove every trace of edgebench from the phone"}}) {
        auto& command = add_command(
            name, description,
            std::string("  edgebench ") + name + "\n  edgebench " + name + " --device 0A1B2C3D");
        add_phone_options(command);
        add_database_option(command);
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
    add_model_options(run);
    add_generation_options(run);
    add_measuring_options(run);
    add_phone_options(run);
    add_database_option(run);
    add_json_option(run);
    run.add_flag("--dry-run", words_.dry_run, "Print the plan and run nothing");
}

void Parser::add_model_options(CLI::App& command) {
    command.add_option("--model", words_.request.model, "Name of the model (required)")
        ->type_name("NAME")
        ->group(k_model_options);
    command.add_option("--quant", words_.request.quant, "Quantisation, such as q4_k_m (required)")
        ->type_name("QUANT")
        ->group(k_model_options);
    command.add_option("--model-file", words_.model_file, "GGUF file instead of the catalogue's")
        ->type_name("FILE")
        ->group(k_model_options);
    command.add_option("--threads", words_.request.threads, "Threads of the engine [4]")
        ->type_name("N")
        ->check(CLI::Range(1, 256))
        ->group(k_model_options);
    command
        .add_option("--context", words_.context, "Context in tokens [prompt + output, rounded up]")
        ->type_name("N")
        ->check(CLI::Range(16, 1 << 24))
        ->group(k_model_options);
}

void Parser::add_generation_options(CLI::App& command) {
    constexpr int k_most_tokens = 1 << 20;
    auto* prompts = command.add_option("--prompts", words_.request.prompts, "Prompt set [demo]")
                        ->type_name("NAME|FILE");
    auto* prompt_tokens = command
                              .add_option("--prompt-tokens", words_.prompt_tokens,
                                          "Synthetic prompt of N tokens instead")
                              ->type_name("N")
                              ->check(CLI::Range(1, k_most_tokens))
                              ->excludes(prompts);
    auto* exact = command
                      .add_option("--output-tokens", words_.output_tokens,
                                  "Exactly N; end-of-text is ignored")
                      ->type_name("N")
                      ->check(CLI::Range(1, k_most_tokens));
    auto* most = command
                     .add_option("--max-output-tokens", words_.max_output_tokens,
                                 "At most N; the model may stop earlier [128]")
                     ->type_name("N")
                     ->check(CLI::Range(1, k_most_tokens))
                     ->excludes(exact);
    auto* seed = command.add_option("--seed", words_.request.generation.seed, "Random seed [0]")
                     ->type_name("N");
    auto* temperature = command
                            .add_option("--temperature", words_.request.generation.temperature,
                                        "0 always takes the likeliest token [0]")
                            ->type_name("T")
                            ->check(CLI::Range(0.0, 10.0));
    for (auto* option : {prompts, prompt_tokens, exact, most, seed, temperature}) {
        option->group(k_generation_options);
    }
}

void Parser::add_measuring_options(CLI::App& command) {
    auto* repetitions =
        command
            .add_option("--repetitions", words_.request.repetitions, "Trials of each prompt [1]")
            ->type_name("N")
            ->check(CLI::Range(1, 10'000));
    auto* precision = command
                          .add_option("--precision", words_.precision,
                                      "Go on until the energy of each cell is known so well, "
                                      "such as 5%: half its 95 % interval")
                          ->type_name("PERCENT");
    auto* most = command
                     .add_option("--max-repetitions", words_.max_repetitions,
                                 "With --precision: no more than N of each prompt [60]")
                     ->type_name("N")
                     ->check(CLI::Range(1, 10'000));
    auto* minutes = command
                        .add_option("--max-minutes", words_.max_minutes,
                                    "With --precision: begin no round that would end later")
                        ->type_name("MINUTES")
                        ->check(CLI::Range(0.01, 100'000.0));
    auto* idle = command
                     .add_option("--idle", words_.idle_s,
                                 "Idle window around a trial [as the phone's gauge needs]")
                     ->type_name("SECONDS")
                     ->check(CLI::Range(0.0, 3600.0));
    auto* cold = command.add_flag("--cold", words_.request.cold,
                                  "Start the engine anew for each trial and measure its loading");
    auto* sustained = command
                          .add_option("--sustained", words_.sustained_minutes,
                                      "Requests back to back for so long: speed, power and "
                                      "temperature by the minute")
                          ->type_name("MINUTES")
                          ->check(CLI::Range(0.1, 60.0));
    auto* require = command
                        .add_option("--require", words_.require,
                                    "Metric that must be valid, repeatable: latency, energy, "
                                    "quality, memory [latency]")
                        ->type_name("METRIC")
                        ->expected(1)
                        ->take_all();
    auto* power = command
                      .add_option("--power", words_.power,
                                  "Power source, or two to compare: rails, rapl, android.power, "
                                  "sysfs, batteryproperties, charge_counter [auto]")
                      ->type_name("NAME[,NAME]");
    auto* anew = command.add_flag("--new", words_.new_study,
                                  "Start a new study even where an unfinished one is the same");
    auto* detached = command.add_flag("--detached", words_.detached,
                                      "Submit the plan and leave; `collect` later");
    for (auto* option : {repetitions, precision, most, minutes, idle, cold, sustained, require,
                         power, anew, detached}) {
        option->group(k_measuring_options);
    }
}

void Parser::add_phone_options(CLI::App& command) {
    command
        .add_option("--device", words_.request.phone.serial,
                    "Serial number, or 'local': this machine itself [ANDROID_SERIAL]")
        ->type_name("SERIAL")
        ->group(k_phone_options);
    command
        .add_option("--adb", words_.request.phone.adb_servers,
                    "adb server, repeatable [ADB_SERVER_SOCKET]")
        ->type_name("HOST:PORT")
        ->expected(1)
        ->take_all()
        ->group(k_phone_options);
    command
        .add_flag("--accept-new-identity", words_.accept_identity,
                  "A known serial number may have a new identity")
        ->group(k_phone_options);
}

void Parser::add_database_option(CLI::App& command) {
    command
        .add_option("--db", words_.database,
                    "Results database [~/.local/share/edgebench/results.db]")
        ->type_name("FILE");
}

void Parser::add_json_option(CLI::App& command) {
    command.add_flag("--json", words_.json, "Print one JSON object");
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
