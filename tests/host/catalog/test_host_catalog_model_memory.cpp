#include "host/catalog/model_memory.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

// The demo model's shape.
GgufHeader demo() {
    GgufHeader header;
    header.shape.layers = 8;
    header.shape.embedding = 1024;
    header.shape.feed_forward = 3072;
    header.shape.heads = 16;
    header.shape.key_value_heads = {4};
    header.vocabulary = 5159;
    header.tensor_bytes = 62 * k_mebibyte;
    header.matrix_bytes = {{"q4_k", 44 * k_mebibyte}, {"q6_k", 13 * k_mebibyte}, {"f32", 1}};
    return header;
}

MemoryEstimate estimate(const GgufHeader& header, const MemorySetup& setup) {
    const auto result = estimate_memory(header, setup);
    REQUIRE(result);
    return *result;
}

}  // namespace

TEST_CASE("the estimate gives what llama-server logs for the demo model", "[host/catalog]") {
    const auto memory = estimate(demo(), {Architecture::x86_64, 512});
    CHECK(memory.weights == Bytes64(62 * k_mebibyte));
    CHECK(memory.kv_cache == Bytes64(4 * k_mebibyte));
    CHECK(memory.repacked == Bytes64(44 * k_mebibyte));
    // It logs 26.51 MiB.
    CHECK(static_cast<double>(memory.compute.value()) / k_mebibyte == Approx(26.51).epsilon(0.01));
    CHECK(memory.most() - memory.needed() == memory.repacked);
}

TEST_CASE("Arm repacks more types than x86", "[host/catalog]") {
    CHECK(estimate(demo(), {Architecture::arm64, 512}).repacked == Bytes64(57 * k_mebibyte));
}

TEST_CASE("the cache grows with the context in steps of 256, and shrinks with its type",
          "[host/catalog]") {
    const auto cache = [](std::int64_t context, TensorType type) {
        return estimate(demo(), {Architecture::arm64, context, 512, type}).kv_cache;
    };
    CHECK(cache(300, k_f16) == cache(512, k_f16));
    CHECK(cache(1024, k_f16) == cache(512, k_f16) * 2);
    CHECK(cache(512, {"q8_0", 32, 34}) == Bytes64(cache(512, k_f16).value() / 64 * 34));
}

TEST_CASE("layers without attention have no cache; a head may be wider than its share",
          "[host/catalog]") {
    auto header = demo();
    header.shape.key_value_heads = {4, 0, 0, 0, 4, 0, 0, 0};
    CHECK(estimate(header, {Architecture::arm64, 512}).kv_cache == Bytes64(1 * k_mebibyte));
    header.shape.key_length = 128;
    header.shape.value_length = 64;
    CHECK(estimate(header, {Architecture::arm64, 512}).kv_cache == Bytes64(3 * k_mebibyte / 2));
}

TEST_CASE("without the model's shape there is no estimate", "[host/catalog]") {
    auto header = demo();
    header.shape.layers.reset();
    CHECK_FALSE(estimate_memory(header, {}));
    header = demo();
    header.shape.key_value_heads.clear();
    CHECK_FALSE(estimate_memory(header, {}));
}

TEST_CASE("absurd numbers do not overflow", "[host/catalog]") {
    auto header = demo();
    constexpr std::int64_t k_absurd = (1LL << 31) - 1;
    header.shape.layers = header.shape.embedding = header.shape.feed_forward = k_absurd;
    header.shape.key_value_heads = {k_absurd};
    header.shape.key_length = header.shape.experts_used = k_absurd;
    CHECK(estimate(header, {Architecture::arm64, k_absurd}).most() > Bytes64(0));
}

TEST_CASE("an estimate is said in gibibytes", "[host/catalog]") {
    const MemoryEstimate memory{Bytes64(1932735283), Bytes64(0), Bytes64(429496730),
                                Bytes64(322122547), Bytes64(53687091)};
    CHECK(to_text(memory) == "about 2.5 GiB (weights 1.8, KV cache 0.4, compute 0.3, engine 0.05)");
}
