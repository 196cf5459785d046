#pragma once
// The memory that llama-server takes for a model, estimated from the header alone. The formulas are
// those of llama.cpp v0.5.0, compared with what it logs for models of architecture llama. (pure)

#include "host/catalog/gguf.hpp"
#include "host/catalog/gguf_types.hpp"
#include "host/config/architecture.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace edgebench {

struct MemorySetup {
    Architecture architecture = Architecture::arm64;
    std::int64_t context_tokens = 0;
    std::int64_t batch_tokens = 512;  // that are computed together (-ub)
    TensorType cache_type = k_f16;    // of keys and values
};

struct MemoryEstimate {
    Bytes64 weights;   // mapped from the file: the kernel may drop pages and read them again
    Bytes64 repacked;  // at most: matrices copied in another order; their pages can be dropped then
    Bytes64 kv_cache;  // at most: windows and layers that share are not subtracted
    Bytes64 compute;
    Bytes64 engine;  // its code, and the vocabulary as it holds it

    // What generation touches at every token. A repacked matrix replaces its pages of the file.
    Bytes64 needed() const { return weights + kv_cache + compute + engine; }
    // When everything that was ever touched stays: the resident memory that is reported.
    Bytes64 most() const { return needed() + repacked; }
    bool operator==(const MemoryEstimate&) const = default;
};

// Nothing when the header does not say the model's shape.
std::optional<MemoryEstimate> estimate_memory(const GgufHeader& header, const MemorySetup& setup);

// "about 2.6 GiB (weights 1.8, KV cache at most 0.4, compute 0.3, engine 0.1)"
std::string to_text(const MemoryEstimate& estimate);

}  // namespace edgebench
