#pragma once
// What an inference engine says of itself while it loads a model: the settings that took effect,
// which need not be those that were asked for.

#include "protocol/field_list.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

struct EngineReport {
    std::string build;                             // "1 (0ad4a86)"
    std::vector<std::string> devices;              // beside the CPU: "GPUOpenCL", "HTP0", "Vulkan0"
    std::optional<std::int32_t> offloaded_layers;  // to them, of so many:
    std::optional<std::int32_t> layers;
    std::optional<std::int32_t> threads;
    std::optional<std::int32_t> threads_batch;
    std::optional<std::int32_t> context_tokens;
    std::optional<std::int32_t> batch_tokens;
    std::optional<std::int32_t> ubatch_tokens;
    std::optional<std::string> flash_attention;  // "enabled", "disabled", "auto"
    std::optional<std::string> kv_cache_k;       // "f16"
    std::optional<std::string> kv_cache_v;

    bool operator==(const EngineReport&) const = default;
    static constexpr auto fields() {
        return field_list(
            Field{"build", &EngineReport::build}, Field{"devices", &EngineReport::devices},
            Field{"offloaded_layers", &EngineReport::offloaded_layers},
            Field{"layers", &EngineReport::layers}, Field{"threads", &EngineReport::threads},
            Field{"threads_batch", &EngineReport::threads_batch},
            Field{"context_tokens", &EngineReport::context_tokens},
            Field{"batch_tokens", &EngineReport::batch_tokens},
            Field{"ubatch_tokens", &EngineReport::ubatch_tokens},
            Field{"flash_attention", &EngineReport::flash_attention},
            Field{"kv_cache_k", &EngineReport::kv_cache_k},
            Field{"kv_cache_v", &EngineReport::kv_cache_v});
    }
};

}  // namespace edgebench
