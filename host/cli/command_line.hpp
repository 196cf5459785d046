#pragma once
// The options of the command line, in groups that commands share.

#include "host/cli/typed_words.hpp"

namespace CLI {
class App;
}

namespace edgebench::cli {

// `words` must outlive `command`.
void add_run_options(CLI::App& command, TypedWords& words);
void add_cache_options(CLI::App& command, TypedWords& words);
void add_phone_options(CLI::App& command, TypedWords& words);
void add_database_option(CLI::App& command, TypedWords& words);
void add_json_option(CLI::App& command, TypedWords& words);

}  // namespace edgebench::cli
