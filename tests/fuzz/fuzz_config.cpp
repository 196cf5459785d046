// Any text as the configuration of a model or an engine.

#include "host/config/engine_config.hpp"
#include "host/config/engine_manifest.hpp"
#include "host/config/model_config.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of({data, size});
    try {
        fuzz::require(parse_model_config(text, "demo.toml").name == "demo");
    } catch (const Error&) {
    }
    try {
        const auto release = parse_engine_config(text, "llama.cpp-b11541.toml");
        for (const auto& archive : release.archives) fuzz::require(is_engine_name(archive.name));
    } catch (const Error&) {
    }
    try {
        const auto manifest = parse_engine_manifest(text, "engine.toml");
        fuzz::require(parse_engine_manifest(to_toml(manifest), "").files == manifest.files);
    } catch (const Error&) {
    }
    return 0;
}
