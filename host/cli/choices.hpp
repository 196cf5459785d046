#pragma once
// The words that some options and arguments are chosen from.

#include "host/cli/options.hpp"

#include <string>
#include <vector>

namespace edgebench::cli {

// All throw Error::usage with a suggestion for a word that is none of them.
TableFormat table_format_named(const std::string& name);
ModelsAction models_action_named(const std::string& name);
std::string backend_named(const std::string& name);
std::string flash_attention_named(const std::string& name);
std::string kv_cache_named(const std::string& name);
EnginesAction engines_action_named(const std::string& name);
Shell shell_named(const std::string& name);
RecordedState battery_state_named(const std::string& name);
CacheAction cache_action_named(const std::string& name);
PageCache page_cache_named(const std::string& name);
ColourChoice colour_named(const std::string& name);
std::vector<Metric> metrics_named(const std::vector<std::string>& names);
// "rails,sysfs"; empty for "auto".
std::vector<std::string> power_sources_named(const std::string& list);

// For completion: "--format" → csv, json, table. Empty where anything may stand.
std::vector<std::string> choices_of(const std::string& option_or_command);

}  // namespace edgebench::cli
