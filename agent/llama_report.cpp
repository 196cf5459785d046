#include "agent/llama_report.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace edgebench::agent {
namespace {

// The rest of `line` behind `mark`.
std::optional<std::string_view> behind(std::string_view line, std::string_view mark) {
    const auto found = line.find(mark);
    if (found == std::string_view::npos) return std::nullopt;
    return line.substr(found + mark.size());
}

std::optional<std::int32_t> leading_number(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    return error == std::errc{} ? std::optional(value) : std::nullopt;
}

std::optional<std::string> until(std::optional<std::string_view> text, std::string_view mark) {
    if (!text) return std::nullopt;
    const auto end = text->find(mark);
    if (end == std::string_view::npos) return std::nullopt;
    return std::string(text->substr(0, end));
}

// "llama_context: n_batch               = 64"
std::optional<std::string_view> context_value(std::string_view line, std::string_view key) {
    auto rest = behind(line, "llama_context: ");
    if (!rest || !rest->starts_with(key)) return std::nullopt;
    rest->remove_prefix(key.size());
    const auto equals = rest->find_first_not_of(' ');
    if (equals == 0 || equals == std::string_view::npos || (*rest)[equals] != '=') {
        return std::nullopt;
    }
    return behind(*rest, "= ");
}

template <class T>
void keep(std::optional<T>& known, std::optional<T> told) {
    if (told) known = std::move(told);
}

// "… using device GPUOpenCL (QUALCOMM Adreno(TM)) (unknown id) - 0 MiB free"
void read_device(std::string_view line, EngineReport& report) {
    const auto device = until(behind(line, ": using device "), " (");
    if (!device || std::ranges::count(report.devices, *device) > 0) return;
    report.devices.push_back(*device);
}

// "… offloaded 17/17 layers to GPU"
void read_offloaded(std::string_view line, EngineReport& report) {
    const auto offloaded = behind(line, ": offloaded ");
    if (!offloaded || offloaded->find(" layers") == std::string_view::npos) return;
    keep(report.offloaded_layers, leading_number(offloaded));
    keep(report.layers, leading_number(behind(*offloaded, "/")));
}

// "auto" is settled in a later line: "Flash Attention enabled", "… was auto, set to disabled".
void read_flash_attention(std::string_view line, EngineReport& report) {
    if (const auto value = context_value(line, "flash_attn")) {
        report.flash_attention = std::string(*value);
    }
    if (!behind(line, ": Flash Attention ")) return;
    for (const std::string_view state : {"enabled", "disabled"}) {
        if (line.ends_with(state)) report.flash_attention = std::string(state);
    }
}

}  // namespace

void read_report_line(std::string_view line, EngineReport& report) {
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    if (auto build = until(behind(line, "print_info: build "), " with ")) {
        report.build = std::move(*build);
    }
    read_device(line, report);
    read_offloaded(line, report);
    read_flash_attention(line, report);
    keep(report.threads, leading_number(behind(line, "system_info: n_threads = ")));
    keep(report.threads_batch, leading_number(behind(line, "(n_threads_batch = ")));
    keep(report.context_tokens, leading_number(context_value(line, "n_ctx")));
    keep(report.batch_tokens, leading_number(context_value(line, "n_batch")));
    keep(report.ubatch_tokens, leading_number(context_value(line, "n_ubatch")));
    if (!behind(line, "llama_kv_cache: size = ")) return;
    keep(report.kv_cache_k, until(behind(line, ", K ("), ")"));
    keep(report.kv_cache_v, until(behind(line, ", V ("), ")"));
}

}  // namespace edgebench::agent
