#include "tests/demo_model/vocabulary.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace edgebench::demo;

namespace {

const std::vector<Token> k_vocabulary = make_vocabulary();

std::size_t words_at(std::size_t place) {
    return static_cast<std::size_t>(
        std::count_if(k_vocabulary.begin(), k_vocabulary.end(),
                      [&](const Token& token) { return token.place == place; }));
}

}  // namespace

TEST_CASE("no two tokens have the same text", "[demo_model]") {
    std::set<std::string> texts;
    for (const auto& token : k_vocabulary) texts.insert(token.text);
    CHECK(texts.size() == k_vocabulary.size());
}

TEST_CASE("every byte has a token, so that any prompt can be read", "[demo_model]") {
    CHECK(std::count_if(k_vocabulary.begin(), k_vocabulary.end(),
                        [](const Token& token) { return token.type == TokenType::byte; }) == 256);
}

TEST_CASE("every place of the sentence has words, most of them many", "[demo_model]") {
    std::size_t rich = 0;
    for (std::size_t place = 0; place < k_places; ++place) {
        CHECK(words_at(place) >= 1);
        if (words_at(place) >= 100) ++rich;
    }
    CHECK(rich == 7);
}

TEST_CASE("a word can be joined from the left: all its beginnings are tokens", "[demo_model]") {
    std::set<std::string> texts;
    for (const auto& token : k_vocabulary) texts.insert(token.text);
    constexpr std::size_t k_space_bytes = 3;
    for (const auto& token : k_vocabulary) {
        if (!token.place || token.text == ".") continue;
        for (auto length = k_space_bytes; length < token.text.size(); ++length) {
            CHECK(texts.contains(token.text.substr(0, length)));
        }
    }
}
