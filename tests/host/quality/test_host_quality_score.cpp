#include "host/quality/rouge.hpp"
#include "host/quality/score.hpp"
#include "host/quality/text.hpp"
#include "protocol/error.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace edgebench;

namespace {

double score_one(const std::string& scorer, const std::string& answer,
                 const std::string& reference) {
    Prompt prompt;
    prompt.id = "p";
    prompt.reference = reference;
    prompt.scorers = {scorer};
    return score(answer, prompt).at(scorer);
}

// The textbook table, to check the bit-parallel one against.
std::size_t plain_common_length(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
    std::vector<std::vector<std::size_t>> table(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1
                                               : std::max(table[i - 1][j], table[i][j - 1]);
        }
    }
    return table[a.size()][b.size()];
}

std::string random_text(std::mt19937& random, std::size_t length, std::size_t vocabulary) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
        text += "w" + std::to_string(random() % vocabulary) + " ";
    }
    return text;
}

}  // namespace

TEST_CASE("normalising folds case and white space and keeps the rest", "[host/quality]") {
    CHECK(normalised("  The\tAnswer:\r\n 42. ") == "the answer: 42.");
    CHECK(normalised(" \n ").empty());
    CHECK(normalised("ÄÖ -5") == "ÄÖ -5");
}

TEST_CASE("words are runs of letters and digits in lower case", "[host/quality]") {
    CHECK(words("Don't stop, café 3.5!") ==
          std::vector<std::string>{"don", "t", "stop", "café", "3", "5"});
    CHECK(words("...").empty());
}

TEST_CASE("exact match compares normalised texts", "[host/quality]") {
    CHECK(score_one("exact_match", " Paris\n", "paris") == 1);
    CHECK(score_one("exact_match", "Paris.", "Paris") == 0);
    CHECK(score_one("exact_match", "-5", "5") == 0);
}

TEST_CASE("contains finds whole words only", "[host/quality]") {
    CHECK(score_one("contains", "The answer is 5.", "5") == 1);
    CHECK(score_one("contains", "The answer is 15.", "5") == 0);
    CHECK(score_one("contains", "15, no: 5", "5") == 1);
    CHECK(score_one("contains", "It is New  York, I think", "new york") == 1);
    CHECK(score_one("contains", "anything", "") == 0);
    CHECK(score_one("contains", "f(x) = 2", "(x)") == 1);
}

TEST_CASE("ROUGE-L gives the examples of Lin 2004", "[host/quality]") {
    // Section 3.1: recall, precision and F are 3/4 and 2/4 for the two candidates.
    const std::string reference = "police killed the gunman";
    CHECK(rouge_l("police kill the gunman", reference) == Approx(0.75));
    CHECK(rouge_l("the gunman kill police", reference) == Approx(0.5));
}

TEST_CASE("ROUGE-L of different lengths is 2 LCS / (a + r)", "[host/quality]") {
    CHECK(rouge_l("a b c d e f", "b d") == Approx(0.5));
    CHECK(rouge_l("Same TEXT", "same text") == 1);
    CHECK(rouge_l("x y", "z") == 0);
    CHECK(rouge_l("", "z") == 0);
    CHECK(rouge_l("z", "...") == 0);
}

TEST_CASE("the bit-parallel LCS agrees with the textbook one", "[host/quality]") {
    std::mt19937 random(1);
    for (int round = 0; round < 60; ++round) {
        const auto a = random_text(random, 1 + random() % 200, 2 + random() % 40);
        const auto b = random_text(random, 1 + random() % 200, 2 + random() % 40);
        const auto common = static_cast<double>(plain_common_length(words(a), words(b)));
        CHECK(rouge_l(a, b) ==
              Approx(2 * common / static_cast<double>(words(a).size() + words(b).size())));
    }
}

TEST_CASE("long and repetitive texts are scored within bounds", "[host/quality]") {
    std::mt19937 random(2);
    const auto a = random_text(random, 100'000, 1'000'000);
    const auto b = random_text(random, 100'000, 3);
    CHECK(rouge_l(a, a) == 1);
    CHECK(rouge_l(b, b) == 1);
    CHECK(rouge_l(a, b) < 0.1);
}

TEST_CASE("a prompt gets each of its scorers, none without a reference", "[host/quality]") {
    Prompt prompt;
    prompt.scorers = {"exact_match", "contains", "rouge_l"};
    CHECK(score("x", prompt).empty());
    prompt.reference = "x";
    CHECK(score("x", prompt).size() == 3);
}

TEST_CASE("an unknown scorer is an error of configuration that names the prompt",
          "[host/quality]") {
    Prompt prompt;
    prompt.id = "capital";
    prompt.scorers = {"bleu"};
    CHECK_THROWS_WITH(score("x", prompt),
                      Catch::Contains("'bleu'") && Catch::Contains("'capital'"));
    CHECK_THROWS_AS(check_scorers(prompt), Error);
}
