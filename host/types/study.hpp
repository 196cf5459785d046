#pragma once
// What is asked for: a study of cells, each with slots. All of it travels in the plan's host note,
// so that whoever collects the plan can store its results.

#include "host/types/engine_backend.hpp"
#include "host/types/metric.hpp"
#include "host/types/precision.hpp"
#include "protocol/field_list.hpp"
#include "protocol/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

// One build of one phone. `id` is the random file that edgebench leaves on it at first contact.
struct DeviceIdentity {
    std::string serial;
    std::string id;
    std::string fingerprint;  // ro.build.fingerprint: the device build
    std::string manufacturer;
    std::string model;
    std::string android_release;
    std::string abi;
    bool simulated = false;
    static constexpr auto fields() {
        return field_list(
            Field{"serial", &DeviceIdentity::serial}, Field{"id", &DeviceIdentity::id},
            Field{"fingerprint", &DeviceIdentity::fingerprint},
            Field{"manufacturer", &DeviceIdentity::manufacturer},
            Field{"model", &DeviceIdentity::model},
            Field{"android_release", &DeviceIdentity::android_release},
            Field{"abi", &DeviceIdentity::abi}, Field{"simulated", &DeviceIdentity::simulated});
    }
};

struct ModelFile {
    std::string name;   // "qwen2.5-3b"
    std::string quant;  // "q4_k_m"
    std::string file_name;
    std::int64_t size = 0;
    std::string sha256;
    std::string architecture;  // from the GGUF header
    bool synthetic = false;    // the demo model: random weights
    static constexpr auto fields() {
        return field_list(Field{"name", &ModelFile::name}, Field{"quant", &ModelFile::quant},
                          Field{"file_name", &ModelFile::file_name},
                          Field{"size", &ModelFile::size}, Field{"sha256", &ModelFile::sha256},
                          Field{"architecture", &ModelFile::architecture},
                          Field{"synthetic", &ModelFile::synthetic});
    }
};

struct EngineBuild {
    std::string id;    // SHA-256 of its sorted file list
    std::string name;  // "llama.cpp"
    std::string version;
    static constexpr auto fields() {
        return field_list(Field{"id", &EngineBuild::id}, Field{"name", &EngineBuild::name},
                          Field{"version", &EngineBuild::version});
    }
};

struct Prompt {
    std::string id;
    std::string text;
    std::optional<std::string> reference;
    std::vector<std::string> scorers;  // "exact_match", "contains", "rouge_l"
    std::vector<std::int32_t> tokens;  // a synthetic prompt: token ids instead of text
    static constexpr auto fields() {
        return field_list(Field{"id", &Prompt::id}, Field{"text", &Prompt::text},
                          Field{"reference", &Prompt::reference},
                          Field{"scorers", &Prompt::scorers}, Field{"tokens", &Prompt::tokens});
    }
};

struct PromptSet {
    std::string name;
    std::string sha256;  // of the file, or of the synthetic prompt's description
    std::vector<Prompt> prompts;
    static constexpr auto fields() {
        return field_list(Field{"name", &PromptSet::name}, Field{"sha256", &PromptSet::sha256},
                          Field{"prompts", &PromptSet::prompts});
    }
};

struct GenerationSettings {
    std::int32_t output_tokens = 128;
    bool exact_output = false;
    std::uint32_t seed = 0;
    double temperature = 0;
    static constexpr auto fields() {
        return field_list(Field{"output_tokens", &GenerationSettings::output_tokens},
                          Field{"exact_output", &GenerationSettings::exact_output},
                          Field{"seed", &GenerationSettings::seed},
                          Field{"temperature", &GenerationSettings::temperature});
    }
};

// As they were asked for; what took effect is each trial's EngineReport.
struct EngineSettings {
    std::int32_t threads = 4;
    std::int32_t context_tokens = 0;
    std::string backend = "cpu";                // one of k_engine_backends
    std::optional<std::int32_t> gpu_layers;     // on the backend; nothing: all
    std::string cpu_mask;                       // hexadecimal; empty: any processor
    std::optional<std::int32_t> batch_tokens;   // nothing: the engine's default
    std::optional<std::int32_t> ubatch_tokens;  // likewise
    std::string flash_attention = "auto";       // auto, on, off
    std::string kv_cache = "f16";               // type of keys and values
    static constexpr auto fields() {
        return field_list(Field{"threads", &EngineSettings::threads},
                          Field{"context_tokens", &EngineSettings::context_tokens},
                          Field{"backend", &EngineSettings::backend},
                          Field{"gpu_layers", &EngineSettings::gpu_layers},
                          Field{"cpu_mask", &EngineSettings::cpu_mask},
                          Field{"batch_tokens", &EngineSettings::batch_tokens},
                          Field{"ubatch_tokens", &EngineSettings::ubatch_tokens},
                          Field{"flash_attention", &EngineSettings::flash_attention},
                          Field{"kv_cache", &EngineSettings::kv_cache});
    }
};

// device build × engine build × model file × settings × prompt set × warm or cold × page cache ×
// power source.
// `key` is the SHA-256 of all of them.
struct Cell {
    std::string key;
    ModelFile model;
    EngineBuild engine;
    EngineSettings engine_settings;
    GenerationSettings generation;
    std::string prompt_set_sha256;
    bool cold = false;
    std::optional<PageCache> page_cache;  // of a cold cell; nothing: as each trial finds it
    std::string power_source;             // that gives its energies; empty: the phone offers none
    std::optional<Seconds> sustained;     // requests back to back for so long instead of one answer
    static constexpr auto fields() {
        return field_list(
            Field{"key", &Cell::key}, Field{"model", &Cell::model}, Field{"engine", &Cell::engine},
            Field{"engine_settings", &Cell::engine_settings},
            Field{"generation", &Cell::generation},
            Field{"prompt_set_sha256", &Cell::prompt_set_sha256}, Field{"cold", &Cell::cold},
            Field{"page_cache", &Cell::page_cache}, Field{"power_source", &Cell::power_source},
            Field{"sustained_s", &Cell::sustained});
    }
};

// A planned position. `index` is unique within the study and is TrialSpec::slot.
struct Slot {
    std::int64_t index = 0;
    std::uint32_t cell = 0;    // into Study::cells
    std::uint32_t prompt = 0;  // into Study::prompts.prompts
    std::int32_t repetition = 1;
    static constexpr auto fields() {
        return field_list(Field{"index", &Slot::index}, Field{"cell", &Slot::cell},
                          Field{"prompt", &Slot::prompt}, Field{"repetition", &Slot::repetition});
    }
};

struct Study {
    std::string id;               // UUID
    std::string name;             // empty for a plain `run`
    std::string settings_sha256;  // what makes two studies the same: cells, prompts, slots,
                                  // requirements, idle windows, precision
    std::string tool_version;
    DeviceIdentity device;
    std::vector<Cell> cells;
    PromptSet prompts;
    std::vector<Slot> slots;
    std::vector<std::string> require;        // metric names
    std::optional<PrecisionGoal> precision;  // slots are added until it is reached
    static constexpr auto fields() {
        return field_list(Field{"id", &Study::id}, Field{"name", &Study::name},
                          Field{"settings_sha256", &Study::settings_sha256},
                          Field{"tool_version", &Study::tool_version},
                          Field{"device", &Study::device}, Field{"cells", &Study::cells},
                          Field{"prompts", &Study::prompts}, Field{"slots", &Study::slots},
                          Field{"require", &Study::require}, Field{"precision", &Study::precision});
    }
};

}  // namespace edgebench
