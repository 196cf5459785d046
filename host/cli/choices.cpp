#include "host/cli/choices.hpp"

#include "host/config/did_you_mean.hpp"
#include "protocol/error.hpp"
#include "protocol/power_source.hpp"

#include <algorithm>
#include <map>

namespace edgebench::cli {
namespace {

template <class T>
using Choices = std::map<std::string, T>;

const Choices<TableFormat> k_table_formats{
    {"table", TableFormat::table}, {"csv", TableFormat::csv}, {"json", TableFormat::json}};
const Choices<ModelsAction> k_models_actions{{"list", ModelsAction::list},
                                             {"show", ModelsAction::show},
                                             {"fetch", ModelsAction::fetch},
                                             {"verify", ModelsAction::verify},
                                             {"add", ModelsAction::add}};
const Choices<Shell> k_shells{{"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}};
const Choices<EnginesAction> k_engines_actions{{"list", EnginesAction::list},
                                               {"install", EnginesAction::install},
                                               {"add", EnginesAction::add},
                                               {"verify", EnginesAction::verify},
                                               {"remove", EnginesAction::remove}};
const Choices<ColourChoice> k_colours{{"auto", ColourChoice::automatic},
                                      {"always", ColourChoice::always},
                                      {"never", ColourChoice::never}};
const Choices<RecordedState> k_battery_states{{"discharging", RecordedState::discharging},
                                              {"charging", RecordedState::charging},
                                              {"unknown", RecordedState::unknown}};

const Choices<CacheAction> k_cache_actions{
    {"ls", CacheAction::list}, {"prune", CacheAction::prune}, {"verify", CacheAction::verify}};
const Choices<PageCache> k_page_caches{{"cold", PageCache::cold}, {"warm", PageCache::warm}};

Choices<Metric> metrics() {
    Choices<Metric> choices;
    for (const auto& [metric, name] : k_metric_names) choices.emplace(name, metric);
    return choices;
}

constexpr const char* k_automatic = "auto";

Choices<std::string> backends() {
    Choices<std::string> choices;
    for (const auto& backend : k_engine_backends) choices.emplace(backend.name, backend.name);
    return choices;
}

template <class Names>
Choices<std::string> words(const Names& names) {
    Choices<std::string> choices;
    for (const auto name : names) choices.emplace(name, name);
    return choices;
}

template <class T>
std::vector<std::string> names_of(const Choices<T>& choices) {
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) names.push_back(name);
    return names;
}

template <class T>
T choose(const Choices<T>& choices, const std::string& name, const std::string& what) {
    const auto found = choices.find(name);
    if (found != choices.end()) return found->second;
    throw Error(ErrorCode::usage, "there is no " + what + " '" + name + "'",
                did_you_mean(name, names_of(choices), what + "s"));
}

}  // namespace

TableFormat table_format_named(const std::string& name) {
    return choose(k_table_formats, name, "format");
}

ModelsAction models_action_named(const std::string& name) {
    return choose(k_models_actions, name, "action");
}

Shell shell_named(const std::string& name) {
    return choose(k_shells, name, "shell");
}

std::string backend_named(const std::string& name) {
    return choose(backends(), name, "backend");
}

std::string flash_attention_named(const std::string& name) {
    return choose(words(k_flash_attention), name, "choice of flash attention");
}

std::string kv_cache_named(const std::string& name) {
    return choose(words(k_kv_cache_types), name, "type of KV cache");
}

EnginesAction engines_action_named(const std::string& name) {
    return choose(k_engines_actions, name, "action");
}

RecordedState battery_state_named(const std::string& name) {
    return choose(k_battery_states, name, "battery state");
}

CacheAction cache_action_named(const std::string& name) {
    return choose(k_cache_actions, name, "cache action");
}

PageCache page_cache_named(const std::string& name) {
    return choose(k_page_caches, name, "page cache");
}

ColourChoice colour_named(const std::string& name) {
    return choose(k_colours, name, "colour choice");
}

std::vector<Metric> metrics_named(const std::vector<std::string>& names) {
    std::vector<Metric> chosen;
    for (const auto& name : names) chosen.push_back(choose(metrics(), name, "metric"));
    return chosen;
}

std::vector<std::string> power_sources_named(const std::string& list) {
    if (list.empty() || list == k_automatic) return {};
    std::vector<std::string> sources;
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        const auto source =
            choose(words(k_power_sources), list.substr(begin, end - begin), "power source");
        if (std::find(sources.begin(), sources.end(), source) != sources.end()) {
            throw Error(ErrorCode::usage, "--power names " + source + " twice",
                        "Name two different sources, or one.");
        }
        sources.push_back(source);
        begin = end + 1;
    }
    if (sources.size() > k_most_power_sources) {
        throw Error(ErrorCode::usage, "--power names more than two sources",
                    "The first gives the energies; one other can be compared with it.");
    }
    return sources;
}

std::vector<std::string> choices_of(const std::string& option_or_command) {
    if (option_or_command == "--require") return names_of(metrics());
    if (option_or_command == "--power") {
        auto names = names_of(words(k_power_sources));
        names.insert(names.begin(), k_automatic);
        return names;
    }
    if (option_or_command == "--backend") return names_of(backends());
    if (option_or_command == "--flash-attention") return names_of(words(k_flash_attention));
    if (option_or_command == "--kv-cache") return names_of(words(k_kv_cache_types));
    if (option_or_command == "--format") return names_of(k_table_formats);
    if (option_or_command == "--state") return names_of(k_battery_states);
    if (option_or_command == "--page-cache") return names_of(k_page_caches);
    if (option_or_command == "cache") return names_of(k_cache_actions);
    if (option_or_command == "--color") return names_of(k_colours);
    if (option_or_command == "models") return names_of(k_models_actions);
    if (option_or_command == "engines") return names_of(k_engines_actions);
    if (option_or_command == "completion") return names_of(k_shells);
    if (option_or_command == "show") return {"last"};
    return {};
}

}  // namespace edgebench::cli
