#pragma once
// What stood on the command line, word by word, and the command it means.

#include "host/cli/options.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace edgebench::cli {

// Only one subcommand is parsed in a process, so options of the same meaning share a variable.
// Empty, 0 or negative where nothing was typed.
struct TypedWords {
    run::RunRequest request;
    std::string database, model_file, trial, study, since, recording, meter, battery_state, sql,
        shell, precision, engine, action, what, name, archive, page_cache, backend, cpu_mask,
        flash_attention, kv_cache;
    std::optional<std::uint64_t> keep_bytes;
    double older_than_days = -1;
    std::string format = "table";
    std::vector<std::string> require;
    std::string power;
    std::int32_t output_tokens = 0, max_output_tokens = 0, prompt_tokens = 0, context = 0,
                 max_repetitions = 0, gpu_layers = 0, batch = 0, ubatch = 0;
    double idle_s = -1, max_minutes = 0, sustained_minutes = 0;
    bool accept_identity = false, new_study = false, detached = false, dry_run = false,
         json = false, diff = false, gauge = false, all = false;
};

// `name` is a subcommand's. Throws Error::usage for what is missing or makes no sense.
Command command_from(const std::string& name, const TypedWords& words);

}  // namespace edgebench::cli
