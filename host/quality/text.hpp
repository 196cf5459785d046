#pragma once
// How answers are made comparable before they are scored.

#include <string>
#include <string_view>
#include <vector>

namespace edgebench {

// ASCII letters in lower case, runs of white space as one space, none at either end. Nothing else
// changes: punctuation and accents count.
std::string normalised(std::string_view text);

// Lower-cased maximal runs of ASCII letters and digits and of non-ASCII bytes.
std::vector<std::string> words(std::string_view text);

// Whether the byte belongs to a word in the sense of words().
bool is_word_byte(char byte);

}  // namespace edgebench
