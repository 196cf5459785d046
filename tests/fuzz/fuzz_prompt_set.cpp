// Any text as a prompt set.

#include "host/catalog/prompt_set.hpp"
#include "protocol/error.hpp"
#include "tests/fuzz/fuzz_input.hpp"

using namespace edgebench;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto set = parse_prompt_set(fuzz::text_of({data, size}), "some.jsonl");
        fuzz::require(!set.prompts.empty());
        for (const auto& prompt : set.prompts) {
            fuzz::require(!prompt.id.empty() && (prompt.scorers.empty() || prompt.reference));
        }
    } catch (const Error&) {
    }
    return 0;
}
