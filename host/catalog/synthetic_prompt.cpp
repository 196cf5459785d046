#include "host/catalog/synthetic_prompt.hpp"

#include "protocol/bytes.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"

namespace edgebench {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014): tiny, and the same on every platform.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        auto z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

  private:
    std::uint64_t state_;
};

}  // namespace

PromptSet synthetic_prompt(std::int64_t tokens, std::uint32_t seed, std::int64_t vocabulary) {
    // Control tokens stand at either end of a vocabulary: the second quarter has none of them.
    const auto first = vocabulary / 4;
    const auto choice = vocabulary / 2 - first;
    if (tokens < 1 || choice < 1) {
        throw Error(ErrorCode::configuration, "no synthetic prompt of " + std::to_string(tokens) +
                                                  " tokens can be made from a vocabulary of " +
                                                  std::to_string(vocabulary));
    }
    Prompt prompt;
    prompt.id = "synthetic-" + std::to_string(tokens);
    Random random(seed);
    for (std::int64_t i = 0; i < tokens; ++i) {
        const auto index = random.next() % static_cast<std::uint64_t>(choice);
        prompt.tokens.push_back(
            static_cast<std::int32_t>(first + static_cast<std::int64_t>(index)));
    }
    PromptSet set;
    set.name = prompt.id;
    set.sha256 = to_hex(sha256("synthetic/1 tokens=" + std::to_string(tokens) + " seed=" +
                               std::to_string(seed) + " vocabulary=" + std::to_string(vocabulary)));
    set.prompts.push_back(std::move(prompt));
    return set;
}

}  // namespace edgebench
