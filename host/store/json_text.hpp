#pragma once
// Structs in columns of JSON text.

#include "protocol/fields.hpp"

#include <string>

namespace edgebench::store {

// Bytes that are not UTF-8 are replaced: JSON has none.
template <class T>
std::string json_text(const T& value) {
    return to_json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class T>
T from_json_text(const std::string& text) {
    return from_json<T>(Json::parse(text), "");
}

}  // namespace edgebench::store
