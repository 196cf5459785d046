#pragma once
// Where llama.cpp can compute, and what it calls the devices there.

#include <array>
#include <string_view>

namespace edgebench {

struct EngineBackend {
    std::string_view name;
    std::string_view device;         // to ask for with --device
    std::string_view device_prefix;  // of those it says to use
};

constexpr std::array k_engine_backends{
    EngineBackend{"cpu", "none", ""},
    EngineBackend{"opencl", "GPUOpenCL", "GPUOpenCL"},
    EngineBackend{"vulkan", "Vulkan0", "Vulkan"},
    EngineBackend{"hexagon", "HTP0", "HTP"},
};
constexpr std::array<std::string_view, 3> k_flash_attention{"auto", "on", "off"};
constexpr std::array<std::string_view, 9> k_kv_cache_types{"f32",  "f16",  "bf16", "q8_0",  "q5_1",
                                                           "q5_0", "q4_1", "q4_0", "iq4_nl"};

constexpr const EngineBackend* find_backend(std::string_view name) {
    for (const auto& backend : k_engine_backends) {
        if (backend.name == name) return &backend;
    }
    return nullptr;
}

}  // namespace edgebench
