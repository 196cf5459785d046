#include "host/catalog/model_memory.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string_view>

namespace edgebench {
namespace {

// In floating point, because a hostile header's numbers multiply to anything.
Bytes64 bytes_of(double bytes) {
    constexpr double k_most = 1e18;
    return Bytes64(static_cast<std::int64_t>(std::min(bytes, k_most)));
}

double number(const std::optional<std::int64_t>& value) {
    return static_cast<double>(value.value_or(0));
}

// ggml_repack_get_optimal_repack_type: with dotprod or i8mm on Arm, AVX2 on x86.
bool is_repacked(std::string_view type, Architecture architecture) {
    constexpr std::array<std::string_view, 4> k_everywhere{"q4_0", "q4_k", "iq4_nl", "mxfp4"};
    constexpr std::array<std::string_view, 4> k_on_arm{"q5_k", "q6_k", "q8_0", "q1_0"};
    return std::ranges::find(k_everywhere, type) != k_everywhere.end() ||
           (architecture == Architecture::arm64 &&
            std::ranges::find(k_on_arm, type) != k_on_arm.end());
}

Bytes64 repacked(const GgufHeader& header, Architecture architecture) {
    Bytes64 sum(0);
    for (const auto& [type, bytes] : header.matrix_bytes) {
        if (is_repacked(type, architecture)) sum += Bytes64(bytes);
    }
    return sum;
}

// llama_context rounds up to 256 tokens.
double padded_context(std::int64_t tokens) {
    constexpr double k_step = 256;
    return std::ceil(static_cast<double>(tokens) / k_step) * k_step;
}

struct Heads {
    double key_length = 0;
    double value_length = 0;
    double of_all_layers = 0;  // of keys and values
};

Heads heads_of(const GgufShape& shape) {
    const auto length = shape.embedding.value_or(0) / shape.heads.value_or(1);
    Heads heads;
    heads.key_length = static_cast<double>(shape.key_length.value_or(length));
    heads.value_length = static_cast<double>(shape.value_length.value_or(length));
    const auto& list = shape.key_value_heads;
    heads.of_all_layers = std::accumulate(
        list.begin(), list.end(), 0.0,
        [](double sum, std::int64_t of_layer) { return sum + static_cast<double>(of_layer); });
    if (list.size() == 1) heads.of_all_layers *= number(shape.layers);
    return heads;
}

// llama_kv_cache: of each layer a row of keys and one of values for every token.
Bytes64 kv_cache(const Heads& heads, double context, const TensorType& type) {
    const double elements = context * heads.of_all_layers * (heads.key_length + heads.value_length);
    return bytes_of(elements / type.block * type.bytes);
}

// The graph of one batch in 32-bit numbers: at its widest the three results of the feed-forward
// part (or the queries of all heads) and four of the residual stream's width; the mask of flash
// attention in 16 bits; the logits of one token.
Bytes64 compute(const GgufHeader& header, const Heads& heads, const MemorySetup& setup) {
    const auto& shape = header.shape;
    const double context = padded_context(setup.context_tokens);
    const double tokens = std::min(context, static_cast<double>(setup.batch_tokens));
    const double expert_width =
        number(shape.experts_used) *
        number(shape.expert_feed_forward ? shape.expert_feed_forward : shape.feed_forward);
    const double width = std::max(
        {number(shape.feed_forward), expert_width, number(shape.heads) * heads.key_length});
    const double activations = tokens * (3 * width + 4 * number(shape.embedding)) * sizeof(float);
    const double mask = tokens * context * 2;
    return bytes_of(activations + mask + number(header.vocabulary) * sizeof(float));
}

// 20 MiB were measured with the demo model's 5,159 tokens; what a token takes is an assumption.
Bytes64 engine(const GgufHeader& header) {
    constexpr double k_code = 24.0 * 1024 * 1024;
    constexpr double k_of_token = 500;  // and its merge
    return bytes_of(k_code + k_of_token * number(header.vocabulary));
}

std::string gibibytes(Bytes64 bytes) {
    constexpr double k_gibibyte = 1024.0 * 1024 * 1024;
    std::array<char, 32> text{};
    const double value = static_cast<double>(bytes.value()) / k_gibibyte;
    std::snprintf(text.data(), text.size(), value < 0.1 ? "%.2f" : "%.1f", value);
    return text.data();
}

}  // namespace

std::optional<MemoryEstimate> estimate_memory(const GgufHeader& header, const MemorySetup& setup) {
    const auto& shape = header.shape;
    if (!shape.layers || !shape.embedding || shape.key_value_heads.empty()) return std::nullopt;
    const auto heads = heads_of(shape);
    return MemoryEstimate{
        .weights = Bytes64(header.tensor_bytes),
        .repacked = repacked(header, setup.architecture),
        .kv_cache = kv_cache(heads, padded_context(setup.context_tokens), setup.cache_type),
        .compute = compute(header, heads, setup),
        .engine = engine(header)};
}

std::string to_text(const MemoryEstimate& estimate) {
    return "about " + gibibytes(estimate.needed()) + " GiB (weights " +
           gibibytes(estimate.weights) + ", KV cache " + gibibytes(estimate.kv_cache) +
           ", compute " + gibibytes(estimate.compute) + ", engine " + gibibytes(estimate.engine) +
           ")";
}

}  // namespace edgebench
