#include "agent/llama_report.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::agent;

namespace {

EngineReport report_of(const std::vector<std::string>& lines) {
    EngineReport report;
    for (const auto& line : lines) read_report_line(line, report);
    return report;
}

}  // namespace

// Lines of llama.cpp v0.5.0 on this project's demo model.
TEST_CASE("what took effect is read from the log of a CPU engine", "[agent]") {
    const auto report = report_of(
        {"0.00.023.245 I cmn  common_param: common_params_print_info: build 1 (0ad4a86) with GNU "
         "11.4.0 for Linux x86_64",
         "0.00.024.948 I cmn  common_param: system_info: n_threads = 3 (n_threads_batch = 2) / 2 | "
         "CPU : SSE3 = 1",
         "0.00.249.808 I llama_context: n_seq_max             = 1",
         "0.00.249.828 I llama_context: n_ctx                 = 512",
         "0.00.249.848 I llama_context: n_ctx_seq             = 256",
         "0.00.249.867 I llama_context: n_batch               = 64",
         "0.00.249.887 I llama_context: n_ubatch              = 32",
         "0.00.249.928 I llama_context: flash_attn            = auto",
         "0.00.252.268 I llama_kv_cache: size =    2.12 MiB (   512 cells,   8 layers,  1/1 seqs), "
         "K (q8_0):    1.06 MiB, V (q4_0):    1.06 MiB",
         "0.00.580.549 I resolve_fused_ops: Flash Attention enabled"});
    CHECK(report.build == "1 (0ad4a86)");
    CHECK(report.devices.empty());
    CHECK_FALSE(report.offloaded_layers);
    CHECK(report.threads == 3);
    CHECK(report.threads_batch == 2);
    CHECK(report.context_tokens == 512);
    CHECK(report.batch_tokens == 64);
    CHECK(report.ubatch_tokens == 32);
    CHECK(report.flash_attention == "enabled");
    CHECK(report.kv_cache_k == "q8_0");
    CHECK(report.kv_cache_v == "q4_0");
}

// Formats of llama.cpp's source (src/llama.cpp, src/llama-model.cpp); no such device is here.
TEST_CASE("devices and layers are read from the log", "[agent]") {
    const auto report = report_of(
        {"0.01 I llama_prepare_model_devices: using device GPUOpenCL (QUALCOMM Adreno(TM) 830) "
         "(unknown id) - 0 MiB free",
         "0.01 I llama_prepare_model_devices: using device GPUOpenCL (QUALCOMM Adreno(TM) 830) "
         "(unknown id) - 0 MiB free",
         "0.01 I llama_prepare_model_devices: using device HTP0 (Hexagon) (unknown id) - 2 MiB "
         "free",
         "0.02 I load_tensors: offloading 16 repeating layers to GPU",
         "0.02 I load_tensors: offloaded 16/17 layers to GPU"});
    CHECK(report.devices == std::vector<std::string>{"GPUOpenCL", "HTP0"});
    CHECK(report.offloaded_layers == 16);
    CHECK(report.layers == 17);
}

TEST_CASE("lines that tell nothing change nothing", "[agent]") {
    CHECK(report_of({"", "llama_context: n_batch", "llama_context: n_batch = x", ": offloaded ",
                     ": using device ", "llama_kv_cache: size = , K (", "Flash Attention enabled",
                     "system_info: n_threads = 99999999999", "print_info: build "}) ==
          EngineReport{});
}
