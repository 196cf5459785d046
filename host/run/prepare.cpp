#include "host/run/prepare.hpp"

#include "host/catalog/choose_engine.hpp"
#include "host/catalog/hub_source.hpp"
#include "host/catalog/prompt_set.hpp"
#include "host/catalog/synthetic_prompt.hpp"
#include "host/config/verdict_config.hpp"
#include "host/plan/policy.hpp"
#include "host/plan/precision.hpp"
#include "host/plan/study.hpp"
#include "host/quality/score.hpp"
#include "host/run/random.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace edgebench::run {
namespace {

// Beside the model itself, where its header allows no estimate: the engine's code, KV cache and
// compute buffers of a small context.
constexpr Bytes64 k_memory_margin{256 * k_mebibyte};
constexpr Bytes64 k_storage_reserve{512 * k_mebibyte};
constexpr std::int32_t k_context_step = 256;
// A token holds at least one byte of the prompt; the engine adds a few of its own.
constexpr std::int64_t k_added_tokens = 8;

PromptSet choose_prompts(const RunRequest& request, const Paths& paths, const GgufHeader& header) {
    if (!request.prompt_tokens) return load_prompt_set(request.prompts, paths);
    if (!header.vocabulary) {
        throw Error(ErrorCode::configuration,
                    "the model file does not say how large its vocabulary is",
                    "Use --prompts instead of --prompt-tokens with this model.");
    }
    return synthetic_prompt(*request.prompt_tokens, request.generation.seed, *header.vocabulary);
}

// The most tokens that a prompt of this set can have.
std::int64_t longest_prompt(const PromptSet& prompts) {
    std::int64_t longest = 0;
    for (const auto& prompt : prompts.prompts) {
        const auto tokens = prompt.tokens.empty()
                                ? static_cast<std::int64_t>(prompt.text.size()) + k_added_tokens
                                : static_cast<std::int64_t>(prompt.tokens.size());
        longest = std::max(longest, tokens);
    }
    return longest;
}

std::int32_t choose_context(const RunRequest& request, const Prepared& prepared) {
    if (request.context_tokens) return *request.context_tokens;
    const auto needed = longest_prompt(prepared.prompts) + request.generation.output_tokens;
    const auto rounded = (needed + k_context_step - 1) / k_context_step * k_context_step;
    const auto& trained = prepared.model.header.context_tokens;
    return static_cast<std::int32_t>(
        trained ? std::min(rounded, std::max<std::int64_t>(*trained, k_context_step)) : rounded);
}

// A virtual phone runs programs of the machine that plays it.
Target target_of(const DeviceIdentity& device) {
    const bool android = !device.simulated && !device.android_release.empty();
    return {android ? Platform::android : Platform::gnu_linux, architecture_of_abi(device.abi)};
}

std::vector<std::string> required_names(const std::vector<Metric>& metrics) {
    std::vector<std::string> names;
    for (const auto metric : metrics) {
        for (const auto& [candidate, name] : k_metric_names) {
            if (candidate == metric) names.emplace_back(name);
        }
    }
    return names;
}

void require_backend_of(const EngineFolder& engine, const EngineSettings& settings) {
    std::vector<std::string> files;
    for (const auto& item : engine.files) files.push_back(item.file.path);
    const auto backends = backends_of(files);
    const auto found = std::find(backends.begin(), backends.end(), settings.backend);
    if (settings.backend == "cpu" || backends.empty() || found != backends.end()) return;
    std::string known;
    for (const auto& backend : backends) known += (known.empty() ? "" : ", ") + backend;
    throw Error(ErrorCode::configuration,
                "the engine in " + engine.folder.string() + " has no backend " + settings.backend +
                    ", only " + known,
                "Choose another --engine: `edgebench engines` lists their backends.");
}

std::vector<std::string> backend_arguments(const EngineSettings& settings) {
    const auto* backend = find_backend(settings.backend);
    std::vector<std::string> arguments{"--device", std::string(backend->device)};
    if (settings.backend == "cpu") return arguments;
    const auto layers = settings.gpu_layers ? std::to_string(*settings.gpu_layers) : "999";
    arguments.insert(arguments.end(), {"-ngl", layers});
    return arguments;
}

EngineSetup engine_setup(const EngineFolder& engine, const Cell& cell, const ResolvedModel& model) {
    const auto& settings = cell.engine_settings;
    EngineSetup setup;
    setup.engine_id = engine.build.id;
    setup.executable = engine.executable;
    const auto threads = std::to_string(settings.threads);
    setup.arguments = {"-m", "{model}", "-c",  std::to_string(settings.context_tokens),
                       "-t", threads,   "-tb", threads};
    const auto add = [&](std::vector<std::string> more) {
        setup.arguments.insert(setup.arguments.end(), more.begin(), more.end());
    };
    add(backend_arguments(settings));
    if (!settings.cpu_mask.empty()) add({"-C", settings.cpu_mask, "--cpu-strict", "1"});
    if (settings.batch_tokens) add({"-b", std::to_string(*settings.batch_tokens)});
    if (settings.ubatch_tokens) add({"-ub", std::to_string(*settings.ubatch_tokens)});
    add({"-fa", settings.flash_attention, "-ctk", settings.kv_cache, "-ctv", settings.kv_cache});
    // Where the Hexagon processor finds its code, and OpenCL its compiled programs.
    if (settings.backend == "hexagon") setup.environment["ADSP_LIBRARY_PATH"] = "{engine}";
    if (settings.backend == "opencl") {
        setup.environment["GGML_OPENCL_KERNEL_CACHE_DIR"] = "{engine}";
    }
    setup.model_sha256 = model.parts.front().hash.sha256;
    for (std::size_t i = 1; i < model.parts.size(); ++i) {
        setup.further_parts_sha256.push_back(model.parts[i].hash.sha256);
    }
    return setup;
}

std::string gibibytes(Bytes64 bytes) {
    constexpr double k_gibibyte = 1024.0 * k_mebibyte;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f GiB",
                  static_cast<double>(bytes.value()) / k_gibibyte);
    return text.data();
}

}  // namespace

Prepared prepare(const RunRequest& request, const Paths& paths, const RunObserver& observer) {
    const FileHashes hashes(paths.cache() / "hashes");
    ModelRequest wanted{request.model, request.quant, request.model_file};
    const auto on_hash = [&](std::int64_t done, std::int64_t total) {
        if (observer.on_hash) observer.on_hash(request.model + " " + request.quant, done, total);
    };
    HubSource source(paths, observer.on_download);
    Prepared prepared{resolve_model(wanted, paths, hashes, source, on_hash), {}};
    prepared.prompts = choose_prompts(request, paths, prepared.model.header);
    for (const auto& prompt : prepared.prompts.prompts) check_scorers(prompt);
    load_verdict_limits(paths);  // a wrong file is told before anything is measured, not after
    return prepared;
}

PhoneSide prepare_for(const RunRequest& request, const Prepared& prepared,
                      const DeviceIdentity& device, const PhonePower& power, const Paths& paths) {
    PhoneSide side;
    const FileHashes hashes(paths.cache() / "hashes");
    side.engine = choose_engine(paths, target_of(device), request.engine, hashes);

    Cell cell;
    cell.model = prepared.model.model;
    cell.engine = side.engine.build;
    cell.engine_settings = request.engine_settings;
    cell.engine_settings.context_tokens = choose_context(request, prepared);
    require_backend_of(side.engine, cell.engine_settings);
    cell.generation = request.generation;
    cell.cold = request.cold;
    cell.page_cache = request.page_cache;
    if (!power.sources.empty()) cell.power_source = power.sources.front();
    cell.sustained = request.sustained;

    StudyRequest study;
    study.id = new_uuid();
    study.tool_version = request.tool_version;
    study.device = device;
    study.cells = {cell};
    study.prompts = prepared.prompts;
    study.repetitions = request.repetitions;
    study.precision = request.precision;
    if (request.precision) {
        study.repetitions = first_repetitions(request.repetitions, prepared.prompts.prompts.size(),
                                              *request.precision);
    }
    study.order_seed = request.generation.seed;
    study.require = required_names(request.require);
    study.idle = request.idle;
    side.study = make_study(std::move(study));

    side.policy = default_policy(side.study.require, request.idle, power.gauge, power.sources);
    side.memory = estimate_memory(prepared.model.header,
                                  {.architecture = architecture_of_abi(device.abi),
                                   .context_tokens = cell.engine_settings.context_tokens});
    side.policy.memory_min =
        side.memory ? side.memory->needed() : Bytes64(prepared.model.model.size) + k_memory_margin;
    side.policy.storage_reserve = k_storage_reserve;
    side.setup = engine_setup(side.engine, side.study.cells.front(), prepared.model);
    return side;
}

std::optional<std::string> memory_warning(const PhoneSide& side, const DeviceInfo& info) {
    const auto needed = side.policy.memory_min;
    const auto what = side.study.cells.front().model.name + " needs " +
                      (side.memory ? to_text(*side.memory) : "about " + gibibytes(needed));
    const std::string remedy = "take a smaller quantisation or a smaller --context";
    if (info.memory_total && needed > *info.memory_total) {
        throw Error(ErrorCode::device,
                    what + ", the phone has " + gibibytes(*info.memory_total) + " in all",
                    "Nothing was sent: " + remedy + ".");
    }
    if (!info.memory_available || needed <= *info.memory_available) return std::nullopt;
    return what + ", the phone has " + gibibytes(*info.memory_available) +
           " free: close apps, or " + remedy + "; the trials wait for the memory";
}

phone::UploadOrder upload_order(const Prepared& prepared, const EngineFolder& engine) {
    phone::UploadOrder order;
    order.engine_id = engine.build.id;
    for (const auto& item : engine.files) order.engine_files.push_back({item.source, item.file});
    for (const auto& part : prepared.model.parts) {
        EngineFile file;
        file.size = part.size_bytes;
        file.sha256 = part.hash.sha256;
        file.xxh3_128 = part.hash.xxh3_128;
        order.blobs.push_back({part.path, file});
    }
    return order;
}

}  // namespace edgebench::run
