#include "host/cli/typed_words.hpp"

#include "host/cli/choices.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>

namespace edgebench::cli {
namespace {

[[noreturn]] void refuse_words(const std::string& message, const std::string& hint) {
    throw Error(ErrorCode::usage, message, hint);
}

// "2026-11-01", or longer up to "2026-11-01T12:30:00Z": as the database writes times, so that texts
// compare like times.
std::string utc_time(const std::string& text) {
    constexpr std::string_view k_form = "dddd-dd-ddTdd:dd:ddZ";
    bool good = text.size() == 10 || text.size() == 16 || text.size() == 19 || text.size() == 20;
    for (std::size_t i = 0; good && i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        good = k_form[i] == 'd' ? digit : text[i] == k_form[i];
    }
    if (!good)
        refuse_words("'" + text + "' is no UTC time", "Write 2026-11-01 or 2026-11-01T12:30:00Z.");
    return text;
}

// "5%": half the width of an interval, of its middle.
double share_of_percent(const std::string& text) {
    char* end = nullptr;
    const double percent = std::strtod(text.c_str(), &end);
    const bool number = std::isdigit(static_cast<unsigned char>(text.front())) != 0;
    if (!number || std::string_view(end) != "%" || !(percent > 0) || percent > 100) {
        refuse_words("--precision '" + text + "' is not between 0% and 100%",
                     "Give half the width of the interval in percent of the mean: --precision 5%.");
    }
    return percent / 100;
}

// Rounds are added by the laptop, so it has to stay.
void set_precision(run::RunRequest& request, const TypedWords& words) {
    if (words.precision.empty()) {
        if (words.max_repetitions == 0 && words.max_minutes == 0) return;
        refuse_words("--max-repetitions and --max-minutes limit a run that --precision makes",
                     "Give --precision 5% too, or a fixed number of --repetitions instead.");
    }
    if (words.detached) {
        refuse_words("--precision and --detached exclude each other",
                     "What to measure next is decided on this computer: leave one of them out.");
    }
    auto& goal = request.precision.emplace();
    goal.half_width = share_of_percent(words.precision);
    if (words.max_repetitions > 0) goal.max_repetitions = words.max_repetitions;
    if (words.max_minutes > 0) request.max_time = Seconds(words.max_minutes * 60);
    if (request.repetitions > goal.max_repetitions) {
        refuse_words("--repetitions " + std::to_string(request.repetitions) +
                         " are more than --max-repetitions " + std::to_string(goal.max_repetitions),
                     "With --precision, --repetitions is how many to begin with.");
    }
}

void set_engine(EngineSettings& settings, const TypedWords& words) {
    if (!words.backend.empty()) settings.backend = backend_named(words.backend);
    if (!words.flash_attention.empty()) {
        settings.flash_attention = flash_attention_named(words.flash_attention);
    }
    if (!words.kv_cache.empty()) settings.kv_cache = kv_cache_named(words.kv_cache);
    if (words.gpu_layers > 0) settings.gpu_layers = words.gpu_layers;
    if (words.batch > 0) settings.batch_tokens = words.batch;
    if (words.ubatch > 0) settings.ubatch_tokens = words.ubatch;
    settings.cpu_mask = words.cpu_mask;
    if (words.cpu_mask.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
        refuse_words("--cpu-mask '" + words.cpu_mask + "' is not hexadecimal",
                     "f0 stands for the processors 4 to 7.");
    }
    if (settings.gpu_layers && settings.backend == "cpu") {
        refuse_words("--gpu-layers needs a --backend beside the CPU",
                     "Add --backend opencl, vulkan or hexagon.");
    }
    const bool quantised = settings.kv_cache.find('q') != std::string::npos;
    if (quantised && settings.flash_attention == "off") {
        refuse_words("--kv-cache " + settings.kv_cache + " needs flash attention",
                     "Leave --flash-attention off out.");
    }
}

// It gives curves, no answers.
void set_sustained(run::RunRequest& request, const TypedWords& words) {
    if (words.sustained_minutes <= 0) return;
    const auto is_of_answers = [](Metric metric) {
        return metric == Metric::energy || metric == Metric::quality;
    };
    const char* other = request.cold                                          ? "--cold"
                        : request.precision                                   ? "--precision"
                        : std::ranges::any_of(request.require, is_of_answers) ? "--require"
                                                                              : nullptr;
    if (other != nullptr) {
        refuse_words(std::string("--sustained and ") + other + " exclude each other",
                     "A sustained trial repeats requests to a running engine and has no energy or "
                     "quality of one answer: leave one of them out.");
    }
    request.sustained = Seconds(words.sustained_minutes * 60);
}

void set_page_cache(run::RunRequest& request, const TypedWords& words) {
    if (words.page_cache.empty()) return;
    request.page_cache = page_cache_named(words.page_cache);
    if (request.cold) return;
    refuse_words("--page-cache is of loading the model, which only --cold measures",
                 "Add --cold, or leave --page-cache out.");
}

PruneRule prune_rule(const TypedWords& words) {
    const bool none = !words.keep_bytes && words.older_than_days < 0 && !words.all;
    if ((words.action == "prune") == none) {
        refuse_words(
            none ? "what to prune is missing"
                 : "--keep, --older-than and --all belong to `edgebench cache prune`",
            "Say `edgebench cache prune --keep 4GiB`, `--older-than 30` (days) or `--all`.");
    }
    // CLI11 takes "-1" for the greatest of all.
    if (words.keep_bytes > std::uint64_t{1} << 62) {
        refuse_words("--keep is not an amount of storage", "Write 500MiB or 4GiB.");
    }
    PruneRule rule;
    if (words.keep_bytes) rule.keep = Bytes64(static_cast<std::int64_t>(*words.keep_bytes));
    if (words.older_than_days >= 0) rule.unused_for = Seconds(words.older_than_days * 86'400);
    if (words.all) rule.keep = Bytes64(0);
    return rule;
}

DatabaseOption database_option(const TypedWords& words) {
    return words.database.empty() ? DatabaseOption() : DatabaseOption(words.database);
}

RunOptions run_options(const TypedWords& words) {
    RunOptions options;
    options.request = words.request;
    auto& request = options.request;
    if (request.model.empty()) refuse_words("--model is missing", "See `edgebench run --help`.");
    if (request.quant.empty()) {
        refuse_words("--quant is missing", "Name the quantisation, for example --quant q4_k_m.");
    }
    if (!words.engine.empty()) request.engine = words.engine;
    if (!words.model_file.empty()) request.model_file = words.model_file;
    set_engine(request.engine_settings, words);
    if (words.prompt_tokens > 0) request.prompt_tokens = words.prompt_tokens;
    if (words.context > 0) request.context_tokens = words.context;
    request.generation.exact_output = words.output_tokens > 0;
    if (words.output_tokens > 0) request.generation.output_tokens = words.output_tokens;
    if (words.max_output_tokens > 0) request.generation.output_tokens = words.max_output_tokens;
    if (words.idle_s >= 0) request.idle = Seconds(words.idle_s);
    if (!words.require.empty()) request.require = metrics_named(words.require);
    request.power = power_sources_named(words.power);
    if (words.new_study) request.choice = run::StudyChoice::start_new;
    if (words.detached) request.attendance = run::Attendance::detached;
    set_precision(request, words);
    set_sustained(request, words);
    set_page_cache(request, words);
    options.dry_run = words.dry_run;
    return options;
}

RecomputeOptions recompute_options(const TypedWords& words) {
    RecomputeOptions options;
    if (!words.trial.empty()) options.which.trial = words.trial;
    if (!words.study.empty()) options.which.study = words.study;
    if (!words.since.empty()) options.which.since = utc_time(words.since);
    // A recording is of one run.
    const bool selects = !words.trial.empty() || !words.study.empty() || !words.since.empty();
    if (!words.meter.empty()) {
        options.meter = words.meter;
        if (!selects) options.which.study = "last";
    }
    options.diff = words.diff;
    options.database = database_option(words);
    return options;
}

ModelsOptions models_options(const TypedWords& words) {
    ModelsOptions options;
    options.model = words.request.model;
    options.quant = words.request.quant;
    options.name = words.name;
    if (!words.action.empty()) options.action = models_action_named(words.action);
    const bool needs_model =
        options.action != ModelsAction::list && options.action != ModelsAction::verify;
    if (needs_model && options.model.empty()) {
        refuse_words(options.action == ModelsAction::add ? "the model file is missing"
                                                         : "the model is missing",
                     "See `edgebench models --help`.");
    }
    if (options.action == ModelsAction::fetch && options.quant.empty()) {
        refuse_words("--quant is missing", "Name the quantisation, for example --quant q4_k_m.");
    }
    return options;
}

EnginesOptions engines_options(const TypedWords& words, Output output) {
    EnginesOptions options;
    options.output = output;
    options.what = words.what;
    if (!words.action.empty()) options.action = engines_action_named(words.action);
    const bool installs = options.action == EnginesAction::install;
    const bool adds = options.action == EnginesAction::add;
    const bool removes = options.action == EnginesAction::remove;
    if ((installs || adds || removes) && words.what.empty()) {
        refuse_words("'engines " + words.action + "' does not say what",
                     adds ? "Name a folder or an archive with llama-server."
                          : "Name one of `edgebench engines list`.");
    }
    if (!words.name.empty()) {
        if (!adds) refuse_words("--name belongs to 'engines add'", "Leave it out.");
        options.name = words.name;
    }
    if (!words.archive.empty()) {
        if (!installs) refuse_words("--archive belongs to 'engines install'", "Leave it out.");
        options.archive = words.archive;
    }
    return options;
}

}  // namespace

Command command_from(const std::string& name, const TypedWords& words) {
    auto phone = words.request.phone;
    if (words.accept_identity) phone.new_identity = run::NewIdentity::accept;
    const auto database = database_option(words);
    const auto output = words.json ? Output::json : Output::text;
    if (name == "run") {
        auto options = run_options(words);
        options.request.phone = phone;
        options.database = database;
        options.output = output;
        return options;
    }
    if (name == "devices") return DevicesOptions{phone, output};
    if (name == "doctor") return DoctorOptions{phone, database, output, words.gauge};
    if (name == "show") return ShowOptions{words.trial.empty() ? "last" : words.trial, database};
    if (name == "recompute") return recompute_options(words);
    if (name == "gauge") {
        if (words.recording.empty())
            refuse_words("the file is missing", "See `edgebench gauge --help`.");
        const auto state = words.battery_state.empty()
                               ? std::nullopt
                               : std::optional(battery_state_named(words.battery_state));
        return GaugeOptions{words.recording, state, output};
    }
    if (name == "engines") return engines_options(words, output);
    if (name == "query") {
        if (words.sql.empty()) refuse_words("the SQL is missing", "See `edgebench query --help`.");
        return QueryOptions{words.sql, table_format_named(words.format), database};
    }
    if (name == "models") {
        auto options = models_options(words);
        options.output = output;
        return options;
    }
    if (name == "cache") {
        const auto action =
            words.action.empty() ? CacheAction::list : cache_action_named(words.action);
        return CacheOptions{action, prune_rule(words), phone, database, output};
    }
    if (name == "collect") return CollectOptions{phone, database};
    if (name == "cancel") return CancelOptions{phone, database};
    if (name == "clean") return CleanOptions{phone, database};
    if (name == "version") return VersionOptions{};
    if (words.shell.empty()) refuse_words("the shell is missing", "Known shells: bash, fish, zsh.");
    return CompletionOptions{shell_named(words.shell)};
}

}  // namespace edgebench::cli
