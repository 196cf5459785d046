#include "tests/demo_model/vocabulary.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <span>
#include <string_view>

namespace edgebench::demo {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view k_space = "\xe2\x96\x81";  // U+2581, how this tokenizer writes a space

constexpr auto k_stems = std::to_array<std::string_view>(
    {"amber",  "ash",     "autumn",  "bell",   "birch", "cloud",  "copper", "corn",
     "dawn",   "ember",   "fern",    "frost",  "glass", "gold",   "grain",  "harbor",
     "hazel",  "heather", "honey",   "iron",   "lamp",  "maple",  "mist",   "moon",
     "moss",   "night",   "ocean",   "pine",   "rain",  "river",  "silver", "stone",
     "summer", "sun",     "thistle", "valley", "water", "willow", "wind",   "winter"});
constexpr auto k_adjective_ends =
    std::to_array<std::string_view>({"bound", "bright", "clad", "cold", "dark", "less", "like",
                                     "lit", "made", "pale", "soft", "warm", "worn"});
constexpr auto k_noun_ends =
    std::to_array<std::string_view>({"bird", "bridge", "crown", "field", "gate", "house", "keeper",
                                     "lantern", "path", "road", "song", "wheel", "wood"});
constexpr auto k_verb_starts =
    std::to_array<std::string_view>({"counter", "fore", "mis", "out", "over", "re", "under", "up"});
constexpr auto k_verb_ends = std::to_array<std::string_view>(
    {"builds", "calls", "draws", "feels", "finds", "grows", "holds", "leads", "lights", "looks",
     "marks", "paints", "reads", "runs", "sees", "writes"});
constexpr auto k_prepositions = std::to_array<std::string_view>(
    {"above", "across", "against", "along", "among", "around", "behind", "below", "beneath",
     "beside", "between", "beyond", "near", "over", "through", "toward", "under", "within"});

std::vector<std::string> compounds(Words starts, Words ends) {
    std::vector<std::string> words;
    for (const auto start : starts) {
        for (const auto end : ends) {
            words.push_back(std::string(start) + std::string(end));
        }
    }
    return words;
}

// Adjectives and nouns stand in three places each, and each place has a third of them, so that the
// last word alone says where in the sentence we are.
std::vector<std::string> third(const std::vector<std::string>& words, std::size_t which) {
    std::vector<std::string> result;
    for (std::size_t i = which; i < words.size(); i += 3) {
        result.push_back(words[i]);
    }
    return result;
}

std::array<std::vector<std::string>, k_places> words_by_place() {
    const auto adjectives = compounds(k_stems, k_adjective_ends);
    const auto nouns = compounds(k_stems, k_noun_ends);
    const std::vector<std::string> prepositions(k_prepositions.begin(), k_prepositions.end());
    return {{{"The"},
             third(adjectives, 0),
             third(nouns, 0),
             compounds(k_verb_starts, k_verb_ends),
             {"one"},
             third(adjectives, 1),
             third(nouns, 1),
             prepositions,
             {"the"},
             third(adjectives, 2),
             third(nouns, 2),
             {"."}}};
}

// Every prefix that starts with the space; the place belongs to the whole word only.
void add_word(std::map<std::string, std::optional<std::size_t>>& pieces, const std::string& word,
              std::size_t place) {
    const std::string text = word == "." ? word : std::string(k_space) + word;
    for (std::size_t length = word == "." ? 1 : k_space.size(); length < text.size(); ++length) {
        pieces.try_emplace(text.substr(0, length));
    }
    pieces[text] = place;
}

}  // namespace

std::vector<Token> make_vocabulary() {
    std::vector<Token> tokens = {{"<unk>", TokenType::unknown, {}},
                                 {"<s>", TokenType::control, {}},
                                 {"</s>", TokenType::control, {}}};
    for (int byte = 0; byte < 256; ++byte) {
        std::array<char, 8> text{};
        std::snprintf(text.data(), text.size(), "<0x%02X>", static_cast<unsigned>(byte));
        tokens.push_back({text.data(), TokenType::byte, {}});
    }
    std::map<std::string, std::optional<std::size_t>> pieces;
    for (char c = '!'; c <= '~'; ++c) {
        pieces.try_emplace(std::string(1, c));
    }
    const auto words = words_by_place();
    for (std::size_t place = 0; place < words.size(); ++place) {
        for (const auto& word : words[place]) {
            add_word(pieces, word, place);
        }
    }
    for (const auto& [text, place] : pieces) {
        tokens.push_back({text, TokenType::normal, place});
    }
    return tokens;
}

}  // namespace edgebench::demo
