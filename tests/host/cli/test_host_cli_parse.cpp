#include "host/cli/parse.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::cli;

namespace {

using Arguments = std::vector<std::string>;

template <class Options>
Options parsed(const Arguments& arguments) {
    const auto invocation = parse_arguments(arguments);
    REQUIRE(std::holds_alternative<Options>(invocation.command));
    return std::get<Options>(invocation.command);
}

Error refusal(const Arguments& arguments) {
    auto error = test::error_of([&] { parse_arguments(arguments); });
    CHECK(error.code() == ErrorCode::usage);
    return error;
}

Arguments run_with(const Arguments& more) {
    Arguments arguments{"run", "--model", "demo", "--quant", "q4_k_m"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

}  // namespace

TEST_CASE("a plain run has the documented defaults", "[host/cli]") {
    const auto options = parsed<RunOptions>(run_with({}));
    const auto& request = options.request;
    CHECK(request.model == "demo");
    CHECK(request.quant == "q4_k_m");
    CHECK_FALSE(request.model_file);
    CHECK(request.prompts == "demo");
    CHECK_FALSE(request.prompt_tokens);
    CHECK(request.repetitions == 1);
    CHECK(request.engine_settings.threads == 4);
    CHECK_FALSE(request.context_tokens);
    CHECK(request.generation.output_tokens == 128);
    CHECK_FALSE(request.generation.exact_output);
    CHECK(request.generation.temperature == 0);
    CHECK_FALSE(request.idle);
    CHECK(request.require == std::vector{Metric::latency});
    CHECK(request.choice == run::StudyChoice::resume_identical);
    CHECK(request.attendance == run::Attendance::attached);
    CHECK_FALSE(options.database);
    CHECK(options.output == Output::text);
    CHECK_FALSE(options.dry_run);
}

TEST_CASE("power sources are named in order, at most two", "[host/cli]") {
    const auto power = [](const std::string& list) {
        return parsed<RunOptions>(run_with({"--power", list})).request.power;
    };
    CHECK(power("auto").empty());
    CHECK(power("rails") == Arguments{"rails"});
    CHECK(power("sysfs,android.power") == Arguments{"sysfs", "android.power"});
    CHECK(refusal(run_with({"--power", "rail"})).hint().find("rails") != std::string::npos);
    CHECK(refusal(run_with({"--power", "sysfs,"})).message().find("''") != std::string::npos);
    CHECK(refusal(run_with({"--power", "sysfs,sysfs"})).message().find("twice") !=
          std::string::npos);
    CHECK(refusal(run_with({"--power", "rails,sysfs,charge_counter"})).message().find("two") !=
          std::string::npos);
}

TEST_CASE("every option of run arrives", "[host/cli]") {
    const auto options = parsed<RunOptions>(run_with({"--model-file",
                                                      "m.gguf",
                                                      "--device",
                                                      "S1",
                                                      "--adb",
                                                      "a:1",
                                                      "--adb",
                                                      "b:2",
                                                      "--prompts",
                                                      "p.jsonl",
                                                      "--repetitions",
                                                      "5",
                                                      "--output-tokens",
                                                      "64",
                                                      "--seed",
                                                      "4294967295",
                                                      "--temperature",
                                                      "0.7",
                                                      "--threads",
                                                      "2",
                                                      "--context",
                                                      "512",
                                                      "--idle",
                                                      "2.5",
                                                      "--cold",
                                                      "--require",
                                                      "energy",
                                                      "--require",
                                                      "quality",
                                                      "--new",
                                                      "--detached",
                                                      "--db",
                                                      "r.db",
                                                      "--json",
                                                      "--dry-run",
                                                      "--accept-new-identity"}));
    const auto& request = options.request;
    CHECK(request.model_file == "m.gguf");
    CHECK(request.phone.serial == "S1");
    CHECK(request.phone.adb_servers == Arguments{"a:1", "b:2"});
    CHECK(request.phone.new_identity == run::NewIdentity::accept);
    CHECK(request.prompts == "p.jsonl");
    CHECK(request.repetitions == 5);
    CHECK(request.generation.output_tokens == 64);
    CHECK(request.generation.exact_output);
    CHECK(request.generation.seed == 4294967295);
    CHECK(request.generation.temperature == 0.7);
    CHECK(request.engine_settings.threads == 2);
    CHECK(request.context_tokens == 512);
    CHECK(request.idle == Seconds(2.5));
    CHECK(request.cold);
    CHECK(request.require == std::vector{Metric::energy, Metric::quality});
    CHECK(request.choice == run::StudyChoice::start_new);
    CHECK(request.attendance == run::Attendance::detached);
    CHECK(options.database == "r.db");
    CHECK(options.output == Output::json);
    CHECK(options.dry_run);
}

TEST_CASE("the three ways to give a length exclude each other where they must", "[host/cli]") {
    const auto most = parsed<RunOptions>(run_with({"--max-output-tokens", "32"}));
    CHECK(most.request.generation.output_tokens == 32);
    CHECK_FALSE(most.request.generation.exact_output);
    CHECK(parsed<RunOptions>(run_with({"--prompt-tokens", "512"})).request.prompt_tokens == 512);
    refusal(run_with({"--max-output-tokens", "32", "--output-tokens", "32"}));
    refusal(run_with({"--prompt-tokens", "5", "--prompts", "demo"}));
}

TEST_CASE("values out of range, of the wrong kind or missing are refused", "[host/cli]") {
    const std::vector<Arguments> wrong{
        {"--repetitions", "0"},   {"--repetitions", "x"},    {"--repetitions"},
        {"--threads", "0"},       {"--threads", "1000"},     {"--output-tokens", "-5"},
        {"--temperature", "11"},  {"--temperature", "-1"},   {"--idle", "-1"},
        {"--context", "1"},       {"--seed", "-1"},          {"--seed", "4294967296"},
        {"--prompt-tokens", "0"}, {"--prompt-tokens", "1.5"}};
    for (const auto& arguments : wrong) {
        INFO(arguments.front());
        CHECK_THAT(refusal(run_with(arguments)).message(),
                   Catch::Contains(arguments.front().substr(0, 6)));
    }
}

TEST_CASE("a precision is a share of the mean, with its limits", "[host/cli]") {
    const auto request = parsed<RunOptions>(run_with({"--precision", "2.5%", "--max-repetitions",
                                                      "20", "--max-minutes", "90"}))
                             .request;
    REQUIRE(request.precision);
    CHECK(request.precision->half_width == Approx(0.025));
    CHECK(request.precision->max_repetitions == 20);
    CHECK(request.max_time == Seconds(5400));
    CHECK_FALSE(parsed<RunOptions>(run_with({})).request.precision);
    const auto plain = parsed<RunOptions>(run_with({"--precision", "5%"})).request;
    CHECK(plain.precision->max_repetitions == 60);
    CHECK_FALSE(plain.max_time);
}

TEST_CASE("a precision that makes no sense is refused with the way to write it", "[host/cli]") {
    for (const auto* wrong : {"0%", "5", "-1%", "101%", "5%%", "five%", "nan%", "%", "5 %"}) {
        CAPTURE(wrong);
        const auto error = refusal(run_with({"--precision", wrong}));
        CHECK_THAT(error.message(), Catch::Contains("--precision"));
        CHECK_THAT(error.hint(), Catch::Contains("5%"));
    }
    refusal(run_with({"--max-repetitions", "5"}));
    refusal(run_with({"--max-minutes", "5"}));
    refusal(run_with({"--precision", "5%", "--max-minutes", "0"}));
    refusal(run_with({"--precision", "5%", "--repetitions", "9", "--max-repetitions", "5"}));
    CHECK_THAT(refusal(run_with({"--precision", "5%", "--detached"})).message(),
               Catch::Contains("--detached"));
}

TEST_CASE("a sustained run excludes what only answers have", "[host/cli]") {
    CHECK(parsed<RunOptions>(run_with({"--sustained", "1.5"})).request.sustained == Seconds(90));
    CHECK_FALSE(parsed<RunOptions>(run_with({})).request.sustained);
    const std::vector<Arguments> wrong{{"--cold"},
                                       {"--precision", "5%"},
                                       {"--require", "energy"},
                                       {"--require", "latency", "--require", "quality"}};
    for (auto arguments : wrong) {
        arguments.insert(arguments.end(), {"--sustained", "10"});
        CHECK_THAT(refusal(run_with(arguments)).message(),
                   Catch::Contains(arguments.front()) && Catch::Contains("--sustained"));
    }
    refusal(run_with({"--sustained", "0"}));
    refusal(run_with({"--sustained", "61"}));
}

TEST_CASE("of an option that is given again the last counts", "[host/cli]") {
    const auto run = parsed<RunOptions>(
        run_with({"--threads", "2", "--model", "other", "--threads=3", "--cold", "--cold", "--db",
                  "a", "--db", "b", "--require", "energy", "--require", "quality"}));
    CHECK(run.request.model == "other");
    CHECK(run.request.engine_settings.threads == 3);
    CHECK(run.request.cold);
    CHECK(run.database == "b");
    CHECK(run.request.require == std::vector{Metric::energy, Metric::quality});
    CHECK(
        parsed<QueryOptions>({"query", "SELECT 1", "--format", "csv", "--format", "json"}).format ==
        TableFormat::json);
    refusal({"show", "3f2a", "4e1c"});
    refusal(run_with({"--threads", "0", "--threads", "3"}));
}

TEST_CASE("what is missing is named", "[host/cli]") {
    CHECK(refusal({"run", "--quant", "q4_k_m"}).message() == "--model is missing");
    CHECK(refusal({"run", "--model", "demo"}).message() == "--quant is missing");
    CHECK(refusal({"query"}).message() == "the SQL is missing");
    CHECK(refusal({"completion"}).message() == "the shell is missing");
    CHECK(refusal({}).message() == "a command is missing");
}

TEST_CASE("near misses of commands, options and words get a suggestion", "[host/cli]") {
    CHECK(refusal({"rnu"}).hint() == "Did you mean 'run'?");
    const auto option = refusal({"run", "--modle", "demo", "--quant", "q4_k_m"});
    CHECK(option.message() == "'run' has no option '--modle'");
    CHECK(option.hint() == "Did you mean '--model'?");
    CHECK(refusal(run_with({"--repetition=3"})).hint() == "Did you mean '--repetitions'?");
    CHECK(refusal(run_with({"--require", "enrgy"})).hint() == "Did you mean 'energy'?");
    CHECK(refusal({"query", "SELECT 1", "--format", "cvs"}).hint() == "Did you mean 'csv'?");
    CHECK(refusal({"completion", "zhs"}).hint() == "Did you mean 'zsh'?");
    CHECK(refusal({"--verison"}).hint() == "Did you mean '--version'?");
    CHECK_THAT(refusal({"query", "SELECT", "1"}).message(), Catch::EndsWith("does not expect '1'"));
}

TEST_CASE("the other commands get their options", "[host/cli]") {
    const auto recompute =
        parsed<RecomputeOptions>({"recompute", "--since", "2026-11-01", "--diff"});
    CHECK(recompute.which.since == "2026-11-01");
    CHECK_FALSE(recompute.which.trial);
    CHECK(recompute.diff);
    CHECK_FALSE(recompute.meter);
    const auto metered = parsed<RecomputeOptions>({"recompute", "--meter", "m.csv"});
    CHECK(metered.meter == "m.csv");
    CHECK(metered.which.study == "last");
    CHECK_FALSE(
        parsed<RecomputeOptions>({"recompute", "--meter", "m.csv", "--trial", "3f"}).which.study);
    CHECK(parsed<ShowOptions>({"show"}).trial == "last");
    CHECK(parsed<ShowOptions>({"show", "3f2a", "--db", "x"}).trial == "3f2a");
    const auto query = parsed<QueryOptions>({"query", "SELECT -1", "--format", "csv"});
    CHECK(query.sql == "SELECT -1");
    CHECK(query.format == TableFormat::csv);
    CHECK(parsed<DevicesOptions>({"devices", "--json"}).output == Output::json);
    CHECK(parsed<DoctorOptions>({"doctor", "--device", "S"}).phone.serial == "S");
    CHECK(parsed<CollectOptions>({"collect", "--db", "x"}).database == "x");
    CHECK(parsed<CancelOptions>({"cancel", "--device", "S"}).phone.serial == "S");
    CHECK(parsed<CleanOptions>({"clean", "--adb", "h:1"}).phone.adb_servers == Arguments{"h:1"});
    parsed<VersionOptions>({"version"});
    parsed<VersionOptions>({"--version"});
    CHECK(parsed<CompletionOptions>({"completion", "fish"}).shell == Shell::fish);
    CHECK(parse_arguments({"version", "--verbose"}).log_level == log::Level::debug);
    CHECK(parse_arguments({"version", "--color", "never"}).colour == ColourChoice::never);
}

TEST_CASE("every command has help with examples", "[host/cli]") {
    CHECK_THAT(parsed<HelpOptions>({"--help"}).text, Catch::Contains("doctor"));
    for (const auto& command : describe_commands()) {
        INFO(command.name);
        const auto help = parsed<HelpOptions>({command.name, "--help"}).text;
        CHECK_THAT(help, Catch::Contains("Examples:\n  "));
        CHECK_THAT(help, Catch::Contains("edgebench " + command.name));
        CHECK_FALSE(command.description.empty());
    }
}

TEST_CASE("gauge takes a file, and assumes no state that was not said", "[host/cli]") {
    const auto plain = parsed<GaugeOptions>({"gauge", "polls.csv"});
    CHECK(plain.file == "polls.csv");
    CHECK_FALSE(plain.state);
    CHECK(plain.output == Output::text);
    const auto full = parsed<GaugeOptions>({"gauge", "polls.csv", "--state", "charging", "--json"});
    CHECK(full.state == RecordedState::charging);
    CHECK(full.output == Output::json);
    CHECK_THAT(refusal({"gauge"}).message(), Catch::Contains("file is missing"));
    CHECK_THAT(refusal({"gauge", "a.csv", "--state", "flat"}).hint(), Catch::Contains("unknown"));
}

TEST_CASE("models lists all, and needs a model for what is done to one", "[host/cli]") {
    CHECK(parsed<ModelsOptions>({"models"}).action == ModelsAction::list);
    CHECK(parsed<ModelsOptions>({"models", "verify"}).model.empty());
    const auto fetch = parsed<ModelsOptions>({"models", "fetch", "hf:a/b", "--quant", "q4_k_m"});
    CHECK(fetch.action == ModelsAction::fetch);
    CHECK(fetch.model == "hf:a/b");
    CHECK(fetch.quant == "q4_k_m");
    CHECK(parsed<ModelsOptions>({"models", "add", "a.gguf", "--name", "a"}).name == "a");
    CHECK(refusal({"models", "show"}).message() == "the model is missing");
    CHECK(refusal({"models", "add"}).message() == "the model file is missing");
    CHECK(refusal({"models", "fetch", "a"}).message() == "--quant is missing");
    CHECK(refusal({"models", "fetsh", "a"}).hint() == "Did you mean 'fetch'?");
}

TEST_CASE("a page cache is asked for with a cold start only", "[host/cli]") {
    const auto cold = parsed<RunOptions>(run_with({"--cold", "--page-cache", "warm"}));
    CHECK(cold.request.page_cache == PageCache::warm);
    CHECK_FALSE(parsed<RunOptions>(run_with({"--cold"})).request.page_cache);
    CHECK_THAT(refusal(run_with({"--page-cache", "cold"})).hint(), Catch::Contains("--cold"));
    CHECK_THAT(refusal(run_with({"--cold", "--page-cache", "icy"})).hint(),
               Catch::Contains("cold"));
}

TEST_CASE("cache lists, prunes by a rule, and verifies", "[host/cli]") {
    CHECK(parsed<CacheOptions>({"cache"}).action == CacheAction::list);
    CHECK(parsed<CacheOptions>({"cache", "ls", "--json"}).output == Output::json);
    CHECK(parsed<CacheOptions>({"cache", "verify", "--device", "S"}).phone.serial == "S");
    const auto prune = parsed<CacheOptions>({"cache", "prune", "--keep", "2GiB"});
    CHECK(prune.action == CacheAction::prune);
    CHECK(prune.rule.keep == Bytes64(2048 * k_mebibyte));
    CHECK_FALSE(prune.rule.unused_for);
    CHECK(parsed<CacheOptions>({"cache", "prune", "--keep", "500"}).rule.keep == Bytes64(500));
    CHECK(parsed<CacheOptions>({"cache", "prune", "--older-than", "2"}).rule.unused_for ==
          Seconds(172'800));
    CHECK(parsed<CacheOptions>({"cache", "prune", "--all"}).rule.keep == Bytes64(0));
    CHECK_THAT(refusal({"cache", "prune"}).hint(), Catch::Contains("--keep"));
    CHECK_THAT(refusal({"cache", "ls", "--all"}).message(), Catch::Contains("prune"));
    CHECK(refusal({"cache", "verfiy"}).hint() == "Did you mean 'verify'?");
    refusal({"cache", "prune", "--keep", "-1"});
    refusal({"cache", "prune", "--keep", "much"});
}

TEST_CASE("engine settings arrive, and those that exclude each other are refused", "[host/cli]") {
    const auto run = parsed<RunOptions>(run_with(
        {"--engine", "mine", "--backend", "opencl", "--gpu-layers", "12", "--cpu-mask", "F0",
         "--batch", "256", "--ubatch", "64", "--flash-attention", "on", "--kv-cache", "q8_0"}));
    const auto& settings = run.request.engine_settings;
    CHECK(run.request.engine == "mine");
    CHECK(settings.backend == "opencl");
    CHECK(settings.gpu_layers == 12);
    CHECK(settings.cpu_mask == "F0");
    CHECK(settings.batch_tokens == 256);
    CHECK(settings.ubatch_tokens == 64);
    CHECK(settings.flash_attention == "on");
    CHECK(settings.kv_cache == "q8_0");
    CHECK(refusal(run_with({"--backend", "opencel"})).hint() == "Did you mean 'opencl'?");
    refusal(run_with({"--gpu-layers", "3"}));
    refusal(run_with({"--cpu-mask", "0xf"}));
    refusal(run_with({"--kv-cache", "q8_0", "--flash-attention", "off"}));
}

TEST_CASE("engines has actions that need what they are about", "[host/cli]") {
    CHECK(parsed<EnginesOptions>({"engines"}).action == EnginesAction::list);
    const auto install =
        parsed<EnginesOptions>({"engines", "install", "x", "--archive", "x.tar.gz"});
    CHECK(install.action == EnginesAction::install);
    CHECK(install.archive == "x.tar.gz");
    const auto add = parsed<EnginesOptions>({"engines", "add", "folder", "--name", "mine"});
    CHECK(add.what == "folder");
    CHECK(add.name == "mine");
    CHECK(parsed<EnginesOptions>({"engines", "verify", "--json"}).output == Output::json);
    refusal({"engines", "install"});
    refusal({"engines", "add"});
    refusal({"engines", "remove"});
    CHECK(parsed<EnginesOptions>({"engines", "remove", "x"}).action == EnginesAction::remove);
    refusal({"engines", "list", "--name", "x"});
    CHECK(refusal({"engines", "instal", "x"}).hint() == "Did you mean 'install'?");
}
