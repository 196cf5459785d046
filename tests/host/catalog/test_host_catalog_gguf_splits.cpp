#include "host/catalog/gguf_splits.hpp"
#include "tests/host/catalog/gguf_builder.hpp"
#include "tests/host/config/error_of.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::test;

namespace {

// A part with one tensor of four numbers; only the first says what the model is.
std::string part(std::uint16_t number, std::uint16_t count, std::int32_t tensors) {
    GgufBuilder gguf;
    gguf.header(1, number == 0 ? 4 : 3);
    if (number == 0) gguf.text_entry("general.architecture", "llama");
    gguf.text("split.no").u32(2).number(number);
    gguf.text("split.count").u32(2).number(count);
    gguf.text("split.tensors.count").u32(5).number(tensors);
    return gguf.tensor("t" + std::to_string(number), 4, 1, k_type_f32, 0).data(16).bytes();
}

std::string message_of(const std::filesystem::path& first) {
    return error_of([&] { read_gguf_parts(first); }).message();
}

}  // namespace

TEST_CASE("the first of several files leads to the others and counts the tensors of all",
          "[host/catalog]") {
    TempDir folder;
    const auto first = folder.write("m-00001-of-00002.gguf", part(0, 2, 2));
    const auto second = folder.write("m-00002-of-00002.gguf", part(1, 2, 2));
    const auto parts = read_gguf_parts(first);
    CHECK(parts.files == std::vector<std::filesystem::path>{first, second});
    CHECK(parts.header.architecture == "llama");
    CHECK(parts.header.tensors == 2);
    CHECK(parts.header.parameters == 8);
    CHECK(parts.header.tensor_bytes == 32);
    CHECK_THAT(message_of(second), Catch::EndsWith("is part 2 of 2"));
}

TEST_CASE("a whole model is one part", "[host/catalog]") {
    TempDir folder;
    const auto file = folder.write("m.gguf", small_model().bytes());
    CHECK(read_gguf_parts(file).files == std::vector{file});
}

TEST_CASE("parts that are missing, misnamed or of another model are refused", "[host/catalog]") {
    TempDir folder;
    const auto first = folder.write("m-00001-of-00002.gguf", part(0, 2, 2));
    CHECK_THAT(message_of(first), Catch::Contains("m-00002-of-00002.gguf, which is part 2 of 2"));
    folder.write("m-00002-of-00002.gguf", part(1, 2, 3));
    CHECK_THAT(message_of(first), Catch::EndsWith("part 2 of 2 with 3 tensors"));
    folder.write("m-00002-of-00002.gguf", small_model().bytes());
    CHECK_THAT(message_of(first), Catch::EndsWith("is a whole model"));
    CHECK_THAT(message_of(folder.write("m.gguf", part(0, 2, 2))), Catch::EndsWith("not named so"));
    const auto short_one = folder.write("n-00001-of-00002.gguf", part(0, 2, 5));
    folder.write("n-00002-of-00002.gguf", part(1, 2, 5));
    CHECK_THAT(message_of(short_one), Catch::EndsWith("hold 2 tensors of 5"));
    CHECK_THAT(message_of(folder.write("o-00001-of-00002.gguf", part(2, 2, 2))),
               Catch::Contains("it is part 3 of 2"));
}
