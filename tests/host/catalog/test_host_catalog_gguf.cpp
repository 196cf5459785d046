#include "host/catalog/gguf.hpp"
#include "tests/host/catalog/gguf_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace edgebench;
using namespace edgebench::test;

namespace {

GgufHeader parse_whole(const std::string& bytes) {
    const auto header = parse_gguf(view(bytes), bytes.size());
    REQUIRE(header);
    return *header;
}

Error refusal(const std::string& bytes) {
    auto error = error_of([&] { parse_gguf(view(bytes), bytes.size()); });
    CHECK(error.code() == ErrorCode::configuration);
    return error;
}

GgufBuilder beginning(std::uint64_t tensors) {
    GgufBuilder gguf;
    gguf.header(tensors, 1).text_entry("general.architecture", "llama");
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
}

TEST_CASE("a header that goes on behind what was read asks for more", "[host/catalog]") {
    const auto bytes = small_model().bytes();
    for (const std::size_t size : {0, 4, 30, 200}) {
        CHECK_FALSE(parse_gguf(view(bytes).first(size), bytes.size()));
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

TEST_CASE("a header longer than the first read is read on", "[host/catalog]") {
    GgufBuilder gguf;
    gguf.header(1, 2).text_entry("general.architecture", "llama");
    gguf.text_entry("tokenizer.chat_template", std::string(3 << 20, 'x'));
    gguf.tensor("t", 4, 1, k_type_f32, 0).data(16);
    TempDir folder;
    CHECK(read_gguf(folder.write("m.gguf", gguf.bytes())).parameters == 4);
}

TEST_CASE("errors about a model file name the file", "[host/catalog]") {
    TempDir folder;
    const auto file = folder.write("m.gguf", "GGUF");
    CHECK_THAT(error_of([&] { read_gguf(file); }).message(),
               Catch::StartsWith("the model file " + file.string() + " is truncated"));
    CHECK_THAT(error_of([&] { read_gguf(folder.path()); }).message(),
               Catch::Contains("cannot be read"));
}
