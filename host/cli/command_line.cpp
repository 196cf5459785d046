#include "host/cli/command_line.hpp"

#include <CLI/CLI.hpp>

namespace edgebench::cli {
namespace {

constexpr const char* k_model_options = "Model";
constexpr const char* k_engine_options = "Engine";
constexpr const char* k_generation_options = "Generation";
constexpr const char* k_measuring_options = "Measuring";
constexpr const char* k_phone_options = "Phone";

void add_model_options(CLI::App& command, TypedWords& words) {
    command.add_option("--model", words.request.model, "Name of the model (required)")
        ->type_name("NAME")
        ->group(k_model_options);
    command.add_option("--quant", words.request.quant, "Quantisation, such as q4_k_m (required)")
        ->type_name("QUANT")
        ->group(k_model_options);
    command.add_option("--model-file", words.model_file, "GGUF file instead of the catalogue's")
        ->type_name("FILE")
        ->group(k_model_options);
}

void add_engine_options(CLI::App& command, TypedWords& words) {
    command.add_option("--engine", words.engine, "An installed one, or a folder [installed last]")
        ->type_name("NAME|FOLDER")
        ->group(k_engine_options);
    command
        .add_option("--threads", words.request.engine_settings.threads, "Threads of the engine [4]")
        ->type_name("N")
        ->check(CLI::Range(1, 256))
        ->group(k_engine_options);
    command
        .add_option("--context", words.context, "Context in tokens [prompt + output, rounded up]")
        ->type_name("N")
        ->check(CLI::Range(16, 1 << 24))
        ->group(k_engine_options);
    const auto number = [&](const char* name, std::int32_t& value, const char* help) {
        command.add_option(name, value, help)
            ->type_name("N")
            ->check(CLI::Range(1, 1 << 20))
            ->group(k_engine_options);
    };
    const auto text = [&](const char* name, std::string& value, const char* help,
                          const char* type) {
        command.add_option(name, value, help)->type_name(type)->group(k_engine_options);
    };
    text("--backend", words.backend, "Where to compute: cpu, opencl, vulkan, hexagon [cpu]",
         "NAME");
    number("--gpu-layers", words.gpu_layers, "With a backend: layers of the model there [all]");
    text("--cpu-mask", words.cpu_mask, "Processors for the threads, hexadecimal [any]", "MASK");
    number("--batch", words.batch, "Tokens of a prompt at a time, at most [the engine's]");
    number("--ubatch", words.ubatch, "Tokens computed at a time, at most [the engine's]");
    text("--flash-attention", words.flash_attention, "auto, on or off [auto]", "WHEN");
    text("--kv-cache", words.kv_cache, "Type of keys and values, such as q8_0 [f16]", "TYPE");
}

void add_generation_options(CLI::App& command, TypedWords& words) {
    constexpr int k_most_tokens = 1 << 20;
    auto* prompts = command.add_option("--prompts", words.request.prompts, "Prompt set [demo]")
                        ->type_name("NAME|FILE");
    auto* prompt_tokens = command
                              .add_option("--prompt-tokens", words.prompt_tokens,
                                          "Synthetic prompt of N tokens instead")
                              ->type_name("N")
                              ->check(CLI::Range(1, k_most_tokens))
                              ->excludes(prompts);
    auto* exact =
        command
            .add_option("--output-tokens", words.output_tokens, "Exactly N; end-of-text is ignored")
            ->type_name("N")
            ->check(CLI::Range(1, k_most_tokens));
    auto* most = command
                     .add_option("--max-output-tokens", words.max_output_tokens,
                                 "At most N; the model may stop earlier [128]")
                     ->type_name("N")
                     ->check(CLI::Range(1, k_most_tokens))
                     ->excludes(exact);
    auto* seed = command.add_option("--seed", words.request.generation.seed, "Random seed [0]")
                     ->type_name("N");
    auto* temperature = command
                            .add_option("--temperature", words.request.generation.temperature,
                                        "0 always takes the likeliest token [0]")
                            ->type_name("T")
                            ->check(CLI::Range(0.0, 10.0));
    for (auto* option : {prompts, prompt_tokens, exact, most, seed, temperature}) {
        option->group(k_generation_options);
    }
}

void add_measuring_options(CLI::App& command, TypedWords& words) {
    auto* repetitions =
        command.add_option("--repetitions", words.request.repetitions, "Trials of each prompt [1]")
            ->type_name("N")
            ->check(CLI::Range(1, 10'000));
    auto* precision = command
                          .add_option("--precision", words.precision,
                                      "Go on until the energy of each cell is known so well, "
                                      "such as 5%: half its 95 % interval")
                          ->type_name("PERCENT");
    auto* most = command
                     .add_option("--max-repetitions", words.max_repetitions,
                                 "With --precision: no more than N of each prompt [60]")
                     ->type_name("N")
                     ->check(CLI::Range(1, 10'000));
    auto* minutes = command
                        .add_option("--max-minutes", words.max_minutes,
                                    "With --precision: begin no round that would end later")
                        ->type_name("MINUTES")
                        ->check(CLI::Range(0.01, 100'000.0));
    auto* idle = command
                     .add_option("--idle", words.idle_s,
                                 "Idle window around a trial [as the phone's gauge needs]")
                     ->type_name("SECONDS")
                     ->check(CLI::Range(0.0, 3600.0));
    auto* cold = command.add_flag("--cold", words.request.cold,
                                  "Start the engine anew for each trial and measure its loading");
    auto* sustained = command
                          .add_option("--sustained", words.sustained_minutes,
                                      "Requests back to back for so long: speed, power and "
                                      "temperature by the minute")
                          ->type_name("MINUTES")
                          ->check(CLI::Range(0.1, 60.0));
    auto* require = command
                        .add_option("--require", words.require,
                                    "Metric that must be valid, repeatable: latency, energy, "
                                    "quality, memory [latency]")
                        ->type_name("METRIC")
                        ->expected(1)
                        ->take_all();
    auto* power = command
                      .add_option("--power", words.power,
                                  "Power source, or two to compare: rails, rapl, android.power, "
                                  "sysfs, batteryproperties, charge_counter [auto]")
                      ->type_name("NAME[,NAME]");
    auto* anew = command.add_flag("--new", words.new_study,
                                  "Start a new study even where an unfinished one is the same");
    auto* detached = command.add_flag("--detached", words.detached,
                                      "Submit the plan and leave; `collect` later");
    for (auto* option : {repetitions, precision, most, minutes, idle, cold, sustained, require,
                         power, anew, detached}) {
        option->group(k_measuring_options);
    }
}

void add_page_cache_option(CLI::App& command, TypedWords& words) {
    command
        .add_option("--page-cache", words.page_cache,
                    "With --cold: drop the model from the phone's memory before each trial, or "
                    "read it in: cold, warm [as it is]")
        ->type_name("STATE")
        ->group(k_measuring_options);
}

}  // namespace

void add_run_options(CLI::App& command, TypedWords& words) {
    add_model_options(command, words);
    add_engine_options(command, words);
    add_generation_options(command, words);
    add_measuring_options(command, words);
    add_page_cache_option(command, words);
    add_phone_options(command, words);
    add_database_option(command, words);
    add_json_option(command, words);
    command.add_flag("--dry-run", words.dry_run, "Print the plan and run nothing");
}

void add_cache_options(CLI::App& command, TypedWords& words) {
    command.add_option("action", words.action, "ls, prune or verify [ls]");
    command
        .add_option("--keep", words.keep_bytes,
                    "prune: the least recently used go until at most so much is left, such as 4GiB")
        ->type_name("BYTES")
        ->transform(CLI::AsSizeValue(false));
    command.add_option("--older-than", words.older_than_days, "prune: what was unused for so long")
        ->type_name("DAYS")
        ->check(CLI::Range(0.0, 100'000.0));
    command.add_flag("--all", words.all, "prune: everything");
    add_phone_options(command, words);
    add_database_option(command, words);
    add_json_option(command, words);
}

void add_phone_options(CLI::App& command, TypedWords& words) {
    command
        .add_option("--device", words.request.phone.serial,
                    "Serial number, or 'local': this machine itself [ANDROID_SERIAL]")
        ->type_name("SERIAL")
        ->group(k_phone_options);
    command
        .add_option("--adb", words.request.phone.adb_servers,
                    "adb server, repeatable [ADB_SERVER_SOCKET]")
        ->type_name("HOST:PORT")
        ->expected(1)
        ->take_all()
        ->group(k_phone_options);
    command
        .add_flag("--accept-new-identity", words.accept_identity,
                  "A known serial number may have a new identity")
        ->group(k_phone_options);
}

void add_database_option(CLI::App& command, TypedWords& words) {
    command
        .add_option("--db", words.database,
                    "Results database [~/.local/share/edgebench/results.db]")
        ->type_name("FILE");
}

void add_json_option(CLI::App& command, TypedWords& words) {
    command.add_flag("--json", words.json, "Print one JSON object");
}

}  // namespace edgebench::cli
