#include "host/catalog/gguf.hpp"
#include "host/catalog/gguf_bytes.hpp"
#include "host/catalog/gguf_metadata.hpp"
#include "host/catalog/gguf_tensors.hpp"
#include "tests/host/catalog/gguf_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace edgebench;
using namespace edgebench::test;

namespace {

GgufHeader parse_whole(const std::string& bytes) {
    return parse_gguf(view(bytes), bytes.size());
}

Error refusal(const std::string& bytes) {
    auto error = error_of([&] { parse_gguf(view(bytes), bytes.size()); });
    CHECK(error.code() == ErrorCode::configuration);
    return error;
}

GgufBuilder beginning(std::uint64_t tensors, std::uint64_t entries = 1) {
    GgufBuilder gguf;
    gguf.header(tensors, entries).text_entry("general.architecture", "llama");
    return gguf;
}

}  // namespace

TEST_CASE("a GGUF header tells architecture, quantisation, size and vocabulary", "[host/catalog]") {
    const auto header = parse_whole(small_model().bytes());
    CHECK(header.architecture == "llama");
    CHECK(header.name == "tiny");
    CHECK(header.quantisation == "q4_k_m");
    CHECK(header.main_tensor_type == "q4_k");
    CHECK(header.parameters == 768);
    CHECK(header.context_tokens == 4096);
    CHECK(header.vocabulary == 3);
    CHECK_FALSE(header.chat_template);
    CHECK_FALSE(header.split);
    CHECK_FALSE(header.shape.layers);
    CHECK(header.tensors == 2);
    CHECK(header.tensor_bytes == 288 + 210);
}

TEST_CASE("the shape of a model is read from integers of any width", "[host/catalog]") {
    GgufBuilder gguf;
    gguf.header(1, 9).text_entry("general.architecture", "qwen3");
    gguf.u32_entry("qwen3.block_count", 28).u32_entry("qwen3.embedding_length", 1024);
    gguf.text("qwen3.attention.head_count").u32(2).number(std::uint16_t{16});
    gguf.text("qwen3.attention.head_count_kv").u32(10).u64(8);
    gguf.text("qwen3.attention.key_length").u32(5).number(std::int32_t{128});
    gguf.text("qwen3.attention.value_length").u32(5).number(std::int32_t{-1});
    gguf.u32_entry("qwen3.expert_count", 64).u32_entry("qwen3.expert_used_count", 8);
    const auto shape = parse_whole(gguf.tensor("t", 4, 1, 0, 0).data(16).bytes()).shape;
    CHECK(shape.layers == 28);
    CHECK(shape.embedding == 1024);
    CHECK(shape.heads == 16);
    CHECK(shape.key_value_heads == std::vector<std::int64_t>{8});
    CHECK(shape.key_length == 128);
    CHECK_FALSE(shape.value_length);
    CHECK(shape.experts == 64);
    CHECK(shape.experts_used == 8);
}

TEST_CASE("each layer may have its own heads of keys and values", "[host/catalog]") {
    auto gguf = beginning(1, 2);
    gguf.text("llama.attention.head_count_kv").u32(9).u32(5).u64(3);
    gguf.number(std::int32_t{8}).number(std::int32_t{0}).number(std::int32_t{4});
    const auto header = parse_whole(gguf.tensor("t", 4, 1, 0, 0).data(16).bytes());
    CHECK(header.shape.key_value_heads == std::vector<std::int64_t>{8, 0, 4});
}

TEST_CASE("what is multiplied with is told by type; an embedding only where it is the output too",
          "[host/catalog]") {
    auto gguf = beginning(2);
    gguf.tensor("token_embd.weight", 256, 8, k_type_q6_k, 0);
    gguf.tensor("blk.0.attn_q.weight", 256, 16, k_type_q4_k, 1696);
    auto matrices = parse_whole(gguf.data(1696 + 2304).bytes()).matrix_bytes;
    CHECK(matrices["q4_k"] == 2304);
    CHECK(matrices["q6_k"] == 1680);
    auto with_output = beginning(2);
    with_output.tensor("token_embd.weight", 256, 8, k_type_q6_k, 0);
    with_output.tensor("output.weight", 256, 16, k_type_q4_k, 1696);
    CHECK(parse_whole(with_output.data(1696 + 2304).bytes()).matrix_bytes.count("q6_k") == 0);
}

TEST_CASE("tensors that overlap, leave gaps or have another size than their type are refused",
          "[host/catalog]") {
    for (const std::uint64_t offset : {0, 224, 320}) {
        auto gguf = beginning(2);
        gguf.tensor("a", 256, 2, k_type_q4_k, 0).tensor("b\n", 256, 1, k_type_q6_k, offset);
        CHECK(refusal(gguf.data(1024).bytes()).message() ==
              "is damaged: its tensor 'b?' lies at " + std::to_string(offset) +
                  ", the sizes of those before it say 288");
    }
}

TEST_CASE("an adapter or an image encoder is no language model", "[host/catalog]") {
    auto adapter = beginning(1, 2);
    adapter.text_entry("general.type", "adapter").tensor("t", 4, 1, 0, 0).data(16);
    CHECK_THAT(refusal(adapter.bytes()).message(), Catch::Contains("'adapter'"));
    GgufBuilder encoder;
    encoder.header(1, 1)
        .text_entry("general.architecture", "clip")
        .tensor("t", 4, 1, 0, 0)
        .data(16);
    CHECK_THAT(refusal(encoder.bytes()).message(), Catch::Contains("an image encoder"));
}

TEST_CASE("nothing behind the header is read, and not all of the vocabulary", "[host/catalog]") {
    GgufBuilder gguf;
    gguf.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(3000);
    for (int i = 0; i < 3000; ++i) gguf.text("tok" + std::to_string(i));
    gguf.text("tokenizer.ggml.scores").u32(9).u32(6).u64(1 << 20).data(4 << 20, 1);
    gguf.tensor("t", 4, 1, k_type_f32, 0);
    const auto header_size = gguf.bytes().size();
    const auto bytes = gguf.data(1 << 20).bytes();
    std::size_t end = 0;
    std::size_t sum = 0;
    GgufBytes reader(
        [&](std::uint64_t position, std::size_t size) {
            end = std::max(end, position + size);
            sum += size;
            return view(bytes).subspan(position, size);
        },
        bytes.size());
    CHECK(read_gguf_metadata(reader, 2).array_sizes["tokenizer.ggml.tokens"] == 3000);
    CHECK(read_gguf_tensors(reader, 1, 32).total == 4);
    CHECK(end == header_size);
    CHECK(sum < header_size / 20);
}

TEST_CASE("a file that becomes shorter while it is read is refused", "[host/catalog]") {
    const auto bytes = small_model().bytes();
    for (const std::size_t size : {0, 4, 30, 200}) {
        const auto error = error_of([&] { parse_gguf(view(bytes).first(size), bytes.size()); });
        CHECK(error.message() == "is truncated: it became shorter while it was read");
    }
}

TEST_CASE("a file that is cut anywhere is refused", "[host/catalog]") {
    const auto bytes = small_model().bytes();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        refusal(bytes.substr(0, size));
    }
    CHECK_THAT(refusal(bytes.substr(0, bytes.size() - 1)).message(),
               Catch::StartsWith("is truncated"));
}

TEST_CASE("what is not GGUF, or of a version to come, is said to be so", "[host/catalog]") {
    CHECK(refusal("PK\x03\x04 and so on").message() == "is not a GGUF file");
    CHECK(refusal("").message() == "is not a GGUF file");
    CHECK(refusal(GgufBuilder().header(1, 0, 4).data(64).bytes()).message() ==
          "is GGUF of version 4");
}

TEST_CASE("absurd counts and sizes are refused before anything is allocated", "[host/catalog]") {
    constexpr auto k_huge = ~std::uint64_t{0};
    CHECK_THAT(refusal(GgufBuilder().header(k_huge, 0).data(64).bytes()).message(),
               Catch::Contains("promises"));
    CHECK_THAT(refusal(GgufBuilder().header(1, k_huge).data(64).bytes()).message(),
               Catch::Contains("promises"));
    refusal(GgufBuilder().header(1, 1).u64(k_huge).data(64).bytes());
    refusal(
        GgufBuilder().header(1, 1).text("k").u32(9).u32(4).u64(k_huge / 4 + 1).data(64).bytes());
    refusal(GgufBuilder().header(1, 1).text("k").u32(9).u32(9).u64(1).data(64).bytes());
    refusal(GgufBuilder().header(1, 1).text("k").u32(99).data(64).bytes());
    refusal(beginning(1)
                .tensor("t", std::uint64_t{1} << 40, std::uint64_t{1} << 40, 0, 0)
                .data(64)
                .bytes());
    refusal(beginning(1).tensor("t", 100, 1, k_type_q4_k, 0).data(64).bytes());
    refusal(beginning(1).tensor("t", 4, 1, 31, 0).data(64).bytes());
    refusal(beginning(1).tensor("t", 4, 1, 0, k_huge).data(64).bytes());
    refusal(beginning(2).tensor("t", 64, 4, 0, 0).tensor("u", 64, 4, 0, 0).data(1024).bytes());
}

TEST_CASE("a file without tensors or without an architecture is no model", "[host/catalog]") {
    CHECK(refusal(beginning(0).data(64).bytes()).message() == "holds no tensors");
    CHECK(refusal(GgufBuilder().header(1, 0).tensor("t", 4, 1, 0, 0).data(64).bytes()).message() ==
          "does not say its architecture");
}

TEST_CASE("the quantisation asked for is compared with the file's", "[host/catalog]") {
    auto header = parse_whole(small_model().bytes());
    CHECK_NOTHROW(require_quantisation(header, "q4_k_m", "m.gguf"));
    const auto error = error_of([&] { require_quantisation(header, "iq4_xs", "m.gguf"); });
    CHECK(error.message() == "the model file m.gguf is quantised as q4_k_m, not as iq4_xs");
    CHECK_THAT(error.hint(), Catch::Contains("--quant q4_k_m"));
    header.quantisation.reset();
    CHECK_NOTHROW(require_quantisation(header, "q4_k_s", "m.gguf"));
    CHECK_THROWS_AS(require_quantisation(header, "q6_k", "m.gguf"), Error);
}

TEST_CASE("a long chat template is read in one piece", "[host/catalog]") {
    GgufBuilder gguf;
    gguf.header(1, 2).text_entry("general.architecture", "llama");
    gguf.text_entry("tokenizer.chat_template", std::string(3 << 20, 'x'));
    gguf.tensor("t", 4, 1, k_type_f32, 0).data(16);
    TempDir folder;
    const auto header = read_gguf(folder.write("m.gguf", gguf.bytes()));
    CHECK(header.parameters == 4);
    CHECK(header.chat_template);
}

TEST_CASE("errors about a model file name the file", "[host/catalog]") {
    TempDir folder;
    const auto file = folder.write("m.gguf", "GGUF");
    CHECK_THAT(error_of([&] { read_gguf(file); }).message(),
               Catch::StartsWith("the model file " + file.string() + " is truncated"));
    CHECK_THAT(error_of([&] { read_gguf(folder.path()); }).message(),
               Catch::Contains("cannot be read"));
}
