#pragma once
// The words of the demo model. Each word belongs to a place in one fixed sentence ("The ADJECTIVE
// NOUN VERB one …"), and the vocabulary is made for llama.cpp's "llama" tokenizer: byte tokens, and
// for each word every prefix of it, because that tokenizer only joins neighbours whose union is a
// token too.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::demo {

// "The ADJECTIVE NOUN VERB one ADJECTIVE NOUN PREPOSITION the ADJECTIVE NOUN ."
constexpr std::size_t k_places = 12;

// Numbers of llama.h.
enum class TokenType : std::int32_t { normal = 1, unknown = 2, control = 3, byte = 6 };

struct Token {
    std::string text;
    TokenType type = TokenType::normal;
    std::optional<std::size_t> place;  // nothing: the model never says it
};

std::vector<Token> make_vocabulary();

}  // namespace edgebench::demo
