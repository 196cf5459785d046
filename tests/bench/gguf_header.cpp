// usage: edgebench-bench-gguf-header FILE
// Makes FILE, a sparse model of 5 GB with 300 tensors and a vocabulary of 150,000 tokens and
// merges, and prints how long its header takes to read and how much of the file was read for that.

#include "host/catalog/gguf.hpp"
#include "tests/host/catalog/gguf_builder.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

using namespace edgebench;
using namespace edgebench::test;

namespace {

constexpr std::uint64_t k_tokens = 150'000;
constexpr std::uint64_t k_tensors = 300;
constexpr std::uint64_t k_row = 4096;
constexpr std::uint64_t k_rows = 7232;  // 300 tensors of q4_k: 5.0 GB
constexpr std::uint64_t k_tensor_bytes = k_row / 256 * 144 * k_rows;
constexpr std::uint32_t k_text = 8;
constexpr std::uint32_t k_list = 9;
constexpr std::uint32_t k_int32 = 5;

void add_texts(GgufBuilder& gguf, const char* key, const char* ending) {
    gguf.text(key).u32(k_list).u32(k_text).u64(k_tokens);
    for (std::uint64_t i = 0; i < k_tokens; ++i) gguf.text("tok" + std::to_string(i) + ending);
}

std::string header() {
    GgufBuilder gguf;
    gguf.header(k_tensors, 11).text_entry("general.architecture", "llama");
    gguf.u32_entry("general.file_type", k_file_type_q4_k_m);
    gguf.u32_entry("llama.block_count", 32).u32_entry("llama.embedding_length", k_row);
    gguf.u32_entry("llama.attention.head_count", 32);
    gguf.u32_entry("llama.attention.head_count_kv", 8).u32_entry("llama.context_length", 32768);
    add_texts(gguf, "tokenizer.ggml.tokens", "");
    add_texts(gguf, "tokenizer.ggml.merges", " x");
    gguf.text("tokenizer.ggml.token_type").u32(k_list).u32(k_int32).u64(k_tokens);
    for (std::uint64_t i = 0; i < k_tokens; ++i) gguf.u32(1);
    gguf.text_entry("tokenizer.chat_template", std::string(5000, 'x'));
    for (std::uint64_t i = 0; i < k_tensors; ++i) {
        gguf.tensor("blk." + std::to_string(i) + ".weight", k_row, k_rows, k_type_q4_k,
                    i * k_tensor_bytes);
    }
    return gguf.data(0).bytes();
}

// Bytes that this process has read by system calls.
std::uint64_t bytes_read() {
    std::ifstream io("/proc/self/io");
    std::string key;
    std::uint64_t value = 0;
    io >> key >> value;  // rchar
    return value;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const std::filesystem::path file = argv[1];
    const auto head = header();
    std::ofstream(file, std::ios::binary) << head;
    std::filesystem::resize_file(file, head.size() + k_tensors * k_tensor_bytes);
    const auto before = bytes_read();
    const auto own = bytes_read() - before;  // of asking
    const auto read = read_gguf(file);
    const auto cost = bytes_read() - before - 2 * own;
    std::vector<double> times;
    for (int i = 0; i < 21; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        read_gguf(file);
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - begin;
        times.push_back(time.count());
    }
    std::ranges::sort(times);
    std::cout << "file of " << std::filesystem::file_size(file) << " bytes, " << read.tensors
              << " tensors, " << *read.vocabulary << " tokens and merges\nread: " << cost
              << " bytes, the header has " << head.size() << "\nread_gguf: median "
              << times[times.size() / 2] << " ms, worst " << times.back()
              << " ms of 21, in the page cache (asked: under 20 ms)\n";
    return 0;
}
